"""Classification markings."""

import pytest
from hypothesis import given

from cable_ner.training.variation.markings import MARKINGS, with_other_marking
from tests.helpers.variation import assert_well_formed, mark, marked, mentions, rng, samples, seeds, unknown


def test_markings_markings():
    found = {marked(with_other_marking(mark("2. (C) [LOC Bern] (U) said"), rng(seed))) for seed in range(300)}
    expected = {f"2. ({name}) [LOC Bern] (U) said" for name in MARKINGS}
    expected |= {f"2. ( {name} ) [LOC Bern] (U) said" for name in MARKINGS}
    assert found == {*expected, "2. [LOC Bern] (U) said"}


@pytest.mark.parametrize("text", ["(Bern) said", "He (C) said", "([ORG S/NF]) said", "([? C]) said", "[ORG (S)] said", ""])
def test_markings_what_is_no_marking_stays(text):
    assert {marked(with_other_marking(mark(text), rng(seed))) for seed in range(9)} == {text}


@given(samples(), seeds)
def test_markings_markings_change_nothing_else(sample, seed):
    other = with_other_marking(sample, rng(seed))
    assert_well_formed(other)
    assert mentions(other) == mentions(sample)
    assert unknown(other) == unknown(sample)
    assert other == sample or other.text.endswith(sample.text.partition(")")[2].lstrip())
