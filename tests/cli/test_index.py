"""`scripts/entities.py`: what it reads, writes and says, and its errors."""

import csv
import json
import re
import sqlite3
from pathlib import Path

import pytest

HEADER = "cable,date,reference_id,index,paragraph,zone,start,end,text,label,score\n"
ROWS = """\
c1.txt,2008-03-01 10:00,08X1,1,1,paragraph,6,19,Ann Millbrook,PER,0.9
c1.txt,2008-03-01 10:00,08X1,2,2,paragraph,0,9,Millbrook,PER,0.9
c1.txt,2008-03-01 10:00,08X1,2,2,paragraph,20,24,Bern,LOC,0.9
c2.txt,2009-03-01 10:00,09X1,2,2,paragraph,20,24,BERN,LOC,
"""


def words(text: str) -> str:
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


@pytest.fixture
def mentions(tmp_path: Path) -> Path:
    path = tmp_path / "mentions.csv"
    path.write_text(HEADER + ROWS, encoding="utf8")
    return path


def names(folder: Path) -> list[tuple[str, ...]]:
    with (folder / "entities.csv").open(encoding="utf8", newline="") as file:
        return [(row["label"], row["name"], row["mentions"], row["cables"]) for row in csv.DictReader(file)]


def test_entities_writes_tables_and_a_page(mentions, tmp_path, command):
    result = command("index", mentions, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "entities.csv", "variants.csv", "entities.json", "entities.html",
    }  # fmt: skip
    assert names(tmp_path / "out") == [("PER", "Ann Millbrook", "2", "1"), ("LOC", "Bern", "2", "2")]
    assert json.loads((tmp_path / "out" / "entities.json").read_text())["mentions"] == 4
    said = words(result.stdout)
    assert "PER 1 2 Ann Millbrook (2)" in said
    assert f"2 names in 2 cables: {tmp_path / 'out' / 'entities.html'}" in said
    assert "no date" not in said


def test_entities_reads_a_folder_as_one_input_and_tells_of_cables_given_twice(mentions, tmp_path, command):
    folder = tmp_path / "parts"
    folder.mkdir()
    (folder / "1.csv").write_text(HEADER + ROWS)
    (folder / "2.csv").write_text(HEADER + "c3.txt,some day,,1,,,0,4,Bern,LOC,\nc4.txt,,,1,,,0,4,Bern,LOC,\n")
    said = words(command("index", folder, "-o", tmp_path / "out").stdout)
    assert names(tmp_path / "out")[1] == ("LOC", "Bern", "4", "4")
    assert "1 cables have an invalid date, such as 'some day' in c3.txt; it is ignored" in said
    assert "1 of 4 cables have no date" in said
    assert "several inputs" not in said
    said = words(command("index", folder, mentions, "-o", tmp_path / "twice").stdout)
    assert "2 cables, such as c1.txt, are in several inputs and count in each; give each cable once" in said
    assert names(tmp_path / "twice")[1] == ("LOC", "Bern", "6", "4")


def test_entities_of_converted_cables(raw, tmp_path, command):
    assert command("convert", raw, "-o", tmp_path / "corpus").exit_code == 0
    docbins = [tmp_path / "corpus" / f"{name}.spacy" for name in ("train", "dev", "test")]
    assert command("index", *docbins, "-o", tmp_path / "out").exit_code == 0
    found = names(tmp_path / "out")
    assert ("LOC", "Milltown", "24", "24") in found
    assert ("PER", "Ann Lee7", "2", "1") in found
    assert ("ORG", "Millers Guild", "24", "24") in found


def test_entities_same_input_gives_the_same_bytes(mentions, tmp_path, command):
    for name in ("one", "two"):
        assert command("index", mentions, "-o", tmp_path / name).exit_code == 0
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("cable,text\nc,x\n", ":1: there is no column date, label; keep the first row as it was exported"),
        (HEADER + "c,,,,,,,,,PER,\n", ":2: has no text; fill it in, or remove the row"),
        (HEADER, ": no mentions found; tag more cables first"),
        (HEADER + 'c,,,,,,,,"x,PER,\n', ":2: is not a row of a table"),
    ],
)
def test_entities_says_what_is_wrong_and_leaves_what_was_there(content, said, tmp_path, command):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "entities.csv").write_text("old")
    path = tmp_path / "mentions.csv"
    path.write_text(content)
    result = command("index", path, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert f"{path}{said}" in words(result.stdout)
    assert (tmp_path / "out" / "entities.csv").read_text() == "old"


def test_entities_says_which_file_is_not_there(tmp_path, command):
    result = command("index", tmp_path / "none.csv", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "none.csv: contains no mentions; give the output of `cable-ner tag --format csv`, or DocBin files" in words(
        result.stdout
    )


def test_entities_says_which_file_is_no_docbin(tmp_path, command):
    (tmp_path / "x.spacy").write_bytes(b"x")
    result = command("index", tmp_path / "x.spacy", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "x.spacy: is not a DocBin file" in words(result.stdout)


def test_entities_moves_no_cursor(tmp_path, command):
    path = tmp_path / "mentions.csv"
    path.write_text(HEADER + "c\x1b[2J,\x1b[2J,,1,,,0,4,\x1b[2JBern,LOC,\n")
    result = command("index", path, "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert "\x1b[2J" not in result.stdout
    for name in ("entities.csv", "entities.html"):
        assert "\x1b" not in (tmp_path / "out" / name).read_text()


def test_index_builds_a_database_of_what_tag_writes(tiny_lexical_model, tmp_path, write_cables, command):
    raw = write_cables(tmp_path / "raw", range(4))
    for format in ("spacy", "jsonl"):
        tagged = command(
            "tag", raw, "-m", tiny_lexical_model, "-f", format, "-o", tmp_path / format, "--scores", "--processes", 1
        )
        assert tagged.exit_code == 0, tagged.output
        built = command("index", tmp_path / format, "-o", tmp_path / f"{format}.db")
        assert built.exit_code == 0, built.output
        assert "4 cables, 16 paragraphs, " in words(built.output)
        assert f"look them up: cable-ner serve {tmp_path / f'{format}.db'}" in words(built.output)
    dumps = [
        [text for text in sqlite3.connect(tmp_path / f"{format}.db").iterdump() if "_fts_" not in text]
        for format in ("spacy", "jsonl")
    ]
    assert dumps[0] == dumps[1]
    finders = sqlite3.connect(tmp_path / "spacy.db").execute("SELECT found_by, count(confidence) FROM mentions GROUP BY 1")
    assert dict(finders)["model"] > 4


def test_index_of_a_table_is_no_database(mentions, tmp_path, command):
    result = command("index", mentions, "-o", tmp_path / "archive.db")
    assert result.exit_code == 1
    assert "holds no DocBin files or JSON lines, which have the text" in words(result.output)
    assert not (tmp_path / "archive.db").exists()


def test_index_page_of_docbins_has_sentences(raw, tmp_path, command):
    assert command("convert", raw, "-o", tmp_path / "corpus").exit_code == 0
    result = command("index", *sorted((tmp_path / "corpus").glob("[dt]*.spacy")), "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    page = (tmp_path / "out" / "entities.html").read_text(encoding="utf8")
    data = json.loads(re.search(r'id="data">(.*?)</script>', page)[1])
    [town] = [group for group in data["groups"] if group[1] == "Milltown"]
    assert len(town[8]) == 5
    assert town[8][0][2:4] == ["(U) Mayor Ann Lee0 of ", "Milltown"]
    assert town[8][0][4].strip() == "spoke about harvest number 0, and of rain in the valley."
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "entities.csv", "variants.csv", "entities.json", "entities.html",
    }  # fmt: skip
