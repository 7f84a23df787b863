"""Counts of lists by hand, the bounds' formula, and that what is promised holds on cables like these."""

import numpy
import pytest

from cable_ner.evaluation.promising import THRESHOLDS, ListCounts, list_counts, make_promise, upper_bounds
from cable_ner.evaluation.reading import Reading
from cable_ner.evaluation.reference import as_reference
from cable_ner.evaluation.runs import SystemRun
from cable_ner.model import cut
from tests.helpers.lists import invented
from tests.helpers.systems import RAIN, UNION, make, spans

CUTS = (0.0, 0.3, 0.6, 0.9)


def test_promising_counts_by_hand():
    docs = [
        make(UNION, ("Ann Lee", "PER"), ("Bob Stone", "PER"), ("Bakers Union", "ORG"), ("Rome", "LOC")),
        make(RAIN, cable="b.txt"),
    ]
    found = [spans(UNION, ("Ann Lee", "PER"), ("Bob", "PER")), spans(RAIN, ("Rain", "MISC"))]
    sure = [dict(zip(found[0], (0.95, 0.5))), {found[1][0]: 0.7}]
    others = [dict(zip(spans(UNION, ("Bakers Union", "ORG"), ("of", "LOC")), (0.4, 0.1))), {}]
    run = SystemRun(as_reference(docs), Reading(found, confidence=sure, others=others))
    counts = list_counts(run, CUTS)
    assert counts.names.tolist() == [4, 0]
    # Rome is on no list; Bob touches Bob Stone, and is wrong; so is `of`.
    assert counts.missed.tolist() == [[1, 1, 3, 3], [0, 0, 0, 0]]
    assert counts.listed.tolist() == [[4, 3, 1, 1], [1, 1, 1, 0]]
    assert counts.wrong.tolist() == [[2, 1, 0, 0], [1, 1, 1, 0]]
    assert counts.missed_shares.tolist() == [[0.25, 0.25, 0.75, 0.75]]  # a cable without a name has none to miss
    assert counts.wrong_shares[0].tolist() == pytest.approx([0.5, 1 / 3, 0, 0])
    assert counts.wrong_shares[1].tolist() == [1, 1, 1, 0]  # nothing on an empty list is wrong


def test_promising_knows_nothing_of_a_model_without_confidence_or_other_paths(run):
    assert list_counts(SystemRun(run.test, run.reading._replace(confidence=None, others=[]))) is None
    assert list_counts(SystemRun(run.test, run.reading._replace(others=None))) is None


def test_promising_lists_a_mention_whose_confidence_is_not_known(run):
    nothing_else = run.reading._replace(others=[{} for _ in run.reading.found])
    counts = list_counts(SystemRun(run.test, nothing_else), (0.999,))
    assert counts.listed.sum() == 2  # Rain, which has none, and Rome with 1.0


def test_promising_upper_bound_by_hand():
    """Of cables that all lose a share of 0.02, each multiplies the capital by 1 + bound - 0.02, until it is 20."""
    [bound] = upper_bounds(numpy.full((50, 1), 0.02))
    assert (1 + bound - 0.02) ** 50 == pytest.approx(20)
    assert upper_bounds(numpy.zeros((3, 1))).tolist() == [pytest.approx(1.0)]  # three cables tell nothing
    assert upper_bounds(numpy.ones((500, 1))).tolist() == [pytest.approx(1.0)]
    # The order does not matter; a bound of more cables is closer.
    losses = numpy.random.default_rng(0).beta(1, 20, (60, 2))
    assert upper_bounds(losses[::-1]) == pytest.approx(upper_bounds(losses))
    assert (upper_bounds(numpy.tile(losses, (20, 1))) < losses.mean(axis=0) + 0.02).all()


@pytest.mark.parametrize(
    "draw",
    [
        lambda generator, shape: generator.beta(0.5, 4.5, shape),
        lambda generator, shape: generator.random(shape) < 0.1,  # all or nothing: the hardest
        lambda generator, shape: numpy.where(generator.random(shape) < 0.05, 1.0, 0.05 / 0.95),
    ],
)
@pytest.mark.parametrize("cables", [10, 60, 800])
def test_promising_upper_bound_holds_as_often_as_it_says(draw, cables):
    """Of 2,000 bounds of an expected loss of 0.1, at most 5 % and three standard errors are below it."""
    bounds = upper_bounds(draw(numpy.random.default_rng(1), (cables, 2000)).astype(float))
    assert (bounds < 0.1 - 1e-9).mean() <= 0.05 + 3 * (0.05 * 0.95 / 2000) ** 0.5


def test_promising_is_kept_on_cables_like_these():
    """The benchmark `promise` in short: 200 times, 60 cables are drawn from 2,000, of which the true shares are known."""
    pool = invented(2000)
    true_missed, true_wrong = pool.missed_shares.mean(axis=0), pool.wrong_shares.mean(axis=0)
    generator = numpy.random.default_rng(2)
    broken, made = {"misses": 0, "wrong": 0}, {"misses": 0, "wrong": 0}
    for _ in range(200):
        promise = make_promise(pool.of(generator.integers(0, 2000, 60)))
        for name, share, true in (("misses", 0.1, true_missed), ("wrong", 0.15, true_wrong)):
            try:
                point = cut(promise, **{name: share})
            except ValueError:
                continue
            made[name] += 1
            broken[name] += true[promise.points.index(point)] > share
    assert min(made.values()) >= 150
    assert max(broken.values()) <= 10 + 3 * (200 * 0.05 * 0.95) ** 0.5


def test_promising_needs_a_name():
    empty = numpy.zeros((5, len(THRESHOLDS)), dtype=int)
    assert make_promise(ListCounts(numpy.zeros(5, dtype=int), empty, empty, empty)) is None
