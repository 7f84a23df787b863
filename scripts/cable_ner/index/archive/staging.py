"""The cables as they come, kept on disk until all are there: only then are their names and their order known."""

import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import msgspec

from ..cable_forms import CableForms
from ..dates import day_of
from ..mentions import header_date
from ..tally import UNKNOWN, defines, one_way
from .records import CableRecord, ParagraphRecord

_VERSION = 1  # of this file's tables and of the records in it
_SCHEMA = """
CREATE TABLE inputs (position INTEGER PRIMARY KEY, path TEXT, digest TEXT);
CREATE TABLE cables (id INTEGER PRIMARY KEY, cable TEXT UNIQUE, day INTEGER);
CREATE TABLE records (id INTEGER PRIMARY KEY, record BLOB);
CREATE TABLE repeated (cable TEXT PRIMARY KEY);
CREATE TABLE forms (id INTEGER PRIMARY KEY, label TEXT, text TEXT);
CREATE TABLE cable_forms (cable INTEGER, form INTEGER, mentions INTEGER, stands_for INTEGER, PRIMARY KEY (cable, form))
    WITHOUT ROWID;
"""


class Staging:
    """The file of cables. What was not committed is gone if the process is killed, and all before that stays.

    `forms` are (label, text), by number.
    """

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = FILE;")
        self.forms: list[tuple[str, str]] = []
        self._numbers: dict[tuple[str, str], int] = {}
        if self.db.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
            self.clear()
        self.forms = [(label, text) for _, label, text in self.db.execute("SELECT * FROM forms ORDER BY id")]
        self._numbers = {form: number for number, form in enumerate(self.forms)}
        self._written = len(self.forms)
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(CableRecord).decode

    def clear(self) -> None:
        """Removes all that was read."""
        tables = [name for (name,) in self.db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        self.db.executescript("".join(f"DROP TABLE {name};" for name in tables) + _SCHEMA)
        self.db.execute(f"PRAGMA user_version = {_VERSION}")
        self.forms, self._numbers, self._written = [], {}, 0

    def close(self) -> None:
        """Closes the file."""
        self.db.close()

    def inputs(self) -> list[tuple[str, str]]:
        """Returns the path and the digest of each file that was read, in order."""
        return self.db.execute("SELECT path, digest FROM inputs ORDER BY position").fetchall()

    def begin(self) -> None:
        """Begins what is committed together."""
        self.db.execute("BEGIN")

    def commit(self, inputs: Sequence[tuple[str, str]]) -> None:
        """Keeps the cables that were added since `begin`, and notes the files that they were in."""
        new = enumerate(self.forms[self._written :], self._written)
        self.db.executemany("INSERT INTO forms VALUES (?, ?, ?)", ((number, *form) for number, form in new))
        self.db.executemany("INSERT INTO inputs (path, digest) VALUES (?, ?)", inputs)
        self.db.execute("COMMIT")
        self._written = len(self.forms)

    def add(self, record: CableRecord) -> None:
        """Adds a cable, or more paragraphs of one. Those that are there already are left out: it is `repeated`."""
        known = self.db.execute("SELECT id FROM cables WHERE cable = ?", (record.name,)).fetchone()
        paragraphs = {paragraph.position: paragraph for paragraph in record.paragraphs}
        is_new = len(paragraphs) == len(record.paragraphs)
        if known:
            earlier = self.record(known[0])
            before = {paragraph.position: paragraph for paragraph in earlier.paragraphs}
            is_new = is_new and paragraphs.keys().isdisjoint(before)
            paragraphs |= before
            record.meta = earlier.meta
            self.db.execute("DELETE FROM cable_forms WHERE cable = ?", known)
        record.paragraphs = [paragraphs[position] for position in sorted(paragraphs)]
        row = (known[0] if known else None, record.name, _day(record))
        number = self.db.execute("INSERT OR REPLACE INTO cables VALUES (?, ?, ?)", row).lastrowid
        self.db.execute("INSERT OR REPLACE INTO records VALUES (?, ?)", (number, self._encode(record)))
        self._add_forms(number or 0, record.paragraphs)
        if not is_new:
            self.db.execute("INSERT OR IGNORE INTO repeated VALUES (?)", (record.name,))

    def repeated(self) -> list[str]:
        """Returns the cables of which paragraphs came twice."""
        return [cable for (cable,) in self.db.execute("SELECT cable FROM repeated ORDER BY cable")]

    def _add_forms(self, cable: int, paragraphs: Sequence[ParagraphRecord]) -> None:
        counts = Counter[int]()
        full: defaultdict[int, set[int]] = defaultdict(set)
        for paragraph in paragraphs:
            before = None
            for mention in paragraph.mentions:
                form = self.number(mention.label, mention.form)
                counts[form] += 1
                if before and before[0].label == mention.label:
                    if defines(mention.start - before[0].end, mention.form, before[0].form):
                        full[form].add(before[1])
                before = mention, form
        acronyms = one_way(full, self.forms)
        rows = [(cable, form, count, acronyms.get(form)) for form, count in sorted(counts.items())]
        self.db.executemany("INSERT INTO cable_forms VALUES (?, ?, ?, ?)", rows)

    def number(self, label: str, text: str) -> int:
        """Returns the number of a form, a new one if it is new."""
        number = self._numbers.setdefault((label, text), len(self.forms))
        if number == len(self.forms):
            self.forms.append((label, text))
        return number

    def record(self, cable: int) -> CableRecord:
        """Returns a cable by its number."""
        return self._decode(self.db.execute("SELECT record FROM records WHERE id = ?", (cable,)).fetchone()[0])

    def count(self) -> int:
        """Returns the number of cables."""
        return int(self.db.execute("SELECT count(*) FROM cables").fetchone()[0])

    def days(self) -> "array[int]":
        """Returns the day of each cable, by number (the first is 1), as `date.toordinal`; UNKNOWN for a cable without."""
        found = array("i", [UNKNOWN])
        found.extend(day for (day,) in self.db.execute("SELECT day FROM cables ORDER BY id"))
        return found

    def by_date(self) -> "array[int]":
        """Returns the numbers of all cables by date, then name; those without a date come last."""
        query = f"SELECT id FROM cables ORDER BY day = {UNKNOWN}, day, cable"
        return array("i", (number for (number,) in self.db.execute(query)))

    def cable_forms(self, cable: int = 0) -> Iterator[CableForms]:
        """Yields the forms in each cable that has mentions, by its number, or those of one cable."""
        query = f"SELECT * FROM cable_forms {'WHERE cable = ?' if cable else ''} ORDER BY cable, form"
        rows = self.db.execute(query, (cable,) if cable else ())
        for number, group in groupby(rows, key=lambda row: row[0]):
            _, forms, mentions, stands_for = zip(*group)
            acronyms = {form: full for form, full in zip(forms, stands_for) if full is not None}
            yield CableForms(number, list(forms), list(mentions), acronyms)


def _day(record: CableRecord) -> int:
    """Returns the day of a cable as `date.toordinal`, UNKNOWN if it cannot be read."""
    dates = [str(record.meta.get("date") or ""), *(header_date(one.zone, one.text) for one in record.paragraphs)]
    days = (day for day in map(day_of, filter(None, dates)) if day)
    return next((day.toordinal() for day in days), UNKNOWN)
