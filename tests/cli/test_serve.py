"""`cable-ner serve`: what it starts, and what it refuses."""

import re
from pathlib import Path

import pytest

from cable_ner.cli import serve as command_file
from cable_ner.index import Deciding


def words(text: str) -> str:
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


@pytest.fixture
def started(monkeypatch):
    """Returns what servers were started with, in place of starting them."""
    found: list[tuple] = []
    monkeypatch.setattr(command_file, "serve", lambda path, port, deciding: found.append((path, port, deciding)))
    return found


def test_serve_without_a_database_says_how_to_build_one(tmp_path, command):
    result = command("serve", tmp_path / "archive.db")
    assert result.exit_code == 1
    assert "archive.db: is not there; build it with `cable-ner index TAGGED --output" in words(result.output)


def test_serve_shows_and_decides_nothing_by_itself(started, command):
    assert command("serve", "archive.db").exit_code == 0
    assert command("serve", "archive.db", "--port", "0").exit_code == 0
    assert started == [(Path("archive.db"), 8001, None), (Path("archive.db"), 0, None)]


def test_serve_decides_where_it_is_given_a_file(started, tmp_path, command):
    file = tmp_path / "names.jsonl"
    assert command("serve", "archive.db", "--names-decisions", file, "--by", "kim").exit_code == 0
    [(_, _, deciding)] = started
    assert isinstance(deciding, Deciding)
    assert (deciding.file, deciding.by) == (file, "kim")
    assert len(deciding.token) > 40


def test_serve_tells_of_a_damaged_file_at_once(started, tmp_path, command):
    (tmp_path / "names.jsonl").write_text('{"action": "rename"}\n')
    result = command("serve", "archive.db", "--names-decisions", tmp_path / "names.jsonl")
    assert result.exit_code == 1
    assert "names.jsonl:1: has no 'label'" in words(result.output)
    result = command("serve", "archive.db", "--by", "kim")
    assert result.exit_code == 1
    assert "--by: only with --names-decisions" in words(result.output)
    assert started == []
