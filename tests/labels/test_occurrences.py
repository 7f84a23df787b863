"""Where a form stands in a text: as words of its own, whatever the white space."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.labels import FormDecision, normal_form, occurrences
from cable_ner.labels.occurrences import Forms, decided_span

PIECES = st.lists(st.sampled_from(["WHA", "Roe", "A", "a", "-", "(", "_", "é", " ", "  ", "\n", "\t "]), max_size=12)
TEXTS = PIECES.map("".join)
FORMS = st.lists(TEXTS.map(normal_form).filter(bool), max_size=8, unique=True)


@pytest.mark.parametrize(
    ("text", "form", "places"),
    [
        ("WHA, (WHA) or WHA-led", "WHA", [(0, 3), (6, 9), (14, 17)]),
        ("WHAT, NWHA, wha", "WHA", []),
        ("the(WHA)is", "(WHA)", [(3, 8)]),
        ("Bank \n of Rome", "Bank of Rome", [(0, 14)]),
        ("of Rome", "Bank of Rome", []),
        ("A A A A A", "A A", [(0, 3), (4, 7)]),
        ("xA A A A", "A A A", [(3, 8)]),  # what is no place, since x is before it, hides none
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


MODULE = sys.modules[Forms.__module__]  # (the package has a function of the same name)


@given(TEXTS, FORMS)
def test_occurrences_of_many_forms_are_those_of_each(text, forms):
    expected = [(form, found) for form in forms if (found := list(occurrences(text, form)))]
    few = MODULE._FEW
    for limit in (few, -1):
        MODULE._FEW = limit
        try:
            found = Forms(forms).places(text)
        finally:
            MODULE._FEW = few
        assert found == expected
