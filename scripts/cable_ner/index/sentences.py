"""Sentences with each name, for the page that opens from disk: from the oldest cables with it, as many as fit."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from .archive.filters import CableFilter
from .archive.looking_up import cables_with, sentences_with
from .archive.searching import find_names
from .serving.excerpts import excerpt

_MOST_CABLES = 5  # of a name
_MOST_CHARACTERS = 4_000_000  # of all sentences together
_NAMES = 500  # that are read together


class Quoted(NamedTuple):
    """A sentence with a name: the cable and its date, what is before the name, the name as it is written, what is after."""

    cable: str
    date: str
    before: str
    name: str
    after: str


Sentences = dict[tuple[str, str], list[Quoted]]  # by label and name


def first_sentences(path: Path) -> Sentences:
    """Returns a sentence from each of the oldest cables with a name, the most frequent names first until there is no room.

    `path` is a database of `archive`.
    """
    found: Sentences = {}
    left = _MOST_CHARACTERS
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        has_more, offset = True, 0
        while has_more and left > 0:
            names, has_more = find_names(db, limit=_NAMES, offset=offset)
            offset += _NAMES
            for name in names:
                quotes = [_quoted(db, name, cable) for cable in cables_with(db, name, CableFilter(), limit=_MOST_CABLES)[0]]
                left -= sum(len(text) for quoted in quotes for text in quoted)
                if left <= 0:
                    break
                found[name["label"], name["name"]] = quotes
    return found


def _quoted(db: sqlite3.Connection, name: sqlite3.Row, cable: sqlite3.Row) -> Quoted:
    one = sentences_with(db, name, cable["id"])[0]
    texts = [" ".join(piece.lines) for piece in excerpt(one["text"], one["start"], one["end"], name["label"])]
    return Quoted(cable["reference_id"] or cable["cable"], cable["date"] or "", texts[0], texts[1], texts[2])
