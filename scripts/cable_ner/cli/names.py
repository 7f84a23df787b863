"""`cable-ner names`: people put names right, by decisions that every later build of the database applies."""

from pathlib import Path
from typing import Annotated

import typer

from ..files import printable
from ..index import (
    NAMES_FILE,
    NameAction,
    NameDecision,
    append_decisions,
    append_revocation,
    now,
    offer_to_training,
    read_decisions,
)
from ..text import LABELS
from ..work import number_of
from .console import errors_told, msg
from .options import names_of

app = typer.Typer(
    help="Put names right: merge, split, rename, drop or label them.\n\nDecisions are lines of a file; the next"
    " `index --output archive.db` applies them. Forms are written exactly as in the archive.",
    no_args_is_help=True,
    add_completion=False,
)
Label = Annotated[str, typer.Argument(help="Label of the name, such as PER")]
Form = Annotated[str, typer.Argument(help="A written form of the name")]
Forms = Annotated[list[str], typer.Argument(help="Written forms")]
File = Annotated[Path, typer.Option("--names-decisions", help="File of decisions, one per line")]
By = Annotated[str, typer.Option("--by", help="Your name, recorded with each decision")]


@app.command()
def merge(
    label: Label,
    form: Form,
    other: Annotated[str, typer.Argument(help="A written form of the other name")],
    by: By = "",
    file: File = NAMES_FILE,
) -> None:
    """Make two names one."""
    _decide([NameDecision(NameAction.MERGE, label, form, other, by, now())], file)


@app.command()
def split(
    label: Label,
    form: Annotated[str, typer.Argument(help="The written form that is not of the name")],
    name: Annotated[str, typer.Argument(help="A written form of the name")],
    by: By = "",
    file: File = NAMES_FILE,
) -> None:
    """Take a written form out of a name."""
    _decide([NameDecision(NameAction.SPLIT, label, form, name, by, now())], file)


@app.command()
def rename(
    label: Label,
    form: Form,
    to: Annotated[str, typer.Argument(help="The preferred form, which need not be in the archive")],
    by: By = "",
    file: File = NAMES_FILE,
) -> None:
    """Choose what a name is called."""
    _decide([NameDecision(NameAction.RENAME, label, form, to, by, now())], file)


@app.command()
def drop(label: Label, forms: Forms, by: By = "", file: File = NAMES_FILE) -> None:
    """Say that forms with this label are not names."""
    _decide([NameDecision(NameAction.DROP, label, form, "", by, now()) for form in forms], file)


@app.command()
def label(
    becomes: Annotated[str, typer.Argument(help="Label that the forms have everywhere, such as LOC")],
    forms: Forms,
    only: Annotated[str, typer.Option("--only", help="Only where they have this label")] = "",
    by: By = "",
    file: File = NAMES_FILE,
) -> None:
    """Give forms one label everywhere."""
    _decide([NameDecision(NameAction.LABEL, only, form, becomes, by, now()) for form in forms], file)


def _decide(decisions: list[NameDecision], file: Path) -> None:
    """Adds decisions to the file, and tells which earlier ones of other people they contradict."""
    with errors_told():
        added = append_decisions(file, decisions)
        for one, later in read_decisions(file).contradictions():
            if later.decision in added:
                told = f"line {one.number}, {printable(one.decision.by) or 'somebody'}: {one.decision}"
                msg.warn(f"{file}: this contradicts {told}; the later one holds")
        for decision in added:
            print(decision)
        msg.good(f"added to {file}; build the database again to apply it")


@app.command("list")
def list_(file: File = NAMES_FILE) -> None:
    """List the decisions, with the line of each."""
    with errors_told():
        decisions = read_decisions(file)
    in_force = set(decisions.in_force())
    rows = [
        (str(number), str(one), printable(one.by), printable(one.time[:10]), "" if one in in_force else "replaced")
        for number, one in decisions.lines
    ]
    if not rows:
        msg.info(f"{file}: no decisions yet; `cable-ner names merge …` adds one")
        return
    msg.table(rows, header=("line", "decision", "by", "date", ""), aligns=("r", "l", "l", "l", "l"), divider=True)
    for one, later in decisions.contradictions():
        msg.warn(f"lines {one.number} and {later.number} contradict each other; the later one holds")
    msg.good(f"{number_of(len(rows), 'decisions')} in {file}; `cable-ner names undo LINE` takes one back")


@app.command()
def undo(
    line: Annotated[int, typer.Argument(help="Line of the decision, as `names list` shows it")],
    by: By = "",
    file: File = NAMES_FILE,
) -> None:
    """Take a decision back; what was decided before holds again."""
    with errors_told():
        found = {number: decision for number, decision in read_decisions(file).lines}
        if line not in found:
            raise ValueError(f"{file}:{line}: there is no decision, or it is taken back; `cable-ner names list` lists all")
        append_revocation(file, found[line], by=by, time=now())
        msg.good(f"taken back: {found[line]}")


@app.command()
def offer(
    corrections: Annotated[
        Path, typer.Option("--corrections", help="File of decisions about labels, which `convert` applies")
    ] = Path("corpus/corrections.jsonl"),
    labels: Annotated[str, typer.Option(help="Labels of the cables, comma-separated")] = ",".join(LABELS),
    by: By = "",
    file: File = NAMES_FILE,
) -> None:
    """Offer the decisions about labels (drop, label) to training.

    They become decisions about forms, which the next conversion applies. Run it again after you took some back.
    """
    with errors_told():
        offered = offer_to_training(read_decisions(file), corrections, labels=names_of(labels), by=by)
    for wanted, there in offered.contradicted:
        says, stays = (f"{printable(one.becomes) or 'no entity'}" for one in (wanted, there))
        msg.warn(
            f"{corrections}: says {stays} for {printable(wanted.label)} “{printable(wanted.form)}”, not {says}; left as is"
        )
    if offered.added or offered.revoked:
        msg.good(f"{number_of(len(offered.added), 'decisions')} added to {corrections}, {len(offered.revoked)} taken back")
    else:
        msg.info(f"{corrections}: nothing to add, and nothing to take back")
