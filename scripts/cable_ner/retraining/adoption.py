"""The lineage record of the current model, which is made if there is none yet."""

from pathlib import Path
from typing import Any

import srsly

from ..corpus import increments
from .comparison import short_scores
from .gate import FROZEN
from .lineage import Decision, Row, ever_current, new_row
from .options import FRESH
from .stock import data_of
from .store import CURRENT, adopt, current_row


def present(corpus: Path, training: Path, *, write: bool = True) -> Row:
    """Returns the record of the current model.

    A model that `spacy project run all` has just trained has none yet. It gets one, and with `write` it is added to the
    lineage. Raises ValueError if there is no model.
    """
    model = training / CURRENT
    if not (model / "meta.json").exists():
        raise ValueError(f"{model}: there is no current model; run `spacy project run all` first")
    if known := current_row(training):
        return known
    before = ever_current(training)
    row = new_row(
        training,
        model,
        parent=before[-1] if before else None,
        decision=Decision.FIRST,
        reason="trained by `spacy project run all`",
        data=data_of(increments.on_disk(corpus)[:1]),
        way=FRESH,
        scores=_scores_of_report(training),
    )
    if write:
        adopt(model, training, row)
    return row


def _scores_of_report(training: Path) -> dict[str, Any] | None:
    """Returns the scores in metrics.json if that file is newer than the model."""
    path, model = training / "metrics.json", training / CURRENT / "meta.json"
    if not path.exists() or path.stat().st_mtime < model.stat().st_mtime:
        return None
    found = srsly.read_json(path)
    if not isinstance(found, dict) or not {"scores", "measured_against", "test"} <= found.keys():
        return None
    return {FROZEN: {"kind": found["measured_against"], "cables": found["test"]["cables"], **short_scores(found["scores"])}}
