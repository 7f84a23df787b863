"""Capitals and small letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.training.variation import TextSample
from cable_ner.training.variation.case import in_capitals, reads_as_heading, upper_of, with_capital_lead, with_lower_heading
from tests.helpers.variation import mark, marked, rng, samples, seeds


def test_case_capitals():
    assert marked(in_capitals(mark("[PER Ann Strauß]'s aide, [? ßen]"))) == "[PER ANN STRAUß]'S AIDE, [? ßEN]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[LOC Bern] talks. Ann left.", "[LOC BERN] TALKS. Ann left."),
        ("The [LOC Bern] talks\nAnn left.", "THE [LOC BERN] TALKS\nAnn left."),
        ("The [LOC Bern] talks", "THE [LOC BERN] TALKS"),
    ],
)
def test_case_capital_lead(text, expected):
    assert marked(with_capital_lead(mark(text))) == expected


def test_case_headings_in_lower_case():
    heading = mark("THE ROLE OF [LOC LIBYA]")
    found = {marked(with_lower_heading(heading, rng(seed))) for seed in range(20)}
    assert found == {"the role of [LOC libya]", "The role of [LOC libya]"}


@pytest.mark.parametrize("text", ["SUBJECT: BREAD", "Ann left Bern.", "Bern\nTalks", "CRETZ", "", "word " * 12 + "word"])
def test_case_other_texts_are_no_headings(text):
    assert not reads_as_heading(text)
    assert with_lower_heading(TextSample(text), rng()) == TextSample(text)


@given(samples(), seeds)
def test_case_case_changes_nothing_else(sample, seed):
    for other in (in_capitals(sample), with_capital_lead(sample), with_lower_heading(sample, rng(seed))):
        assert (other.spans, other.missing) == (sample.spans, sample.missing)
        assert len(other.text) == len(sample.text)
        assert all(new in (old, old.upper(), old.lower()) for old, new in zip(sample.text, other.text))
    assert not any(
        char.islower() and len(char.upper()) == 1 != char.upper() for char in in_capitals(TextSample("abcé")).text
    )


@given(st.text())
def test_case_capitals_are_all_that_have_one(text):
    upper = in_capitals(TextSample(text)).text
    assert upper == "".join(char.upper() if len(char.upper()) == 1 else char for char in text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Straße in Bern", "STRAßE IN BERN"), ("ﬁne ŉ", "ﬁNE ŉ"), ("naïve 3 A", "NAÏVE 3 A")],
)
def test_case_upper(text, expected):
    assert upper_of(text) == expected


@given(st.text(max_size=30))
def test_case_upper_is_as_many_characters(text):
    assert len(upper_of(text)) == len(text)
