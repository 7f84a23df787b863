"""`--names my.csv` of `tag` and `index`: the same list puts right what everybody looks up."""

import json
import re
import sqlite3

import pytest
import spacy

from cable_ner.files import read_docs
from tests.helpers.archive import line, write_lines

LIST = 'name,label,note\nUAE,LOC,\nVladimir Putin,PER,\nRed Cross,ORG,\n"x",,no label\nQatar,loc,\n'


def words(text: str) -> str:
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "my.csv"
    path.write_text(LIST, encoding="utf8")
    return path


@pytest.fixture(scope="session")
def model(tmp_path_factory):
    """Returns the folder of a model that takes all that is in capitals for an organisation."""
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": [{"IS_UPPER": True, "LENGTH": {">=": 2}}]}])
    folder = tmp_path_factory.mktemp("model") / "capitals"
    nlp.to_disk(folder)
    return folder


@pytest.fixture
def tag(command, model, tmp_path):
    """Returns a function that tags one cable with a list of names, or without, into `tmp_path / "tagged"`."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text("1. (U) The UAE and NATO met Vladimir Putin of the RED CROSS.\n")

    def run(*args, processes: int = 1):
        options = ("-m", model, "-o", tmp_path / "tagged", "--processes", processes)
        return command("tag", tmp_path / "raw", *options, *args)

    return run


def test_tag_with_a_list_of_names(tag, listed, tmp_path):
    result = tag("--names", listed, "-f", "jsonl", processes=2)
    assert result.exit_code == 0, result.output
    row = json.loads((tmp_path / "tagged" / "a.txt.jsonl").read_text())
    assert [(one["text"], one["label"], one["found_by"]) for one in row["entities"]] == [
        ("UAE", "LOC", "list"), ("NATO", "ORG", "model"), ("Vladimir Putin", "PER", "list"), ("RED CROSS", "ORG", "list"),
    ]  # fmt: skip
    said = words(result.output)
    assert f"{listed}:5: has no label for “x”; write PER, ORG, LOC or MISC" in said
    assert f"{listed}:6: 'loc' is no label; write one in capitals" in said
    assert "2 lines were left out; the other 3 names are used" in said


def test_tag_inline_and_docbins_have_the_listed_names(tag, listed, tmp_path):
    assert tag("--names", listed).exit_code == 0
    text = (tmp_path / "tagged" / "a.txt").read_text()
    assert "[LOC UAE  ] and [ORG NATO  ] met [PER Vladimir Putin  ]" in text
    assert tag("--names", listed, "-f", "spacy", "--restart").exit_code == 0
    [doc] = read_docs(tmp_path / "tagged" / "cables.spacy", spacy.blank("en").vocab)
    assert [mention[5] for mention in doc.user_data["mentions"]] == ["list", "model", "list", "list"]


def test_tag_with_another_list_is_no_continuation(tag, listed):
    assert tag("--names", listed).exit_code == 0
    assert tag("--names", listed).exit_code == 0
    for args in ((), ("--names", listed)):
        listed.write_text("name,label\nNATO,ORG\n")
        result = tag(*args)
        assert result.exit_code == 1
        assert "tag.jsonl:1: was started with names " in words(result.output)
    assert tag("--restart").exit_code == 0


def test_tag_without_a_list_goes_on_where_an_earlier_version_was(tag, tmp_path):
    assert tag().exit_code == 0
    journal = tmp_path / "tagged" / "tag.jsonl"
    head, *rows = journal.read_text().splitlines(keepends=True)
    begun = json.loads(head)
    assert begun["settings"].pop("names") is None
    journal.write_text(json.dumps(begun) + "\n" + "".join(rows))
    assert tag().exit_code == 0


def test_tag_with_no_list_of_names_says_so(tag, tmp_path):
    (tmp_path / "my.csv").write_text("Putin,PER\n")
    result = tag("--names", tmp_path / "my.csv")
    assert result.exit_code == 1
    assert "my.csv:1: is no list of names; begin it with the line name,label,note" in words(result.output)


def test_index_with_a_list_of_names(command, listed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    listed.write_text(LIST + "UK,LOC,\n")
    places = "[LOC United Kingdom] , [LOC United Kingdom] , [ORG UK] , [ORG UAE] and [MISC RED CROSS] ."
    source = write_lines(tmp_path / "tagged.jsonl", line("a.txt", "[PER V. Putin] and [PER Vladimir Putin] .", places))
    assert command("names", "label", "ORG", "UAE").exit_code == 0
    result = command("index", source, "-o", "archive.db", "--names", listed)
    assert result.exit_code == 0, result.output
    names = sqlite3.connect("archive.db").execute("SELECT label, name, mentions FROM names ORDER BY label, name")
    assert list(names) == [("LOC", "UK", 3), ("ORG", "RED CROSS", 1), ("ORG", "UAE", 1), ("PER", "Vladimir Putin", 2)]
    assert "1 decision about names, 1 applied" in words(result.output)
