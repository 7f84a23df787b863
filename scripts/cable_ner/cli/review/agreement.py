"""`review agreement` and `review adjudicate`: how far people agree, and what to do where they do not."""

import math
from pathlib import Path
from typing import Annotated

import srsly
import typer

from ...audit import Adjudication, Interview, agreement, differences_in_words, read_findings
from ...evaluation import Interval
from ...files import write_bytes
from ...labels import read_corrections
from ..console import errors_told, msg
from ..options import names_of
from .options import AUDIT, CORRECTIONS, AuditFile, By, Corrections, Labels
from .terminal import Terminal

_MOST_SHOWN = 20


def main(
    audit: AuditFile = AUDIT,
    corrections: Corrections = CORRECTIONS,
    output: Annotated[Path, typer.Option("--output", "-o", help="JSON file for the table and all differences")] = Path(
        "corpus/agreement.json"
    ),
) -> None:
    """Show how far people agree who answered the same questions, and what they differ in.

    For all, each pair of people, each label and zone: the share of questions with the same labels, Cohen's kappa, and F1 of
    one person's mentions against the other's, with intervals over cables. Questions are dealt to two people by
    `review terminal --overlap` and `review browser --overlap`.
    """
    with errors_told():
        decisions = read_corrections(corrections).decisions
        zones = {suspect.paragraph: suspect.zone for suspect in read_findings(audit).suspects} if audit.exists() else {}
        report = agreement(decisions, zones)
        if not report.rows:
            msg.warn(f"{corrections}: no question was answered by two people; deal some with --by NAME --overlap 0.1")
            return
        write_bytes(output, (srsly.json_dumps(report.as_json(), indent=2) + "\n").encode())
    rows = [(row.what, str(row.questions), *map(_shown, (row.observed, row.kappa, row.f1))) for row in report.rows]
    msg.table(rows, header=("", "questions", "same labels", "kappa", "F1"), divider=True, aligns=("l", "r", "r", "r", "r"))
    for line in differences_in_words(report.differences[:_MOST_SHOWN]):
        msg.text(f"  {line}")
    if left := len(report.differences):
        msg.info(f"{left} differences, all in {output}; until `review adjudicate` settles them, the earlier answers hold")


def _shown(figure: Interval) -> str:
    if math.isnan(figure.value):
        return "-"
    return f"{figure.value:.2f}" + ("" if math.isnan(figure.low) else f" [{figure.low:.2f}, {figure.high:.2f}]")


def adjudicate(audit: AuditFile = AUDIT, corrections: Corrections = CORRECTIONS, by: By = "", labels: Labels = "") -> None:
    """Decide what people contradict each other in, with the keys of `review terminal`.

    Only those questions are asked, with the answers of both. Your decision holds against theirs, and says whose it settles.
    """
    with errors_told(stopped="stopped; the answers given so far are saved"):
        review = Adjudication(read_findings(audit), corrections, by=by)
        left = review.status().questions_left
        if not left:
            msg.info("nobody contradicts anybody; there is nothing to settle")
            return
        Terminal(Interview(review, names_of(labels) or review.findings.labels)).run()
    left = review.status().questions_left
    msg.info(f"{left} differences left" if left else "all differences are settled; convert and audit again to apply that")
