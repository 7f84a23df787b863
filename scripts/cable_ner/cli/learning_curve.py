"""`cable-ner learning-curve`: train on ever larger shares of the cables, and see what each brings."""

import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer

from ..corpus import GOLD
from ..training import NAME, learning, run_jobs
from ..work import count_processes
from .console import errors_told, msg
from .options import CODE, CORPUS, RECIPE, TRAINING, Code, Recipe

HEADER = ("share", "cables", "tokens", "mentions", "runs", "F1", "sd", "lowest", "highest")


def main(
    train: Annotated[Path, typer.Argument(help="DocBin file (or folder of shards) to train on")] = CORPUS
    / "audited"
    / "train.spacy",
    dev: Annotated[Path, typer.Option(help="DocBin file (or folder of shards) to choose the best model on")] = CORPUS
    / "dev.spacy",
    test: Annotated[Path, typer.Option(help="DocBin file (or folder of shards) to score on")] = CORPUS / "test.spacy",
    config: Recipe = RECIPE,
    code: Code = CODE,
    shares: Annotated[str, typer.Option(help="Shares of the cables to train on; each includes the smaller ones")] = (
        "0.125,0.25,0.5,1"
    ),
    seeds: Annotated[int, typer.Option(help="Trainings per share, with seeds 0, 1, ...", min=1)] = 3,
    steps: Annotated[int, typer.Option(help="Number of training steps; 0: as in the recipe", min=0)] = 0,
    processes: Annotated[
        int, typer.Option(help="Number of trainings at a time, each on one core; 0: one per core", min=0)
    ] = 0,
    resume: Annotated[
        bool, typer.Option("--resume", help="Reuse finished runs in --output with the same data and recipe")
    ] = False,
    output: Annotated[
        Path, typer.Option("--output", "-o", help=f"Folder to write {NAME}.json, .csv, .svg and .png to")
    ] = TRAINING,
) -> None:
    """See whether more annotated cables would help.

    Trains on growing shares of the cables, each with several seeds, and reports what the last doubling gained.
    """
    with tempfile.TemporaryDirectory() as name:
        with errors_told():
            plan = learning.prepare(
                train,
                Path(name),
                dev=dev,
                test=test,
                config=config,
                code=code,
                shares=learning.parse_shares(shares),
                seeds=seeds,
                steps=steps,
            )
            results = learning.read_results(output / f"{NAME}.json") if resume else []
            if output.exists() and not output.is_dir():  # (not to find out when the first run is over)
                raise ValueError(f"{output}: is not a folder; give another --output")
        for note in plan.notes:
            msg.info(note)
        failed = train_all(plan, results, output, processes=count_processes(processes))
    curve = learning.curve_of(plan, results)
    learning.write(curve, output)
    show(curve)
    if failed:
        msg.fail(f"{failed} of {len(plan.runs)} runs failed; run again with --resume to repeat them", exits=1)


def train_all(plan: learning.CurvePlan, results: list[dict[str, Any]], output: Path, *, processes: int) -> int:
    """Adds the runs that there are no results of yet, and writes the files after each. Returns how many failed."""
    todo = {(run.job.recipe.row, run.job.seed): run for run in learning.left(plan, results)}
    jobs = [(run.job, run.data) for run in todo.values()]
    failed, start = 0, time.monotonic()
    with closing(run_jobs(jobs, processes=processes, max_steps=plan.given_steps)) as new:
        for number, measured in enumerate(new, start=1):
            run = todo[measured["row"], measured["seed"]]
            if "failed" in measured:
                failed += 1
                outcome = f"failed\n{measured['failed']}\n"
            else:
                results.append(learning.result_of(run, measured))
                learning.write(learning.curve_of(plan, results), output)
                outcome = f"F1 {results[-1]['f']:.3f}"
            # The first to end tells of as many as run beside it.
            seconds = (time.monotonic() - start) / max(number, min(processes, len(todo))) * (len(todo) - number)
            rest = f"about {_duration(seconds)} left" if number < len(todo) else "done"
            typer.echo(f"{run.cables:,} cables, seed {run.job.seed}: {outcome} ({number} of {len(todo)}, {rest})")
    return failed


def _duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{seconds:.0f} seconds"


def show(curve: dict[str, Any]) -> None:
    """Prints the points, and what they say about annotating more."""
    kind = "accuracy against gold labels" if curve["measured_against"] == GOLD else "agreement with the tagger"
    msg.divider(f"F1 ({kind}) by number of training cables")
    rows = [tuple(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row) for row in learning.rows_of(curve)]
    msg.table(rows, header=HEADER, aligns=("r",) * len(HEADER), divider=True)
    msg.info(curve["answer"])
