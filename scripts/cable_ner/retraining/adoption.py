"""The lineage record of the current model, which is made if there is none yet."""

from pathlib import Path
from typing import Any

import srsly

from ..corpus import CABLES, increments
from ..model import load_model
from .belonging import belongs
from .comparison import short_scores
from .gate import FROZEN
from .lineage import Decision, Row, ever_current, new_row
from .options import FRESH
from .stock import data_of
from .store import CURRENT, adopt, current_row, keep


def present(corpus: Path, training: Path, *, write: bool = True) -> Row:
    """Returns the record of the current model.

    A model that `spacy project run all` has just trained has none yet. It gets one, and with `write` it is added to the
    lineage. If it does not belong to the corpus, its data is not known. Raises ValueError if there is no model.
    """
    model = training / CURRENT
    if not (model / "meta.json").exists():
        raise ValueError(f"{model}: there is no current model; run `spacy project run all` first")
    if known := current_row(training):
        return known
    before = ever_current(training)
    is_of_corpus = (corpus / CABLES).exists() and belongs(model, corpus)
    row = new_row(
        training,
        model,
        parent=before[-1] if before else None,
        decision=Decision.FIRST,
        reason="trained by `spacy project run all`" + ("" if is_of_corpus else f" on cables that {corpus} no longer has"),
        data=data_of(increments.on_disk(corpus)[:1] if is_of_corpus else ()),
        way=FRESH,
        scores=_scores_of_report(training),
    )
    if write:
        adopt(model, training, row)
    return row


def keep_current(corpus: Path, training: Path) -> Row | None:
    """Keeps the current model among the versions, before another takes its place; returns its record, None without one.

    Raises ValueError and OSError if it cannot be loaded, as when its training was killed.
    """
    model = training / CURRENT
    if not model.exists():
        return None
    if not current_row(training):
        load_model(model)
    row = present(corpus, training)
    keep(model, training, row)
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
