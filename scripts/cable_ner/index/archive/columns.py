"""What cables are like, in columns in memory: their post, classification, month and TAGS, as numbers.

Any question about all cables, or about many, is then one pass over an array, whatever is asked for together. A cable takes
some forty bytes: 250,000 of them take ten megabytes.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

import numpy

MONTH, YEAR, POST, CLASSIFICATION, TAG = "month", "year", "post", "classification", "tag"
OF_CABLES = (MONTH, YEAR, POST, CLASSIFICATION)  # a cable has at most one
FACETS = (*OF_CABLES, TAG)


@dataclass(frozen=True)
class CableColumns:
    """The columns, by the number of the cable; the place 0 is empty.

    `codes` has the number of each facet's value, -1 for none, and `values` says what these are. `tags` has the TAGS of all
    cables, one after the other, and `tagged` the cable of each. `first_paragraph` has the number of each cable's first
    paragraph, and behind them the one that would come next.
    """

    values: dict[str, list[str]]
    codes: dict[str, numpy.ndarray]
    tags: numpy.ndarray
    tagged: numpy.ndarray
    first_paragraph: numpy.ndarray

    @property
    def size(self) -> int:
        """One more than there are cables."""
        return len(self.first_paragraph) - 1

    def with_value(self, facet: str, value: str) -> numpy.ndarray:
        """Returns for each cable whether a facet has this value there."""
        try:
            number = self.values[facet].index(value)
        except ValueError:
            return numpy.zeros(self.size, dtype=bool)
        found: numpy.ndarray = numpy.zeros(self.size, dtype=bool)
        if facet == TAG:
            found[self.tagged[self.tags == number]] = True
        else:
            found = self.codes[facet] == number
        return found

    def counts(self, facet: str, cables: numpy.ndarray) -> list[tuple[str, int]]:
        """Returns in how many of some cables, given by their numbers, a facet has each value, the most frequent first."""
        if facet == TAG:
            among = numpy.zeros(self.size, dtype=bool)
            among[cables] = True
            codes = self.tags[among[self.tagged]]
        else:
            codes = self.codes[facet][cables]
        counted = numpy.bincount(codes[codes >= 0], minlength=1)
        found = [(self.values[facet][number], int(counted[number])) for number in numpy.flatnonzero(counted)]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def cables_of(self, paragraphs: numpy.ndarray) -> numpy.ndarray:
        """Returns the cable of each paragraph, both by their numbers."""
        return numpy.searchsorted(self.first_paragraph[1:-1], paragraphs, side="right")


def read_columns(db: sqlite3.Connection) -> CableColumns:
    """Returns the columns of a database, whose cables are numbered from 1 without gaps."""
    values: dict[str, list[str]] = {}
    codes: dict[str, numpy.ndarray] = {}
    for facet in OF_CABLES:
        column = "substr(date, 1, 7)" if facet == MONTH else facet
        rows = db.execute(f"SELECT {column} FROM cables ORDER BY id")
        values[facet], codes[facet] = _coded(value for (value,) in chain([(None,)], rows))
    values[TAG], tags = _coded(tag for (tag,) in db.execute("SELECT tag FROM cable_tags ORDER BY cable, tag"))
    tagged = _numbers(cable for (cable,) in db.execute("SELECT cable FROM cable_tags ORDER BY cable, tag"))
    sizes = _numbers(size for (size,) in db.execute("SELECT paragraphs FROM cables ORDER BY id"))
    first = numpy.concatenate(([0, 1], 1 + numpy.cumsum(sizes, dtype=numpy.int64)))
    return CableColumns(values, codes, tags, tagged, first)


def _coded(texts: Iterable[object]) -> tuple[list[str], numpy.ndarray]:
    """Returns the different texts in the order in which they first come, and the number of each; None is -1."""
    numbers: dict[object, int] = {None: -1}
    codes = _numbers(numbers.setdefault(text, len(numbers) - 1) for text in texts)
    return [str(text) for text in numbers if text is not None], codes


def _numbers(found: Iterable[int]) -> numpy.ndarray:
    return numpy.fromiter(found, dtype=numpy.int32)


def columns_of(db: sqlite3.Connection) -> CableColumns:
    """Returns the columns of the file that a connection has open; those of the last few files stay in memory."""
    path = Path(db.execute("PRAGMA database_list").fetchone()[2])
    status = path.stat()
    return _kept(path, status.st_ino, status.st_mtime_ns)


@lru_cache(2)
def _kept(path: Path, _inode: int, _changed: int) -> CableColumns:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as db:
        return read_columns(db)
