"""What an index is made of: mentions, read from tables or from DocBin files."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from spacy.vocab import Vocab

from ..files import ENDING, SheetError, read_docs, read_table, unguarded
from ..tagging import MODEL
from ..text import HEADER, TRANSMISSION

COLUMNS = ("cable", "date", "label", "text")
_DATE_TIME_GROUP = re.compile(r"\b\d{6}Z\s{1,2}[A-Z]{3}\s\d\d\b")


class MentionRow(NamedTuple):
    """A mention in the input: its cable, the date as the cable writes it, the label and the text.

    `start` and `end` are character offsets in one of the cable's texts, which `place` names; None where it is not known.
    """

    cable: str
    date: str
    label: str
    text: str
    place: str | None = None
    start: int = 0
    end: int = 0


def sheet_files(path: Path) -> list[Path]:
    """Returns the file itself, or the CSV files of a folder in order. Raises FileNotFoundError if there are none."""
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not (files and files[0].is_file()):
        raise FileNotFoundError(
            f"{path}: contains no mentions; give the output of `cable-ner tag --format csv`, or DocBin files"
        )
    return files


def is_docbin(path: Path) -> bool:
    """Returns whether a path is that of a DocBin file or of a folder of them."""
    return path.suffix == ENDING or (path.is_dir() and any(path.glob(f"*{ENDING}")))


def read_mentions(path: Path) -> Iterator[MentionRow]:
    """Yields the rows of a CSV file of mentions; from a comparison (`tag.py --compare`), only the model's.

    Raises SheetError with a line for each row that lacks something, and OSError.
    """
    rows = [(line, row) for line, row in read_table(path, COLUMNS) if row.get("by", MODEL) == MODEL]
    problems = [
        f"{path}:{line}: has no {name}; fill it in, or remove the row"
        for line, row in rows
        for name in ("cable", "label", "text")
        if not unguarded(row[name])
    ]
    if problems:
        raise SheetError(problems)
    for _, row in rows:
        start, end = (_offset(row.get(name, "")) for name in ("start", "end"))
        cable, date, label, text = (unguarded(row[name]) for name in COLUMNS)
        if start is None or end is None:
            yield MentionRow(cable, date, label, text)
        else:
            yield MentionRow(cable, date, label, text, row.get("index", ""), start, end)


def _offset(cell: str) -> int | None:
    return int(cell) if cell.isascii() and cell.isdecimal() and len(cell) < 12 else None


def docs_mentions(path: Path, vocab: Vocab) -> Iterator[MentionRow]:
    """Yields the entities of the Docs in a DocBin file or folder; before those of each Doc, one without label and text.

    That one carries the date of a cable without entities. The date is that of the page (`doc.user_data["date"]`); a
    cable without one has it in the date-time group of its header.
    """
    for number, doc in enumerate(read_docs(path, vocab)):
        data = doc.user_data
        cable = str(data.get("cable", path))
        date = str(data.get("date") or header_date(data.get("zone", ""), doc.text))
        yield MentionRow(cable, date, "", "")
        for ent in doc.ents:
            if text := " ".join(ent.text.split()):
                yield MentionRow(cable, date, ent.label_, text, str(data.get("index", number)), ent.start_char, ent.end_char)


def header_date(zone: str, text: str) -> str:
    """Returns the date-time group in the text of a header, an empty string if there is none."""
    if zone not in (HEADER, TRANSMISSION):
        return ""
    match = _DATE_TIME_GROUP.search(text)
    return match[0] if match else ""
