"""How often the intervals of a score hold the true one: on cables drawn from a pool, of which the score is known."""

from pathlib import Path
from typing import Annotated

import numpy
import typer

from benchmarks.cable_counts import KINDS, LABELS, Counts, measured, simulated, with_all
from benchmarks.measuring import table
from benchmarks.pacing import paced
from cable_ner.evaluation import ALL, interval, prf

SIZES = (3, 4, 5, 6, 8, 10, 15, 20, 40, 80, 200)
NAMES = (*LABELS, ALL)


def bench_intervals(
    draws: Annotated[int, typer.Option(help="Tests a figure")] = 2000,
    seed: Annotated[int, typer.Option(help="Random seed")] = 0,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table")] = None,
) -> None:
    """Share of 95 % intervals of F1 that hold the true F1, and their median width, by label and number of test cables."""
    pools = {**measured(), **{name: simulated(kind, 400, seed=seed) for name, kind in KINDS.items()}}
    rows = []
    for name, pool in paced(pools.items(), "Pools", len(pools)):
        found = [coverage(pool[0], size, draws, seed=seed) for size in SIZES]
        for place, label in enumerate(NAMES):
            cells = [f"{held:.0%} {width:.2f}" if held == held else "" for held, width in (one[place] for one in found)]
            rows.append((f"{name}, {label}", *cells))
    table(("held, width", *(f"{size}" for size in SIZES)), rows, output)


def coverage(pool: Counts, cables: int, draws: int, *, seed: int = 0) -> list[tuple[float, float]]:
    """Returns of each label and of all the share of intervals that hold the F1 of the pool, and their median width.

    `pool` has the counts of one model, [cables, labels, 3]. Tests with too few cables for an interval are left out.
    """
    generator = numpy.random.default_rng(seed)
    counts = with_all(pool)
    true = prf(counts.sum(axis=0))[:, 2]
    bounds = numpy.stack(
        [interval(counts[generator.integers(0, len(counts), cables)])[:, 2] for _ in range(draws)]
    )  # [draws, labels, 2]
    found = []
    for place, value in enumerate(true):
        low, high = (own[~numpy.isnan(own)] for own in bounds[:, place].T)
        held = (low <= value + 1e-12) & (value <= high + 1e-12)
        found.append((float(held.mean()), float(numpy.median(high - low))) if len(low) else (float("nan"),) * 2)
    return found
