"""What answers have brought, and are expected to bring: hand-computed figures, and in words."""

import random

import pytest

from cable_ner.evaluation import accuracy_in_words, expected_right, worth_in_words

DECIDED = {"regions": 60, "changed": 30, "spread": True}
SINCE = {"audit": True, "regions": 20, "changed": 8, "spread": 5, "no_longer": 2}


def test_worth_expected_labels_put_right():
    # Variances 0.5 · 0.5 and 10 · 0.2 · 0.8 · (1 + 9 · 0.3), and (0.15 · 2.5)² for the probabilities themselves.
    found = expected_right([(0.5, 1), (2.0, 10), (9.0, 9)], number=2)
    half = 1.96 * (0.25 + 1.6 * 3.7 + 0.375**2) ** 0.5
    assert found == (2.5, 0, pytest.approx(2.5 + half))
    assert expected_right([(1.0, 1)] * 3).high == 3  # no more than there are
    assert expected_right([]) == (0, 0, 0)


def test_worth_interval_holds_what_simulated_answers_put_right():
    """Of questions about places and forms, whose mentions are often wrong together, 95 % of the intervals or more do."""
    rng = random.Random(0)  # noqa: S311
    held = 0
    for _ in range(400):
        questions = [(rng.random(), 1) for _ in range(40)] + [(rng.random() * 10, 10) for _ in range(10)]
        right = 0
        for gain, count in questions:
            chance = gain / count
            together = rng.random() < 0.3
            right += count * (rng.random() < chance) if together else sum(rng.random() < chance for _ in range(count))
        expected = expected_right(questions)
        held += expected.low <= right <= expected.high
    assert held >= 0.95 * 400
    assert expected.high - expected.low < 0.8 * expected.value  # and they are not so long that they say nothing


def audit(**changes):
    found = {"decisions": DECIDED, "since": SINCE, "spread": [0] * 12, "next": None, "cannot_tell": ""}
    return {**found, **changes}


def test_worth_in_words_of_the_last_answers_and_all():
    assert worth_in_words(audit()) == [
        "Answers since the last audit: 20 mentions decided, 8 labels changed by that, 5 labels by spreading (2 spread before"
        " no longer are, or were decided since).",
        "All answers together have changed 42 labels, 12 of them by spreading.",
        "What the next answers will bring cannot be told before decisions are spread.",
    ]


def test_worth_in_words_without_an_earlier_audit_or_decisions():
    first = {"audit": False, "regions": 60, "changed": 30, "spread": 12, "no_longer": 0}
    assert worth_in_words(audit(since=first))[0] == (
        "Answers so far: 60 mentions decided, 30 labels changed by that, 12 labels by spreading."
    )
    assert len(worth_in_words(audit(since=first))) == 2
    nothing = {"decisions": {"regions": 0, "changed": 0, "spread": False}}
    assert len(worth_in_words(audit(**nothing))) == 1
    assert worth_in_words({"cannot_tell": "the audit is off"}) == []


def test_worth_in_words_of_the_next_answers():
    following = {"answers": 50, "value": 21.4, "low": 9.6, "high": 33.2}
    assert worth_in_words(audit(next=following))[-1].startswith(
        "The next 50 answers are expected to put 21 labels right (95 % interval 10 to 33), not counting"
    )
    assert worth_in_words(audit(next={**following, "answers": 0}))[-1] == "No question is left."


def test_worth_of_decisions_against_gold():
    stages = {
        name: {"all": {"f": f1}} for name, f1 in (("as tagged", 0.6), ("after rules", 0.7), ("after corrections", 0.8))
    }
    told = "Against hand-checked labels, decisions took the F1 of the labels from 0.700 to 0.800"
    assert accuracy_in_words({"labels": stages, "audited": {}}) == f"{told}."
    audited = {**stages, "after audit": {"all": {"f": 0.85}}}
    assert accuracy_in_words({"labels": {}, "audited": audited}) == f"{told}, and spreading them to 0.850."
    del stages["after corrections"]
    assert accuracy_in_words({"labels": stages, "audited": {}}) == ""
