"""Sentences around mentions, text in pieces, bars of a timeline."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.index.serving.excerpts import TextPiece, bars, excerpt, of_snippet, pieces, sentence

TEXT = 'It rained. Mr. Lee of St. Gall met J. F. Calder, he said. "Late!" cried Lee (the U.S. envoy). Then he left.'


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Lee of", "Mr. Lee of St. Gall met J. F. Calder, he said. "),
        ("Calder", "Mr. Lee of St. Gall met J. F. Calder, he said. "),
        ("rained", "It rained. "),
        ("envoy", "cried Lee (the U.S. envoy). "),
        ("left", "Then he left."),
    ],
)
def test_excerpts_sentence(name, found):
    start = TEXT.index(name)
    first, last = sentence(TEXT, start, start + len(name))
    assert TEXT[first:last].removeprefix('"Late!" ') == found


def test_excerpts_long_sentence_is_cut_between_words():
    text = "word " * 200 + "Ann" + " word" * 200
    shown = excerpt(text, 1000, 1003, "PER")
    assert shown[0].lines[0].startswith("…word word")
    assert shown[1] == TextPiece(["Ann"], "PER")
    assert shown[2].lines[0].endswith("word word…")
    assert 580 < sum(len(piece.lines[0]) for piece in shown) < 610


def test_excerpts_text_in_pieces():
    assert pieces("a\nAnn\nLee b", [(2, 9, "PER", "per-ann-lee")]) == [
        TextPiece(["a", ""]), TextPiece(["Ann", "Lee"], "PER", "per-ann-lee"), TextPiece([" b"]),
    ]  # fmt: skip


def test_excerpts_snippet_with_marks_of_its_own_stays_text():
    assert of_snippet("a \x02b\x03 c") == [TextPiece(["a "]), TextPiece(["b"], "found"), TextPiece([" c"])]
    assert "".join(piece.lines[0] for piece in of_snippet("\x03a\x02\x02b")) == "ab"


def test_excerpts_bars_have_every_month():
    assert bars([("2009-02", 2), ("2008-12", 4), ("odd", 9)]) == [
        ("2008-12", 4, 100), ("2009-01", 0, 0), ("2009-02", 2, 50),
    ]  # fmt: skip
    assert bars([]) == []


@given(st.text(max_size=900), st.data())
def test_excerpts_lose_nothing_of_a_mention(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = sentence(text, start, end)
    assert 0 <= first <= start <= end <= last <= len(text)
    assert excerpt(text, start, end, "PER")[1].lines == [text[start:end]]
