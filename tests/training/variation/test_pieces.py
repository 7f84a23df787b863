"""Sentences and pieces of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.training.variation import SIZES, cropped, piece_bounds, sentence_gaps
from tests.helpers.variation import assert_well_formed, mark, marked, mentions, samples, unknown


@pytest.mark.parametrize(
    "text",
    [
        "He left. |She came.",
        "1. (C) Summary: He left. |She came. (U) She stayed.",
        "2. Of 640 delegates, 212 came. |They slept.",
        "He came in 1996. |She left.",
        "Mr. Lee and Gen. Stone met J. Marsh of the U.S. Embassy, e.g. Bob. |Then they left.",
        'He said: "No." |"Why?" |She left. and so on ...',
        "TAGS: PREL\n|SUBJECT: BREAD\n\n |REF: A",
        "a line that was wrapped\nand goes on. |New",
        "\nNo. ",
        "[ORG Yahoo! Inc.] met [ORG Stop.\nThe Band]. |Then [PER Ann]",
        "",
    ],
)
def test_pieces_sentences(text):
    sample = mark(text.replace("|", ""))
    bounds = piece_bounds(sentence_gaps(sample), len(sample.text), 1)
    expected = [mark(part).text.strip() for part in text.split("|")]
    assert [sample.text[start:end].strip() for start, end in bounds] == expected


def test_pieces_pieces_of_so_many_sentences():
    gaps = [(8, 9), (18, 20)]
    assert piece_bounds(gaps, 27, 1) == [(0, 8), (9, 18), (20, 27)]
    assert piece_bounds(gaps, 27, 2) == [(0, 18), (20, 27)]
    assert piece_bounds(gaps, 27, 3) == piece_bounds(gaps, 27, 0) == piece_bounds([], 27, 1) == [(0, 27)]


def test_pieces_cropped_text_keeps_what_is_in_it():
    sample = mark("[PER Ann] left. [? Bob saw] [LOC Bern]. No.")
    assert marked(cropped(sample, 10, 23)) == "[? Bob saw] [LOC Bern]."
    assert marked(cropped(sample, 14, 20)) == "[? saw] Be"
    assert cropped(sample, 0, len(sample.text)) is sample


@given(samples(), st.sampled_from(SIZES))
def test_pieces_pieces_hold_all_of_a_text(sample, size):
    bounds = piece_bounds(sentence_gaps(sample), len(sample.text), size)
    pieces = [cropped(sample, *each) for each in bounds]
    for piece in pieces:
        assert_well_formed(piece)
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(sample.text.split())
    assert [mention for piece in pieces for mention in mentions(piece)] == mentions(sample)
    assert "".join("".join("".join(unknown(piece)).split()) for piece in pieces) == "".join("".join(unknown(sample)).split())
