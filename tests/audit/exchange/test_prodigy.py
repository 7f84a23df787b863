"""Prodigy: out with our labels, in with exactly what a person changed."""

import json

import pytest

from cable_ner.audit.exchange import as_prodigy, read_prodigy
from tests.helpers.exchange import DOC, DOC_SPANS, EDITED, FROM_EDITED, HOW, KEPT, TEXT, open_tasks, place


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
    assert read_prodigy(prodigy(tmp_path), HOW)[:3] == (KEPT, [], 0)


def test_prodigy_edited(tmp_path):
    edited = [{"start": start, "end": end, "label": label} for start, end, label in EDITED]
    path = prodigy(tmp_path, lambda row: {**row, "spans": edited, "answer": "accept"})
    assert read_prodigy(path, HOW)[:3] == (FROM_EDITED, [], 0)


@pytest.mark.parametrize("answer", ["reject", "ignore", None])
def test_prodigy_other_answers_decide_nothing(tmp_path, answer):
    assert read_prodigy(prodigy(tmp_path, lambda row: {**row, "answer": answer}), HOW)[:3] == ([], [], 1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": "Another."}, "prodigy.jsonl:1: its text was changed; export again"),
        ({"cable_ner": None}, "prodigy.jsonl:1: has no 'cable_ner', which holds its earlier labels;"),
        ({"cable_ner": {}}, "prodigy.jsonl:1: was changed after the export"),
        ({"spans": None}, "prodigy.jsonl:1: has no list of 'spans'"),
        ({"spans": [{"start": 0, "end": 400, "label": "PER"}]}, "a span has offsets that are not in the text (0 to 400 of "),
        ({"spans": [{"start": 2, "end": 8, "label": "GPE"}]}, "the label 'GPE' is none of PER, ORG, LOC, MISC"),
        ({"spans": [{"start": 2, "end": 8}]}, "'Khamis' has 0 labels; give it one"),
        (
            {"spans": [{"start": 2, "end": 8, "label": "PER"}, {"start": 4, "end": 12, "label": "PER"}]},
            "prodigy.jsonl:1: 'Khamis' and 'Khamis met' overlap; keep one of them",
        ),
    ],
)
def test_prodigy_that_cannot_be_read(tmp_path, change, message):
    found = read_prodigy(prodigy(tmp_path, lambda row: {**row, "answer": "accept", **change}), HOW)
    assert found.decisions == []
    assert message in found.refused[0]


def test_prodigy_lines_that_are_no_json(tmp_path):
    path = prodigy(tmp_path)
    path.write_text(path.read_text(encoding="utf8") + "\n{\n[]\n", encoding="utf8")
    found = read_prodigy(path, HOW)
    assert found.decisions == KEPT  # the rest is imported
    problems = [problem.removeprefix(f"{path}:") for problem in found.refused]
    assert [problem.split(" (")[0].split(";")[0] for problem in problems] == ["3: is not JSON", "4: is not a JSON object"]


def as_spans(found):
    return [{"start": start, "end": end, "label": label} for start, end, label in found]


def by_two(tmp_path, *answers):
    """Returns the path of a file in which each annotator, by a key of Prodigy's and a name, left these spans."""
    path = prodigy(tmp_path)
    row = json.loads(path.read_text(encoding="utf8"))
    rows = [{**row, key: name, "spans": as_spans(found)} for key, name, found in answers]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")
    return path


@pytest.mark.parametrize("key", ["_annotator_id", "_session_id"])
@pytest.mark.parametrize(
    ("one", "other", "annotator", "decisions", "refused"),
    [
        (DOC_SPANS, DOC_SPANS, "", KEPT, 0),  # the same answer counts once
        (DOC_SPANS, EDITED, "", [], 1),
        (EDITED, DOC_SPANS, "", [], 1),
        (DOC_SPANS, EDITED, "lee", FROM_EDITED, 0),
        (DOC_SPANS, EDITED, "kim", KEPT, 0),
    ],
)
def test_prodigy_two_annotators_of_one_task(tmp_path, key, one, other, annotator, decisions, refused):
    path = by_two(tmp_path, (key, "kim", one), (key, "lee", other))
    found = read_prodigy(path, HOW._replace(annotator=annotator))
    assert (found.decisions, len(found.refused)) == (decisions, refused)
    if refused:
        assert found.refused[0].startswith(f"{path}:2: lee has other mentions than {path}:1 by kim; neither is imported;")


def test_prodigy_an_annotator_who_is_not_there(tmp_path):
    path = by_two(tmp_path, ("_annotator_id", "kim", EDITED))
    with pytest.raises(ValueError, match="there is no answer of 'bo'; the annotators are kim"):
        read_prodigy(path, HOW._replace(annotator="bo"))


def test_prodigy_a_selection_that_ends_inside_a_word_is_widened_to_it(tmp_path):
    start = TEXT.index("Tripoli")
    path = by_two(tmp_path, ("_annotator_id", "kim", [*DOC_SPANS[:-2], (start, start + 4, "PER"), DOC_SPANS[-1]]))
    found = read_prodigy(path, HOW)
    assert place(start, start + 7, (start, start + 7, "PER")) in found.decisions
    assert found.notes == [f"{path}:1: 'Trip' does not end where words do; 'Tripoli' is taken"]


@pytest.mark.parametrize(
    ("left", "changes"),
    [(DOC_SPANS, (0, 0, 0, 4)), (DOC_SPANS[:1], (0, 0, 3, 1)), (EDITED, (1, 3, 0, 1)), ([], (0, 0, 4, 0))],
)
def test_prodigy_what_an_import_changes_is_counted(tmp_path, left, changes):
    assert read_prodigy(by_two(tmp_path, ("_annotator_id", "kim", left)), HOW).changes == changes
