"""The new database, written from the cables that were read: names first, then cables by date, then what is counted."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import sqlite_utils

from ...work import Progress
from ..cable_forms import CableForms
from ..decisions import NameDecision
from ..tally import UNKNOWN
from . import schema
from .counting import count_all
from .naming import ArchiveNames, iso
from .staging import Staging

_BATCH = 500  # cables that are committed together


class ArchiveWriter:
    """The file of the new database. A run that was stopped goes on behind the last cable that was committed."""

    def __init__(self, path: Path, staging: Staging, names: ArchiveNames, decisions: Sequence[NameDecision] = ()) -> None:
        self.staging, self.names, self.decisions = staging, names, decisions
        self.db = _opened(path)
        if not self._has_names():  # (a run that ended before has left tables without them)
            self.db.close()
            path.unlink()
            self.db = _opened(path)

    def write(self, progress: Progress) -> None:
        """Writes what is not written yet. Raises sqlite3.Error."""
        if not self._has_names():
            schema.create(self.db)
            self.db.execute("BEGIN")
            self._add_names()
            self.db.execute(f"PRAGMA user_version = {schema.VERSION}")
            self.db.execute("COMMIT")
        self._add_cables(progress)
        self._finish()
        self.db.execute("PRAGMA journal_mode = DELETE")  # (all that was written is then in the one file)

    def close(self) -> None:
        """Closes the file; what is not committed is gone."""
        self.db.close()

    def _has_names(self) -> bool:
        return bool(self.db.execute("PRAGMA user_version").fetchone()[0] == schema.VERSION)

    def _add_names(self) -> None:
        for number, (identifier, group, own) in enumerate(self.names, 1):
            row = (number, identifier, group.label, *(value or None for value in group.total), own or None)
            self.db.execute(f"INSERT INTO names VALUES ({_places(9)})", row)
            variants = ((number, *(value or None for value in entry)) for entry in group.variants)
            self.db.executemany("INSERT INTO variants VALUES (?, ?, ?, ?, ?, ?)", variants)
            text = "\n".join(dict.fromkeys([group.total.text, *(entry.text for entry in group.variants)]))
            self.db.execute("INSERT INTO names_text VALUES (?, ?)", (number, text))
        decided = ((None, decision.as_line()) for decision in self.decisions)
        self.db.executemany("INSERT INTO decisions VALUES (?, ?)", decided)
        self.db.execute("INSERT INTO names_text_fts (names_text_fts) VALUES ('rebuild')")

    def _add_cables(self, progress: Progress) -> None:
        last = self.db.execute("SELECT max(id) FROM cables").fetchone()[0] or 0
        self._paragraph = self.db.execute("SELECT max(id) FROM paragraphs").fetchone()[0] or 0
        days, order = self.staging.days(), self.staging.by_date()
        numbered = iter(progress(islice(enumerate(order, 1), last, None), "Writing", len(order) - last))
        while batch := list(islice(numbered, _BATCH)):
            self.db.execute("BEGIN")
            for number, cable in batch:
                self._add_cable(number, cable, days[cable])
            self.db.execute("COMMIT")

    def _add_cable(self, number: int, staged: int, day: int) -> None:
        record = self.staging.record(staged)
        meta = record.meta
        here = next(self.names.cable_forms(staged), CableForms(staged, [], [], {}))
        name_of = self.names.in_cable(here)
        first = self._paragraph + 1
        date = iso(day) if day != UNKNOWN else None
        row = (
            number, record.name, *(_text(meta.get(key)) for key in ("reference_id", "post")), date,
            int(date[:4]) if date else None, *(_text(meta.get(key)) for key in ("classification", "origin", "subject")),
            len(record.paragraphs), sum(here.mentions),
        )  # fmt: skip
        self.db.execute(f"INSERT INTO cables VALUES ({_places(11)})", row)
        paragraphs = [
            (at, number, one.position, one.zone, one.number, one.marking or None, one.text)
            for at, one in enumerate(record.paragraphs, first)
        ]
        self._paragraph += len(paragraphs)
        self.db.executemany(f"INSERT INTO paragraphs VALUES ({_places(7)})", paragraphs)
        self.db.executemany(
            "INSERT INTO paragraphs_fts (rowid, text) VALUES (?, ?)", ((one[0], one[-1]) for one in paragraphs)
        )
        counts = Counter[int]()
        mentions = []
        for at, one in enumerate(record.paragraphs, first):
            for own in one.mentions:
                if (form := self.names.form(own.label, own.form)) is None:
                    continue
                name = name_of[form]
                counts[name] += 1
                place = (at, own.start, own.end, number, name, self.names.forms[form][0])
                mentions.append((*place, own.file_start, own.file_end, own.found_by, own.confidence))
        self.db.executemany(f"INSERT INTO mentions VALUES ({_places(10)})", mentions)
        self.db.executemany("INSERT INTO cable_names VALUES (?, ?, ?)", ((number, *one) for one in sorted(counts.items())))
        tags = dict.fromkeys(map(str, meta.get("tags") or ()))
        self.db.executemany("INSERT INTO cable_tags VALUES (?, ?)", ((number, tag) for tag in tags))
        references = enumerate(map(str, meta.get("references") or ()))
        self.db.executemany("INSERT INTO cable_references VALUES (?, ?, ?, NULL)", ((number, *one) for one in references))

    def _finish(self) -> None:
        """Makes the indexes, finds the cables that references name, and counts facets. What is there already is kept."""
        database = sqlite_utils.Database(self.db)
        for table, columns in schema.INDEXES:
            database[table].create_index(columns, if_not_exists=True)  # type: ignore[union-attr]  # (no view)
        self.db.execute("BEGIN")
        target = "SELECT min(id) FROM cables WHERE cables.reference_id = cable_references.reference"
        self.db.execute(f"UPDATE cable_references SET target = ({target}) WHERE target IS NULL")
        for table in ("name_facets", "name_neighbours", "facets", "counts"):
            self.db.execute(f"DELETE FROM {table}")
        count_all(self.db)
        for table in schema.TABLES:
            self.db.execute(f"INSERT INTO counts SELECT '{table}', count(*) FROM {table}")
        self.db.execute("COMMIT")
        self.db.execute("INSERT INTO paragraphs_fts (paragraphs_fts) VALUES ('optimize')")
        self.db.executescript("PRAGMA analysis_limit = 1000; ANALYZE;")


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = FILE;")
    connection.execute("PRAGMA cache_size = -16000")  # (kibibytes)
    return connection


def _text(value: Any) -> str | None:
    return None if value in (None, "") else str(value)


def _places(count: int) -> str:
    return ", ".join("?" * count)


def rows_of(path: Path) -> Iterator[tuple[str, int]]:
    """Yields each table of a database with the number of its rows.

    Raises sqlite3.Error for what is no such database, ValueError for one that another version has built.
    """
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        if (version := connection.execute("PRAGMA user_version").fetchone()[0]) not in (0, schema.VERSION):
            raise ValueError(f"was built by another version of the program ({version}, this is {schema.VERSION})")
        yield from connection.execute("SELECT counted, rows FROM counts")
