"""Decisions as data: they survive being written and read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.labels import PlaceDecision, from_json
from tests.helpers.decisions import forms, places


@given(st.one_of(forms(), places()))
def test_decisions_survive_their_lines(decision):
    assert from_json(decision.as_json()) == decision


def test_decisions_about_a_place_sort_their_spans_and_leave_white_space_alone_out():
    decision = PlaceDecision.of("d", 10, "Ann \n Bern", [(16, 20, "LOC"), (13, 16, "PER"), (10, 13, "PER")], cable="a.txt")
    assert decision == PlaceDecision("d", 10, 20, "Ann \n Bern", ((10, 13, "PER"), (16, 20, "LOC")), "a.txt")
    assert from_json(decision.as_json()) == decision


@pytest.mark.parametrize("span", [(9, 10), (13, 17), (16, 17)])
def test_decisions_with_a_span_outside_of_their_place_are_refused(span):
    with pytest.raises(ValueError, match="is not within 10 to 16"):
        from_json(PlaceDecision.of("d", 10, "Ann \n ", [(*span, "PER")]).as_json())
