"""How well an audit ranks what is wrong, by hand-computed cases."""

import pytest

from benchmarks.ranking import errors, rank_of_places, rank_of_sentences, ranked
from tests.helpers.audit import make


def test_ranking_of_scores():
    # Of two wrong ones, the first is found first, the other third: (1/1 + 2/3) / 2.
    assert ranked([True, False, True, False], [4, 3, 2, 1]) == (0.5, pytest.approx(5 / 6))
    with pytest.raises(ValueError, match="nothing is wrong"):
        ranked([False], [1])


def test_ranking_errors_that_overlap_are_one():
    doc = make("then Saif al-Islam left Rome.", ("Saif", "PER"), ("Rome", "ORG"))
    assert errors(doc, make(doc.text, ("Saif al-Islam", "PER"), ("Rome", "LOC"))) == [(5, 18), (24, 28)]
    assert errors(doc, doc) == []


def row(doc, text):
    start = doc.text.index(text)
    return {"cable": doc.user_data["cable"], "index": 0, "start": start, "end": start + len(text)}


def test_ranking_of_places_and_sentences():
    doc = make("Ann left. Bob saw Rome. Eve slept.", ("Ann", "PER"), ("Rome", "ORG"))
    gold = make(doc.text, ("Ann", "PER"), ("Bob", "PER"), ("Rome", "LOC"), ("Eve", "PER"))
    report = {"suspects": [row(doc, "Ann"), row(doc, "Rome"), row(doc, "Bob")]}
    # Three places are wrong; of the first three listed, two; Eve is found last, at the fourth place.
    assert rank_of_places(report, [doc], [gold]) == (pytest.approx(2 / 3), pytest.approx((1 / 2 + 2 / 3 + 3 / 4) / 3))
    # Two sentences of three are wrong; they are found second and third.
    assert rank_of_sentences(report, [doc], [gold]) == (0.5, pytest.approx((1 / 2 + 2 / 3) / 2))
