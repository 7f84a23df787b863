"""Which cables are asked for: of a time, a post, a classification, with one of the TAGS."""

import re
import sqlite3
from dataclasses import asdict, dataclass
from typing import Any

_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_NONE = (1, 0)  # a range with nothing in it


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

    def cables(self, db: sqlite3.Connection) -> tuple[int, int] | None:
        """Returns the first and the last number of the cables of the time; None if any time will do."""
        if not (self.since or self.until):
            return None
        first = "SELECT id FROM cables WHERE date >= ? ORDER BY date, id LIMIT 1"
        last = "SELECT id FROM cables WHERE date <= ? ORDER BY date DESC, id DESC LIMIT 1"
        # (a tilde comes after digits and hyphens: `2009-02~` is the end of February)
        ends = [
            db.execute(query, (date,)).fetchone() for query, date in ((first, self.since), (last, f"{self.until or 9}~"))
        ]
        return (ends[0][0], ends[1][0]) if all(ends) else _NONE

    def conditions(self, db: sqlite3.Connection) -> tuple[str, dict[str, Any]]:
        """Returns a condition on a row `c` of cables, and its parameters."""
        found = ["1"]
        values: dict[str, Any] = {}
        if bounds := self.cables(db):
            found.append("c.id BETWEEN :first AND :last")
            values |= dict(zip(("first", "last"), bounds))
        for name in ("post", "classification"):
            if value := getattr(self, name):
                found.append(f"c.{name} = :{name}")
                values[name] = value
        if self.tag:
            found.append("EXISTS (SELECT 1 FROM cable_tags t WHERE t.cable = c.id AND t.tag = :tag)")
            values["tag"] = self.tag
        return " AND ".join(found), values
