"""Decisions applied to an archive: what its names are afterwards, case by case."""

import pytest

from cable_ner.index import NameAction, NameDecision, NameDecisions, build_archive
from cable_ner.index.archive.writing import ArchiveWriter
from cable_ner.index.decisions import Line
from tests.helpers.archive import line, opened, write_lines

CABLES = (
    line("a.txt", "[PER Ann Millbrook] met [PER Millbrook] and [PER ANN MILLBROOK] in [LOC Bern] .", date="2009-01-01"),
    line("b.txt", "[PER Mrs. Hartwell] of [ORG Bern] saw [PER Summary] .", date="2009-01-02"),
    line("c.txt", "[PER Ann Millbrook] and [PER Tomas Calder] left [LOC BERN] .", date="2009-01-03"),
    line("d.txt", "[PER Summary] : [PER T. Calder] of [MISC Bern] and [ORG Red Cross] ([ORG RC]) .", date="2009-01-04"),
)
M, S, R, D, L = NameAction


def decided(*rows: tuple) -> list[NameDecision]:
    return NameDecisions([Line(number, NameDecision(*row)) for number, row in enumerate(rows, 1)]).in_force()


def names_after(folder, *rows: tuple, cables=CABLES) -> tuple[dict[str, dict[str, int]], object]:
    """Returns the names of the archive after decisions, each with its variants, and the figures of the build."""
    source = write_lines(folder / "cables.jsonl", *cables)
    figures = build_archive([source], folder / "archive.db", decisions=decided(*rows))
    query = "SELECT n.label || ' ' || n.name, v.variant, v.mentions FROM names n JOIN variants v ON v.name = n.id"
    found: dict[str, dict[str, int]] = {}
    for name, variant, mentions in opened(folder / "archive.db").execute(query):
        found.setdefault(name, {})[variant] = mentions
    return found, figures


ANN = {"Ann Millbrook": 2, "ANN MILLBROOK": 1, "Millbrook": 1}
CASES = {
    "nothing": ((), {"PER Ann Millbrook": ANN, "PER Tomas Calder": {"Tomas Calder": 1}, "PER T. Calder": {"T. Calder": 1}}),
    "merge": (
        [(M, "PER", "Mrs. Hartwell", "Ann Millbrook")],
        {"PER Ann Millbrook": {**ANN, "Mrs. Hartwell": 1}, "PER Mrs. Hartwell": None},
    ),
    "merge, by a form that is borrowed": (
        [(M, "PER", "Millbrook", "Mrs. Hartwell")],
        {"PER Ann Millbrook": {**ANN, "Mrs. Hartwell": 1}},
    ),
    "chained merges": (
        [(M, "PER", "T. Calder", "Tomas Calder"), (M, "PER", "Mrs. Hartwell", "Ann Millbrook"),
         (M, "PER", "Tomas Calder", "Mrs. Hartwell")],
        {"PER Ann Millbrook": {**ANN, "Mrs. Hartwell": 1, "T. Calder": 1, "Tomas Calder": 1}, "PER Tomas Calder": None},
    ),
    "merge and rename": (
        [(M, "PER", "T. Calder", "Tomas Calder"), (R, "PER", "T. Calder", "Thomas Calder (envoy)")],
        {"PER Thomas Calder (envoy)": {"Tomas Calder": 1, "T. Calder": 1}},
    ),
    "a name that was given is known": (
        [(R, "PER", "Tomas Calder", "The envoy"), (M, "PER", "The envoy", "T. Calder")],
        {"PER The envoy": {"Tomas Calder": 1, "T. Calder": 1}},
    ),
    "the later rename holds": (
        [(R, "PER", "Tomas Calder", "One"), (R, "PER", "Tomas Calder", "Two")], {"PER Two": {"Tomas Calder": 1}},
    ),
    "the later rename of two names that are one holds": (
        [(R, "PER", "Tomas Calder", "One"), (R, "PER", "T. Calder", "Two"), (M, "PER", "Tomas Calder", "T. Calder")],
        {"PER Two": {"Tomas Calder": 1, "T. Calder": 1}},
    ),
    "split a short form": (
        [(S, "PER", "Millbrook", "Ann Millbrook")],
        {"PER Ann Millbrook": {"Ann Millbrook": 2, "ANN MILLBROOK": 1}, "PER Millbrook": {"Millbrook": 1}},
    ),
    "split a spelling": (
        [(S, "PER", "ANN MILLBROOK", "Millbrook")],
        {"PER Ann Millbrook": {"Ann Millbrook": 2, "Millbrook": 1}, "PER ANN MILLBROOK": {"ANN MILLBROOK": 1}},
    ),
    "split an acronym": (
        [(S, "ORG", "RC", "Red Cross")], {"ORG Red Cross": {"Red Cross": 1}, "ORG RC": {"RC": 1}},
    ),
    "split after merge": (
        [(M, "PER", "Tomas Calder", "Ann Millbrook"), (S, "PER", "Ann Millbrook", "Tomas Calder")],
        {"PER Ann Millbrook": ANN, "PER Tomas Calder": {"Tomas Calder": 1}},
    ),
    "merge after split": (
        [(S, "PER", "Millbrook", "Ann Millbrook"), (M, "PER", "Ann Millbrook", "Millbrook")], {"PER Ann Millbrook": ANN},
    ),
    "split, then merge with another": (
        [(S, "PER", "Millbrook", "Ann Millbrook"), (M, "PER", "Mrs. Hartwell", "Millbrook")],
        {"PER Mrs. Hartwell": {"Mrs. Hartwell": 1, "Millbrook": 1}},
    ),
    "split what is apart": ([(S, "PER", "Tomas Calder", "Ann Millbrook")], {"PER Tomas Calder": {"Tomas Calder": 1}}),
    "drop": ([(D, "PER", "Summary")], {"PER Summary": None, "PER Ann Millbrook": ANN}),
    "drop a form of a name": (
        [(D, "PER", "Millbrook")], {"PER Ann Millbrook": {"Ann Millbrook": 2, "ANN MILLBROOK": 1}},
    ),
    "drop the name in full": ([(D, "ORG", "Red Cross")], {"ORG Red Cross": None, "ORG RC": {"RC": 1}}),
    "label everywhere": (
        [(L, "", "Bern", "LOC")], {"LOC Bern": {"Bern": 3, "BERN": 1}, "ORG Bern": None, "MISC Bern": None},
    ),
    "label where it has another": (
        [(L, "MISC", "Bern", "LOC")], {"LOC Bern": {"Bern": 2, "BERN": 1}, "ORG Bern": {"Bern": 1}},
    ),
    "a label that the archive does not have": ([(L, "", "Red Cross", "NGO")], {"NGO Red Cross": {"Red Cross": 1}}),
    "labels that change places": (
        [(L, "LOC", "Bern", "PER"), (L, "ORG", "Bern", "LOC")],
        {"PER Bern": {"Bern": 1}, "LOC Bern": {"Bern": 1, "BERN": 1}, "ORG Bern": None},
    ),
    "label, then drop": ([(L, "ORG", "Bern", "MISC"), (D, "MISC", "Bern")], {"MISC Bern": None, "ORG Bern": None}),
    "drop, then label everywhere": ([(D, "ORG", "Bern"), (L, "", "Bern", "LOC")], {"LOC Bern": {"Bern": 3, "BERN": 1}}),
    "label, then merge": (
        [(L, "", "Summary", "ORG"), (M, "ORG", "Summary", "Red Cross")],
        {"ORG Summary": {"Summary": 2, "Red Cross": 1, "RC": 1}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_decisions_applied_to_an_archive(tmp_path, case):
    rows, expected = CASES[case]
    found, figures = names_after(tmp_path, *rows)
    assert {name: found.get(name) for name in expected} == expected
    assert figures.applied.unknown == []


def test_decisions_about_names_that_are_not_there_are_told_and_the_others_hold(tmp_path):
    rows = [
        (M, "PER", "Nobody", "Ann Millbrook"), (S, "PER", "Millbrook", "Nobody"), (R, "LOC", "Ann Millbrook", "X"),
        (D, "LOC", "Summary"), (L, "", "Nobody", "PER"), (D, "PER", "Summary"), (R, "PER", "Summary", "Gone"),
    ]  # fmt: skip
    found, figures = names_after(tmp_path, *rows)
    assert [tuple(one)[:4] for one in figures.applied.unknown] == [
        (D, "LOC", "Summary", ""), (L, "", "Nobody", "PER"), (M, "PER", "Nobody", "Ann Millbrook"),
        (S, "PER", "Millbrook", "Nobody"), (R, "LOC", "Ann Millbrook", "X"), (R, "PER", "Summary", "Gone"),
    ]  # fmt: skip
    assert "PER Summary" not in found


def test_decisions_count_cables_and_mentions_once(tmp_path):
    source = write_lines(tmp_path / "cables.jsonl", *CABLES)
    rows = decided((M, "PER", "Tomas Calder", "Ann Millbrook"), (D, "PER", "Summary"), (L, "", "Bern", "LOC"))
    build_archive([source], tmp_path / "archive.db", decisions=rows)
    db = opened(tmp_path / "archive.db")
    ann = db.execute("SELECT mentions, cables, first, last, own_form FROM names WHERE name = 'Ann Millbrook'").fetchone()
    assert tuple(ann) == (5, 2, "2009-01-01", "2009-01-03", "Ann Millbrook")
    counts = (
        "SELECT sum(mentions) FROM cables UNION ALL SELECT count(*) FROM mentions UNION ALL SELECT sum(mentions) FROM names"
    )
    assert [row[0] for row in db.execute(counts)] == [15 - 2] * 3
    assert {row[0] for row in db.execute("SELECT label FROM mentions")} == {"PER", "LOC", "ORG"}
    query = 'SELECT count(*) FROM mentions m JOIN names n ON n.id = m.name WHERE n.label <> m.label OR m."end" <= m.start'
    assert db.execute(query).fetchone()[0] == 0


def test_decisions_of_two_people_who_call_one_name_differently_are_told(tmp_path):
    rows = [
        (R, "PER", "Tomas Calder", "One", "kim"), (R, "PER", "T. Calder", "Two", "lee"),
        (M, "PER", "Tomas Calder", "T. Calder", "kim"),
    ]  # fmt: skip
    _, figures = names_after(tmp_path, *rows)
    assert [(one.other, later.other) for one, later in figures.applied.contradictions] == [("One", "Two")]


def test_decisions_name_no_longer_there_makes_no_short_form(tmp_path):
    """What is not a name, or no person, stands in no other's way."""
    cables = [line("a.txt", "[PER Ann Millbrook] , [PER Summary Millbrook] and [PER Millbrook] .")]
    before, _ = names_after(tmp_path / "before", cables=cables)
    assert before["PER Millbrook"] == {"Millbrook": 1}
    for number, row in enumerate([(D, "PER", "Summary Millbrook"), (L, "", "Summary Millbrook", "MISC")]):
        after, _ = names_after(tmp_path / str(number), row, cables=cables)
        assert after["PER Ann Millbrook"] == {"Ann Millbrook": 1, "Millbrook": 1}


def test_decisions_that_change_during_a_build_begin_the_new_file_anew(tmp_path, monkeypatch):
    source = write_lines(tmp_path / "cables.jsonl", *CABLES)
    with monkeypatch.context() as patched:
        patched.setattr(ArchiveWriter, "_finish", lambda self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            build_archive([source], tmp_path / "archive.db")
    build_archive([source], tmp_path / "archive.db", decisions=decided((R, "PER", "Summary", "Other")))
    names = {row[0] for row in opened(tmp_path / "archive.db").execute("SELECT name FROM names")}
    assert "Other" in names
    assert "Summary" not in names


def test_decisions_that_leave_no_name_are_refused(tmp_path):
    cables = [line("a.txt", "[PER Summary] .")]
    with pytest.raises(ValueError, match="no name is left after the decisions about names; take some back"):
        names_after(tmp_path, (D, "PER", "Summary"), cables=cables)


def test_decisions_in_a_chain_of_thousands(tmp_path):
    cables = [line(f"{at}.txt", f"[ORG Guild {at}q] spoke.") for at in range(3000)]
    rows = [(M, "ORG", f"Guild {at}q", f"Guild {at + 1}q") for at in range(2999)]
    found, _ = names_after(tmp_path, *rows, cables=cables)
    assert [len(variants) for variants in found.values()] == [3000]
