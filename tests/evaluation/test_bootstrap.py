"""Intervals over cables: measures by hand, what is known of the bootstrap's distribution, and laws."""

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.evaluation.bootstrap import Resampling, interval, macro_prf, paired, prf
from cable_ner.evaluation.scoring import Score

FEW = Resampling(resamples=50)
COUNTS = st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=2, max_size=8).map(
    lambda rows: numpy.array(rows)[:, None, :]
)


def cables(*rows):
    """Returns the counts of one label by cable."""
    return numpy.array(rows)[:, None, :]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((3, 1, 2), (0.75, 0.6, 2 / 3)),
        ((0, 4, 0), (0, 0, 0)),
        ((0, 0, 4), (0, 0, 0)),
        ((0, 0, 0), (0, 0, 0)),
        ((1, 0, 0), (1, 1, 1)),
    ],
)
def test_bootstrap_measures_by_hand(counts, expected):
    assert prf(numpy.array(counts)).tolist() == pytest.approx(expected)


def test_bootstrap_macro_is_the_mean_of_the_labels_that_have_a_mention():
    # F1 1, and 0 (spurious only), and 2/3; the last label has nothing and does not count.
    counts = numpy.array([[5, 0, 0], [0, 2, 0], [3, 1, 2], [0, 0, 0]])
    assert macro_prf(counts).tolist() == pytest.approx([(1 + 0 + 0.75) / 3, (1 + 0 + 0.6) / 3, (1 + 0 + 2 / 3) / 3])
    assert macro_prf(numpy.zeros((2, 3))).tolist() == [0, 0, 0]


def test_bootstrap_interval_of_two_cables_by_hand():
    # Of two cables, one all right and one all missed, the draws are: the first twice (1/4), both (1/2), the second twice
    # (1/4). So recall is 1, 1/2 or 0, and of 1,000 draws 25 are below and above the bounds only of the outer ones.
    bounds = interval(cables((1, 0, 0), (0, 0, 1)), Resampling(resamples=1000, level=0.95))
    assert bounds.shape == (1, 3, 2)
    assert bounds[0].tolist() == [[0, 1], [0, 1], [0, 1]]
    # Half of the draws have both cables.
    assert interval(cables((1, 0, 0), (0, 0, 1)), Resampling(resamples=1000, level=0.4))[0, 1].tolist() == [0.5, 0.5]


def test_bootstrap_interval_is_as_wide_as_theory_says():
    # Recall over n cables with one mention each is a mean of n draws: its standard error is sqrt(p (1 - p) / n), and a 95 %
    # interval about 1.96 of it to either side (Efron and Tibshirani 1993, chapter 13).
    n, right = 400, 300
    counts = cables(*[(1, 0, 0)] * right, *[(0, 0, 1)] * (n - right))
    low, high = interval(counts, Resampling(resamples=5000))[0, 1]
    error = (0.75 * 0.25 / n) ** 0.5
    assert low == pytest.approx(0.75 - 1.96 * error, abs=0.004)
    assert high == pytest.approx(0.75 + 1.96 * error, abs=0.004)


def test_bootstrap_draws_cables_and_not_mentions():
    # The same mentions in ten cables and in two hundred: where they cluster, less is known.
    clustered = cables(*[(20, 0, 0)] * 5, *[(0, 0, 20)] * 5)
    spread = cables(*[(1, 0, 0)] * 100, *[(0, 0, 1)] * 100)
    wide, narrow = (numpy.diff(interval(counts)[0, 1]) for counts in (clustered, spread))
    assert wide > 4 * narrow


@pytest.mark.parametrize("counts", [numpy.zeros((0, 2, 3), int), numpy.ones((1, 2, 3), int)])
def test_bootstrap_one_cable_has_no_interval(counts):
    assert interval(counts) is None
    found = paired(counts, counts)
    assert found.interval is None
    assert found.worse is None
    assert found.value.tolist() == [[0, 0, 0]] * 2


def test_bootstrap_no_interval_is_taken_over_what_all_cables_agree_on():
    assert interval(cables((2, 1, 1), (2, 1, 1), (2, 1, 1)))[0].tolist() == [[pytest.approx(2 / 3)] * 2] * 3


def test_bootstrap_paired_by_hand():
    # The first finds one more in each cable: recall 2/4 and 1/4 in any draw of them.
    first, second = cables((2, 0, 2), (2, 0, 2)), cables((1, 0, 3), (1, 0, 3))
    found = paired(first, second)
    assert found.value[0].tolist() == pytest.approx([0, 0.25, 2 / 3 - 0.4])
    assert found.interval[0].tolist() == [[0, 0], [0.25, 0.25], [pytest.approx(2 / 3 - 0.4)] * 2]
    assert found.worse[0].tolist() == [0, 0, 0]
    assert paired(second, first).worse[0].tolist() == [0, 1, 1]


def test_bootstrap_paired_draws_the_same_cables_for_both():
    # The second is one mention behind in every cable, though cables differ much: apart, the intervals overlap widely.
    rows = [(number, 0, 40 - number) for number in range(1, 40)]
    first = cables(*[(right + 1, 0, missed - 1) for right, _, missed in rows])
    second = cables(*rows)
    found = paired(first, second)
    assert found.interval[0, 1].tolist() == [pytest.approx(1 / 40)] * 2
    assert found.worse[0].tolist() == [0, 0, 0]
    assert interval(first)[0, 1, 0] < interval(second)[0, 1, 1]


def test_bootstrap_share_of_draws_in_which_the_first_is_worse_by_hand():
    # The first is better in one of two cables by as much as it is worse in the other: it is worse where that is drawn twice.
    first, second = cables((1, 0, 0), (0, 0, 1)), cables((0, 0, 1), (1, 0, 0))
    assert paired(first, second).worse[0, 1] == pytest.approx(0.25, abs=0.04)


def test_bootstrap_paired_refuses_other_cables():
    with pytest.raises(ValueError, match=r"shape \(2, 1, 3\) and \(3, 1, 3\) are not of the same cables and labels"):
        paired(cables(*[(1, 0, 0)] * 2), cables(*[(1, 0, 0)] * 3))


def test_bootstrap_many_cables_are_drawn_in_parts_with_the_same_result(monkeypatch):
    counts = numpy.random.default_rng(0).integers(0, 9, (30, 4, 3))
    whole = interval(counts)
    monkeypatch.setattr("cable_ner.evaluation.bootstrap.CELLS", 100)
    assert interval(counts).tolist() == whole.tolist()
    monkeypatch.setattr("cable_ner.evaluation.bootstrap.CELLS", 1)
    assert interval(counts).tolist() == whole.tolist()


def test_bootstrap_same_seed_same_interval_and_another_seed_another():
    counts = numpy.random.default_rng(0).integers(0, 9, (30, 1, 3))
    assert interval(counts).tolist() == interval(counts).tolist()
    assert interval(counts).tolist() != interval(counts, Resampling(seed=1)).tolist()


# -- laws ----------------------------------------------------------------------------------------


@given(st.tuples(*[st.integers(0, 10**6)] * 3))
def test_bootstrap_measure_is_that_of_scoring_to_the_last_digit(counts):
    score = Score(*counts)
    assert prf(numpy.array(counts)).tolist() == [score.precision, score.recall, score.f1]


@given(COUNTS)
def test_bootstrap_intervals_are_in_order_and_within_the_cables(counts):
    bounds = interval(counts, FEW)
    assert ((bounds >= 0) & (bounds <= 1)).all()
    assert (bounds[..., 0] <= bounds[..., 1]).all()
    # Precision and recall of all are means of those of the cables.
    for number in (0, 1):
        of_cables = prf(counts)[:, 0, number]
        assert of_cables.min() - 1e-12 <= bounds[0, number, 0]
        assert bounds[0, number, 1] <= of_cables.max() + 1e-12


@given(COUNTS, st.data())
def test_bootstrap_swapping_two_systems_swaps_signs(first, data):
    second = numpy.roll(first, data.draw(st.integers(0, 3)), axis=0)
    forth, back = paired(first, second, FEW), paired(second, first, FEW)
    assert forth.value.tolist() == (-back.value).tolist()
    assert forth.interval.tolist() == pytest.approx(-back.interval[..., ::-1], abs=1e-12)
    assert (forth.worse + back.worse <= 1).all()


@given(COUNTS)
def test_bootstrap_a_perfect_system_has_no_doubt(counts):
    perfect = counts * [1, 0, 0] + [1, 0, 0]
    assert (interval(perfect, FEW) == 1).all()
