"""Calibration by hand, and mentions without a confidence."""

import math

import pytest

from cable_ner.evaluation.calibration import calibration
from cable_ner.evaluation.reading import Reading
from cable_ner.evaluation.reference import as_reference
from cable_ner.evaluation.runs import SystemRun
from cable_ner.evaluation.scoring import Labelled
from cable_ner.model import Calibration, Likelihood
from tests.helpers.systems import make


def test_calibration_calibration_by_hand(run):
    found = calibration(run)
    assert found["bins"] == [
        {"from": 0.5, "to": 0.6, "mentions": 2, "confidence": pytest.approx(0.525), "right": 0},
        {"from": 0.8, "to": 0.9, "mentions": 1, "confidence": pytest.approx(0.85), "right": 0},
        {"from": 0.9, "to": 1.0, "mentions": 3, "confidence": pytest.approx(2.9 / 3), "right": 1},
    ]
    assert (found["mentions"], found["left_out"]) == (6, 1)
    assert found["labels"]["PER"] == {"mentions": 2, "confidence": pytest.approx(0.75), "right": 0.5}
    assert sum(row["mentions"] for row in found["labels"].values()) == 6
    assert found["error"] == pytest.approx((2 * 0.525 + 0.85 + 3 * (1 - 2.9 / 3)) / 6)


def test_calibration_calibration_of_a_model_that_gives_no_confidence(other):
    assert calibration(other) is None
    nothing_found = SystemRun(other.test, Reading([[]] * 4, confidence=[{}] * 4))
    assert calibration(nothing_found) == {
        "bins": [], "labels": {},
        "error": 0.0, "interval": None, "mentions": 0, "left_out": 0, "calibrated": None, "error_before": None,
    }  # fmt: skip


def test_calibration_of_a_calibrated_model_says_what_it_would_be_without(run):
    own = Calibration(0.5, -0.2, 60, "gold", {"name": 1.0})
    before = calibration(run)
    raw = [{mention: Likelihood(value) for mention, value in known.items()} for known in run.reading.confidence]
    values = [{mention: own(likelihood) for mention, likelihood in known.items()} for known in raw]
    found = calibration(SystemRun(run.test, run.reading._replace(confidence=values, calibration=own, likelihood=raw)))
    assert found["calibrated"] == {
        "slope": 0.5,
        "intercept": -0.2,
        "mentions": 60,
        "labels": "gold",
        "origins": {"name": 1.0},
    }
    assert found["error_before"] == pytest.approx(before["error"])
    assert found["error"] != pytest.approx(before["error"])
    assert (before["calibrated"], before["error_before"]) == (None, None)


def test_calibration_interval_over_cables():
    """Each cable has one mention of confidence 0.7; seven in ten are right, as they should be; then it is 0.99."""
    docs = [make("Ann came.", *[("Ann", "PER")] * (number % 10 < 7), cable=f"{number:02}.txt") for number in range(40)]
    test = as_reference(docs)
    found = [[Labelled(0, 3, "PER")] for _ in docs]
    error, (low, high) = _error_of(SystemRun(test, Reading(found, confidence=[{one[0]: 0.7} for one in found])))
    assert error == pytest.approx(0, abs=1e-9)
    assert (low, high) == (0, pytest.approx(2.02 * math.sqrt(0.7 * 0.3 / 39), abs=0.005))
    sure = SystemRun(test, Reading(found, confidence=[{one[0]: 0.99} for one in found]))
    error, (low, high) = _error_of(sure)
    assert error == pytest.approx(0.29)
    assert 0.1 < low < 0.2
    assert 0.4 < high < 0.5


def _error_of(run):
    found = calibration(run)
    return found["error"], found["interval"]
