"""`train`: spaCy's configurations, a CRF and ours, each trained in a process of its own, on the same data."""

import tempfile
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from tqdm import tqdm
from wasabi import msg

from benchmarks import partitions, runs_table
from benchmarks.measuring import ROOT, table
from benchmarks.pacing import paced
from benchmarks.rows import CRF, DEFAULT, OURS, ROWS, TrainPlan, left, plan, run_all
from cable_ner.files import explain


def bench_train(
    train: Annotated[Path, typer.Argument(help="Annotated cables, or DocBin files, to train on")],
    test: Annotated[Path | None, typer.Option(help="The same, to test on (default: a split of TRAIN for each seed)")] = None,
    dev: Annotated[
        Path | None, typer.Option(help="The same, to choose the best model on (default: test, or part of the split)")
    ] = None,
    seeds: Annotated[int, typer.Option(help="Trainings of each, with seeds 0, 1, ...", min=1)] = 1,
    rows: Annotated[str, typer.Option(help="What to compare: any of " + ", ".join(ROWS))] = ",".join((DEFAULT, CRF, OURS)),
    config: Annotated[list[Path] | None, typer.Option(help="Another configuration, as a row of its own")] = None,
    held_out: Annotated[int, typer.Option(help="Cables held out if no test is given; 0: one in five", min=0)] = 0,
    max_steps: Annotated[int, typer.Option(help="Most steps of a training; 0: as in each configuration", min=0)] = 300,
    processes: Annotated[int, typer.Option(help="Number of trainings at a time, one thread each; 0: one per core")] = 1,
    resume: Annotated[bool, typer.Option(help="Reuse finished runs in --output with the same data and recipes")] = False,
    output: Annotated[Path, typer.Option("--output", "-o", help="JSON file for the table and every run")] = ROOT
    / "training"
    / "benchmark-train.json",
) -> None:
    """F1, minutes, speed and size of spaCy's configurations, a CRF and ours, each trained in its own process."""
    with tempfile.TemporaryDirectory() as name:
        try:
            data, notes = partitions.prepare(train, Path(name), test=test, dev=dev, seeds=seeds, held_out=held_out)
            planned = plan(
                [row.strip() for row in rows.split(",") if row.strip()],
                data,
                configs=config or (),
                ours=ROOT / "configs" / "ner_cpu.cfg",
                code=ROOT / "scripts" / "training.py",
                max_steps=max_steps,
                notes=notes,
            )
            kept = runs_table.read_runs(output) if resume else []
        except (ValueError, OSError) as error:
            msg.fail(explain(error), exits=1)
        runs = _train_all(planned, kept, output, processes=processes)
        table_rows, notes, failed = runs_table.summary(planned, runs)
    table(runs_table.HEADER, table_rows, None)
    typer.echo("\n".join(notes))
    if failed:
        raise typer.Exit(1)


def _train_all(planned: TrainPlan, runs: list[dict], output: Path, *, processes: int) -> list[dict]:
    """Returns the runs kept and the new ones, of which it writes each as it ends."""
    with closing(run_all(planned, runs, processes=processes)) as new:
        for run in paced(new, "Runs", len(left(planned, runs))):
            runs = [other for other in runs if not runs_table.is_same(other, run)] + [run]
            runs_table.write_report(output, planned, runs)
            tqdm.write(runs_table.line_of(run))
    runs_table.write_report(output, planned, runs)
    return runs
