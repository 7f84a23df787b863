"""`review export`, `import`: questions out to other programs, and the answers in again."""

from pathlib import Path
from typing import Annotated

import spacy
import typer

from ...audit import (
    ExchangeFormat,
    ReadingOptions,
    Review,
    as_label_studio,
    as_prodigy,
    as_spreadsheet,
    labelling_config,
    paragraph_tasks,
    read_label_studio,
    read_prodigy,
    read_spreadsheet,
)
from ...files import read_docs, write_bytes
from ..console import errors_told, msg
from ..options import Lang
from .importing import take
from .options import (
    AUDIT,
    CORPUS,
    CORRECTIONS,
    AllowRemovals,
    AuditedCorpus,
    AuditFile,
    By,
    Corrections,
    Labels,
    open_review,
)

Format = Annotated[ExchangeFormat, typer.Option("--format", help="Program to exchange with: csv is for any spreadsheet")]
_READ = {
    ExchangeFormat.CSV: read_spreadsheet,
    ExchangeFormat.PRODIGY: read_prodigy,
    ExchangeFormat.LABEL_STUDIO: read_label_studio,
}


def export(
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write to")],
    format: Format = ExchangeFormat.CSV,
    audit: AuditFile = AUDIT,
    corrections: Corrections = CORRECTIONS,
    corpus: AuditedCorpus = CORPUS,
    number: Annotated[
        int, typer.Option("-n", help="Maximum number of paragraphs, for Prodigy and Label Studio; 0: all")
    ] = 0,
    labels: Labels = "",
    lang: Lang = "en",
) -> None:
    """Export the open questions to a spreadsheet, or as tasks for Prodigy or Label Studio.

    The spreadsheet has a row for each form or mention. In the column `decision`, enter y (the proposal is right), k (right
    as it is), n (no entity), a label, d (depends), or nothing. In `extent`, enter the mention's text if the proposed one is
    wrong. Tasks for Prodigy and Label Studio are whole paragraphs with their labels.
    """
    review, names = open_review(audit, corrections, labels=labels)
    with errors_told():
        output.parent.mkdir(parents=True, exist_ok=True)
        if format is ExchangeFormat.CSV:
            _export_spreadsheet(review, output)
        else:
            _export_tasks(review, output, format=format, corpus=corpus, number=number, labels=names, lang=lang)


def _export_spreadsheet(review: Review, output: Path) -> None:
    # With a byte order mark, Excel reads it as UTF-8.
    write_bytes(output, as_spreadsheet(review).encode("utf-8-sig"))
    rows = len(list(review.open()))
    msg.good(f"{rows} rows in {output}; fill in the column `decision`, then run `cable-ner review import {output}`")


def _export_tasks(
    review: Review, output: Path, *, format: ExchangeFormat, corpus: Path, number: int, labels: tuple[str, ...], lang: str
) -> None:
    tasks, lost = paragraph_tasks(review, read_docs(corpus, spacy.blank(lang).vocab))
    tasks = tasks[: number or None]
    if format is ExchangeFormat.PRODIGY:
        write_bytes(output, as_prodigy(tasks).encode())
    else:
        write_bytes(output, as_label_studio(tasks).encode())
        config = output.with_name(output.name + ".xml")
        write_bytes(config, labelling_config(labels).encode())
        msg.info(f"labelling configuration in {config}")
    if lost:
        msg.warn(f"{lost} suspects are in paragraphs that are not in {corpus}; audit it again")
    msg.good(f"{len(tasks)} paragraphs in {output}")


def import_(
    file: Annotated[Path, typer.Argument(help="The filled-in spreadsheet, or the exported annotations")],
    format: Format = ExchangeFormat.CSV,
    audit: AuditFile = AUDIT,
    corrections: Corrections = CORRECTIONS,
    by: By = "",
    labels: Labels = "",
    lang: Lang = "en",
    annotator: Annotated[
        str, typer.Option(help="Import only this annotator's answers (Prodigy and Label Studio; their name or number there)")
    ] = "",
    allow_removals: AllowRemovals = False,
) -> None:
    """Import decisions from a spreadsheet, or from an export of Prodigy or Label Studio.

    A finished paragraph (in Prodigy: accepted) decides every mention that was changed, and every suspect that was left
    unchanged. What cannot be read is refused with its line and a remedy, and so are different answers of several people to
    the same question; the rest is imported. Exit status 1 if anything was refused.
    """
    review, names = open_review(audit, corrections, by=by, labels=labels)
    with errors_told():
        found = _READ[format](file, ReadingOptions(names, lang, annotator))
        take(review, found, allow_removals=allow_removals)
    if found.refused:
        raise typer.Exit(1)
