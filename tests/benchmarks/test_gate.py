"""The gate refuses few candidates that are as good as the current model, whatever the test, and most that are worse."""

import numpy
import pytest

from benchmarks.cable_counts import KINDS, drawn, measured, simulated
from benchmarks.gate import refused


@pytest.mark.parametrize("sizes", [(3,), (15, 5), (60,)])
@pytest.mark.parametrize("pool", [*measured(), *KINDS])
def test_gate_refuses_few_candidates_that_are_as_good(pool, sizes):
    # (With more draws it is at most 5 %: `python -m benchmarks gate`. Of 200 draws, 5 % are 10 ±3.)
    pairs = measured()[pool] if pool in measured() else simulated(KINDS[pool], 400)
    assert refused(pairs, sizes, 200) <= 0.08


def test_gate_refuses_most_candidates_that_are_worse():
    pairs = simulated(KINDS["long cables"], 400)
    few, many = (refused(pairs, (size,), 50, loss=0.05) for size in (10, 40))
    assert 0.1 < few < many
    assert many > 0.6


def test_gate_models_that_are_drawn_are_equally_good():
    pairs = simulated(KINDS["short cables"], 50)
    ours, theirs = drawn(pairs, 20_000, numpy.random.default_rng(0))
    assert abs(ours[..., 0].sum() / theirs[..., 0].sum() - 1) < 0.02
