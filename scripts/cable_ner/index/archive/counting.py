"""What is counted of a name: its months, posts, classifications and TAGS, and the names in its cables.

For frequent names, that is done when the database is built; for others, when somebody asks.
"""

import json
import sqlite3
from collections import Counter

import numpy

from .columns import CLASSIFICATION, FACETS, MONTH, POST, TAG, CableColumns, read_columns

FREQUENT = 1000  # cables of a name that is counted beforehand
OF_NAMES = (MONTH, POST, CLASSIFICATION, TAG)  # the facets of a name (the months have the years, too)
_SAMPLE = 300  # cables, at most, in which the names beside one are counted
_MOST_BESIDE = 8  # names of each label beside one
_LOOKED_AT = 300  # names beside one, the most frequent first, of which those of each label are taken


def cables_of_name(db: sqlite3.Connection, name: int) -> numpy.ndarray:
    """Returns the numbers of the cables with a name."""
    query = "SELECT cable FROM cable_names WHERE name = ? ORDER BY cable"
    return numpy.fromiter((cable for (cable,) in db.execute(query, (name,))), dtype=numpy.int32)


def _step(cables: int) -> int:
    return -(-cables // _SAMPLE) or 1


def sampled(cables: int) -> int:
    """Returns in how many of a name's cables the names beside it are counted."""
    return -(-cables // _step(cables))


def names_beside(db: sqlite3.Connection, name: int, cables: numpy.ndarray) -> list[tuple[int, int]]:
    """Returns the names in the cables of one, the most frequent first, each with how many of the sampled cables it is in.

    The sample is spread evenly over the cables, which are those of the name by number.
    """
    together = (
        "SELECT c.name, count(*) AS cables FROM json_each(:sample) s CROSS JOIN cable_names c ON c.cable = s.value"
        " WHERE c.name <> :name GROUP BY c.name ORDER BY cables DESC, c.name LIMIT :most"
    )
    query = f"SELECT n.id, n.label, o.cables FROM ({together}) o CROSS JOIN names n ON n.id = o.name ORDER BY 3 DESC, 1"
    values = {"sample": json.dumps(cables[:: _step(len(cables))].tolist()), "name": name, "most": _LOOKED_AT}
    of_label = Counter[str]()
    kept = []
    for other, label, many in db.execute(query, values):
        of_label[label] += 1
        if of_label[label] <= _MOST_BESIDE:
            kept.append((other, many))
    return kept


def count_all(db: sqlite3.Connection) -> None:
    """Counts the facets of all cables and of frequent names, and the names beside these, into tables that are empty."""
    columns = read_columns(db)
    everything = numpy.arange(1, columns.size)
    for facet in FACETS:
        rows = ((facet, *pair) for pair in columns.counts(facet, everything))
        db.executemany("INSERT INTO facets VALUES (?, ?, ?)", rows)
    db.execute("INSERT INTO facets SELECT 'label', label, count(*) FROM names GROUP BY label")
    for (name,) in db.execute("SELECT id FROM names WHERE cables >= ?", (FREQUENT,)).fetchall():
        _count_name(db, columns, name)


def _count_name(db: sqlite3.Connection, columns: CableColumns, name: int) -> None:
    cables = cables_of_name(db, name)
    rows = ((name, facet, *pair) for facet in OF_NAMES for pair in columns.counts(facet, cables))
    db.executemany("INSERT INTO name_facets VALUES (?, ?, ?, ?)", rows)
    neighbours = ((name, *pair) for pair in names_beside(db, name, cables))
    db.executemany("INSERT INTO name_neighbours VALUES (?, ?, ?)", neighbours)
