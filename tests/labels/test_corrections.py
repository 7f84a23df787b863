"""Decisions together: whether they are about an archive."""

import pytest

from cable_ner.labels import Corrections, from_json
from tests.helpers.decisions import form, place


@pytest.mark.parametrize(
    ("rows", "cables", "about"),
    [
        ([], ["a"], True),
        ([form("Ana", "PER", "")], ["a"], True),  # named by none: of any archive
        ([form("Ana", "PER", "", cable="a")], ["a", "b"], True),
        ([form("Ana", "PER", "", seen="b"), form("Ana", "PER", "")], ["b"], True),
        ([{**place("Ana", "Ana"), "cable": "a"}, form("Ana", "PER", "", seen="b")], ["c"], False),
    ],
)
def test_corrections_know_whether_they_are_about_an_archive(rows, cables, about):
    assert Corrections(map(from_json, rows)).are_about(cables) is about


def test_corrections_in_force_are_those_that_no_later_one_replaces():
    rows = [form("Ana", "PER", "ORG"), place("Ana", "Ana"), form("Ana", "PER", ""), form("Ana", "PER", "", zone="text")]
    rows.append(place("Ana", "Ana", ("Ana", "PER")))
    decisions = [from_json(row) for row in rows]
    assert Corrections(decisions).in_force() == decisions[2:]


def test_corrections_that_are_taken_back_leave_what_was_decided_before():
    rows = [
        form("Ana", "PER", "LOC"), form("Bo", "", "PER"), form("Ana", "PER", "ORG"), place("Ana left", "Ana"),
        form("Ana", "PER", "LOC"),
    ]  # fmt: skip
    decisions = list(map(from_json, rows))
    found = Corrections(decisions)
    for number in (4, 3, 1, 2, 0):
        found.remove(decisions[number])
        again = Corrections(found.decisions)
        assert (found.forms, found.places) == (again.forms, again.places)
        assert bool(found.unlabelled.places("Bo left")) is (number in (4, 3))
    with pytest.raises(ValueError, match="not in"):
        found.remove(decisions[0])
