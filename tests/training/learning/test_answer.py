"""What a learning curve says about annotating more."""

import pytest

from cable_ner.training.learning import answer
from cable_ner.training.learning.answer import gain_of


def told(*points, against="gold"):
    """Returns the answer for points of (cables, F1 by seed)."""
    made = [{"cables": number, "seeds": list(scores), "f": list(scores.values())} for number, scores in points]
    return answer({"points": made, "measured_against": against, "trained_on": "silver"})


def test_answer_is_the_gain_of_the_last_doubling_seed_by_seed():
    sentence, caveat = told((30, {0: 0.1}), (60, {0: 0.70, 1: 0.60}), (120, {1: 0.61, 0: 0.75})).split(". ", 1)
    # Gains 0.05 and 0.01: a mean of 0.03, and t(1) 12.706 times 0.02828/√2 to either side.
    assert sentence == (
        "From 60 to 120 cables with silver labels, F1 changed by +0.030 (95 % interval -0.224 to +0.284 over 2 seeds):"
        " this cannot tell whether more cables like these help"
    )
    assert "was not measured" in caveat


@pytest.mark.parametrize(
    ("gains", "verdict"),
    [
        # (t(2) 4.303 times 0.002/√3 is 0.005)
        ((0.008, 0.010, 0.012), "+0.010 (95 % interval +0.005 to +0.015 over 3 seeds): more cables like these helped."),
        (
            (-0.008, -0.010, -0.012),
            "-0.010 (95 % interval -0.015 to -0.005 over 3 seeds): more cables like these did not help.",
        ),
        # All seeds gained, which was taken for proof.
        ((0.002, 0.010, 0.018), "+0.010 (95 % interval -0.010 to +0.030 over 3 seeds): this cannot tell whether more"),
        ((0.02,), "+0.020 (no interval: only one seed): this cannot tell whether more cables like these help"),
    ],
)
def test_answer_says_no_more_than_the_seeds_tell(gains, verdict):
    before = dict.fromkeys(range(len(gains)), 0.7)
    assert verdict in told((50, before), (100, {seed: 0.7 + gain for seed, gain in enumerate(gains)}))


def test_answer_in_figures():
    curve = {"points": [{"cables": 50, "seeds": [0, 1], "f": [0.7, 0.7]}, {"cables": 100, "seeds": [0], "f": [0.72]}]}
    found = {
        "from": 50,
        "to": 100,
        "seeds": 1,
        "f": pytest.approx(0.02),
        "per_doubling": pytest.approx(0.02),
        "interval": None,
    }
    assert gain_of(curve) == found
    assert gain_of({"points": []}) is None


def test_answer_of_what_is_no_doubling():
    assert "From 25 to 100 cables with silver labels, F1 changed by +0.100, +0.050 per doubling (" in told(
        (25, {0: 0.6}), (100, {0: 0.7})
    )
    assert "From 52 to 100" in told((25, {0: 0.6}), (52, {0: 0.65}), (90, {0: 0.7}), (100, {0: 0.7}))


def test_answer_against_silver_is_agreement():
    assert "agreement (F1 against silver labels) changed by +0.100" in told((5, {0: 0.6}), (10, {0: 0.7}), against="silver")


@pytest.mark.parametrize("points", [[], [(10, {0: 0.5})], [(10, {0: 0.5}), (20, {1: 0.6})], [(9, {0: 0.5}), (9, {0: 0.6})]])
def test_answer_of_too_little(points):
    assert told(*points).startswith("Cannot tell whether more cables would help")
