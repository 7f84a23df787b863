"""Searching the database: names by the beginnings of their words, paragraphs by words, cables by what they are like.

Each search is bounded: names and paragraphs come in the order of their numbers, so that nothing is sorted, and what is
counted is counted in a limited number of rows.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlite_utils

from .filters import CableFilter

MOST_COUNTED = 2_000  # paragraphs or cables whose facets are counted
_MOST_SEEN = 10_000  # paragraphs with the words that are looked at, for those in cables that are asked for
_LEAST_PREFIX = 3  # letters of a beginning of a word
_SNIPPET = 40  # words
FACETS = ("post", "year", "classification")
OPENED, CLOSED = "\x02", "\x03"  # stand around what was found in a snippet

Row = sqlite3.Row
Facets = dict[str, list[tuple[str, int]]]  # the values of each facet with their cables, the most frequent first


@dataclass
class Hits:
    """A page of what was found: its rows, and how many cables there are by facet.

    `total` counts what was found; if it `is_capped`, there may be more, and facets are those of the first ones.
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
    condition, values = which.conditions(db)
    values |= {"match": match, "seen": _MOST_SEEN if which else MOST_COUNTED, "counted": MOST_COUNTED}
    within = ""
    if bounds := which.cables(db):
        first = db.execute("SELECT min(id) FROM paragraphs WHERE cable = ?", bounds[:1]).fetchone()[0]
        last = db.execute("SELECT max(id) FROM paragraphs WHERE cable = ?", bounds[1:]).fetchone()[0]
        if bounds[0] > bounds[1] or first is None or last is None:
            return Hits()
        within = "AND rowid BETWEEN :from AND :to"
        values |= {"from": first, "to": last}
    if not match:
        return Hits()
    seen = f"SELECT rowid FROM paragraphs_fts WHERE paragraphs_fts MATCH :match {within} ORDER BY rowid LIMIT :seen"
    hits = db.execute(
        f"SELECT p.id AS paragraph, c.id, c.post, c.year, c.classification FROM ({seen}) s"
        f" CROSS JOIN paragraphs p ON p.id = s.rowid CROSS JOIN cables c ON c.id = p.cable WHERE {condition} LIMIT :counted",
        values,
    ).fetchall()
    is_capped = len(hits) == MOST_COUNTED or (
        bool(which) and db.execute(f"SELECT count(*) FROM ({seen})", values).fetchone()[0] == _MOST_SEEN
    )
    rows = [_with_snippet(db, match, hit["paragraph"]) for hit in hits[offset : offset + limit]]
    return Hits(rows, len(hits), is_capped, _facets(hits))


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
    if not which:  # (cables are numbered from 1 without gaps)
        total = db.execute("SELECT rows FROM counts WHERE counted = 'cables'").fetchone()[0]
        rows = db.execute("SELECT * FROM cables WHERE id BETWEEN ? AND ?", (offset + 1, offset + limit)).fetchall()
        return Hits(rows, total, facets={facet: all_of(db, facet) for facet in FACETS})
    condition, values = which.conditions(db)
    by_tag = which.tag and not which.post  # (a post has fewer cables than one of the TAGS)
    source = "cable_tags t CROSS JOIN cables c ON c.id = t.cable AND t.tag = :tag" if by_tag else "cables c"
    query, order = f"FROM {source} WHERE {condition}", "t.cable" if by_tag else "c.id"
    if which == CableFilter(tag=which.tag):
        known = db.execute("SELECT cables FROM facets WHERE facet = 'tag' AND value = ?", (which.tag,)).fetchone()
        total = known[0] if known else 0
    else:
        total = db.execute(f"SELECT count(*) {query}", values).fetchone()[0]
    page = {**values, "limit": limit, "offset": offset}
    rows = db.execute(f"SELECT c.* {query} ORDER BY {order} LIMIT :limit OFFSET :offset", page).fetchall()
    counted = {**values, "counted": MOST_COUNTED}
    hits = db.execute(f"SELECT c.id, c.post, c.year, c.classification {query} ORDER BY {order} LIMIT :counted", counted)
    return Hits(rows, total, total > MOST_COUNTED, _facets(hits))


def all_of(db: sqlite3.Connection, facet: str, most: int = 500) -> list[tuple[str, int]]:
    """Returns the values of a facet in all cables, the most frequent first."""
    query = "SELECT value, cables FROM facets WHERE facet = ? ORDER BY cables DESC, value LIMIT ?"
    return [tuple(row) for row in db.execute(query, (facet, most))]


def _facets(hits: Iterable[Row]) -> Facets:
    """Returns how many cables among the hits have each value."""
    cables = {hit["id"]: hit for hit in hits}
    found = {}
    for facet in FACETS:
        counts = Counter(str(hit[facet]) for hit in cables.values() if hit[facet] is not None)
        found[facet] = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return found
