"""Offsets over text without white space."""

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.evaluation.alignment import shared_pieces
from tests.helpers.flat_cables import flat, read


def marked(found, mentions):
    return [(found.text[mention.start : mention.end], mention.label) for mention in mentions]


def test_alignment_offsets_are_those_of_the_text_without_white_space():
    found = flat(read("Said [PER Ann  Lee  ] of [LOC Rome  ] .\n\nIn [ORG U.N.  ] halls .", natural=True))
    assert found.text == "".join(found.text.split())
    assert marked(found, found.mentions) == [("AnnLee", "PER"), ("Rome", "LOC"), ("U.N.", "ORG")]
    assert found.length == len(found.text)


@pytest.mark.parametrize(
    ("ours", "theirs", "shared"),
    [
        ("abc", "abc", "abc"),
        ("abc", "axc", "ac"),
        ("xabc", "abcy", "abc"),
        ("aaab", "aaaab", "aaab"),
        ("abcd", "cdab", "cd"),
        ("abc", "xyz", ""),
        ("", "a", ""),
    ],
)
def test_alignment_of_pieces(ours: str, theirs: str, shared: str) -> None:
    found = shared_pieces(ours, theirs)
    assert "".join(ours[mine] for mine, _ in found) == shared


@given(st.text("abcdefgh", max_size=8), st.text("abcdefgh", max_size=8))
def test_alignment_pieces_are_equal_in_order_and_of_different_ones_as_many_as_there_can_be(ours: str, theirs: str) -> None:
    found = shared_pieces(ours, theirs)
    assert all(ours[mine] == theirs[other] for mine, other in found)
    assert all(one[0] < next_[0] and one[1] < next_[1] for one, next_ in zip(found, found[1:]))
    if len({*ours}) == len(ours) and len({*theirs}) == len(theirs):
        blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
        assert len(found) >= sum(size for _, _, size in blocks)
