"""`cable-ner export` to files for a whole archive: what it prints, and what it asks for."""

import json
import re

import openpyxl
import pytest


def words(text: str) -> str:
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


@pytest.fixture
def train(raw, tmp_path, command):
    assert command("convert", raw, "-o", tmp_path / "out").exit_code == 0
    return tmp_path / "out" / "train.spacy"


def test_export_ftm(train, tmp_path, command):
    pytest.importorskip("followthemoney")
    result = command("export", train, "-o", tmp_path / "x", "--format", "ftm")
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in (tmp_path / "x" / "entities.ftm.json").read_text(encoding="utf8").splitlines()]
    assert f"{len(rows)} entities in {tmp_path / 'x' / 'entities.ftm.json'}" in words(result.output)
    assert {row["schema"] for row in rows} == {"PlainText", "Mention"}


def test_export_datashare(train, tmp_path, raw, command):
    pytest.importorskip("text_unidecode")
    hits = [
        {"_index": "i", "_id": path.name, "_source": {"path": str(path), "content": path.read_text(encoding="utf8")}}
        for path in sorted(raw.iterdir())
    ]
    (tmp_path / "documents.jsonl").write_text("".join(json.dumps(hit) + "\n" for hit in hits[:-1]), encoding="utf8")
    result = command("export", train, "-o", tmp_path / "x", "-f", "datashare", "--documents", tmp_path / "documents.jsonl")
    assert result.exit_code == 0, result.output
    lines = (tmp_path / "x" / "named-entities" / "00000.ndjson").read_text(encoding="utf8").splitlines()
    rows = [row for row in map(json.loads, lines) if row.get("type") == "NamedEntity"]
    assert f"{len(rows)} entities of" in words(result.output)
    assert {row["category"] for row in rows} == {"PERSON", "ORGANIZATION", "LOCATION"}
    [milltown] = [row for row in rows if row["mention"] == "Milltown" and row["documentId"] == rows[0]["documentId"]]
    content = next(hit["_source"]["content"] for hit in hits if hit["_id"] == milltown["documentId"])
    assert content[milltown["offsets"][0] :].startswith("Milltown")


def test_export_names_the_cables_that_datashare_lacks(train, tmp_path, command):
    pytest.importorskip("text_unidecode")
    hit = {"_index": "i", "_id": "x", "_source": {"path": "/data/none.txt", "content": "Rain fell."}}
    (tmp_path / "documents.jsonl").write_text(json.dumps(hit), encoding="utf8")
    result = command("export", train, "-o", tmp_path / "x", "-f", "datashare", "--documents", tmp_path / "documents.jsonl")
    assert result.exit_code == 0, result.output
    assert re.search(rf"left out: \d+ cables that {tmp_path / 'documents.jsonl'} lacks: c\d+\.txt", words(result.output))


def test_export_sentences_of_a_name(train, tmp_path, command):
    result = command("export", train, "-o", tmp_path / "x", "-f", "xlsx", "--name", "millers guild")
    assert result.exit_code == 0, result.output
    assert re.search(r"\d+ sentences of \d+ cables in", words(result.output))
    sheet = openpyxl.load_workbook(tmp_path / "x" / "sentences.xlsx").worksheets[0]
    assert {row[8] for row in sheet.iter_rows(min_row=2, values_only=True)} == {"Millers Guild"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["xlsx"], "--format xlsx needs --name"),
        (["xlsx", "--name", "Denz"], "Denz: no mention has this name"),
        (["datashare"], "--format datashare needs --documents"),
        (["datashare", "--documents", "none.jsonl"], "none.jsonl"),
    ],
)
def test_export_says_what_it_needs(train, tmp_path, command, options, message):
    result = command("export", train, "-o", tmp_path / "x", "--format", *options)
    assert result.exit_code == 1
    assert message in words(result.output)


def test_export_refuses_two_cables_of_one_name(train, tmp_path, command):
    pytest.importorskip("followthemoney")
    result = command("export", train, train, "-o", tmp_path / "x", "--format", "ftm")
    assert result.exit_code == 1
    assert "two cables have this name" in words(result.output)
    assert not (tmp_path / "x" / "entities.ftm.json").exists()
