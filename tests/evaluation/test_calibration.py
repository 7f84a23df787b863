"""Calibration by hand, and mentions without a confidence."""

import pytest

from cable_ner.evaluation.calibration import calibration
from cable_ner.evaluation.reading import Reading
from cable_ner.evaluation.runs import SystemRun
from cable_ner.model import Calibration


def test_calibration_calibration_by_hand(run):
    found = calibration(run)
    assert found["bins"] == [
        {"from": 0.5, "to": 0.6, "mentions": 2, "confidence": pytest.approx(0.525), "right": 0},
        {"from": 0.8, "to": 0.9, "mentions": 1, "confidence": pytest.approx(0.85), "right": 0},
        {"from": 0.9, "to": 1.0, "mentions": 3, "confidence": pytest.approx(2.9 / 3), "right": 1},
    ]
    assert (found["mentions"], found["left_out"]) == (6, 1)
    assert found["error"] == pytest.approx((2 * 0.525 + 0.85 + 3 * (1 - 2.9 / 3)) / 6)


def test_calibration_calibration_of_a_model_that_gives_no_confidence(other):
    assert calibration(other) is None
    nothing_found = SystemRun(other.test, Reading([[]] * 4, confidence=[{}] * 4))
    assert calibration(nothing_found) == {
        "bins": [], "error": 0.0, "mentions": 0, "left_out": 0, "calibrated": None, "error_before": None,
    }  # fmt: skip


def test_calibration_of_a_calibrated_model_says_what_it_would_be_without(run):
    own = Calibration(0.5, -0.2, 60, "gold")
    before = calibration(run)
    pairs = [{mention: own(value) for mention, value in known.items()} for known in run.reading.confidence]
    calibrated = SystemRun(run.test, run.reading._replace(confidence=pairs, calibration=own))
    found = calibration(calibrated)
    assert found["calibrated"] == {"slope": 0.5, "intercept": -0.2, "mentions": 60, "labels": "gold"}
    assert found["error_before"] == pytest.approx(before["error"])
    assert found["error"] != pytest.approx(before["error"])
    assert (before["calibrated"], before["error_before"]) == (None, None)
