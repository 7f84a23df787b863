"""`cable-ner clean`: remove what the commands made. The cables and the gold stay."""

import shutil
from pathlib import Path
from typing import Annotated

import typer

from ..corpus import BASELINE, CABLES, PARTITIONS, REPORT, UNLABELLED
from ..files import ENDING
from .console import msg

MADE = [f"corpus/{name}" for name in (*(part + ENDING for part in (*PARTITIONS, BASELINE, UNLABELLED)), REPORT, CABLES)]
MADE += [
    "corpus/inventory.json",
    "corpus/inventory-archive.json",
    "corpus/audit.json",
    "corpus/audited",
    "corpus/label-accuracy",
    "corpus/taught",
    "corpus/labels",
    "corpus/.opinions.npz",
    "training/inventory.json",
    "training/model-best",
    "training/model-last",
    "training/metrics.json",
    "training/evaluation",
    "training/report.html",
    "training/train.jsonl",
    *(f"training/learning_curve.{ending}" for ending in ("json", "csv", "svg", "png")),
    "training/packages",
    "corpus/increments",
    "training/models",
    "training/candidates",
    "training/lineage.jsonl",
    "training/.retrain.lock",
]


def main(folder: Annotated[Path, typer.Argument(help="The project's folder")] = Path()) -> None:
    """Remove what the other commands wrote.

    Keeps cables, gold and decisions.
    """
    removed = [name for name in MADE if _remove(folder / name)]
    if removed:
        msg.good(f"Removed {', '.join(removed)}")
    else:
        msg.info("Nothing to remove")


def _remove(path: Path) -> bool:
    if path.is_dir():
        shutil.rmtree(path)
    elif path.exists():
        path.unlink()
    else:
        return False
    return True
