"""No cable hangs the parser, whatever is repeated in it. All cables here are invented.

These limits are for what is quadratic and nothing less, however busy the machine; `tests/fuzz/linear.py` measures growth.
"""

import signal

import pytest

from cable_ner.text import CableError, parse


def parse_within(source: str, limit: float = 5) -> None:
    """Parses the source. Raises TimeoutError after so many CPU seconds; 0.1 or so are needed."""

    def stop(*_) -> None:
        raise TimeoutError(f"more than {limit} seconds for {len(source):,} characters")

    data = source.encode()
    previous = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit)
    try:
        parse(data, "a.txt")
    except CableError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)


needs_timer = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs an interval timer")
HEAD = "SUBJECT: X\n\n1. (C) x\n\n"
SIZE = 40_000
REPEATED = [
    "[PER ", "[PER x ", "[PER x\n", "[PER x  ]", "[PER x]", "[ORG A [b] ", "[", "]", "  ]", "[[", "[A B",
    "<!--", "<a ", "<a id='par1'>¶</a>", "<a id='par1'>", "<pre>", "<pre ", "<", "</a>", "<br>", "¶", "¶ ", "¶1 ",
    "&", "&amp;", "&#x000A;", "&#", " ", "\t", "\n", " \n", "\r", "- \n", "-\n", '"', "'", '" a ', "1 . ", "1. ",
    "1 . x ", "1. (C) ", "(", "TAGS: ", "TAGS ", "SUBJECT:", "REF: ", "\\\n", "\\\"", "</div>", "<div>", "</div> ", "<p>",
    "BARI 00000960 002 of 003 ", "BARI 00000960 ", "\nSECRET\n", "\nPAGE 02 BARI 01234 121530Z\n", "PAGE 02 BARI ",
    "SIPDIS\n", "\nSECRETARY\n\nSIPDIS\n", "\nC O N F I D E N T I A L BARI 000123\n", "\nS E C R E T SECTION 01 OF 02 ",
    "1.(C", "(C) 1. ", "1) ", "\n3. x", "MILLER\n", "NNNN\n", "(S//REL ", "Classified By ", "\n-- x ", "x. -- A ",
    "00000960 ", "A ", "A", "A-", "a. ", "a.\nB ", "xxxxxxxxxxxx ", "é",
]  # fmt: skip


@needs_timer
@pytest.mark.parametrize("unit", REPEATED, ids=repr)
def test_parsing_repeats_take_no_time(unit):
    body = unit * (SIZE // len(unit))
    for source in (body, f"<pre>{HEAD}{body}", f"{HEAD}{body}x"):
        parse_within(source)


@needs_timer
@pytest.mark.parametrize(
    "source",
    [
        "[PER x" + " " * SIZE + "]",
        HEAD + "1 " + " " * SIZE + ".",
        "SUBJECT" + " " * SIZE + "x",
        "BARI 00000960" + " " * SIZE + "002 of" + " " * SIZE,
        "BARI" + "0" * SIZE,
        "<pre><a " + "id=" * (SIZE // 3) + ">",
        "<pre><a id" + " " * SIZE + ">",
        "<pre><a href=" + "/tag/" * (SIZE // 5) + ">",
        "<table class='cable'>" * (SIZE // 21) + "<pre>x</pre>",
        "<table class='cable'>" + "<th>a<td>b" * (SIZE // 10) + "<pre>x</pre>",
        "<pre>" + "<!-- x -->" * (SIZE // 10) + "<!--",
        "[PER Ann " * 9 + "x" * SIZE + "\n[LOC Rome  ]",
        "x" + "-\n\n" * (SIZE // 3) + "x",
        "¶" + " " * SIZE + "x",
        HEAD + "2." + " " * SIZE,
        "<pre><a " + "href=" * (SIZE // 3) + ">",
    ],
    ids=lambda source: repr(source[:22]),
)
def test_parsing_long_stretches_take_no_time(source):
    parse_within(source)
