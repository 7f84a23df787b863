"""Redactions of mentions and of other words."""

from collections import Counter

from hypothesis import given

from cable_ner.training.variation import TextSample
from cable_ner.training.variation.redactions import REDACTION, redacted
from tests.helpers.variation import assert_well_formed, mark, marked, mentions, rng, samples, seeds, unknown


def test_redactions_redactions():
    found = {marked(redacted(mark("[LOC Libya's] aide [? saw] [PER Ann]"), rng(seed))) for seed in range(60)}
    assert found == {
        f"{REDACTION}'s aide [? saw] [PER Ann]",
        f"[LOC Libya's] aide [? saw] {REDACTION}",
        f"[LOC Libya's] {REDACTION} [? saw] [PER Ann]",
        "[LOC Libya's] aide [? saw] [PER Ann]",  # no words were found that hold nothing
    }
    longer = {redacted(TextSample("one two, three four five six"), rng(seed)).text for seed in range(99)}
    assert {f"{REDACTION} five six", f"one {REDACTION} six", f"one two, {REDACTION} four five six"} <= longer


@given(samples(), seeds)
def test_redactions_redactions_take_one_mention_or_none(sample, seed):
    other = redacted(sample, rng(seed))
    assert_well_formed(other)
    gone = Counter(mentions(sample)) - Counter(mentions(other))
    assert gone.total() == len(sample.spans) - len(other.spans) <= 1
    assert unknown(other) == unknown(sample)
    assert other == sample or REDACTION in other.text
