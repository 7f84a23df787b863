"""The runs of the training benchmark as a table, as lines, and as a JSON file that a later benchmark resumes from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

import srsly

from benchmarks.measuring import mean_and_spread
from benchmarks.rows import TrainPlan, identity_of
from cable_ner.files import write_bytes
from cable_ner.training import DOCUMENT_WIDE

HEADER = ("", "F1", "F1 in capitals", "CPU minutes", "minutes", "words/s", "MB")


def is_same(run: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Returns whether two runs are of the same row, seed and key."""
    return identity_of(run) == identity_of(other)


def summary(planned: TrainPlan, runs: Iterable[Mapping[str, Any]]) -> tuple[list[tuple[str, ...]], list[str], int]:
    """Returns the rows under HEADER, notes on them, and how many runs failed. Figures are means over seeds."""
    wanted = {(job.recipe.row, job.seed, job.key) for job in planned.jobs}
    by_row: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for run in runs:
        if identity_of(run) in wanted:
            by_row[run["row"]].append(run)
    rows, notes, all_failed = [], list(planned.notes), 0
    for recipe in planned.recipes:
        good = [run for run in by_row[recipe.row] if "failed" not in run]
        for way in ("", DOCUMENT_WIDE) if recipe.wide else ("",):
            rows.append((", ".join(filter(None, (recipe.row, way))), *_cells(good, way)))
        if failed := len(by_row[recipe.row]) - len(good):
            notes.append(f"{recipe.row}: {failed} of {len(by_row[recipe.row])} runs failed")
            all_failed += failed
        if recipe.code and good:
            with_ours, without = (
                mean(run["ways"][""][name] for run in good) for name in ("words_per_second", "words_per_second_plain")
            )
            notes.append(f"{recipe.row}: {with_ours:,.0f} words/s with our matrix products, {without:,.0f} with spaCy's")
    return rows, notes, all_failed


def _cells(runs: Sequence[Mapping[str, Any]], way: str) -> tuple[str, ...]:
    """Returns the figures of a row as text: empty if there are none."""
    if not runs:
        return ("",) * (len(HEADER) - 1)
    ways = [run["ways"][way] for run in runs]
    return (
        mean_and_spread([way["f1"] for way in ways]),
        mean_and_spread([way["f1_capitals"] for way in ways]),
        f"{mean(run['cpu_minutes'] for run in runs):.1f}",
        f"{mean(run['minutes'] for run in runs):.1f}",
        f"{mean(way['words_per_second'] for way in ways):,.0f}",
        f"{mean(run['megabytes'] for run in runs):.1f}",
    )


def line_of(run: Mapping[str, Any]) -> str:
    """Returns a run in a line."""
    head = f"{run['row']}, seed {run['seed']}: "
    if "failed" in run:
        return f"{head}failed\n{run['failed']}"
    figures = [
        f"F1 {figures['f1']:.1f}, in capitals {figures['f1_capitals']:.1f}" + (f" ({way})" if way else "")
        for way, figures in run["ways"].items()
    ]
    speed = run["ways"][""]["words_per_second"]
    return f"{head}{'; '.join(figures)}; {run['cpu_minutes']:.1f} CPU minutes, {speed:,.0f} words/s"


def write_report(path: Path, planned: TrainPlan, runs: Sequence[Mapping[str, Any]]) -> None:
    """Writes the runs, the table and the notes on it as JSON."""
    rows, notes, _ = summary(planned, runs)
    path.parent.mkdir(parents=True, exist_ok=True)
    report = {"table": [dict(zip(HEADER, row)) for row in rows], "notes": notes, "runs": runs}
    write_bytes(path, (srsly.json_dumps(report, indent=2) + "\n").encode())


def read_runs(path: Path) -> list[dict[str, Any]]:
    """Returns the runs of a report: none if there is no such file. Raises ValueError for a file of something else."""
    if not path.exists():
        return []
    report = srsly.read_json(path)
    if not isinstance(report, dict) or not isinstance(report.get("runs"), list):
        raise ValueError(f"{path}: is not a report of runs; give another --output")
    return report["runs"]
