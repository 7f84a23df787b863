"""Sentences in pieces: mentions and what the error is about are marked."""

from hypothesis import given
from hypothesis import strategies as st

from cable_ner.evaluation.cards import Piece, pieces
from tests.helpers import report as made


def test_cards_pieces_marks_mentions_and_what_the_error_is_about() -> None:
    assert pieces("Saif met Lee", [(9, 12, "PER"), (0, 4, "PER")], focus=(0, 4)) == [
        Piece("Saif", "PER", True), Piece(" met ", "", False), Piece("Lee", "PER", False),
    ]  # fmt: skip


def test_cards_pieces_marks_the_place_where_nothing_was_found() -> None:
    assert pieces("Saif met Lee", [(9, 12, "PER")], focus=(0, 4)) == [
        Piece("Saif", "", True), Piece(" met ", "", False), Piece("Lee", "PER", False),
    ]  # fmt: skip


def test_cards_pieces_marks_each_mention_that_the_error_is_about() -> None:
    found = pieces("New York City", [(0, 8, "LOC"), (9, 13, "ORG")], focus=(0, 13))
    assert found == [Piece("New York", "LOC", True), Piece(" ", "", False), Piece("City", "ORG", True)]


def test_cards_pieces_leaves_out_what_overlaps_or_lies_outside() -> None:
    found = pieces("Saif met", [(0, 4, "PER"), (2, 8, "ORG"), (90, 95, "LOC"), (-5, 1, "LOC")], focus=(0, 4))
    assert "".join(piece.text for piece in found) == "Saif met"


@given(
    st.text(max_size=40),
    st.lists(st.tuples(st.integers(-5, 45), st.integers(-5, 45), st.sampled_from(made.LABELS)), max_size=5),
    st.tuples(st.integers(-5, 45), st.integers(-5, 45)),
)
def test_cards_pieces_joined_are_the_sentence(text: str, mentions: list, focus: tuple[int, int]) -> None:
    found = pieces(text, mentions, focus=focus)
    assert "".join(piece.text for piece in found) == text
    assert all(piece.text for piece in found)
