"""A raw file as a cable: brackets that are text, sidecars, files of all kinds."""

import json

import pytest

from cable_ner.corpus.conversion import convert
from tests.helpers.conversion import accounted, docs_of


@pytest.mark.usefixtures("one_tokenizer")
@pytest.mark.parametrize(
    ("extra", "text", "entities"),
    [
        ("He wrote [sic] .", "He wrote [sic].", 0),
        ("The [ pere Q ] came .", "The [pere Q] came.", 0),
        ("A lone [ here .", "A lone [here.", 0),
        ("A lone ] here .", "A lone] here.", 0),
        ("The [MISC SCUD] B  ] flew .", "The SCUD] B flew.", 1),
        ("The [MISC M[1]13  ] drove .", "The M[1]13 drove.", 1),
    ],
)
def test_reading_bracket_that_is_text_gives_no_line(tmp_path, write_cables, cable, extra, text, entities):
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "odd.txt").write_text(cable(99, extra), encoding="utf8")
    report = convert([str(raw)], tmp_path / "out")
    assert report.data["problems"] == []
    assert report.data["brackets"]["total"] == accounted(report) == 36 + entities
    [doc] = [doc for doc in docs_of(tmp_path / "out") if "Lee99 thanked" in doc.text]
    assert doc.text == f"2. (U) Lee99 thanked all. {text}"
    assert len(doc.ents) == 1 + entities


@pytest.mark.usefixtures("one_tokenizer")
def test_reading_sidecar_that_is_not_utf8_does_not_stop_the_others(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "c3.txt.missing.jsonl").write_bytes(b"\xff\n")
    report = convert([str(raw)], tmp_path / "out")
    assert [row["file"] for row in report.data["problems"]] == ["c3.txt"]


@pytest.mark.usefixtures("one_tokenizer")
def test_reading_message_holds_no_control_characters(tmp_path, write_cables, cable):
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "bad.txt").write_text(cable(99, "In [GPE Ro\x1b[2Jme  ] ."), encoding="utf8")
    report = convert([str(raw)], tmp_path / "out")
    assert report.data["problems"]
    assert all(row["message"].isprintable() for row in report.data["problems"])


@pytest.mark.usefixtures("one_tokenizer")
def test_reading_sidecar_marks_spans_missing(tmp_path, write_cables):
    raw = write_cables(tmp_path / "raw", range(8))
    row = {"index": 2, "start": 41, "end": 55, "text": "bout harvest n"}
    (raw / "c5.txt.missing.jsonl").write_text(json.dumps(row) + "\n", encoding="utf8")
    report = convert([str(raw)], tmp_path / "out")
    assert report.data["brackets"]["total"] == accounted(report) == 33
    assert report.data["brackets"]["missing"] == {"listed in a sidecar": 1}
    [doc] = [doc for doc in docs_of(tmp_path / "out") if "Ann Lee5" in doc.text]
    assert [token.text for token in doc if token.ent_iob == 0] == ["about", "harvest", "number"]
    assert len(doc.ents) == 3


@pytest.mark.usefixtures("one_tokenizer")
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("nonsense", ""),
        ("5", "not subscriptable"),
        ('{"index": 9, "start": 0, "end": 1, "text": "x"}', "there is no such place in the cable"),
        ('{"index": 1, "start": 0, "end": 3, "text": "OBJ"}', "the text there is 'SUB', not 'OBJ'"),
        ('{"index": 1, "start": 0}', "'end'"),
    ],
)
def test_reading_sidecar_that_does_not_fit_is_told_of(tmp_path, write_cables, line, reason):
    raw = write_cables(tmp_path / "raw", range(8))
    good = '{"index": 1, "start": 0, "end": 7, "text": "SUBJECT"}'
    (raw / "c5.txt.missing.jsonl").write_text(f"{good}\n{line}\n", encoding="utf8")
    report = convert([str(raw)], tmp_path / "out")
    [problem] = report.data["problems"]
    assert (problem["file"], problem["kind"]) == ("c5.txt", "sidecar")
    assert problem["message"].startswith("line 2 of its .missing.jsonl file does not match the cable (")
    assert reason in problem["message"]
    assert report.data["brackets"]["missing"] == {"listed in a sidecar": 1}


@pytest.mark.usefixtures("one_tokenizer")
@pytest.mark.parametrize(
    "row",
    [
        {"index": -1, "start": 0, "end": 2, "text": "2."},
        {"index": 1, "start": -1, "end": 28, "text": "5"},
        {"index": 1, "start": 3, "end": 3, "text": ""},
    ],
)
def test_reading_sidecar_with_impossible_offsets_is_told_of(tmp_path, write_cables, row):
    raw = write_cables(tmp_path / "raw", range(8))
    (raw / "c5.txt.missing.jsonl").write_text(json.dumps(row) + "\n", encoding="utf8")
    report = convert([str(raw)], tmp_path / "out")
    assert [problem["kind"] for problem in report.data["problems"]] == ["sidecar"]


def test_reading_reference_id_with_a_very_long_number(tmp_path):
    (tmp_path / "raw").mkdir()
    for number in range(6):
        reference = f"09TRIPOLI{number}{'9' * 40}"
        table = f"<table class='cable'><tr><th>Reference ID</th></tr><tr><td>{reference}</td></tr></table>"
        text = f"{table}<code><pre>SUBJECT: BREAD {number}\n\n1. (U) [PER Ann Lee  ] spoke of harvest {number}.</pre></code>"
        (tmp_path / "raw" / f"{number}.txt").write_text(text, encoding="utf8")
    report = convert([str(tmp_path / "raw")], tmp_path / "out")
    assert report.data["cables"] == 6
    assert report.rejected_files == []
