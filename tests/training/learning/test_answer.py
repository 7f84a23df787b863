"""What a learning curve says about annotating more."""

import pytest

from cable_ner.training.learning import answer


def told(*points, against="gold"):
    """Returns the answer for points of (cables, F1 by seed)."""
    made = [{"cables": number, "seeds": list(scores), "f": list(scores.values())} for number, scores in points]
    return answer({"points": made, "measured_against": against, "trained_on": "silver"})


def test_answer_is_the_gain_of_the_last_doubling_seed_by_seed():
    sentence, caveat = told((30, {0: 0.1}), (60, {0: 0.70, 1: 0.60}), (120, {1: 0.61, 0: 0.75})).split(". ", 1)
    assert sentence == (
        "From 60 to 120 cables with silver labels, F1 changed by +0.030 (+0.010 to +0.050 over 2 seeds):"
        " more cables like these should still help"
    )
    assert "was not measured" in caveat


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ({0: 0.7, 1: 0.7}, {0: 0.69, 1: 0.7}, "(-0.010 to +0.000 over 2 seeds): more cables like these do not seem to help"),
        ({0: 0.7, 1: 0.7}, {0: 0.69, 1: 0.72}, "(-0.010 to +0.020 over 2 seeds): which may be chance"),
        ({0: 0.7, 1: 0.7}, {1: 0.72}, "(one seed, so the spread is unknown): more seeds are needed"),
    ],
)
def test_answer_says_what_seeds_tell(before, after, verdict):
    assert verdict in told((50, before), (100, after))


def test_answer_of_what_is_no_doubling():
    assert "From 25 to 100 cables with silver labels, F1 changed by +0.100, +0.050 per doubling (" in told(
        (25, {0: 0.6}), (100, {0: 0.7})
    )
    assert "From 52 to 100" in told((25, {0: 0.6}), (52, {0: 0.65}), (90, {0: 0.7}), (100, {0: 0.7}))


def test_answer_against_silver_is_agreement():
    assert "agreement (F1 against silver labels) changed by +0.100" in told((5, {0: 0.6}), (10, {0: 0.7}), against="silver")


@pytest.mark.parametrize("points", [[], [(10, {0: 0.5})], [(10, {0: 0.5}), (20, {1: 0.6})], [(9, {0: 0.5}), (9, {0: 0.6})]])
def test_answer_of_too_little(points):
    assert "would help" in told(*points)
