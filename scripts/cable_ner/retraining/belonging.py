"""Whether a model and the corpus on disk belong together: what it was trained on is still train and dev, and not test."""

from pathlib import Path

from ..corpus import CABLES, increments
from ..files import texts_digest
from ..training import taught, trained_on
from .lineage import Row
from .store import CURRENT, current_row, mark_of

MAY_LEAK = "so the test may hold some that it has learned"
REMEDY = (
    "train a model on these: `spacy project run all` (with a teacher: `taught`), or `spacy project run train . --force` if"
    " that skips the training"
)


def belongs(model: Path, corpus: Path) -> bool:
    """Returns whether the corpus has the same texts in train and dev as when a model was trained, whatever their labels.

    For a model that was retrained, these are in the base and in the increments that its lineage record names. A model that
    does not say what it was trained on may belong to any corpus, and so may any model where there is no corpus. Raises
    ValueError.
    """
    noted = trained_on(model)
    if not noted or not (corpus / CABLES).exists():
        return True
    base, *later = increments.on_disk(corpus)
    record = _record(model)
    digests = {*record["data"]["digests"].values()} if record else set()
    seen = [base, *(one for one in later if one.digest in digests)]
    if digests == {one.digest for one in seen}:  # byte for byte
        return True
    found = {name: texts_digest(file for one in seen for file in increments.docbins(one, name)) for name in noted}
    lesson = taught(corpus).get("digests", {})
    if lesson and noted.get("train") == lesson["all"] and found["train"] == lesson["train"]:
        found["train"] = lesson["all"]  # it has also learned from what a teacher labelled
    return found == noted


def require_belonging(model: Path, corpus: Path) -> None:
    """Raises ValueError if a model and a corpus do not belong together."""
    if not belongs(model, corpus):
        raise ValueError(
            f"{model}: was trained on other cables than {corpus} has in train now, {MAY_LEAK}; {REMEDY}, or convert the"
            " cables of this model again"
        )


def _record(model: Path) -> Row | None:
    return mark_of(model) or (current_row(model.parent) if model.name == CURRENT else None)
