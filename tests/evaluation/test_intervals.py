"""Intervals over cables: measures by hand, what theory says of the jackknife, and laws."""

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.evaluation.intervals import FEWEST, interval, macro_interval, macro_prf, paired, prf, wilson
from cable_ner.evaluation.scoring import Score

COUNTS = st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=1, max_size=8).map(
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
def test_intervals_measures_by_hand(counts, expected):
    assert prf(numpy.array(counts)).tolist() == pytest.approx(expected)


def test_intervals_macro_is_the_mean_of_the_labels_that_have_a_mention():
    # F1 1, and 0 (spurious only), and 2/3; the last label has nothing and does not count.
    counts = numpy.array([[5, 0, 0], [0, 2, 0], [3, 1, 2], [0, 0, 0]])
    assert macro_prf(counts).tolist() == pytest.approx([(1 + 0 + 0.75) / 3, (1 + 0 + 0.6) / 3, (1 + 0 + 2 / 3) / 3])
    assert macro_prf(numpy.zeros((2, 3))).tolist() == [0, 0, 0]


def test_intervals_by_hand():
    # Recall 4/6; without each cable 2/4, 3/4, 3/4: variance 2/3 ((1/6)² + 2 (1/12)²) = 1/36, worth (2/9) / (1/36) = 8
    # mentions, of which there are 6. Student's t for three cables, 97.5 %: 4.302653.
    found = interval(cables((2, 0, 0), (1, 0, 1), (1, 0, 1)))[0, 1]
    square = 4.302653**2 / 6
    half = 4.302653 * (2 / 9 / 6 + square / 24) ** 0.5 / (1 + square)
    centre = (2 / 3 + square / 2) / (1 + square)
    assert found.tolist() == pytest.approx([centre - half, centre + half], abs=1e-6)


def test_intervals_are_as_wide_as_theory_says():
    # Recall over n cables with one mention each is a mean of n draws: its standard error is sqrt(p (1 - p) / n).
    n, right = 400, 300
    low, high = interval(cables(*[(1, 0, 0)] * right, *[(0, 0, 1)] * (n - right)))[0, 1]
    error = (0.75 * 0.25 / n) ** 0.5
    assert (low, high) == pytest.approx((0.75 - 1.96 * error, 0.75 + 1.96 * error), abs=0.004)


def test_intervals_are_over_cables_and_not_mentions():
    # The same mentions in ten cables and in two hundred: where they cluster, less is known.
    clustered = cables(*[(20, 0, 0)] * 5, *[(0, 0, 20)] * 5)
    spread = cables(*[(1, 0, 0)] * 100, *[(0, 0, 1)] * 100)
    wide, narrow = (numpy.diff(interval(counts)[0, 1]) for counts in (clustered, spread))
    assert wide > 4 * narrow


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_intervals_need_three_cables_that_have_the_label(number):
    # Twenty cables without the label tell nothing of it: they are neither right nor wrong.
    counts = cables(*[(2, 1, 0)] * number, *[(0, 0, 0)] * 20)
    bounds, found = interval(counts), paired(counts, counts)
    for given_, cannot in ((bounds, numpy.isnan(bounds)), (found.p(), numpy.isnan(found.p()))):
        assert given_.shape[:2] == (1, 3)
        assert cannot.all() if number < FEWEST else not cannot.any()
    assert (found.value == 0).all()
    if number == FEWEST:
        assert bounds.tolist() == interval(counts[:number]).tolist()


def test_intervals_of_precision_are_over_cables_with_predictions():
    # Two cables have predictions, three have mentions: recall has an interval, and precision none.
    bounds = interval(cables((2, 1, 0), (2, 0, 1), (0, 0, 1)))[0]
    assert numpy.isnan(bounds[0]).all()
    assert not numpy.isnan(bounds[1:]).any()


@pytest.mark.parametrize("number", [3, 4, 10, 100])
@pytest.mark.parametrize("one", [(2, 0, 0), (0, 3, 3)])
def test_intervals_of_all_right_and_all_wrong_leave_room(number, one):
    # Each cable counts for one observation.
    [bounds] = interval(cables(*[one] * number))
    low, high = bounds[2]
    assert (low < 1 - 1 / number and high == 1) if one[0] else (low == 0 and high > 1 / number)


def test_intervals_macro_by_hand():
    # The labels swap roles in each cable, so that the mean of recalls is always 3/4: a cable is one observation.
    counts = numpy.array([[[2, 0, 0], [1, 0, 1]]] * 4)
    found = macro_interval(counts)[1]
    square = 3.182446**2 / 4
    half = 3.182446 * (3 / 16 / 4 + square / 16) ** 0.5 / (1 + square)
    centre = (3 / 4 + square / 2) / (1 + square)
    assert found.tolist() == pytest.approx([centre - half, centre + half], abs=1e-6)
    assert numpy.isnan(macro_interval(counts[:2])).all()
    assert numpy.isnan(macro_interval(numpy.zeros((4, 0, 3), dtype=int))).all()


def test_intervals_paired_by_hand():
    # Recall 3/6 and 2/6; without each cable the difference is 1/4, 1/4, 0: variance 2/3 (2 (1/12)² + (1/6)²) = 1/36.
    first, second = cables((1, 0, 1), (1, 0, 1), (1, 0, 1)), cables((1, 0, 1), (1, 0, 1), (0, 0, 2))
    found = paired(first, second)
    assert found.value[0].tolist() == pytest.approx([0, 1 / 6, 1 / 2 - 2 * 2 / 8 + 0.1], abs=0.2)
    assert found.error[0, 1] == pytest.approx(1 / 6)
    assert found.bounds()[0, 1].tolist() == pytest.approx([1 / 6 - 4.302653 / 6, 1 / 6 + 4.302653 / 6], abs=1e-6)
    # Student's t of 1 with two degrees of freedom.
    assert found.p()[0, 1] == pytest.approx(0.42264973)
    assert paired(second, first).p_worse()[0, 1] == pytest.approx(0.21132487)


def test_intervals_paired_use_the_same_cables_for_both():
    # The second is one mention behind in every cable, though cables differ much: apart, the intervals overlap widely.
    rows = [(number, 0, 40 - number) for number in range(1, 40)]
    first = cables(*[(right + 1, 0, missed - 1) for right, _, missed in rows])
    second = cables(*rows)
    low, high = paired(first, second).bounds()[0, 1]
    assert 0 < low < 1 / 40 < high < 2 / 40
    assert interval(first)[0, 1, 0] < interval(second)[0, 1, 1]


def test_intervals_paired_never_take_a_difference_for_certain():
    # In three cables one mention of four is lost: no cable differs from another, yet one mention more may have.
    first, second = cables(*[(3, 0, 1)] * 3), cables(*[(4, 0, 0)] * 3)
    found = paired(first, second)
    assert found.error[0, 1] == pytest.approx(1 / 12)
    assert found.bounds()[0, 1, 1] > 0
    same = paired(first, first)
    assert same.bounds()[0, 1].tolist() == pytest.approx([-4.302653 / 12, 4.302653 / 12], abs=1e-6)
    assert same.p()[0].tolist() == [1, 1, 1]


def test_intervals_paired_refuses_other_cables():
    with pytest.raises(ValueError, match=r"shape \(2, 1, 3\) and \(3, 1, 3\) are not of the same cables and labels"):
        paired(cables(*[(1, 0, 0)] * 2), cables(*[(1, 0, 0)] * 3))


# -- laws ----------------------------------------------------------------------------------------


@given(st.tuples(*[st.integers(0, 10**6)] * 3))
def test_intervals_measure_is_that_of_scoring_to_the_last_digit(counts):
    score = Score(*counts)
    assert prf(numpy.array(counts)).tolist() == [score.precision, score.recall, score.f1]


@given(COUNTS)
def test_intervals_hold_the_score_and_have_a_width(counts):
    bounds, value = interval(counts), prf(counts.sum(axis=0))
    there = ~numpy.isnan(bounds[..., 0])
    assert (there == ~numpy.isnan(bounds[..., 1])).all()
    assert ((bounds[there] >= 0) & (bounds[there] <= 1)).all()
    assert (bounds[there][:, 0] <= value[there]).all()
    assert (value[there] <= bounds[there][:, 1]).all()
    assert (bounds[there][:, 1] - bounds[there][:, 0] > 0.01).all()


@given(COUNTS, st.randoms())
def test_intervals_do_not_depend_on_the_order_of_cables_or_on_cables_without_mentions(counts, random):
    rows = [*counts.tolist(), [[0, 0, 0]]]
    random.shuffle(rows)
    assert interval(numpy.array(rows)).ravel() == pytest.approx(interval(counts).ravel(), abs=1e-9, nan_ok=True)


@given(COUNTS, st.data())
def test_intervals_swapping_two_systems_swaps_signs(first, data):
    second = numpy.roll(first, data.draw(st.integers(0, 3)), axis=0)
    forth, back = paired(first, second), paired(second, first)
    assert forth.value.tolist() == (-back.value).tolist()
    assert forth.bounds().ravel() == pytest.approx(-back.bounds()[..., ::-1].ravel(), abs=1e-12, nan_ok=True)
    assert forth.p().ravel() == pytest.approx(back.p().ravel(), abs=1e-12, nan_ok=True)


def test_intervals_wilson_of_nothing_is_everything():
    assert wilson(0.5, 0) == (0.5, 0, 1)
