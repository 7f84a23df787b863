"""`scripts/review.py export` and `import`: other programs' files."""

import csv
import io
import json

import pytest

from cable_ner.cli.review import importing
from cable_ner.files import digest, new_docbin
from tests.helpers.audit_json import NLP, TEXTS, words


def answered(path, answers):
    """Fills the column `decision` of a spreadsheet by text, and saves it as Excel does."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    file = io.StringIO()
    writer = csv.DictWriter(file, rows[0], delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows([{**row, "decision": answers.get(row["text"], "")} for row in rows])
    path.write_bytes(file.getvalue().encode("utf-8-sig"))
    return path


def test_review_csv_out_and_in(tmp_path, run, decisions):
    path = tmp_path / "sheet.csv"
    done = run("export", "-o", path)
    assert "4 rows in" in words(done.output)
    answered(path, {"Khamis": "y", "WHA": "d", "'=Malta": "n"})
    done = run("import", path, "--by", "kim")
    assert done.exit_code == 0
    assert "2 decisions added" in words(done.output)
    assert "1 depend; 1 left open" in words(done.output)
    assert words(done.output).endswith("mentions: 0 added, 1 changed, 1 removed, 0 unchanged; 0 rows or tasks refused")
    assert decisions() == [
        {"form": "Khamis", "label": "LOC", "becomes": "PER", "by": "kim"},
        {"paragraph": digest(TEXTS[2]), "start": 0, "end": 6, "text": "=Malta", "spans": [], "cable": "2.txt", "by": "kim"},
    ]
    # What is decided is not exported again, what depends is as single mentions.
    run("export", "-o", path)
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert [(row["what"], row["text"]) for row in rows] == [("form", "Saif’s"), ("mention", "WHA")]


def test_review_csv_in_twice_adds_nothing(tmp_path, run, decisions):
    path = tmp_path / "sheet.csv"
    run("export", "-o", path)
    answered(path, {"Khamis": "y"})
    run("import", path)
    assert "0 decisions added" in words(run("import", path).output)
    assert len(decisions()) == 1


def test_review_csv_wrong_rows_are_refused_and_the_rest_is_imported(tmp_path, run, decisions):
    path = tmp_path / "sheet.csv"
    run("export", "-o", path)
    answered(path, {"Khamis": "y", "WHA": "what", "Saif’s": "GPE"})
    done = run("import", path)
    assert done.exit_code == 1
    shown = words(done.output)
    assert "sheet.csv:3: 'what' in column decision" in shown.replace("sheet.csv: ", "sheet.csv:")
    assert ":4: 'GPE' in column decision" in shown
    assert shown.endswith("mentions: 0 added, 1 changed, 0 removed, 0 unchanged; 2 rows or tasks refused")
    assert [row["form"] for row in decisions()] == ["Khamis"]


def test_review_prodigy_out_and_in(tmp_path, run, decisions, corpus):
    path = tmp_path / "tasks.jsonl"
    assert "3 paragraphs in" in words(run("export", "--format", "prodigy", "-o", path, "--corpus", corpus).output)
    rows = [json.loads(line) for line in path.read_text(encoding="utf8").splitlines()]
    for row in rows:
        row["answer"] = "accept" if row["meta"]["cable"] != "1.txt" else "ignore"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")
    done = run("import", path, "--format", "prodigy")
    assert "3 decisions added" in words(done.output)
    assert sorted((row["cable"], row["text"], len(row["spans"])) for row in decisions()) == [
        ("0.txt", "Khamis", 1),
        ("2.txt", "=Malta", 1),
        ("2.txt", "Khamis", 1),
    ]


def test_review_label_studio_out_and_in(tmp_path, run, decisions, corpus):
    path = tmp_path / "tasks.json"
    done = run("export", "--format", "label-studio", "-o", path, "--corpus", corpus, "-n", 2)
    assert "2 paragraphs in" in words(done.output)
    assert '<Label value="PER"' in (tmp_path / "tasks.json.xml").read_text(encoding="utf8")
    rows = json.loads(path.read_text(encoding="utf8"))
    for row in rows:
        result = row.pop("predictions")[0]["result"]
        for item in result:
            item["value"]["labels"] = ["MISC"]
        row["annotations"] = [{"result": result, "was_cancelled": False}]
    path.write_text(json.dumps(rows), encoding="utf8")
    assert run("import", path, "--format", "label-studio").exit_code == 0
    assert {span[2] for row in decisions() for span in row["spans"]} == {"MISC"}


def test_review_paragraphs_that_are_not_in_the_corpus_are_told_of(tmp_path, run, corpus):
    new_docbin([NLP.make_doc("Another.")]).to_disk(corpus)
    done = run("export", "--format", "prodigy", "-o", tmp_path / "tasks.jsonl", "--corpus", corpus)
    assert "6 suspects are in paragraphs that" in words(done.output)


@pytest.mark.parametrize("name", ["export", "import"])
def test_review_unknown_format(tmp_path, run, name):
    done = run(name, *(["-o", tmp_path / "x"] if name == "export" else [tmp_path / "x"]), "--format", "xml")
    assert done.exit_code == 2
    shown = words(done.output)
    assert all(part in shown for part in ("--format", "xml", "csv", "prodigy", "label-studio"))


@pytest.mark.parametrize("arguments", [("--format", "prodigy"), ("--format", "label-studio"), ()])
def test_review_import_of_nothing(tmp_path, run, arguments):
    done = run("import", tmp_path / "none", *arguments)
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)


def emptied(run, path, corpus):
    """Exports the tasks to Prodigy, and accepts them with all labels removed."""
    run("export", "--format", "prodigy", "-o", path, "--corpus", corpus)
    rows = [{**json.loads(line), "spans": [], "answer": "accept"} for line in path.read_text(encoding="utf8").splitlines()]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")
    return path


def test_review_import_that_removes_nearly_everything_needs_an_option(tmp_path, run, decisions, corpus):
    path = emptied(run, tmp_path / "tasks.jsonl", corpus)
    done = run("import", path, "--format", "prodigy")
    assert done.exit_code == 1
    assert "mentions would be removed; nothing was imported; give --allow-removals if that is right" in words(done.output)
    assert decisions() == []
    done = run("import", path, "--format", "prodigy", "--allow-removals")
    assert done.exit_code == 0
    assert decisions()


@pytest.mark.parametrize(("typed", "is_imported"), [("y", True), ("n", False), ("", False)])
def test_review_import_that_removes_nearly_everything_asks_in_a_terminal(
    tmp_path, run, decisions, corpus, monkeypatch, typed, is_imported
):
    path = emptied(run, tmp_path / "tasks.jsonl", corpus)
    monkeypatch.setattr(importing, "has_keys", lambda: True)
    done = run("import", path, "--format", "prodigy", lines=[typed])
    assert "mentions would be removed. Is that right?" in words(done.output)
    assert bool(decisions()) is is_imported
    assert ("nothing was imported" in words(done.output)) is not is_imported
