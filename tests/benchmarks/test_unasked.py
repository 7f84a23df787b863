"""Repairs that nobody is asked about."""

import numpy

from benchmarks.unasked import filtered_by_cleanlab
from cable_ner.audit import SCORED, Opinion, Text


def test_unasked_cleanlab_where_labels_are_missing():
    tags = ["B-PER", "-", "O", "B-PER", "O", "O"]
    text = Text("a.txt", "Ann saw Rome Bob left .".split(), [True] * 6, tags)
    chances = numpy.full((len(SCORED), 6, 3), 0.01)  # of O, B-PER, I-PER
    for number, tag in enumerate((1, 0, 0, 1, 0, 0)):
        chances[:, number, tag] = 0.98
    opinion = Opinion(((),) * 4, numpy.log(chances).astype(numpy.float16))
    assert filtered_by_cleanlab([text], [opinion], (0,)) == [((0, 1, "PER"), (3, 4, "PER"))]
