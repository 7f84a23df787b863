"""What the database has of one name, and of one cable."""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from .filters import CableFilter
from .searching import Row
from .writing import FREQUENT, facet_query

_SAMPLE = 1_000  # cables in which the names beside one are counted
_MOST_BESIDE = 8  # names of each label
_MOST_SENTENCES = 20  # of a name in one cable


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


def variants_of(db: sqlite3.Connection, name: Row, most: int = 100) -> list[Row]:
    """Returns how a name is written, the most frequent first."""
    query = "SELECT * FROM variants WHERE name = ? ORDER BY mentions DESC, cables DESC, variant LIMIT ?"
    return db.execute(query, (name["id"], most)).fetchall()


def facet_of(db: sqlite3.Connection, name: Row, facet: str, most: int = 1_000) -> list[Row]:
    """Returns in how many of a name's cables a facet (month, post, tag, …) has each `value`, the most frequent first."""
    if name["cables"] >= FREQUENT:
        source = "SELECT value, cables FROM name_facets WHERE name = :name AND facet = :facet"
    else:
        source = facet_query(facet, of_name=True)
    query = f"SELECT value, cables FROM ({source}) ORDER BY cables DESC, value LIMIT :most"
    return db.execute(query, {"name": name["id"], "facet": facet, "most": most}).fetchall()


def beside(db: sqlite3.Connection, name: Row) -> Beside:
    """Returns the names in the same cables as one."""
    step = -(-name["cables"] // _SAMPLE)
    some = f"SELECT cable FROM cable_names WHERE name = :name AND cable % {step} = 0" if step > 1 else ""
    some = some or "SELECT cable FROM cable_names WHERE name = :name"
    query = (
        f"SELECT n.*, o.together FROM (SELECT c.name, count(*) AS together FROM ({some}) s CROSS JOIN cable_names c"
        " ON c.cable = s.cable WHERE c.name <> :name GROUP BY c.name ORDER BY together DESC, c.name LIMIT 200) o"
        " CROSS JOIN names n ON n.id = o.name ORDER BY o.together DESC, n.id"
    )
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in db.execute(query, {"name": name["id"]}):
        if len(found[row["label"]]) < _MOST_BESIDE:
            found[row["label"]].append(row)
    sample = db.execute(f"SELECT count(*) FROM ({some})", {"name": name["id"]}).fetchone()[0]
    return Beside(dict(found), sample)


def cables_with(
    db: sqlite3.Connection, name: Row, which: CableFilter, *, limit: int = 20, offset: int = 0
) -> tuple[list[Row], bool]:
    """Returns the cables with a name that are like this, the oldest first, and whether more follow."""
    condition, values = which.conditions(db)
    values |= {"name": name["id"], "limit": limit + 1, "offset": offset}
    if name["cables"] >= FREQUENT and (which.post or which.tag):
        cables = (
            "SELECT id FROM cables WHERE post = :post" if which.post else "SELECT cable FROM cable_tags WHERE tag = :tag"
        )
        order = "id" if which.post else "cable"
        source = f"({cables} ORDER BY {order}) s CROSS JOIN cable_names n ON n.cable = s.{order} AND n.name = :name"
    else:
        source = "cable_names n"
        condition += " AND n.name = :name"
        if "first" in values:
            condition += " AND n.cable BETWEEN :first AND :last"
    query = (
        f"SELECT c.*, n.mentions AS of_name FROM {source} CROSS JOIN cables c ON c.id = n.cable WHERE {condition}"
        " ORDER BY n.cable LIMIT :limit OFFSET :offset"
    )
    rows = db.execute(query, values).fetchall()
    return rows[:limit], len(rows) > limit


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
