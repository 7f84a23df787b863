"""Spreadsheets: out with the open questions, in with exactly what a person filled in."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.audit.exchange import as_spreadsheet, read_spreadsheet
from cable_ner.audit.exchange.spreadsheet import COLUMNS
from cable_ner.audit.review import Findings, Form, Review
from cable_ner.labels import FormDecision
from tests.helpers.exchange import FORMS, HOW, LABELS, SUSPECTS, session


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def fill(tmp_path, answers, *, dialect=None, encoding="utf-8-sig"):
    """Returns the path of an exported spreadsheet whose rows were given (decision, extent), by text."""
    table = rows(as_spreadsheet(session(tmp_path)))
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, **(dialect or {}))
    writer.writeheader()
    for row in table:
        row["decision"], row["extent"] = answers.get(row["text"], ("", ""))
        writer.writerow(row)
    path = tmp_path / "edited.csv"
    path.write_bytes(file.getvalue().encode(encoding))
    return path


def test_spreadsheet_has_a_row_a_question(tmp_path):
    found = rows(as_spreadsheet(session(tmp_path)))
    names = ("what", "text", "label", "proposal", "proposed text", "count", "confidence", "gain")
    assert [tuple(row[name] for name in names) for row in found] == [
        ("form", "Khamis", "LOC", "PER", "", "3", "0.90", "2.5"),
        ("form", "Saif’s", "ORG", "PER", "Saif", "1", "0.90", "0.9"),
        ("form", "WHA", "", "ORG", "", "1", "0.90", "0.8"),
        ("mention", "Rome", "LOC", "ORG", "Rome", "1", "0.90", ""),
    ]
    assert all(row["decision"] == row["extent"] == "" for row in found)
    assert found[3]["context"].startswith("😀 Khamis met Saif’s aide in Tripoli. \\x1b[31m WHA, =Malta and “»Rome«”.")
    assert found[3]["reasons"] == "'+ reason"


def test_spreadsheet_that_was_not_filled_decides_nothing(tmp_path):
    path = tmp_path / "same.csv"
    path.write_text(as_spreadsheet(session(tmp_path)), encoding="utf8")
    assert read_spreadsheet(path, HOW)[:3] == ([], [], 4)


@pytest.mark.parametrize(
    ("dialect", "encoding"),
    [
        ({}, "utf-8"),
        ({}, "utf-8-sig"),
        ({"delimiter": ";"}, "utf-8-sig"),
        ({"delimiter": "\t"}, "utf-16"),
        ({"lineterminator": "\n", "quoting": csv.QUOTE_ALL}, "utf-8"),
    ],
)
def test_spreadsheet_all_accepted(tmp_path, dialect, encoding):
    answers = dict.fromkeys(("Khamis", "Saif’s", "WHA", "Rome"), ("y", ""))
    found = read_spreadsheet(fill(tmp_path, answers, dialect=dialect, encoding=encoding), HOW)
    assert found[:3] == (
        [*(form.accept() for form in FORMS[:3]), SUSPECTS[3].decide(SUSPECTS[3].new)],
        [],
        0,
    )


@pytest.mark.parametrize(
    ("text", "decision", "extent", "expected"),
    [
        ("Khamis", "k", "", FormDecision("Khamis", "LOC", "LOC")),
        ("Khamis", "keep", "", FormDecision("Khamis", "LOC", "LOC")),
        ("Khamis", "N", "", FormDecision("Khamis", "LOC", "")),
        ("Khamis", "misc", "", FormDecision("Khamis", "LOC", "MISC")),
        ("Khamis", "o", "", FormDecision("Khamis", "LOC", "ORG")),
        ("Khamis", "y", "Khamis met", FormDecision("Khamis", "LOC", "PER", "Khamis met")),
        ("Saif’s", "ORG", "", FormDecision("Saif’s", "ORG", "ORG")),
        ("Saif’s", "LOC", "Saif", FormDecision("Saif’s", "ORG", "LOC", "Saif")),
        ("WHA", "n", "", FormDecision("WHA", "", "", zone="text")),
        ("Rome", "k", "", SUSPECTS[3].decide(SUSPECTS[3].old)),
        ("Rome", "n", "", SUSPECTS[3].decide([])),
        ("Rome", "PER", "", SUSPECTS[3].labelled("PER")),
        ("Rome", "LOC", "“Rome”", SUSPECTS[3].extent("“Rome”", "LOC")),
    ],
)
def test_spreadsheet_answers(tmp_path, text, decision, extent, expected):
    found = read_spreadsheet(fill(tmp_path, {text: (decision, extent)}), HOW)
    assert found[:3] == ([expected], [], 3)


def test_spreadsheet_an_extent_that_looks_like_a_formula(tmp_path):
    found = read_spreadsheet(fill(tmp_path, {"WHA": ("y", "'=WHA")}), HOW)
    assert found.decisions == [FormDecision("WHA", "", "ORG", "=WHA", zone="text")]


@pytest.mark.parametrize(
    ("text", "decision", "changes"),
    [
        ("Khamis", "y", (0, 1, 0, 0)),
        ("Khamis", "k", (0, 0, 0, 1)),
        ("Khamis", "n", (0, 0, 1, 0)),
        ("WHA", "y", (1, 0, 0, 0)),
        ("WHA", "n", (0, 0, 0, 1)),
        ("Rome", "y", (0, 1, 0, 0)),
        ("Rome", "n", (0, 0, 1, 0)),
        ("Khamis", "d", (0, 0, 0, 0)),
    ],
)
def test_spreadsheet_what_an_import_changes_is_counted(tmp_path, text, decision, changes):
    assert read_spreadsheet(fill(tmp_path, {text: (decision, "")}), HOW).changes == changes


def test_spreadsheet_depends(tmp_path):
    found = read_spreadsheet(fill(tmp_path, {"Khamis": ("d", "")}), HOW)
    assert [form.key for form in found.depends] == [FORMS[0].key]
    assert found.decisions == []


@pytest.mark.parametrize(
    ("text", "decision", "extent", "message"),
    [
        (
            "Khamis",
            "GPE",
            "",
            "edited.csv:2: 'GPE' in column decision is neither y, k, n, d, s nor one of PER, ORG, LOC, MISC;",
        ),
        ("Khamis", "kn", "", "edited.csv:2: 'kn' in column decision is neither y, k, n, d, s nor one of"),
        ("Khamis", "y", "Kham", "edited.csv:2: 'Kham' ends inside a word of 'Khamis'; type whole words"),
        ("Rome", "LOC", "Rom", "edited.csv:5: 'Rom' does not occur here; type it exactly as it is written, in whole words"),
        ("Khamis", "y", "Egypt", "edited.csv:2: 'text' must be part of 'Khamis', or contain it"),
        ("Khamis", "n", "Kha", "edited.csv:2: an extent needs y or a label, not no entity"),
        ("Khamis", "", "Kha", "edited.csv:2: has an extent but no decision; fill in both or neither"),
        ("Rome", "d", "", "edited.csv:5: is a single mention, so `d` (depends) does not apply; answer y, k, n or a label"),
        ("Rome", "LOC", "Paris", "edited.csv:5: 'Paris' does not occur here; type it exactly as it is written"),
    ],
)
def test_spreadsheet_what_is_wrong_is_told_by_line(tmp_path, text, decision, extent, message):
    found = read_spreadsheet(fill(tmp_path, {text: (decision, extent)}), HOW)
    assert (found.decisions, len(found.refused)) == ([], 1)
    assert message in found.refused[0]


def test_spreadsheet_all_that_is_wrong_is_told(tmp_path):
    found = read_spreadsheet(fill(tmp_path, {"Khamis": ("?", ""), "Saif’s": ("y", ""), "Rome": ("!", "")}), HOW)
    assert [problem.split(": ")[0].rsplit(":", 1)[1] for problem in found.refused] == ["2", "5"]
    assert found.decisions == [FORMS[1].accept()]  # the rest is imported


def test_spreadsheet_rows_that_contradict(tmp_path):
    path = fill(tmp_path, {"Khamis": ("y", "")})
    line = path.read_text(encoding="utf-8-sig").splitlines()[1]
    with path.open("a", encoding="utf8") as file:
        file.write(line + "\n" + line.replace(",y,", ",k,") + "\n")
    found = read_spreadsheet(path, HOW)
    assert found.decisions == []
    assert found.refused == [f"{path}:7: has a different answer from line 2; neither is imported; keep one of the two"]


@pytest.mark.parametrize("key", ["", "{", "[]", "{}", '{"form": "a"}', '{"paragraph": "x", "cable": "", "start": "1"}'])
def test_spreadsheet_a_key_that_was_changed(tmp_path, key):
    path = tmp_path / "edited.csv"
    file = io.StringIO()
    csv.writer(file).writerows([("decision", "extent", "key"), ("y", "", key)])
    path.write_text(file.getvalue(), encoding="utf8")
    found = read_spreadsheet(path, HOW)
    assert found.refused == [f"{path}:2: column key was changed; export again, and leave this column alone"]


NASTY = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(str.strip)


@given(NASTY, st.sampled_from(["", *LABELS]), st.sampled_from(["", *LABELS]))
def test_spreadsheet_any_text_goes_round(tmp_path_factory, text, label, becomes):
    folder = tmp_path_factory.mktemp("csv")
    form = Form(text, label, becomes, "", 1, 0.5, 0.5, (text,), (), cable=text)
    path = folder / "a.csv"
    exported = as_spreadsheet(Review(Findings([form], [], []), folder / "c.jsonl"))
    assert all(line.isprintable() for line in exported.splitlines())
    table = rows(exported)
    table[0]["decision"] = "y"
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    writer.writerows(table)
    path.write_text(file.getvalue(), encoding="utf8", newline="")
    assert read_spreadsheet(path, HOW).decisions == [form.accept()]
