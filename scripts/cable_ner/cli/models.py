"""Which model is current, what it came from, how two compare, and the way back to one that was."""

from pathlib import Path
from typing import Annotated, Any

import srsly
import typer
from thinc.api import require_cpu
from wasabi import msg

from ..evaluation import ALL
from ..files import explain
from ..retraining import FROZEN, Row, compare_models, describe, lock, present, read_lineage, recover, roll_back, row_of

ROOT = Path(__file__).parents[3]
LIST, SHOW, COMPARE, ROLLBACK = "list", "show", "compare", "rollback"
NAMES = {LIST: 0, SHOW: 1, COMPARE: 2, ROLLBACK: 1}  # how many models each is about


def main(
    action: Annotated[str, typer.Argument(help=", ".join(NAMES))] = LIST,
    names: Annotated[list[str] | None, typer.Argument(help="Ids of models, or their beginnings", show_default=False)] = None,
    corpus: Annotated[Path, typer.Option(help="What the models were trained and tested on")] = ROOT / "corpus",
    training: Annotated[Path, typer.Option(help="Folder of the current model")] = ROOT / "training",
) -> None:
    """List the models, show one, compare two on the present test, or go back to one that was current before."""
    names = names or []
    try:
        require_cpu()
        if action not in NAMES:
            raise ValueError(f"'{action}' is none of {', '.join(NAMES)}")
        if len(names) != NAMES[action]:
            raise ValueError(f"{action} is about {NAMES[action]} models, not {len(names)}; `list` has their ids")
        if action == LIST:
            with lock(training):
                recover(training)
                current = present(corpus, training)
            show_all(read_lineage(training), current["id"])
        elif action == SHOW:
            print(srsly.json_dumps(row_of(training, names[0]), indent=2))
        elif action == COMPARE:
            msg.divider(f"{names[0]} compared with {names[1]}")
            for one in compare_models(corpus, training, *names):
                print(describe(one))
        else:
            row = roll_back(corpus, training, names[0])
            msg.good(f"{row['id']} is the current model again, {row['reason']}")
    except (ValueError, OSError) as error:
        msg.fail(explain(error), exits=1)


def show_all(rows: list[Row], current: str) -> None:
    """Prints the lineage, the current model with a star."""
    header = ("", "id", "date", "parent", "way", "train", "F1 on the frozen test", "decision", "reason")
    last = {row["id"]: number for number, row in enumerate(rows)}  # (one that was rolled back to has several lines)
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
