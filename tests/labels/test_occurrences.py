"""Where a form stands in a text: as words of its own, whatever the white space."""

import pytest

from cable_ner.labels import FormDecision, occurrences
from cable_ner.labels.occurrences import decided_span


@pytest.mark.parametrize(
    ("text", "form", "places"),
    [
        ("WHA, (WHA) or WHA-led", "WHA", [(0, 3), (6, 9), (14, 17)]),
        ("WHAT, NWHA, wha", "WHA", []),
        ("the(WHA)is", "(WHA)", [(3, 8)]),
        ("Bank \n of Rome", "Bank of Rome", [(0, 14)]),
        ("of Rome", "Bank of Rome", []),
    ],
)
def test_occurrences_are_words_of_their_own(text, form, places):
    assert list(occurrences(text, form)) == places


@pytest.mark.parametrize(
    ("text", "place", "form", "mention", "span"),
    [
        ("Ana Roe left", (0, 7), "Ana Roe", "", (0, 7)),
        ("Ana Roe left", (0, 7), "Ana Roe", "Roe", (4, 7)),
        ("Ana Roe left", (0, 3), "Ana", "Ana Roe", (0, 7)),
        ("Ana\n  Roe left", (0, 3), "Ana", "Ana Roe", (0, 9)),
        ("Ana Roe, Ana Ek", (9, 12), "Ana", "Ana Roe", None),  # it is beside another Ana
        ("Ana left", (0, 3), "Ana", "Ana Roe", None),
    ],
)
def test_occurrences_decided_span(text, place, form, mention, span):
    assert decided_span(text, *place, FormDecision(form, "PER", "PER", mention)) == span
