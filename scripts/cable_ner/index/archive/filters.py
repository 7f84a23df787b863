"""Which cables are asked for: of a time, a post, a classification, with one of the TAGS."""

import re
import sqlite3
from dataclasses import asdict, dataclass

import numpy

from .columns import CLASSIFICATION, POST, TAG, CableColumns

_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)


@dataclass(frozen=True)
class CableFilter:
    """What cables must be like; an empty string means any. `since` and `until` are days, months or years (2009-02)."""

    since: str = ""
    until: str = ""
    post: str = ""
    classification: str = ""
    tag: str = ""

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    def problem(self) -> str:
        """Returns what is wrong with the dates, an empty string if nothing is."""
        odd = [date for date in (self.since, self.until) if date and not _DATE.fullmatch(date)]
        return f"'{odd[0][:40]}' is no date; write 2009, 2009-02 or 2009-02-28" if odd else ""

    def bounds(self, db: sqlite3.Connection) -> tuple[int, int] | None:
        """Returns the first and the last number of the cables of the time, (1, 0) for none; None if any time will do."""
        if not (self.since or self.until):
            return None
        first = "SELECT id FROM cables WHERE date >= ? ORDER BY date, id LIMIT 1"
        last = "SELECT id FROM cables WHERE date <= ? ORDER BY date DESC, id DESC LIMIT 1"
        # (a tilde comes after digits and hyphens: `2009-02~` is the end of February)
        ends = [
            db.execute(query, (date,)).fetchone() for query, date in ((first, self.since), (last, f"{self.until or 9}~"))
        ]
        return (ends[0][0], ends[1][0]) if all(ends) and ends[0][0] <= ends[1][0] else (1, 0)

    def matching(self, db: sqlite3.Connection, columns: CableColumns) -> numpy.ndarray:
        """Returns for each cable, by its number, whether it is like this."""
        found = numpy.ones(columns.size, dtype=bool)
        found[0] = False
        if bounds := self.bounds(db):
            found[: bounds[0]] = found[bounds[1] + 1 :] = False
        for facet, value in ((POST, self.post), (CLASSIFICATION, self.classification), (TAG, self.tag)):
            if value:
                found &= columns.with_value(facet, value)
        return found
