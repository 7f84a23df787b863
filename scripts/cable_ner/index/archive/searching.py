"""Searching the database: names by the beginnings of their words, paragraphs by words, cables by what they are like.

Each search is bounded: names and paragraphs come in the order of their numbers, so that nothing is sorted, and of paragraphs
a limited number is looked at. What cables are like comes from `columns`.
"""

import sqlite3
from dataclasses import dataclass, field

import numpy
import sqlite_utils

from .columns import CLASSIFICATION, POST, YEAR, CableColumns, columns_of
from .filters import CableFilter

MOST_COUNTED = 2_000  # paragraphs that are counted and shown
_MOST_SEEN = 10_000  # paragraphs with the words that are looked at, for those in cables that are asked for
_LEAST_PREFIX = 3  # letters of a beginning of a word
_SNIPPET = 40  # words
FACETS = (POST, YEAR, CLASSIFICATION)
OPENED, CLOSED = "\x02", "\x03"  # stand around what was found in a snippet

Row = sqlite3.Row
Facets = dict[str, list[tuple[str, int]]]  # the values of each facet with their cables, the most frequent first


@dataclass
class Hits:
    """A page of what was found: its rows, and how many cables there are by facet.

    `total` counts what was found; if it `is_capped`, there may be more, and facets are those of the first paragraphs.
    """

    rows: list[Row] = field(default_factory=list)
    total: int = 0
    is_capped: bool = False
    facets: Facets = field(default_factory=dict)


def find_names(
    db: sqlite3.Connection, words: str = "", *, label: str = "", limit: int = 20, offset: int = 0
) -> tuple[list[Row], bool]:
    """Returns the names with all the words, in one variant or another, the most frequent first, and whether more follow.

    A word of three letters or more may be the beginning of one. Without words, all names are found.
    """
    terms = words.replace("\0", " ").replace('"', " ").split()
    match = " ".join(f'"{term}"{"*" if len(term) >= _LEAST_PREFIX else ""}' for term in terms)
    if terms:
        source, order = "names_text_fts f CROSS JOIN names n ON n.id = f.rowid WHERE names_text_fts MATCH :match", "f.rowid"
    else:
        source, order = "names n WHERE 1", "n.id"
    condition = "AND n.label = :label" if label else ""
    query = f"SELECT n.* FROM {source} {condition} ORDER BY {order} LIMIT :limit OFFSET :offset"
    values = {"match": match, "label": label, "limit": limit + 1, "offset": offset}
    rows = db.execute(query, values).fetchall()
    return rows[:limit], len(rows) > limit


def find_paragraphs(db: sqlite3.Connection, words: str, which: CableFilter, *, limit: int = 20, offset: int = 0) -> Hits:
    """Returns the paragraphs with all the words, the oldest first, each with its cable and a `snippet`.

    Words in quotation marks stand side by side. In snippets, OPENED and CLOSED stand around what was found.
    """
    match = sqlite_utils.Database(db).quote_fts(words.replace("\0", " ")).strip()
    columns = columns_of(db)
    matching = which.matching(db, columns)
    wanted = numpy.flatnonzero(matching)
    if not (match and len(wanted)):
        return Hits()
    first, last = columns.first_paragraph[wanted[0]], columns.first_paragraph[wanted[-1] + 1] - 1
    query = "SELECT rowid FROM paragraphs_fts WHERE paragraphs_fts MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid LIMIT ?"
    seen = db.execute(query, (match, int(first), int(last), _MOST_SEEN if which else MOST_COUNTED)).fetchall()
    paragraphs = numpy.array([row[0] for row in seen], dtype=numpy.int64)
    cables = columns.cables_of(paragraphs)
    found = numpy.flatnonzero(matching[cables])[:MOST_COUNTED]
    is_capped = len(found) == MOST_COUNTED or len(seen) == _MOST_SEEN
    rows = [_with_snippet(db, match, int(one)) for one in paragraphs[found[offset : offset + limit]]]
    return Hits(rows, len(found), is_capped, _facets(columns, numpy.unique(cables[found])))


def _with_snippet(db: sqlite3.Connection, match: str, paragraph: int) -> Row:
    query = (
        "SELECT c.*, p.number, p.zone, p.position,"
        f" snippet(paragraphs_fts, 0, '{OPENED}', '{CLOSED}', '…', {_SNIPPET}) AS snippet"
        " FROM paragraphs_fts f CROSS JOIN paragraphs p ON p.id = f.rowid CROSS JOIN cables c ON c.id = p.cable"
        " WHERE paragraphs_fts MATCH ? AND f.rowid = ?"
    )
    row: Row = db.execute(query, (match, paragraph)).fetchone()
    return row


def find_cables(db: sqlite3.Connection, which: CableFilter, *, limit: int = 20, offset: int = 0) -> Hits:
    """Returns the cables that are like this, the oldest first."""
    columns = columns_of(db)
    found = numpy.flatnonzero(which.matching(db, columns))
    page = [int(number) for number in found[offset : offset + limit]]
    rows = [db.execute("SELECT * FROM cables WHERE id = ?", (number,)).fetchone() for number in page]
    return Hits(rows, len(found), facets=_facets(columns, found))


def all_of(db: sqlite3.Connection, facet: str, most: int = 500) -> list[tuple[str, int]]:
    """Returns the values of a facet in all cables, the most frequent first."""
    query = "SELECT value, cables FROM facets WHERE facet = ? ORDER BY cables DESC, value LIMIT ?"
    return [tuple(row) for row in db.execute(query, (facet, most))]


def _facets(columns: CableColumns, cables: numpy.ndarray) -> Facets:
    """Returns how many of some cables have each value."""
    return {facet: columns.counts(facet, cables) for facet in FACETS}
