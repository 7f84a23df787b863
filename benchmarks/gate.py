"""How often the gate refuses a candidate: one that is as good as the current model, and one that is worse."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy
import typer

from benchmarks.cable_counts import KINDS, LABELS, Counts, drawn, measured, simulated, with_all
from benchmarks.measuring import table
from benchmarks.pacing import paced
from cable_ner.retraining import FROZEN, NEW, ComparedCounts, HeldOut, findings, verdict

SIZES = (3, 5, 8, 15, 40, 80, 200)


def bench_gate(
    draws: Annotated[int, typer.Option(help="Candidates a figure")] = 1000,
    loss: Annotated[float, typer.Option(help="Share of its right mentions that the worse candidate loses")] = 0.05,
    seed: Annotated[int, typer.Option(help="Random seed")] = 0,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table")] = None,
) -> None:
    """Share of equally good candidates that are refused, and of worse ones, by the number of test cables."""
    pools = {**measured(), **{name: simulated(kind, 400, seed=seed) for name, kind in KINDS.items()}}
    ways: list[tuple[str, float, tuple[int, ...]]] = [
        ("", 0.0, ()),
        (f", {loss:.0%} lost", loss, ()),
        (", and a new test of 5", 0.0, (5,)),
    ]
    todo = [(name + kind, pool, lost, new) for kind, lost, new in ways for name, pool in pools.items()]
    rows = [
        (name, *(f"{refused(pool, (size, *new), draws, loss=lost, seed=seed):.1%}" for size in SIZES))
        for name, pool, lost, new in paced(todo, "Rows", len(todo))
    ]
    table(("refused", *(f"{size}" for size in SIZES)), rows, output)


def refused(pool: Counts, sizes: Sequence[int], draws: int, *, loss: float = 0.0, seed: int = 0) -> float:
    """Returns the share of candidates that are refused on tests of so many cables: a frozen one, and perhaps a new one.

    A candidate loses that share of its right mentions; with 0 it is as good as the current model.
    """
    generator = numpy.random.default_rng(seed)
    tests = [HeldOut(name, "gold", Path(), decides=True) for name in (FROZEN, NEW)]
    found = 0
    for _ in range(draws):
        compared = []
        for test, size in zip(tests, sizes):
            ours, theirs = drawn(pool, size, generator)
            lost = generator.binomial(ours[..., 0], loss)
            ours = ours + numpy.stack([-lost, 0 * lost, lost], axis=-1)
            compared.append(ComparedCounts(test, LABELS, with_all(ours), with_all(theirs)))
        found += bool(verdict(findings(compared)))
    return found / draws
