"""`cable-ner tag`: a model over new cables."""

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from tqdm import tqdm

from ..files import count_done, place
from ..tagging import CSV, JOURNAL, REPORT, SHARDS, SPACY, TABLE, TagSettings, count, tag
from ..work import STOPPED, Where, stoppable
from .console import errors_told, msg
from .listed import Names, names_in
from .options import MODEL, Address, Engine, Processes, Raw, Strict

MOST_SHOWN = 20
Format = Literal["inline", "html", "jsonl", "conll", "spacy", "csv"]


def main(
    cables: Raw,
    output: Annotated[str, typer.Option("--output", "-o", help="Folder (or URL) to write to")],
    model: Annotated[str, typer.Option("--model", "-m", help="Folder or installed package of the model")] = str(MODEL),
    format: Annotated[
        Format, typer.Option("--format", "-f", help="Output format; csv writes one table for all cables")
    ] = "inline",
    compare: Annotated[
        bool, typer.Option("--compare", help="Also keep the annotations already in the cables (not with inline)")
    ] = False,
    scores: Annotated[
        bool | None,
        typer.Option(
            "--scores/--no-scores",
            help="Add the model's confidence, in csv, jsonl or spacy; takes time (default: only in csv)",
        ),
    ] = None,
    misses_at_most: Annotated[
        float | None, typer.Option(help="Cut the list so that at most this share of names is missed, with 95 % confidence")
    ] = None,
    wrong_at_most: Annotated[
        float | None, typer.Option(help="Cut the list so that at most this share of it is wrong, with 95 % confidence")
    ] = None,
    names: Names = None,
    processes: Processes = 0,
    engine: Engine = "processes",
    address: Address = "",
    journal: Annotated[
        Path | None,
        typer.Option(help="Local folder for the journal of finished cables (default: --output; needed if that is a URL)"),
    ] = None,
    restart: Annotated[bool, typer.Option("--restart", help="Start over instead of resuming")] = False,
    strict: Strict = False,
) -> None:
    """Tag cables with a model.

    The text stays the same, byte for byte. To resume a run that was stopped, run the same command again.
    """
    with errors_told(again="run the same command to resume"):
        settings = TagSettings(format, compare, scores, misses_at_most, wrong_at_most)
        listed = names_in(names)
        total = count(cables) if sys.stderr.isatty() else None
        bar = tqdm(desc="Tagging", total=total, unit=" cables", disable=None, leave=False)
        folder, where = place(output), Where(engine, processes, address)
        try:
            with bar, stoppable():
                report = tag(
                    cables, folder, model=model, settings=settings, names=listed, where=where, home=journal,
                    restart=restart, bar=bar,
                )  # fmt: skip
        except KeyboardInterrupt:
            done = count_done((journal or Path(output)) / JOURNAL)
            msg.warn(f"stopped; {done:,} cables are done; run the same command to resume", exits=STOPPED)
    show(report, folder)
    if strict and report["failed"]:
        sys.exit(1)


def show(report: dict[str, Any], output: Path) -> None:
    """Prints what was found, what could not be shown or read, and where the output is."""
    rows: list[tuple[str, ...]] = [(label, f"{number:,}") for label, number in report["mentions"].items()]
    rows.append(("all", f"{sum(report['mentions'].values()):,}"))
    header: tuple[str, ...] = ("mentions", "model")
    if report["compare"]:
        given = report["input_mentions"]
        labels = [*sorted({*report["mentions"], *given}), "all"]
        both = [{**counts, "all": sum(counts.values())} for counts in (report["mentions"], given)]
        rows, header = [(label, *(f"{one.get(label, 0):,}" for one in both)) for label in labels], (*header, "input")
    msg.table(rows, header=header, aligns=("l", *["r"] * (len(header) - 1)), divider=True)
    for failure in report["failures"][:MOST_SHOWN]:
        where = f"{failure['cable']}:{failure['line']}" if failure["line"] else failure["cable"]
        print(f"{where}: {failure['message']}", file=sys.stderr)
    for reason, number in report["left_out"]["reasons"].items():
        msg.warn(f"{number} mentions were left out: {reason}")
    if report.get("input_unplaced"):
        msg.warn(
            f"{report['input_unplaced']} annotations of the input are outside the text of any paragraph, and were left out"
        )
    show_promise(report)
    show_stale(report, output)
    if report["failed"]:
        msg.warn(f"{report['failed']} cables failed, and {output / REPORT} lists them; the others were tagged")
    where = {CSV: output / TABLE, SPACY: output / SHARDS}.get(report["format"], output)
    done = report["cables"] - report["cables_tagged_now"]
    before = f" ({done:,} of the cables in earlier runs)" if done else ""
    msg.good(f"{report['cables']:,} cables, {report['tokens']:,} tokens{before} in {where}")


def show_promise(report: dict[str, Any]) -> None:
    """Prints at which confidence the list was cut, what is promised of it, and what that costs."""
    if not (point := report["promise"]):
        return
    msg.info(f"The list has all with a confidence of at least {point['threshold']:g}; of a cable, on average over cables:")
    for option, what in (("misses_at_most", "missed"), ("wrong_at_most", "wrong")):
        share = report[option]
        promised = f"at most {share:.1%}, with 95 % confidence" if share is not None else "nothing is promised"
        msg.info(f"{what}: {promised}; {point[what]:.1%} on the hand-checked cables")


def show_stale(report: dict[str, Any], output: Path) -> None:
    """Prints what became of cables that were tagged before, and have changed or are gone."""
    if report["changed"]["total"]:
        msg.info(f"Changed since they were tagged, and tagged again: {named(report['changed'])}")
    if report["gone"]["total"]:
        what = "and what was tagged of them was removed"
        if not report["gone"]["removed"]:
            what = "and what was tagged of them stays, because not all inputs could be read"
        msg.info(f"No longer among the inputs, {what}: {named(report['gone'])}")
    if report["of_other_inputs"]:
        msg.info(f"{output} also holds {report['of_other_inputs']:,} cables of other inputs, from earlier runs")


def named(cables: dict[str, Any]) -> str:
    """Returns how many cables there are, and the names of the first of them."""
    more = f" and {cables['total'] - MOST_SHOWN:,} more" if cables["total"] > MOST_SHOWN else ""
    return f"{cables['total']:,} cables ({', '.join(cables['listed'][:MOST_SHOWN])}{more})"
