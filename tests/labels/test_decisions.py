"""Decisions as data: they survive being written and read."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cable_ner.labels import from_json
from tests.helpers.decisions import forms, places

LAW = settings(derandomize=True, database=None, deadline=None, max_examples=150)


@LAW
@given(st.one_of(forms(), places()))
def test_decisions_survive_their_lines(decision):
    assert from_json(decision.as_json()) == decision
