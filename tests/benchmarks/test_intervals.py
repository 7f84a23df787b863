"""Intervals hold the true score about as often as they promise, with any number of cables."""

import math

import pytest

from benchmarks.cable_counts import KINDS, LABELS, measured, simulated
from benchmarks.intervals import coverage


@pytest.mark.parametrize("number", [3, 6, 15, 60])
@pytest.mark.parametrize("pool", [*measured(), *KINDS])
def test_intervals_hold_as_often_as_they_promise(pool, number):
    # (With more draws it is at least 90 %: `python -m benchmarks intervals`.)
    counts = measured()[pool] if pool in measured() else simulated(KINDS[pool], 400)
    for label, (held, _) in zip((*LABELS, "all"), coverage(counts[0], number, 300)):
        assert math.isnan(held) or held >= 0.87, label
