"""Prodigy: out with our labels, in with exactly what a person changed."""

import json

import pytest

from cable_ner.audit.exchange import as_prodigy, read_prodigy
from cable_ner.files import SheetError
from tests.helpers.exchange import DOC, DOC_SPANS, EDITED, FROM_EDITED, KEPT, LABELS, TEXT, open_tasks


def prodigy(tmp_path, change=lambda row: {**row, "answer": "accept"}):
    path = tmp_path / "prodigy.jsonl"
    exported = as_prodigy(open_tasks(tmp_path)[0])
    path.write_text("".join(json.dumps(change(json.loads(line))) + "\n" for line in exported.splitlines()), encoding="utf8")
    return path


def test_prodigy_tasks(tmp_path):
    (row,) = [json.loads(line) for line in as_prodigy(open_tasks(tmp_path)[0]).splitlines()]
    assert row["text"] == TEXT
    assert "".join(token["text"] + " " * token["ws"] for token in row["tokens"]) == TEXT
    assert all(TEXT[token["start"] : token["end"]] == token["text"] for token in row["tokens"])
    assert [token["id"] for token in row["tokens"]] == list(range(len(DOC)))
    assert [(span["start"], span["end"], span["label"]) for span in row["spans"]] == DOC_SPANS
    for span in row["spans"]:
        assert row["tokens"][span["token_start"]]["start"] == span["start"]
        assert row["tokens"][span["token_end"]]["end"] == span["end"]
    assert row["meta"] == {"cable": "=a.txt", "zone": "paragraph", "index": 0}


def test_prodigy_accepted_as_it_is_keeps_what_was_suspect(tmp_path):
    assert read_prodigy(prodigy(tmp_path), LABELS) == (KEPT, [], 0)


def test_prodigy_edited(tmp_path):
    edited = [{"start": start, "end": end, "label": label} for start, end, label in EDITED]
    path = prodigy(tmp_path, lambda row: {**row, "spans": edited, "answer": "accept"})
    assert read_prodigy(path, LABELS) == (FROM_EDITED, [], 0)


@pytest.mark.parametrize("answer", ["reject", "ignore", None])
def test_prodigy_other_answers_decide_nothing(tmp_path, answer):
    assert read_prodigy(prodigy(tmp_path, lambda row: {**row, "answer": answer}), LABELS) == ([], [], 1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": "Another."}, "prodigy.jsonl:1: its text was changed; export again"),
        ({"cable_ner": None}, "prodigy.jsonl:1: has no 'cable_ner', which holds its earlier labels;"),
        ({"cable_ner": {}}, "prodigy.jsonl:1: was changed after the export"),
        ({"spans": None}, "prodigy.jsonl:1: has no list of 'spans'"),
        ({"spans": [{"start": 0, "end": 400, "label": "PER"}]}, "the span from 0 to 400 holds no text"),
        ({"spans": [{"start": 2, "end": 8, "label": "GPE"}]}, "the label 'GPE' is none of PER, ORG, LOC, MISC"),
        ({"spans": [{"start": 2, "end": 8}]}, "'Khamis' has 0 labels; give it one"),
        (
            {"spans": [{"start": 2, "end": 8, "label": "PER"}, {"start": 4, "end": 12, "label": "PER"}]},
            "prodigy.jsonl:1: 'Khamis' and 'amis met' overlap; keep one of them",
        ),
    ],
)
def test_prodigy_that_cannot_be_read(tmp_path, change, message):
    with pytest.raises(SheetError, match=message):
        read_prodigy(prodigy(tmp_path, lambda row: {**row, "answer": "accept", **change}), LABELS)


def test_prodigy_lines_that_are_no_json(tmp_path):
    path = prodigy(tmp_path)
    path.write_text(path.read_text(encoding="utf8") + "\n{\n[]\n", encoding="utf8")
    with pytest.raises(SheetError) as error:
        read_prodigy(path, LABELS)
    problems = [problem.removeprefix(f"{path}:") for problem in error.value.problems]
    assert [problem.split(" (")[0].split(";")[0] for problem in problems] == ["3: is not JSON", "4: is not a JSON object"]
