"""What the database has of one name, and of one cable."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy

from .columns import columns_of
from .counting import FREQUENT, cables_of_name, names_beside, sampled
from .filters import CableFilter
from .searching import Row

_MOST_SENTENCES = 20  # of a name in one cable
_AT_ONCE = 1_000  # cables that are looked for by one question


@dataclass
class Beside:
    """The names that stand in the same cables as one: by label, the most frequent first, with how many cables.

    They were counted in `sample` cables, spread over all times.
    """

    names: dict[str, list[Row]]
    sample: int


def name_of(db: sqlite3.Connection, name_id: str) -> Row | None:
    """Returns a name by its identifier."""
    row: Row | None = db.execute("SELECT * FROM names WHERE name_id = ?", (name_id,)).fetchone()
    return row


def has_form(db: sqlite3.Connection, label: str, form: str) -> bool:
    """Returns whether a name with this label is written so."""
    query = "SELECT 1 FROM variants v CROSS JOIN names n ON n.id = v.name WHERE v.variant = ? AND n.label = ?"
    return db.execute(query, (form, label)).fetchone() is not None


def variants_of(db: sqlite3.Connection, name: Row, most: int = 100) -> list[Row]:
    """Returns how a name is written, the most frequent first."""
    query = "SELECT * FROM variants WHERE name = ? ORDER BY mentions DESC, cables DESC, variant LIMIT ?"
    return db.execute(query, (name["id"], most)).fetchall()


def facet_of(db: sqlite3.Connection, name: Row, facet: str, most: int = 1_000) -> list[tuple[str, int]]:
    """Returns in how many of a name's cables a facet (month, post, tag, …) has each value, the most frequent first."""
    if name["cables"] >= FREQUENT:
        query = "SELECT value, cables FROM name_facets WHERE name = ? AND facet = ? ORDER BY cables DESC, value LIMIT ?"
        return [tuple(row) for row in db.execute(query, (name["id"], facet, most))]
    return columns_of(db).counts(facet, cables_of_name(db, name["id"]))[:most]


def beside(db: sqlite3.Connection, name: Row) -> Beside:
    """Returns the names in the same cables as one."""
    query = "SELECT other AS name, cables AS together FROM name_neighbours WHERE name = ? ORDER BY cables DESC, other"
    if name["cables"] >= FREQUENT:
        together = [(row["name"], row["together"]) for row in db.execute(query, (name["id"],))]
    else:
        together = names_beside(db, name["id"], cables_of_name(db, name["id"]))
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for other, cables in together:
        row = db.execute("SELECT *, ? AS together FROM names WHERE id = ?", (cables, other)).fetchone()
        found[row["label"]].append(row)
    return Beside(dict(found), sampled(name["cables"]))


def cables_with(
    db: sqlite3.Connection, name: Row, which: CableFilter, *, limit: int = 20, offset: int = 0
) -> tuple[list[Row], bool]:
    """Returns the cables with a name that are like this, the oldest first, and whether more follow."""
    query = "SELECT cable, mentions FROM cable_names WHERE name = ? ORDER BY cable LIMIT ? OFFSET ?"
    if which:
        found = list(islice(_cables_with(db, name, which), offset, offset + limit + 1))
    else:
        found = db.execute(query, (name["id"], limit + 1, offset)).fetchall()
    query = "SELECT *, ? AS of_name FROM cables WHERE id = ?"
    rows = [db.execute(query, (mentions, cable)).fetchone() for cable, mentions in found[:limit]]
    return rows, len(found) > limit


def _cables_with(db: sqlite3.Connection, name: Row, which: CableFilter) -> Iterator[tuple[int, int]]:
    """Yields the cables with a name that are like this, the oldest first, with the mentions of the name."""
    matching = which.matching(db, columns_of(db))
    wanted = numpy.flatnonzero(matching)
    if len(wanted) < name["cables"]:  # (the rarer of the two is gone through)
        query = (
            "SELECT n.cable, n.mentions FROM json_each(?) j CROSS JOIN cable_names n ON n.name = ? AND n.cable = j.value"
            " ORDER BY j.key"
        )
        for at in range(0, len(wanted), _AT_ONCE):
            numbers = json.dumps(wanted[at : at + _AT_ONCE].tolist())
            yield from map(tuple, db.execute(query, (numbers, name["id"])))
    else:
        query = "SELECT cable, mentions FROM cable_names WHERE name = ? AND cable BETWEEN ? AND ? ORDER BY cable"
        rows = db.execute(query, (name["id"], int(wanted[0]), int(wanted[-1])))
        yield from ((cable, mentions) for cable, mentions in rows if matching[cable])


def sentences_with(db: sqlite3.Connection, name: Row, cable: int) -> list[Row]:
    """Returns the paragraphs of a cable with a name, once for each mention: text, start, end, number, confidence, finder."""
    query = (
        'SELECT p.text, p.number, p.zone, p.position, m.start, m."end", m.confidence, m.found_by FROM paragraphs p'
        " CROSS JOIN mentions m ON m.name = ? AND m.paragraph = p.id WHERE p.cable = ? ORDER BY p.position, m.start LIMIT ?"
    )
    return db.execute(query, (name["id"], cable, _MOST_SENTENCES)).fetchall()


def cable_of(db: sqlite3.Connection, cable: str) -> Row | None:
    """Returns a cable by its name in the input."""
    row: Row | None = db.execute("SELECT * FROM cables WHERE cable = ?", (cable,)).fetchone()
    return row


def paragraphs_of(db: sqlite3.Connection, cable: Row) -> list[tuple[Row, list[Row]]]:
    """Returns the paragraphs of a cable in order, each with its mentions and their names."""
    paragraphs = db.execute("SELECT * FROM paragraphs WHERE cable = ? ORDER BY position", (cable["id"],)).fetchall()
    query = (
        "SELECT m.*, n.name_id, n.name AS written FROM mentions m CROSS JOIN names n ON n.id = m.name"
        " WHERE m.paragraph BETWEEN ? AND ? ORDER BY m.paragraph, m.start"
    )
    found: defaultdict[int, list[Row]] = defaultdict(list)
    if paragraphs:
        ids: Sequence[int] = [paragraph["id"] for paragraph in paragraphs]
        for row in db.execute(query, (min(ids), max(ids))):
            found[row["paragraph"]].append(row)
    return [(paragraph, found[paragraph["id"]]) for paragraph in paragraphs]


def tags_of(db: sqlite3.Connection, cable: Row) -> list[str]:
    """Returns the TAGS of a cable."""
    return [tag for (tag,) in db.execute("SELECT tag FROM cable_tags WHERE cable = ? ORDER BY tag", (cable["id"],))]


def references_of(db: sqlite3.Connection, cable: Row) -> list[Row]:
    """Returns what a cable refers to, in order: the `reference` as it says, and the cable if it is there."""
    query = (
        "SELECT r.reference, c.cable, c.date, c.subject FROM cable_references r LEFT JOIN cables c ON c.id = r.target"
        " WHERE r.cable = ? ORDER BY r.position LIMIT 500"
    )
    return db.execute(query, (cable["id"],)).fetchall()


def referring_to(db: sqlite3.Connection, cable: Row, most: int = 100) -> list[Row]:
    """Returns the cables that refer to one, the oldest first."""
    query = (
        "SELECT DISTINCT c.* FROM cable_references r CROSS JOIN cables c ON c.id = r.cable WHERE r.target = ?"
        " ORDER BY c.id LIMIT ?"
    )
    return db.execute(query, (cable["id"], most)).fetchall()
