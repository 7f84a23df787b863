"""All variations together, and each in its share."""

from collections import Counter

import pytest
from hypothesis import given

from cable_ner.training.variation import Shares, TextSample, varied
from cable_ner.training.variation.redactions import REDACTION
from tests.helpers.variation import COMMON, assert_well_formed, mark, rng, samples, seeds, shares


@given(samples(), shares, seeds)
def test_mixing_all_together(sample, some, seed):
    other = varied(sample, some, COMMON, rng(seed))
    assert_well_formed(other)
    labels, before = (Counter(label for *_, label in each.spans) for each in (other, sample))
    assert labels <= before
    assert before.total() - labels.total() <= (1 if some.redactions else 0)
    assert len(other.missing) == len(sample.missing)
    assert varied(sample, some, COMMON, rng(seed)) == other


@given(samples(), seeds)
def test_mixing_none_is_the_sample_itself(sample, seed):
    assert varied(sample, Shares(), COMMON, rng(seed)) is sample


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("capitals", lambda text: text.isupper()),
        ("capital_lead", lambda text: text.startswith('1. (C) "YES," ANN LEE\'S AIDE SAID IN MILLTOWN.')),
        ("line_wraps", lambda text: "\n" in text),
        ("quotes", lambda text: '"Yes,"' not in text or '""' in text),
        ("redactions", lambda text: REDACTION in text),
        ("markings", lambda text: "(C)" not in text),
        ("token_spaced", lambda text: " , " in text),
        ("word_dropout", lambda text: "farmers" not in text),
    ],
)
def test_mixing_each_comes_in_its_share(name, changed):
    sample = mark(
        '1. (C) "Yes," [PER Ann Lee]\'s aide said in [LOC Milltown]. Then all farmers left for the other market town.'
    )
    one, half = (
        sum(changed(varied(sample, Shares(**{name: share}), COMMON, rng(seed)).text) for seed in range(600))
        for share in (1.0, 0.5)
    )
    assert one > 400  # (a marking may be exchanged for itself; not all that is long enough is wrapped)
    assert half == pytest.approx(one * 0.5, rel=0.2)


def test_mixing_lower_headings_come_in_their_share():
    found = Counter(
        varied(TextSample("THE ROLE"), Shares(lower_headings=0.3), frozenset(), rng(seed)).text for seed in range(1000)
    )
    assert found["THE ROLE"] == pytest.approx(700, abs=60)
    assert found["The role"] == pytest.approx(200, abs=50)
    assert found.total() == found["THE ROLE"] + found["The role"] + found["the role"]
