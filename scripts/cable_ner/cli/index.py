"""`cable-ner index`: which names are in the cables, as a searchable page and tables, or as a database with all text."""

from pathlib import Path
from typing import Annotated

import spacy
import typer

from ..evaluation import short
from ..files import printable, replacing, write_bytes
from ..index import (
    NAMES,
    NAMES_FILE,
    Applied,
    ArchiveFigures,
    Index,
    NameDecision,
    NameDecisions,
    Tally,
    as_json,
    as_page,
    build_archive,
    docs_mentions,
    figures,
    first_sentences,
    groups_csv,
    is_docbin,
    listed_decisions,
    make_index,
    read_decisions,
    read_mentions,
    sheet_files,
    variants_csv,
)
from ..work import number_of
from .console import errors_told, msg, progress
from .listed import Names, names_in
from .options import Lang

DATABASE = ".db"
MOST_SHOWN = 20
_FEW = 5_000  # cables whose page has sentences, for which their database is built, too


def main(
    mentions: Annotated[
        list[Path],
        typer.Argument(
            help="DocBin files or folders, or files or folders of `tag --format jsonl`; for a folder of tables,"
            " CSV files (or their folders) of `tag --format csv`, too"
        ),
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help=f"Database to write (archive.db), or folder to write {', '.join(NAMES)} to"),
    ],
    names_decisions: Annotated[
        Path | None,
        typer.Option(help=f"File of decisions about names, for a database (default: {NAMES_FILE}, if it is there)"),
    ] = None,
    names: Names = None,
    lang: Lang = "en",
) -> None:
    """List the names in cables, with variants grouped.

    Writes a database with all text, which `serve` shows in a browser, or tables and a searchable page. If the build of a
    database was stopped, the same command resumes it.
    """
    with errors_told(stopped="stopped; run the same command to resume"):
        if output.suffix == DATABASE:
            decided, listed = decisions_in(names_decisions), listed_decisions(names_in(names))
            figures = build_archive(
                mentions, output, decisions=[*listed, *decided.in_force()], progress=progress(" files or cables")
            )
            show_figures(figures, output)
            show_decisions(decided, figures.applied)
            return
        if names_decisions or names:
            raise ValueError("--names-decisions, --names: only for a database; give archive.db as --output")
        found = entities(mentions, output, lang=lang)
    if NAMES_FILE.is_file():
        msg.info(f"{NAMES_FILE} is for databases; these tables are without its decisions")
    show(found, output)


def decisions_in(file: Path | None) -> NameDecisions:
    """Returns the decisions in a file, or in the project's if none is given. Raises ValueError, OSError."""
    if file and not file.is_file():
        raise FileNotFoundError(f"{file}: is not there; `cable-ner names merge …` adds decisions to a file")
    return read_decisions(file or NAMES_FILE)


def show_decisions(decided: NameDecisions, applied: Applied) -> None:
    """Prints what became of decisions about names, and where two people contradict each other."""
    decisions = decided.in_force()
    if not decisions:
        return
    own = set(decisions)  # (the others come from a list of names)
    unknown = [one for one in applied.unknown if one in own]
    contradictions = [(one.decision, later.decision) for one, later in decided.contradictions()]
    contradictions += [pair for pair in applied.contradictions if own.issuperset(pair)]
    for one, later in contradictions[:MOST_SHOWN]:
        msg.warn(f"{who(one)}: {one}; {who(later)}, later: {later}, which holds")
    if len(contradictions) > MOST_SHOWN:
        msg.warn(f"{len(contradictions) - MOST_SHOWN} more contradictions; `cable-ner names list` shows all decisions")
    told = f"{number_of(len(decisions), 'decisions')} about names, {len(decisions) - len(unknown)} applied"
    if unknown:
        told += f", {len(unknown)} about names not in this archive; the first: {unknown[0]}"
    msg.info(told)


def who(decision: NameDecision) -> str:
    """Returns who took a decision."""
    return printable(decision.by) or "somebody"


def show_figures(figures: ArchiveFigures, output: Path) -> None:
    """Prints how many rows a database has, and which cables came twice."""
    if figures.repeated:
        example = printable(figures.repeated[0])
        msg.warn(
            f"{len(figures.repeated)} cables, such as {example}, are in several inputs;"
            " of paragraphs that come twice, the first counts"
        )
    counts = figures.rows
    told = ", ".join(number_of(counts[of], of) for of in ("cables", "paragraphs", "mentions", "names"))
    msg.good(f"{told}: {output} ({output.stat().st_size / 1e6:,.0f} MB); look them up: cable-ner serve {output}")


def entities(mentions: list[Path], output: Path, *, lang: str = "en") -> Index:
    """Writes the index of the mentions in CSV or DocBin files, and returns it.

    Raises ValueError for inputs that are neither or hold no mention, OSError for what cannot be read or written.
    """
    tally = Tally()
    vocab = spacy.blank(lang).vocab
    for path in progress("file")(mentions, "Reading", None):
        if is_docbin(path):
            tally.add(docs_mentions(path, vocab))
        else:
            tally.add(mention for file in sheet_files(path) for mention in read_mentions(file))
    if not tally.mentions:
        raise ValueError(f"{', '.join(map(str, mentions))}: no mentions found; tag more cables first")
    found = make_index(tally)
    with replacing(output, NAMES) as scratch:
        sentences = {}
        if len(tally.cables) <= _FEW and all(map(is_docbin, mentions)):
            build_archive(mentions, scratch / "archive.db")
            sentences = first_sentences(scratch / "archive.db")
        texts = (groups_csv(found), variants_csv(found), as_json(found), as_page(found, sentences))
        for name, text in zip(NAMES, texts):
            write_bytes(scratch / name, text.encode())
    return found


def show(found: Index, output: Path) -> None:
    """Prints how many names there are, and the most frequent of each label."""
    counts = figures(found)
    rows = []
    for label in found.labels():
        top = [
            f"{short(printable(group.total.text), 30)} ({group.total.mentions})"
            for group in found.groups
            if group.label == label
        ][:3]
        of_label = counts["labels"][label]
        rows.append((printable(label), f"{of_label['names']:,}", f"{of_label['mentions']:,}", ", ".join(top)))
    msg.table(rows, header=("label", "names", "mentions", "most frequent"), aligns=("l", "r", "r", "l"), divider=True)
    undated = found.cables - found.dated
    if found.unread:
        cable, date = map(printable, next(iter(found.unread.items())))
        msg.warn(f"{len(found.unread)} cables have an invalid date, such as '{date[:40]}' in {cable}; it is ignored")
    if undated > len(found.unread):
        msg.info(f"{undated - len(found.unread):,} of {found.cables:,} cables have no date")
    if found.repeated:
        example = printable(found.repeated[0])
        msg.warn(
            f"{len(found.repeated)} cables, such as {example}, are in several inputs and count in each; give each cable once"
        )
    msg.good(f"{number_of(counts['names'], 'names')} in {number_of(found.cables, 'cables')}: {output / 'entities.html'}")
