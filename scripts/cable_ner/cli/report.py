"""`cable-ner report`: the report again, from the scores and errors that `evaluate` wrote."""

from pathlib import Path
from typing import Annotated

import srsly
import typer

from ..evaluation import FOLDER, METRICS, report
from ..files import write_bytes
from .console import errors_told, msg
from .evaluate import REPORT, Audit, LabelAccuracy, LearningCurve, Log, parts_of
from .options import CORPUS, TRAINING


def main(
    folder: Annotated[Path, typer.Argument(help=f"Folder with {METRICS} and {FOLDER}, as written by `evaluate`")] = TRAINING,
    audit: Audit = CORPUS / "audit.json",
    label_accuracy: LabelAccuracy = CORPUS / "label-accuracy",
    learning_curve: LearningCurve = TRAINING / "learning_curve.json",
    log: Log = TRAINING / "train.jsonl",
) -> None:
    """Rebuild the report from saved scores.

    Adds a learning curve or label accuracy that was measured after `evaluate`. Runs no model.
    """
    with errors_told():
        metrics = srsly.json_loads((folder / METRICS).read_bytes())
        errors = list(srsly.read_jsonl(folder / FOLDER / "errors.jsonl"))
        disagreements = folder / FOLDER / "disagreements.jsonl"
        page = report.render(
            metrics,
            errors,
            disagreements=list(srsly.read_jsonl(disagreements)) if disagreements.exists() else [],
            **parts_of(audit, label_accuracy, learning_curve, log),
        )
        write_bytes(folder / REPORT, page.encode())
    msg.good(f"{folder / REPORT}: {len(errors)} errors")
