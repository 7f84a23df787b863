"""Invented cables, and how good lists of their names are."""

import numpy

from cable_ner.evaluation.promising import THRESHOLDS, ListCounts


def invented(cables, *, seed=0):
    """Returns the counts of lists of invented cables: long and short ones, and some in which much is missed."""
    generator = numpy.random.default_rng(seed)
    cuts = numpy.array(THRESHOLDS)
    names = generator.poisson(generator.gamma(2, 15, cables))
    skill = generator.beta(8, 2, cables)
    missed, listed, wrong = (numpy.zeros((cables, len(cuts)), dtype=int) for _ in range(3))
    for number in range(cables):
        real = generator.beta(4 * skill[number], 0.6, names[number])
        false = generator.beta(0.3, 3, names[number])
        missed[number] = (real[:, None] < cuts).sum(axis=0)
        wrong[number] = (false[:, None] >= cuts).sum(axis=0)
        listed[number] = names[number] - missed[number] + wrong[number]
    return ListCounts(names, missed, listed, wrong)
