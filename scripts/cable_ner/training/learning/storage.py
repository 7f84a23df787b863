"""The files of a learning curve: JSON, which a later run resumes from, a table and plots."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import srsly

from ...evaluation import draw_learning_curve, save
from ...files import as_table, write_bytes

NAME = "learning_curve"
COLUMNS = ("share", "cables", "tokens", "mentions", "runs", "f1_mean", "f1_sd", "f1_least", "f1_best")


def read_results(path: Path) -> list[dict[str, Any]]:
    """Returns the runs in a JSON file of `write`: none if there is no such file. Raises ValueError for any other file."""
    if not path.exists():
        return []
    problem = f"{path}: was not written by this command; remove it, or give another --output"
    try:
        curve = json.loads(path.read_bytes())  # (srsly reads 0.6 as 0.6000000000000001)
    except ValueError as error:
        raise ValueError(problem) from error
    runs = curve.get("runs") if isinstance(curve, dict) else None
    if not isinstance(runs, list) or not all(map(_is_result, runs)):
        raise ValueError(problem)
    return runs


def _is_result(run: object) -> bool:
    if not isinstance(run, dict) or not all(isinstance(run.get(name), str) for name in ("row", "key")):
        return False
    return all(isinstance(run.get(name), int | float) for name in ("seed", "share", "cables", "tokens", "mentions", "f"))


def rows_of(curve: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Returns the points as rows under COLUMNS."""
    return [
        (
            f"{point['share']:g}",
            *(point[name] for name in ("cables", "tokens", "mentions")),
            len(point["f"]),
            f"{point['mean']:.4f}",
            "" if point["sd"] is None else f"{point['sd']:.4f}",
            f"{min(point['f']):.4f}",
            f"{max(point['f']):.4f}",
        )
        for point in curve["points"]
    ]


def write(curve: Mapping[str, Any], folder: Path) -> None:
    """Writes a curve as JSON, as a table and, if it has points, as plots. Each file is replaced atomically."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{NAME}.json"
    write_bytes(path, (srsly.json_dumps(curve, indent=2) + "\n").encode())
    write_bytes(path.with_suffix(".csv"), as_table(COLUMNS, rows_of(curve)).encode())
    for ending in (".svg", ".png"):
        if curve["points"]:
            save(draw_learning_curve(curve), path.with_suffix(ending))
        else:
            path.with_suffix(ending).unlink(missing_ok=True)
