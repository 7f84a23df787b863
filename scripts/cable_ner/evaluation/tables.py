"""The files of an evaluation: metrics.json, its figures as spreadsheets, and every error."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import srsly

from ..files import as_table
from ..model import PROMISE, Point
from .evaluation import Evaluation
from .pairing import KINDS
from .scoring import ALL, Score

METRICS, FOLDER = "metrics.json", "evaluation"
_SCORE = ("precision", "recall", "f1", "support", "right", "spurious", "missed")
_BOUNDS = tuple(f"{name}_{bound}" for name in _SCORE[:3] for bound in ("low", "high"))


def tables(evaluation: Evaluation) -> Iterator[tuple[str, str]]:
    """Yields the name and the comma-separated values of each spreadsheet; the figures are those of metrics.json."""
    metrics = evaluation.metrics
    columns = (*_SCORE, *_BOUNDS)
    by_label = [(name, *_row(score)) for name, score in metrics["scores"].items()]
    yield "labels.csv", as_table(("label", *columns), by_label)
    yield "kinds.csv", as_table(("label", *KINDS), [(name, *found.values()) for name, found in metrics["kinds"].items()])
    matrix = metrics["confusion"]
    rows = [(name, *counts) for name, counts in zip(matrix["reference"], matrix["counts"])]
    yield "confusion.csv", as_table(("reference", *matrix["predicted"]), rows)
    by_value = [(facet, value, *_row(score)) for facet, found in metrics["facets"].items() for value, score in found.items()]
    yield "facets.csv", as_table(("facet", "value", *columns), by_value)
    if metrics["calibration"]:
        bins = metrics["calibration"]["bins"]
        columns = ("from", "to", "mentions", "confidence", "right")
        yield "calibration.csv", as_table(columns, [[_rounded(one[name]) for name in columns] for one in bins])
    if metrics[PROMISE]:
        yield "lists.csv", as_table(Point._fields, map(tuple, metrics[PROMISE]["points"]))
    yield "baselines.csv", _baseline_table(metrics["baselines"])
    yield "errors.csv", _error_table(evaluation.errors, ("gold", "predicted"))
    if metrics["comparison"]:
        differences = metrics["comparison"]["difference"].items()
        rows = [(name, *map(_rounded, (d["f"], *(d["interval"] or (None, None)), d["p"]))) for name, d in differences]
        yield "comparison.csv", as_table(("label", "f1_difference", "low", "high", "p"), rows)
        yield "disagreements.csv", _error_table(evaluation.disagreements, ("gold", "predicted", "other"))


def files(evaluation: Evaluation) -> Iterator[tuple[str, bytes]]:
    """Yields the path (relative to the output folder) and the bytes of each file: figures, tables, errors."""
    yield METRICS, (srsly.json_dumps(evaluation.metrics, indent=2) + "\n").encode()
    for name, table in tables(evaluation):
        yield f"{FOLDER}/{name}", table.encode()
    yield f"{FOLDER}/errors.jsonl", _lines(evaluation.errors)
    if evaluation.metrics["comparison"]:
        yield f"{FOLDER}/disagreements.jsonl", _lines(evaluation.disagreements)


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(srsly.json_dumps(row) + "\n" for row in rows).encode()


def _rounded(value: float | None) -> float | str:
    return "" if value is None else round(value, 4)


def _row(score: Mapping[str, Any]) -> list[object]:
    bounds = [bound for key in "prf" for bound in (score["interval"] or {}).get(key, (None, None))]
    counts = [score.get(key, "") for key in _SCORE[3:]]  # (macro has none)
    return [*(_rounded(score[key]) for key in "prf"), *counts, *map(_rounded, bounds)]


def _baseline_table(baselines: Iterable[Mapping[str, Any]]) -> str:
    rows = []
    for one in baselines:
        for label in sorted({*one["scores"], *one["model"]} - {ALL}) + [ALL]:
            sides = [one[side].get(label, Score().as_dict()) for side in ("scores", "model")]
            figures = [_rounded(side[key]) for side in sides for key in "prf"]
            rows.append((one["name"], one["paragraphs"], label, sides[0]["support"], *figures))
    names = [f"{prefix}{name}" for prefix in ("", "model_") for name in _SCORE[:3]]
    return as_table(("baseline", "paragraphs", "label", "support", *names), rows)


def _error_table(rows: Iterable[Mapping[str, Any]], sides: Sequence[str]) -> str:
    where = ("cable", "index", "zone", "paragraph", "kind", "form", "form_wrong", "form_count", "seen")
    parts = ("label", "text", "start", "end")
    columns = [*where, *(f"{side}_{part}" for side in sides for part in parts), "confidence", "sentence"]
    return as_table(columns, [_error_row(row, where, sides, parts) for row in rows])


def _error_row(row: Mapping[str, Any], where: Sequence[str], sides: Sequence[str], parts: Sequence[str]) -> list[object]:
    cells = [row.get(name) for name in where] + [(row[side] or {}).get(part) for side in sides for part in parts]
    cells += [(row["predicted"] or {}).get("confidence"), row["sentence"]["text"]]
    return ["" if cell is None else _rounded(cell) if isinstance(cell, float) else cell for cell in cells]
