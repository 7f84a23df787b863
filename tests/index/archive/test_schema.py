"""The tables: which there are, and which indexes questions can go by."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cable_ner.index.archive import rows_of, schema
from tests.helpers.archive import SMALL, built, opened

REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "archive-db.md"


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    return opened(built(tmp_path_factory.mktemp("archive"), *SMALL))


def test_schema_is_the_one_in_the_reference(db):
    text = REFERENCE.read_text(encoding="utf8")
    described = set(re.findall(r"`(\w+)`", " ".join(re.findall(r"(?m)^\| (`.*?) \|", text))))
    tables = {row["name"] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    shown = {name for name in tables if not re.search(r"_fts_|^names_text$|^sqlite_", name)}
    assert described == shown
    assert f"`PRAGMA user_version` is {schema.VERSION}." in text
    for table in shown:
        [row] = [line for line in text.splitlines() if line.startswith("| ") and f"`{table}`" in line.split(" | ")[0]]
        columns = [column["name"] for column in db.execute(f"PRAGMA table_info({table})")]
        assert [column for column in columns if f"`{column}`" not in row] == []


def test_schema_counts_every_table(db):
    assert [row["counted"] for row in db.execute("SELECT counted FROM counts")] == sorted(schema.TABLES)


@pytest.mark.parametrize(("table", "columns"), schema.INDEXES)
def test_schema_indexes_are_there(db, table, columns):
    indexes = [row["name"] for row in db.execute(f"PRAGMA index_list({table})")]
    assert [*columns] in [[row["name"] for row in db.execute(f"PRAGMA index_info({index})")] for index in indexes]


def test_schema_of_another_version_is_told(tmp_path):
    path = built(tmp_path, *SMALL)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 1")
    with pytest.raises(ValueError, match="was built by another version of the program"):
        list(rows_of(path))
