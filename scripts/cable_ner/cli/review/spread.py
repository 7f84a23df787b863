"""`review spread`, `revoke`, `accept`: the edits that the audit made because of earlier decisions."""

from pathlib import Path
from typing import Annotated

import typer

from ...audit import Review, Suspect, decision_in_words, spans_in_words
from ...files import printable
from ...work import number_of
from ..console import errors_told, msg
from .options import AUDIT, CORRECTIONS, AuditFile, By, Corrections, open_review

Ids = Annotated[list[str], typer.Argument(help="Ids listed by `review spread`")]


def main(audit: AuditFile = AUDIT, corrections: Corrections = CORRECTIONS) -> None:
    """List the edits that the audit made because of your decisions."""
    review, _ = open_review(audit, corrections)
    rows = [
        (
            edit.id, printable(edit.cable), printable(edit.text)[:60], spans_in_words(edit, edit.old)[:60],
            spans_in_words(edit, edit.new)[:60], f"{edit.confidence:.2f}", _state(review, edit),
        )
        for edit in review.findings.spread
    ]  # fmt: skip
    header = ("id", "cable", "text", "was", "is", "confidence", "decided")
    if rows:
        msg.table(rows, header=header, aligns=("l", "l", "l", "l", "l", "r", "l"), divider=True)
    msg.good(f"{len(rows)} edits; `cable-ner review revoke ID...` undoes edits, `accept ID...` turns them into decisions")


def _state(review: Review, edit: Suspect) -> str:
    if not review.news([edit.decide(edit.old)]):
        return "revoked"
    if not review.news([edit.decide(edit.new)]):
        return "accepted"
    return "decided" if review.is_decided(edit) else ""


def revoke(ids: Ids, audit: AuditFile = AUDIT, corrections: Corrections = CORRECTIONS, by: By = "") -> None:
    """Revoke edits of the audit: the old labels there are right."""
    _settle(ids, audit, corrections=corrections, by=by, keep=True)


def accept(ids: Ids, audit: AuditFile = AUDIT, corrections: Corrections = CORRECTIONS, by: By = "") -> None:
    """Turn edits of the audit into decisions, which no later audit changes."""
    _settle(ids, audit, corrections=corrections, by=by, keep=False)


def _settle(ids: list[str], audit: Path, *, corrections: Path, by: str, keep: bool) -> None:
    """Writes the decisions that the old labels of edits are right (if `keep`), or the new ones."""
    review, _ = open_review(audit, corrections, by=by)
    spread = {edit.id: edit for edit in review.findings.spread}
    if unknown := [name for name in ids if name not in spread]:
        msg.fail(f"{audit}: there is no edit {', '.join(unknown)}; `cable-ner review spread` lists all edits", exits=1)
    edits = [spread[name] for name in dict.fromkeys(ids)]
    news = review.news([edit.decide(edit.old if keep else edit.new) for edit in edits])
    with errors_told():
        review.add(*news)
    for decision in news:
        print(decision_in_words(decision))
    msg.good(f"{number_of(len(news), 'decisions')} added to {corrections}; they take effect at the next conversion")
