"""Scores, intervals, differences, kinds of error and confusion: by hand on two small cables, and laws."""

import numpy
import pytest
from hypothesis import given

from cable_ner.evaluation.errors import errors
from cable_ner.evaluation.facets import facets
from cable_ner.evaluation.intervals import interval
from cable_ner.evaluation.metrics import confusion, difference, kinds, scores
from cable_ner.evaluation.reading import Reading
from cable_ner.evaluation.reference import as_reference
from cable_ner.evaluation.runs import SystemRun
from cable_ner.evaluation.scoring import ALL, MACRO
from tests.helpers.systems import (
    FOUND,
    RAIN,
    built,
    counts,
    make,
    small_docs,
    systems,
)


def test_metrics_scores_by_hand(run):
    found = scores(run)
    macro = found.pop(MACRO)
    assert list(found) == ["LOC", "MISC", "ORG", "PER", ALL]
    assert counts(found) == {"LOC": (2, 2, 1), "MISC": (0, 1, 0), "ORG": (0, 0, 1), "PER": (1, 1, 2), ALL: (3, 4, 4)}
    assert {name: score["support"] for name, score in found.items()} == {"LOC": 3, "MISC": 0, "ORG": 1, "PER": 3, ALL: 7}
    assert [found["LOC"][key] for key in "prf"] == pytest.approx([1 / 2, 2 / 3, 4 / 7])
    assert [found["PER"][key] for key in "prf"] == pytest.approx([1 / 2, 1 / 3, 2 / 5])
    assert [found[ALL][key] for key in "prf"] == pytest.approx([3 / 7, 3 / 7, 3 / 7])
    assert [macro[key] for key in "prf"] == pytest.approx([1 / 4, 1 / 4, (4 / 7 + 2 / 5) / 4])


def test_metrics_intervals_are_over_cables(run):
    # Two cables are too few for one; here in four.
    assert {score["interval"] and 1 for score in scores(run).values()} == {None}
    found = scores(SystemRun(as_reference([*small_docs(), *small_docs("c.txt", "d.txt")]), Reading(FOUND * 2)))
    of_locations = numpy.array([[[1, 1, 1]], [[1, 1, 0]]] * 2)  # right, spurious and missed LOC, by cable
    assert found["LOC"]["interval"] == dict(zip("prf", interval(of_locations)[0].tolist()))
    # ORG is missed in two cables, and MISC spurious in two.
    assert (found["ORG"]["interval"], found["MISC"]["interval"]) == (None, None)
    # PER is in all cables, and in two of them the model has found none.
    assert set(found["PER"]["interval"]) == {"r", "f"}
    low, high = found[MACRO]["interval"]["f"]
    assert low < found[MACRO]["f"] < high


def test_metrics_one_cable_has_no_interval():
    found = scores(SystemRun(as_reference(small_docs()[:2]), Reading(FOUND[:2])))
    assert [score["interval"] for score in found.values()] == [None] * 4 + [None]
    assert counts({ALL: found[ALL]}) == {ALL: (2, 2, 3)}


def test_metrics_without_any_mention():
    empty = SystemRun(as_reference([make(RAIN), make(RAIN, cable="b.txt")]), Reading([[], []]))
    nothing = {"p": 0.0, "r": 0.0, "f": 0.0}
    assert scores(empty) == {
        ALL: {**nothing, "support": 0, "right": 0, "spurious": 0, "missed": 0, "interval": None},
        MACRO: {**nothing, "interval": None},
    }
    assert set(kinds(empty)[ALL].values()) == {0}
    assert confusion(empty) == {"reference": ["spurious"], "predicted": ["missed"], "counts": [[0]]}
    assert facets(empty, {}) == {"seen": {}, "zone": {}, "case": {}, "frequency": {}, "length": {}}


def test_metrics_kinds_by_hand(run):
    assert kinds(run) == {
        ALL: {"right": 3, "type": 1, "boundary": 1, "both": 1, "spurious": 1, "missed": 1},
        "LOC": {"right": 2, "type": 0, "boundary": 0, "both": 0, "spurious": 0, "missed": 1},
        "MISC": {"right": 0, "type": 0, "boundary": 0, "both": 0, "spurious": 1, "missed": 0},
        "ORG": {"right": 0, "type": 1, "boundary": 0, "both": 0, "spurious": 0, "missed": 0},
        "PER": {"right": 1, "type": 0, "boundary": 1, "both": 1, "spurious": 0, "missed": 0},
    }


def test_metrics_confusion_by_hand(run):
    assert confusion(run) == {
        "reference": ["LOC", "MISC", "ORG", "PER", "spurious"],
        "predicted": ["LOC", "MISC", "ORG", "PER", "missed"],
        "counts": [[2, 0, 0, 0, 1], [0, 0, 0, 0, 0], [1, 0, 0, 0, 0], [1, 0, 0, 2, 0], [0, 1, 0, 0, 0]],
    }


def test_metrics_difference_by_hand(run, other):
    found = difference(other, run)
    assert list(found) == ["LOC", "MISC", "ORG", "PER", ALL]
    # The other: 6 right, Rain spurious, one Rome missed. F1 12/14 and 3/7; by cable 1 and 4/9, 2/4 and 2/5.
    assert found[ALL]["f"] == pytest.approx(12 / 14 - 3 / 7)
    assert (found[ALL]["interval"], found[ALL]["p"]) == (None, None)  # of two cables
    assert found["LOC"]["f"] == pytest.approx(4 / 5 - 4 / 7)
    assert found["ORG"] == {"f": 1.0, "interval": None, "p": None}
    # In four cables, of which two have nothing of ORG.
    twice = as_reference([*small_docs(), *small_docs("c.txt", "d.txt")])
    found = difference(*(SystemRun(twice, Reading(one.reading.found * 2)) for one in (other, run)))
    low, high = found[ALL]["interval"]
    assert found[ALL]["f"] == pytest.approx(12 / 14 - 3 / 7)
    assert 0 < low < found[ALL]["f"] < high
    assert 0 < found[ALL]["p"] < 0.05
    assert found["ORG"] == {"f": 1.0, "interval": None, "p": None}


@given(systems())
def test_metrics_swapping_sides_swaps_precision_and_recall(rows):
    forth, back = scores(built(rows)), scores(built(rows, swapped=True))
    assert set(forth) == set(back)
    for name in forth:
        assert [forth[name][key] for key in "prf"] == [back[name][key] for key in "rpf"]
        here, there = (side[name]["interval"] or {} for side in (forth, back))
        assert [here.get(key) for key in "prf"] == [there.get(key) for key in "rpf"]


@given(systems())
def test_metrics_counts_add_up(rows):
    run = built(rows)
    found = scores(run)
    labels = [score for name, score in found.items() if name not in (ALL, MACRO)]
    for key in ("right", "spurious", "missed", "support"):
        assert found[ALL][key] == sum(score[key] for score in labels)
    for values in facets(run, {}).values():
        for key in ("right", "spurious", "missed"):
            assert found[ALL][key] == sum(score[key] for score in values.values())
    of_kind, matrix = kinds(run), confusion(run)
    for kind in of_kind[ALL]:
        assert of_kind[ALL][kind] == sum(row[kind] for name, row in of_kind.items() if name != ALL)
    assert found[ALL]["support"] == sum(of_kind[ALL].values()) - of_kind[ALL]["spurious"]
    assert sum(map(sum, matrix["counts"])) == sum(of_kind[ALL].values())
    for label, row in zip(matrix["reference"], matrix["counts"]):
        if label != "spurious":
            assert sum(row) == found[label]["support"]
    assert [row[-1] for row in matrix["counts"][:-1]] == [of_kind[label]["missed"] for label in matrix["reference"][:-1]]
    assert matrix["counts"][-1][-1] == 0
    assert len(errors(run, None)) == sum(of_kind[ALL].values()) - of_kind[ALL]["right"]


@given(systems())
def test_metrics_of_the_reference_itself_is_perfect(rows):
    run = built([(cable, gold, gold) for cable, gold, _ in rows])
    assert all(score["f"] == 1 for score in scores(run).values() if score.get("support"))
    assert errors(run, None) == []
