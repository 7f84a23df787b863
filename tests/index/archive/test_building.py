"""The database, by hand; and builds that are stopped, killed, repeated, or two at once."""

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cable_ner.files import locked
from cable_ner.index import build_archive
from cable_ner.index.archive import building
from cable_ner.index.archive.writing import ArchiveWriter
from tests.helpers.archive import SMALL, built, line, opened, write_lines


def _rows(path: Path, query: str) -> list[tuple]:
    return [tuple(row) for row in opened(path).execute(query)]


def _dump(path: Path) -> list[str]:
    # (how the full-text search lays out its index depends on what was committed together)
    return [text for text in opened(path).iterdump() if "_fts_" not in text]


def test_archive_cables_are_numbered_by_date(tmp_path):
    path = built(tmp_path, *SMALL)
    query = "SELECT id, cable, reference_id, post, date, year, classification, subject, paragraphs, mentions FROM cables"
    assert _rows(path, query) == [
        (1, "a.txt", "09BERN1", "BERN", "2009-01-05", 2009, "UNCLASSIFIED", "ARRIVAL", 1, 2),
        (2, "b.txt", "09BERN2", "BERN", "2009-02-03", 2009, "CONFIDENTIAL", "MEETING", 2, 8),
        (3, "c.txt", None, "ROME", None, None, None, None, 1, 2),
    ]
    assert _rows(path, "SELECT * FROM cable_tags") == [(1, "PREL"), (2, "PREL"), (2, "SZ")]
    assert _rows(path, "SELECT * FROM cable_references") == [(2, 0, "09BERN1", 1), (2, 1, "08ROME7", None)]


def test_archive_names_have_identifiers_variants_and_counts(tmp_path):
    path = built(tmp_path, *SMALL)
    assert _rows(path, "SELECT id, name_id, label, name, mentions, cables, first, last FROM names") == [
        (1, "per-ann-millbrook", "PER", "Ann Millbrook", 4, 3, "2009-01-05", "2009-02-03"),
        (2, "loc-bern", "LOC", "Bern", 2, 1, "2009-02-03", "2009-02-03"),
        (3, "org-red-cross", "ORG", "Red Cross", 2, 1, "2009-02-03", "2009-02-03"),
        (4, "per-tomas-calder", "PER", "Tomas Calder", 2, 1, "2009-02-03", "2009-02-03"),
        (5, "loc-rome", "LOC", "Rome", 1, 1, None, None),
        (6, "loc-sao-tome", "LOC", "São Tomé", 1, 1, "2009-01-05", "2009-01-05"),
    ]
    assert _rows(path, "SELECT variant, mentions, cables, first, last FROM variants WHERE name = 1") == [
        ("ANN MILLBROOK", 1, 1, "2009-01-05", "2009-01-05"),
        ("Ann Millbrook", 2, 2, "2009-02-03", "2009-02-03"),
        ("Millbrook", 1, 1, "2009-02-03", "2009-02-03"),
    ]
    assert _rows(path, "SELECT variant FROM variants WHERE name = 3") == [("RC",), ("Red Cross",)]
    assert _rows(path, "SELECT * FROM cable_names WHERE cable = 2") == [(2, 1, 2), (2, 2, 2), (2, 3, 2), (2, 4, 2)]


def test_archive_mentions_have_places_in_paragraph_and_file(tmp_path):
    path = built(tmp_path, *SMALL)
    query = (
        'SELECT m.paragraph, substr(p.text, m.start + 1, m."end" - m.start), n.name, m.label, m.file_start, m.file_end,'
        " m.found_by, m.confidence FROM mentions m JOIN paragraphs p ON p.id = m.paragraph JOIN names n ON n.id = m.name"
        " WHERE m.cable = 2"
    )
    assert _rows(path, query)[:4] == [
        (2, "Ann Millbrook", "Ann Millbrook", "PER", 0, 13, "model", 0.75),
        (2, "Bern", "Bern", "LOC", 17, 21, "model", 0.75),
        (2, "Tomas Calder", "Tomas Calder", "PER", 26, 38, "model", 0.75),
        (3, "Millbrook", "Ann Millbrook", "PER", 41, 50, "model", 0.75),
    ]
    assert dict(_rows(path, "SELECT * FROM counts")) == {
        "cables": 3, "cable_tags": 3, "cable_references": 2, "paragraphs": 4, "names": 6, "variants": 10, "mentions": 12,
        "cable_names": 8, "name_facets": 0, "name_neighbours": 0, "facets": 12, "decisions": 0,
    }  # fmt: skip


def test_archive_is_the_same_in_whatever_order_cables_come(tmp_path):
    one = built(tmp_path / "one", *SMALL)
    other = built(tmp_path / "other", *reversed(SMALL))
    assert _dump(one) == _dump(other)


def test_archive_cable_in_several_inputs_counts_once_and_is_told(tmp_path):
    first = write_lines(tmp_path / "1.jsonl", *SMALL)
    second = write_lines(tmp_path / "2.jsonl", SMALL[1], line("d.txt", "[PER Ann Millbrook]"))
    figures = build_archive([first, second], tmp_path / "archive.db")
    assert figures.repeated == ["a.txt"]
    assert (figures.rows["cables"], figures.rows["mentions"]) == (4, 13)


def test_archive_paragraphs_of_a_cable_may_be_in_several_inputs(tmp_path):
    """A corpus of one cable is split into train, dev and test by paragraph."""
    whole = SMALL[0]
    parts = []
    for index in (1, 0):
        entities = [one for one in whole["entities"] if one["index"] == index]
        part = {**whole, "entities": entities, "paragraphs": [whole["paragraphs"][index]]}
        parts.append(write_lines(tmp_path / f"part{index}.jsonl", part))
    figures = build_archive(parts, tmp_path / "parts.db")
    assert figures.repeated == []
    assert _dump(tmp_path / "parts.db") == _dump(built(tmp_path, whole))


def test_archive_without_mentions_is_refused_and_leaves_nothing(tmp_path):
    path = write_lines(tmp_path / "cables.jsonl", line("a.txt", "nobody"))
    with pytest.raises(ValueError, match="no mentions found; tag more cables first"):
        build_archive([path], tmp_path / "archive.db")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["cables.jsonl"]


def test_archive_second_build_at_once_says_so(tmp_path):
    source = write_lines(tmp_path / "cables.jsonl", *SMALL)
    with locked(tmp_path / ".archive.db.lock"), pytest.raises(OSError, match="has been writing there since .*; wait"):
        build_archive([source], tmp_path / "archive.db")


class _StoppedError(Exception):
    pass


@pytest.mark.parametrize("moment", ["second file", "names", "second batch", "end"])
def test_archive_resumes_where_it_was_stopped(tmp_path, monkeypatch, moment):
    sources = [write_lines(tmp_path / f"{cable['cable']}.jsonl", cable) for cable in SMALL]
    built_at_once = built(tmp_path / "other", *SMALL)
    old = built(tmp_path, SMALL[2])
    before = old.read_bytes()
    monkeypatch.setattr(building, "_COMMITTED", 1)
    monkeypatch.setattr("cable_ner.index.archive.writing._BATCH", 1)
    read, add = building.read_records, ArchiveWriter._add_cable

    def reading(file):
        if moment == "second file" and file == sources[1]:
            raise _StoppedError
        return read(file)

    def adding(self, number, staged, day):
        if moment == "second batch" and number == 2:
            raise _StoppedError
        return add(self, number, staged, day)

    def stopping(*_):
        raise _StoppedError

    with monkeypatch.context() as patched:
        patched.setattr(building, "read_records", reading)
        patched.setattr(ArchiveWriter, "_add_cable", adding)
        if moment == "names":
            patched.setattr(ArchiveWriter, "_add_names", stopping)
        if moment == "end":
            patched.setattr(ArchiveWriter, "_finish", stopping)
        with pytest.raises(_StoppedError):
            build_archive(sources, old)
    assert old.read_bytes() == before
    seen: list[Path] = []
    monkeypatch.setattr(building, "read_records", lambda file: seen.append(file) or read(file))
    build_archive(sources, old)
    assert seen == (sources[1:] if moment == "second file" else [])
    assert _dump(old) == _dump(built_at_once)
    assert not (tmp_path / ".archive.db.building").exists()


def test_archive_begins_anew_when_the_inputs_are_others(tmp_path, monkeypatch):
    source = write_lines(tmp_path / "1.jsonl", *SMALL)
    monkeypatch.setattr(ArchiveWriter, "_finish", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        build_archive([source], tmp_path / "archive.db")
    monkeypatch.undo()
    write_lines(source, SMALL[2])
    assert build_archive([source], tmp_path / "archive.db").rows["cables"] == 1


_BUILD = """\
import sys
from pathlib import Path
from cable_ner.index import build_archive
build_archive([Path(sys.argv[1])], Path(sys.argv[2]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [1.5, 2.0, 2.5, 3.0, 4.0])
def test_archive_killed_build_leaves_the_old_file_whole(tmp_path, seconds):
    old = built(tmp_path, *SMALL)
    before = old.read_bytes()
    many = [line(f"{number}.txt", *(f"[PER Ann Lee{n} Millbrook] spoke." for n in range(20))) for number in range(3000)]
    source = write_lines(tmp_path / "many" / "cables.jsonl", *many)
    process = subprocess.Popen([sys.executable, "-c", _BUILD, source, old], env={**os.environ, "PYTHONPATH": "scripts"})
    time.sleep(seconds)
    process.kill()
    process.wait()
    assert old.read_bytes() == before or opened(old).execute("SELECT count(*) FROM cables").fetchone()[0] == 3000
    assert build_archive([source], old).rows["cables"] == 3000
    assert opened(old).execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_archive_errors_of_sqlite_have_a_remedy(tmp_path, monkeypatch):
    def full(self, progress):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(ArchiveWriter, "write", full)
    with pytest.raises(OSError, match="cannot be built .database or disk is full.; make room, and run the same command"):
        built(tmp_path, *SMALL)
