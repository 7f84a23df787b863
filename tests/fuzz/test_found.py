"""What fuzzing found, and what the measurements of time did: small inputs that went wrong once."""

import signal
from collections.abc import Callable

import pytest

from cable_ner.corpus import read_cable
from cable_ner.corpus.docs import make_doc, make_docs, tokenised
from cable_ner.corpus.formats import inline as exported
from cable_ner.files.inputs import Source
from cable_ner.tagging import inline, read_bare
from cable_ner.tagging.tagged import PlacedMention
from cable_ner.text import CableError, Mention, Paragraph, Scheme, parse, parse_bare
from tests.fuzz.laws import NLP, check_export, check_inline


@pytest.mark.parametrize(
    "data",
    [
        b"\xe9[PER \x93\x94  ] x",  # without the brackets, its bytes are one sign of UTF-8
        b"\xe9\xe9 [PER a  ] x",  # without the brackets, a third of its bytes are above ASCII
    ],
)
def test_found_windows_1252_that_is_not_told_without_its_annotations(data):
    assert parse(data, "a.txt").problems[0].kind == "encoding"
    with pytest.raises(
        CableError, match="no longer be read as Windows-1252 once its annotations are removed; save it as UTF-8"
    ):
        parse_bare(data, "a.txt")


def test_found_windows_1252_with_annotations_is_tagged():
    cable = read_bare(Source("a.txt", data=b"caf\xe9 of [PER Ann  ] in Rome"))
    assert inline(cable, Scheme())[0] == b"caf\xe9 of Ann in Rome"


@pytest.mark.parametrize(("text", "name"), [("¶¶1 . ", "¶"), ("-->¶1 . ", "-->"), ("x&para;&para;1 . <b>y</b>", "x")])
def test_found_mention_that_is_a_pilcrow_or_right_before_one(text, name):
    cable = read_bare(Source("a.txt", data=text.encode()), Scheme(), compare=True)
    cable.found += cable.place(0, [PlacedMention(0, len(name), "ORG")])
    check_inline(cable)


def test_found_pilcrow_behind_which_a_tag_is_closed_in_plain_text():
    cable = read_bare(Source("a.txt", data="x.\n¶</a>6C y".encode()))
    [first, second] = cable.cable.paragraphs
    assert (first.text, second.text, second.number) == ("x.", "</a>6C y", 6)
    cable.found = cable.place(1, [PlacedMention(0, 6, "ORG"), PlacedMention(7, 8, "PER")])
    data, left_out = inline(cable, Scheme())
    assert data.decode() == "x.\n¶</a>6C [PER y  ]"
    assert [item.text for item in left_out] == ["</a>6C"]


def test_found_thousands_of_mentions_in_one_word_take_no_memory():
    outcome = make_doc(Paragraph("x" * 3_000, [Mention(at, at + 1, "PER", 1) for at in range(3_000)], "paragraph"), NLP)
    assert len(outcome.unaligned) == 3_000
    assert {len(item.tokens) for item in outcome.unaligned} == {100}
    assert set(outcome.fates) == {("missing", "not on token boundaries")}


@pytest.mark.parametrize(
    ("length", "tokens"),
    [
        (300, [3, 300, 3, 1, 300]),
        (301, [3, 100, 100, 100, 1, 3, 1, 100, 100, 100, 1]),
        (400, [3, *[100] * 4, 3, 1, *[100] * 4]),
    ],
)
@pytest.mark.parametrize("before", ["", " rain" * 30 + " ", "\n" * 150])
def test_found_words_of_more_than_300_signs_are_split_into_parts(before, length, tokens):
    text = f"{before}Ann {'x' * length} \n\n b {'x' * length}"
    doc = tokenised(text, NLP)
    assert doc.text == text
    assert [len(token) for token in doc][-len(tokens) :] == tokens


def test_found_text_without_long_words_is_split_as_the_pipeline_does():
    text = "Saif 's staff , of http://a.b/" + "c" * 250 + "\n met ( again ) . " * 40
    assert [token.text for token in tokenised(text, NLP)] == [token.text for token in NLP.make_doc(text)]


def limited(run: Callable[[], object], seconds: float) -> None:
    """Runs a function. Raises TimeoutError if it takes more CPU time than it may."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"more than {seconds} seconds")

    previous = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        run()
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)


# (it took half a minute before)
@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs an interval timer")
@pytest.mark.parametrize("sign", ["[", "(", "$", '"(', "http://"])
def test_found_a_run_of_punctuation_takes_no_time(sign):
    limited(lambda: tokenised(sign * (20_000 // len(sign)), NLP), 3)


def test_found_punctuation_in_mentions_that_fit_no_tokens_takes_no_time():
    text = f"x[PER a{'-' * 1_900}b  ]y " * 400
    cable = parse(text.encode(), "a.txt")
    assert sum(len(paragraph.mentions) for paragraph in cable.paragraphs) == 400
    limited(lambda: [make_doc(paragraph, NLP) for paragraph in cable.paragraphs], 3)


def test_found_mention_with_two_line_breaks_comes_back_from_an_export():
    cable = read_cable(Source("a.txt", data=b"<pre>of [ORG Ann&#x000A;Lee&#x000A;Guild  ] in [LOC Rome  ] .</pre>"))
    [outcome] = make_docs(cable, NLP)
    [file] = exported([outcome.doc])
    assert file.text == "<code><pre>of [ORG Ann&#10;Lee&#10;Guild  ] in [LOC Rome  ].</pre></code>\n"
    check_export(cable)
