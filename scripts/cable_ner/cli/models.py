"""`cable-ner models`: list and compare models, show where one came from, and roll back to an earlier one."""

from pathlib import Path
from typing import Annotated, Any

import srsly
import typer
from thinc.api import require_cpu

from ..evaluation import ALL
from ..files import explain
from ..retraining import (
    FROZEN,
    KEPT,
    Row,
    compare_models,
    describe,
    keep_current,
    lock,
    present,
    read_lineage,
    recover,
    roll_back,
    row_of,
)
from .console import errors_told, msg
from .options import CORPUS, TRAINING

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="List, show, compare and keep models, or roll back to one."
)

Id = Annotated[str, typer.Argument(help="Id of a model, or the start of one; `models list` shows them")]
Corpus = Annotated[Path, typer.Option(help="Folder of the converted cables")]
Training = Annotated[Path, typer.Option(help="Folder of the current model")]


@app.command("list")
def main_list(corpus: Corpus = CORPUS, training: Training = TRAINING) -> None:
    """List all models; a star marks the current one."""
    with errors_told():
        require_cpu()
        with lock(training):
            recover(training)
            current = present(corpus, training)
        show_all(read_lineage(training), current["id"])


@app.command("show")
def main_show(model: Id, training: Training = TRAINING) -> None:
    """Print everything recorded about a model, as JSON."""
    with errors_told():
        print(srsly.json_dumps(row_of(training, model), indent=2))


@app.command("compare")
def main_compare(model: Id, other: Id, corpus: Corpus = CORPUS, training: Training = TRAINING) -> None:
    """Compare two models on the frozen test."""
    with errors_told():
        require_cpu()
        msg.divider(f"{model} compared with {other}")
        for one in compare_models(corpus, training, model, other, say=msg.warn):
            print(describe(one))


@app.command("keep")
def main_keep(corpus: Corpus = CORPUS, training: Training = TRAINING) -> None:
    """Keep the current model, so that a new one does not replace it for good.

    `spacy project run all` does this first.
    """
    with errors_told():
        require_cpu()
        with lock(training):
            recover(training)
            try:
                row = keep_current(corpus, training)
            except (ValueError, OSError) as error:
                msg.warn(f"The current model is not kept: {explain(error)}", exits=0)
    if row is None:
        msg.info(f"{training}: there is no model yet")
    else:
        msg.info(f"The model {row['id']} is kept in {training / KEPT / row['id']}; `cable-ner models list` lists all")


@app.command("rollback")
def main_rollback(model: Id, corpus: Corpus = CORPUS, training: Training = TRAINING) -> None:
    """Roll back to an earlier model."""
    with errors_told():
        require_cpu()
        row = roll_back(corpus, training, model)
    msg.good(f"{row['id']} is the current model again; it replaces {row['parent']}")


def show_all(rows: list[Row], current: str) -> None:
    """Prints the lineage, with a star beside the current model."""
    header = ("", "id", "date", "parent", "way", "train", "F1 on the frozen test", "decision", "reason")
    last = {row["id"]: number for number, row in enumerate(rows)}  # (a model that was rolled back to has several records)
    cells = [
        (
            "*" if row["id"] == current and last[current] == number else "",
            row["id"],
            row["date"],
            row["parent"] or "",
            row["way"],
            str(row["data"]["cables"].get("train", 0)),
            _score(row),
            row["decision"],
            row["reason"],
        )
        for number, row in enumerate(rows)
    ]
    msg.table(cells, header=header, divider=True)


def _score(row: dict[str, Any]) -> str:
    found = (row["scores"] or {}).get(FROZEN)
    if not found:
        return ""
    score = found["scores"][ALL]
    bounds = (score["interval"] or {}).get("f")
    return f"{score['f']:.3f}" + (" [{:.3f}, {:.3f}]".format(*bounds) if bounds else "") + f" ({found['kind']})"
