"""`cable-ner names`: decisions taken, listed, taken back, offered to training, and applied by `index`."""

import json
import re
import sqlite3

import pytest

from tests.helpers.archive import SMALL, write_lines


def words(text: str) -> str:
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


@pytest.fixture
def say(command, tmp_path, monkeypatch):
    """Returns a function that runs a command in an empty folder, and returns what it says."""
    monkeypatch.chdir(tmp_path)

    def run(*args: str, fails: bool = False) -> str:
        result = command(*args)
        assert (result.exit_code != 0) == fails, result.output
        return words(result.output)

    return run


def _names(path) -> list[str]:
    return [name for (name,) in sqlite3.connect(path).execute("SELECT label || ' ' || name FROM names ORDER BY id")]


def test_names_are_put_right_by_command_and_by_the_next_build(say, tmp_path):
    source = write_lines(tmp_path / "tagged" / "cables.jsonl", *SMALL)
    said = say("names", "merge", "PER", "Tomas Calder", "Ann Millbrook", "--by", "kim")
    assert "PER “Tomas Calder” and “Ann Millbrook” are one name" in said
    assert "added to corpus/names.jsonl; build the database again to apply it" in said
    say("names", "rename", "PER", "Calder", "The Envoy")
    say("names", "drop", "LOC", "Rome", "São Tomé")
    say("names", "label", "LOC", "Red Cross", "--only", "ORG")
    say("names", "split", "PER", "Nobody", "Calder")
    said = say("index", str(source), "-o", "archive.db")
    assert "6 decisions about names, 5 applied, 1 about names not in this archive; the first: PER “Nobody” is not" in said
    assert _names("archive.db") == ["PER The Envoy", "LOC Bern", "ORG RC", "LOC Red Cross"]
    row = json.loads((tmp_path / "corpus" / "names.jsonl").read_text().splitlines()[0])
    assert {**row, "time": ""} == {
        "action": "merge", "label": "PER", "form": "Tomas Calder", "with": "Ann Millbrook", "by": "kim", "time": "",
    }  # fmt: skip
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["time"])


def test_names_decisions_are_taken_back(say):
    say("names", "rename", "PER", "Calder", "One", "--by", "kim")
    assert "this contradicts line 1, kim: PER “Calder” is called “One”; the later one holds" in say(
        "names", "rename", "PER", "Calder", "Two", "--by", "lee"
    )
    said = say("names", "list")
    assert re.search(r"1 PER “Calder” is called “One” kim \S+ replaced 2 PER “Calder” is called “Two” lee", said)
    assert "lines 1 and 2 contradict each other; the later one holds" in said
    assert "taken back: PER “Calder” is called “Two”" in say("names", "undo", "2")
    assert "replaced" not in say("names", "list")
    assert "names.jsonl:2: there is no decision, or it is taken back" in say("names", "undo", "2", fails=True)


def test_names_decisions_of_another_file(say, tmp_path):
    source = write_lines(tmp_path / "cables.jsonl", *SMALL)
    say("names", "drop", "LOC", "Rome", "--names-decisions", "mine.jsonl")
    said = say("index", str(source), "-o", "archive.db", "--names-decisions", "mine.jsonl")
    assert "1 decision about names, 1 applied" in said
    assert "LOC Rome" not in _names("archive.db")
    say("index", str(source), "-o", "archive.db")
    assert "LOC Rome" in _names("archive.db")
    assert "none.jsonl: is not there" in say(
        "index", str(source), "-o", "archive.db", "--names-decisions", "none.jsonl", fails=True
    )
    assert "--names-decisions, --names: only for a database; give archive.db as --output" in say(
        "index", str(source), "-o", "out", "--names-decisions", "mine.jsonl", fails=True
    )


def test_names_decisions_are_not_in_tables_which_is_told(say, tmp_path):
    say("names", "drop", "LOC", "Bern")
    table = "cable,date,reference_id,index,paragraph,zone,start,end,text,label,score\nc1.txt,,,1,1,paragraph,0,4,Bern,LOC,\n"
    (tmp_path / "mentions.csv").write_text(table)
    assert "corpus/names.jsonl is for databases; these tables are without its decisions" in say(
        "index", "mentions.csv", "-o", "out"
    )
    assert "Bern" in (tmp_path / "out" / "entities.csv").read_text()


def test_names_decisions_that_make_no_sense_are_refused(say, tmp_path):
    assert "names “Calder” twice" in say("names", "merge", "PER", "Calder", "Calder ", fails=True)
    assert "has no 'form'" in say("names", "drop", "PER", "  ", fails=True)
    assert not (tmp_path / "corpus").exists()


def test_names_decisions_about_labels_are_offered_to_training(say):
    say("names", "label", "LOC", "Libya", "--by", "kim")
    said = say("names", "offer", "--labels", "PER,LOC")
    assert "1 decision added to corpus/corrections.jsonl, 0 taken back" in said
    say("names", "undo", "1")
    assert "0 decisions added to corpus/corrections.jsonl, 1 taken back" in say("names", "offer")
