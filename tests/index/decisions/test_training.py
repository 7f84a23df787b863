"""Decisions about labels offered to training: what corrections.jsonl has afterwards."""

import pytest

from cable_ner.index import NameAction, NameDecision, NameDecisions, offer_to_training
from cable_ner.index.decisions import Line
from cable_ner.labels import FormDecision, append_decisions, read_corrections

M, S, R, D, L = NameAction
LABELS = ("PER", "ORG", "LOC")


def _offer(path, *rows):
    lines = [Line(number, NameDecision(*row)) for number, row in enumerate(rows, 1)]
    return offer_to_training(NameDecisions(lines), path, labels=LABELS, by="kim")


def _says(path):
    return [(one.form, one.label, one.becomes) for one in read_corrections(path).in_force()]


CASES = {
    "drop": ([(D, "PER", "Summary")], [("Summary", "PER", "")]),
    "label everywhere": ([(L, "", "Libya", "LOC")], [("Libya", "PER", "LOC"), ("Libya", "ORG", "LOC")]),
    "label where it has another": ([(L, "MISC", "Libya", "LOC")], [("Libya", "MISC", "LOC")]),
    "one after the other": ([(L, "ORG", "x", "LOC"), (D, "LOC", "x")], [("x", "ORG", ""), ("x", "LOC", "")]),
    "what names are called is nothing to learn": ([(M, "PER", "a", "b"), (S, "PER", "c", "d"), (R, "PER", "e", "f")], []),
}


@pytest.mark.parametrize("case", CASES)
def test_decisions_offered_to_training(tmp_path, case):
    rows, expected = CASES[case]
    path = tmp_path / "corrections.jsonl"
    assert len(_offer(path, *rows).added) == len(expected)
    assert sorted(_says(path)) == sorted(expected)
    again = _offer(path, *rows)
    assert (again.added, again.revoked, again.contradicted) == ([], [], [])


def test_decisions_taken_back_are_taken_back_in_training(tmp_path):
    path = tmp_path / "corrections.jsonl"
    _offer(path, (D, "PER", "Summary"), (L, "", "Libya", "LOC"))
    offer = _offer(path, (D, "PER", "Summary"), (L, "", "Libya", "ORG"))
    assert [(one.label, one.becomes) for one in offer.revoked] == [("PER", "LOC"), ("ORG", "LOC")]
    assert sorted(_says(path)) == [("Libya", "LOC", "ORG"), ("Libya", "PER", "ORG"), ("Summary", "PER", "")]


def test_decisions_of_a_review_stay_and_the_contradiction_is_told(tmp_path):
    path = tmp_path / "corrections.jsonl"
    append_decisions(path, [FormDecision("Libya", "ORG", "ORG"), FormDecision("x", "PER", "", cable="a.txt")])
    offer = _offer(path, (L, "", "Libya", "LOC"), (D, "PER", "x"))
    assert [(one.label, there.becomes) for one, there in offer.contradicted] == [("ORG", "ORG")]
    assert sorted(_says(path)) == [("Libya", "ORG", "ORG"), ("Libya", "PER", "LOC"), ("x", "PER", ""), ("x", "PER", "")]


def test_decisions_offered_say_who_took_them(tmp_path):
    path = tmp_path / "corrections.jsonl"
    _offer(path, (D, "PER", "Summary", "", "lee", "2009-01-01T00:00:00Z"))
    assert dict(read_corrections(path).decisions[0].notes) == {"by": "lee", "note": "names", "date": "2009-01-01T00:00:00Z"}
