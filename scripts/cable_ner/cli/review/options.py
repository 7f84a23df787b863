"""Options that the commands of `review` share, and the review that they open."""

from pathlib import Path
from typing import Annotated

import typer

from ...audit import Review, read_findings
from ..console import errors_told, msg
from ..options import names_of

AuditFile = Annotated[Path, typer.Option("--audit", help="JSON file written by `audit`")]
Corrections = Annotated[Path, typer.Option("--corrections", help="File of decisions, one per line")]
By = Annotated[str, typer.Option("--by", help="Your name, recorded with each decision")]
Overlap = Annotated[
    float, typer.Option("--overlap", min=0, max=1, help="Share of the questions that two people answer; needs --by")
]
Labels = Annotated[str, typer.Option("--labels", help="Labels to choose from (default: those in the audit)")]
AuditedCorpus = Annotated[Path, typer.Option("--corpus", help="The audited Docs; used for Prodigy and Label Studio")]
AllowRemovals = Annotated[
    bool, typer.Option("--allow-removals", help="Import even if more than a third of the mentions are removed")
]
AUDIT, CORRECTIONS = Path("corpus/audit.json"), Path("corpus/corrections.jsonl")
CORPUS = Path("corpus/train.spacy")


def open_review(
    audit: Path, corrections: Path, *, by: str = "", labels: str = "", overlap: float = 0.0
) -> tuple[Review, tuple[str, ...]]:
    """Returns the review, and the labels to choose from. Ends the program if a file cannot be read."""
    with errors_told():
        review = Review(read_findings(audit), corrections, by=by, overlap=overlap)
    if review.findings.cannot_tell:
        msg.warn(f"{audit}: the audit cannot tell which labels are wrong: {review.findings.cannot_tell}")
    return review, names_of(labels) or review.findings.labels
