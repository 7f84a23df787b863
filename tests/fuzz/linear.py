"""Measure whether the time to read a cable grows with its size and no faster, on the nastiest repeats there are."""

import time
from collections.abc import Callable, Sequence
from typing import Annotated, NamedTuple

import spacy
import typer
from tqdm import tqdm
from wasabi import msg

from cable_ner.corpus import read_cable
from cable_ner.corpus.docs import make_docs
from cable_ner.files.inputs import Source
from cable_ner.text import MAX_BYTES, CableError
from cable_ner.work.garbage import collect_rarely, collecting_as_before

HEAD = "SUBJECT: X\n\n1. (C) x\n\n"
# Times what is linear, for a factor of ten. A Doc of a million signs does not fit into the processor's cache, one of
# 100,000 does: the same work takes up to twice as long there.
WORST = {"read": 1.5, "docs": 2.5}
_NO_TIME = 0.1  # seconds below which nothing is said
_UNITS = {
    "text": [
        "[PER ", "[PER x ", "[PER x\n", "[PER x  ]", "[PER x]", "[PER [", "[PER x\n] ", "[ORG A [b] ", "[A ", "[AB ",
        "[AB c  ]", "[[[[", "]]]]", "  ]", "][", "[PER  ]", '" " "', '"', '" a ', "' ", "( ( (", "(", ") ", ". ", "a , ",
        "'s ", "$ 5 ", "-- : ", "¶1 . ", "¶", "¶ ", "¶1 x\n\n", "1 . ", "1. (C) ", "1. (C) x\n\n", "a. \n\n", "a.\nB ",
        "\n\n-\n", "-\n\n", "BARI 00000960 002 of 003 ", "BARI 00000960 ", " 00000960 ", "A ", "A-", "SUBJECT:", "REF: ",
        "TAGS: ", "TAGS ", "SECTION 01 OF 02 ", "\nSECRET\n", "\nPAGE 02 BARI 01234 121530Z\n", "PAGE 02 BARI ",
        "SIPDIS\n", "\nSECRETARY\n\nSIPDIS\n", "\nC O N F I D E N T I A L BARI 000123\n", "\nS E C R E T SECTION 01 OF 02 ",
        "1.(C", "(C) 1. ", "1) ", "\n3. x", "MILLER\n", "NNNN\n", "(S//REL ", "Classified By ", "\nFM BARI\n", "¶3 x\n",
        "12¶1. ", "\n-- x ", "x. -- A ", "ABCDEF", "VZCZC", "xxxxxxxx", "A", "0", ".", "-", "é", "e\u0301", "\u200f",
        ".\n\n", " ", "\t", "\n", " \n", "\r", "\r\n", "\u00a0", "\x1c", "http://a.b/", "a@b.", "U.S.", "n't", "word ",
        "<PER>", "</PER>", "<PER>x</LOC>", "<PER>x</PER>", "<PER><LOC></PER>", "a-", "[PER: x", "[x](", "{{PER|x",
        "REF: A. BARI 1 ", "REFS (A) BARI 1\n\n", "B. 08 BARI 12 ", "TO RUEHBA/AMEMBASSY BARI\n", "E.O. 12958: DECL: ",
        "CLASSIFIED BY: ", "REASONS 1.4 (", "UNCLAS BARI 000123\n\nREF: BARI 1\n\n1. (U) x\n\n",
    ],
    "html": [
        "<a <a <a", "<!--", "<!-- x -->", "<pre><pre>", "</pre><pre>", "<pre ", "<", "<a ", "<a id='par1'>", "</a>", "<br>",
        "<b", "<a id='par1' href='#par1'>¶</a>1 . ", "<a id='par1'>¶", "<a href=/tag/", "<a href=/tag/A_>", "&#x&#x",
        "&#x000A;", "&amp;", "&", "&#", "&para;", "&para;1 ", "&#91;PER x  &#93;", "[PER &amp;  ]", "<b>[PER </b>",
        "<table class='cable'>", "<th>a<td>b",
    ],
}  # fmt: skip


class Case(NamedTuple):
    """A kind of cable: `source(size)` is one of about so many bytes."""

    name: str
    source: Callable[[int], bytes]


def cases() -> list[Case]:
    """Returns all kinds, the repeats as they are, behind a cable's header, and on a page."""
    found = []
    for unit in _UNITS["text"]:
        found += [Case(repr(unit), _repeated("", unit)), Case(f"header, {unit!r}", _repeated(HEAD, unit))]
    for unit in _UNITS["text"] + _UNITS["html"]:
        found.append(Case(f"<pre>, {unit!r}", _repeated("<pre>" + HEAD, unit)))
    for name, before, unit, after in (
        ("unclosed attribute", "<pre><a id='", "x", ""),
        ("unclosed table", "<table class='cable", "x", ""),
        ("table", "<table class='cable'>", "<th>Created<td>b", "<pre>x</pre>"),
        ("tables", "", "<table class='cable'>", "<pre>x</pre>"),
        ("long annotation", "[PER x", " ", "]"),
        ("number without stop", HEAD + "1 ", " ", "."),
        ("subject without colon", "SUBJECT", " ", "x"),
        ("page header", "BARI 00000960", " ", "002 of 003"),
        ("unclosed, then a word", "[PER Ann " * 9, "x", "\n[LOC Rome  ]"),
        ("pilcrow, then white space", "¶", " ", "x"),
        ("comments, then an open one", "<pre>", "<!-- x -->", "<!--"),
        ("tagger's lines", HEAD, '[PER Ann  ] \'s man , ( he ) said : " no . " \n', ""),
        ("tagger's paragraphs", HEAD, "( C ) [PER Ann  ] , and Bea , ate . \n\n", ""),
    ):
        found.append(Case(name, _repeated(before, unit, after)))
    return found


def _repeated(before: str, unit: str, after: str = "") -> Callable[[int], bytes]:
    def source(size: int) -> bytes:
        ends = before.encode(), after.encode()
        times = max(size - sum(map(len, ends)), 0) // len(unit.encode())
        return ends[0] + unit.encode() * times + ends[1]

    return source


# -- time ----------------------------------------------------------------------------------------

NLP = spacy.blank("en")


class Taken(NamedTuple):
    """CPU seconds for a cable: to read it, and to make its Docs; `outcome` is 'read', or what was wrong with it."""

    read: float
    docs: float
    outcome: str

    @property
    def both(self) -> float:
        """Returns the seconds in all."""
        return self.read + self.docs


def timed(data: bytes) -> Taken:
    """Reads a cable, makes its Docs, and returns the seconds that this takes where garbage is collected as in conversion."""
    with collecting_as_before():
        collect_rarely()
        return _timed(data)


def _timed(data: bytes) -> Taken:
    start = time.process_time()
    try:
        cable = read_cable(Source("a.txt", data=data))
    except CableError as error:
        return Taken(time.process_time() - start, 0.0, error.message)
    middle = time.process_time()
    for _ in make_docs(cable, NLP):
        pass
    return Taken(middle - start, time.process_time() - middle, "read")


class Measured(NamedTuple):
    """What was taken at each size in bytes; sizes grow."""

    name: str
    taken: dict[int, Taken]

    def ratio(self, part: str) -> float:
        """Returns how much longer a byte of the largest takes than of the size before: 1 is linear, 0 no time at all."""
        small, large = sorted(self.taken)[-2:]
        before, after = (getattr(self.taken[size], part) for size in (small, large))
        return after / max(before, _NO_TIME / 10) * small / large if after >= _NO_TIME else 0.0

    def is_slow(self) -> bool:
        """Returns whether a part of the work grows faster than it should."""
        return any(self.ratio(part) > worst for part, worst in WORST.items())


def measure(case: Case, sizes: Sequence[int], *, tries: int = 3) -> Measured:
    """Returns the times of one kind of cable at some sizes; what seems too slow is tried again, and the least kept."""
    measured = Measured(case.name, {size: timed(case.source(size)) for size in sizes})
    for _ in range(tries - 1):
        if not measured.is_slow():
            break
        for size in sizes[-2:]:
            again, before = timed(case.source(size)), measured.taken[size]
            measured.taken[size] = Taken(min(again.read, before.read), min(again.docs, before.docs), again.outcome)
    return measured


def main(
    sizes: Annotated[str, typer.Option(help="Megabytes to measure at, growing by factors of ten")] = "0.1,1",
    only: Annotated[str, typer.Option(help="Only kinds with this in their names")] = "",
    shown: Annotated[int, typer.Option(help="Kinds to show: those that take the longest, and those that grow most")] = 15,
) -> None:
    """Measure every kind of cable; exit status 1 if one of them grows faster than it should."""
    counts = [int(float(size) * 1_000_000) for size in sizes.split(",")]
    if max(counts) > MAX_BYTES:
        msg.warn(f"What is larger than {MAX_BYTES:,} bytes is read as an error")
    kinds = [case for case in cases() if only in case.name]
    rows = [measure(case, counts) for case in tqdm(kinds, disable=None, leave=False)]
    largest = counts[-1]
    for title, key in (
        ("Longest", lambda row: row.taken[largest].both),
        ("Growing fastest: reading", lambda row: row.ratio("read")),
        ("Growing fastest: Docs", lambda row: row.ratio("docs")),
    ):
        msg.divider(title)
        table = [
            (
                row.name[:40],
                *(f"{row.taken[count].both:.3f}" for count in counts),
                *(f"{row.ratio(part):.2f}" for part in WORST),
                row.taken[largest].outcome[:40],
            )
            for row in sorted(rows, key=key, reverse=True)[:shown]
        ]
        header = ("cable", *(f"{count / 1e6:g} MB" for count in counts), "read", "Docs", "outcome")
        msg.table(table, header=header, divider=True, aligns=("l", *"r" * (len(counts) + 2), "l"))
    slow = [row.name for row in rows if row.is_slow()]
    if slow:
        msg.fail(f"{len(slow)} of {len(rows)} kinds grow too fast: {', '.join(slow)}", exits=1)
    msg.good(f"{len(rows)} kinds of cables; none grows too fast")


if __name__ == "__main__":
    typer.run(main)
