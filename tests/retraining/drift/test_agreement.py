"""How far a model and labels agree, by counts made by hand."""

import numpy
import pytest

from cable_ner.retraining.drift.agreement import usual_f, worst_cables


def test_drift_usual_f_of_cables_that_are_alike_is_that_of_each():
    counts = numpy.tile(numpy.array([[[3, 1, 1], [0, 1, 1]]]), (8, 1, 1))
    assert usual_f(counts, 4) == [pytest.approx([0.75, 0.75]), [0.0, 0.0]]
    assert usual_f(counts[:5], 4) == [None, None]


def test_drift_worst_cables_are_those_of_lowest_f1_and_few_mentions_come_last():
    counts = numpy.array([[10, 0, 0], [5, 5, 5], [0, 1, 1], [0, 0, 0]])
    before = numpy.array([[8, 2, 2], [9, 1, 1]] * 3)
    found = worst_cables(counts, ["good", "bad", "short", "empty"], before)
    assert [(row["cable"], row["f"], row["unusual"]) for row in found] == [
        ("bad", 0.5, True), ("good", 1.0, False), ("short", 0.0, False),
    ]  # fmt: skip
    assert (found[0]["right"], found[0]["spurious"], found[0]["missed"], found[0]["support"]) == (5, 5, 5, 10)
