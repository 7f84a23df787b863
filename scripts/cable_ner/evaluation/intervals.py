"""Confidence intervals of scores, and whether two systems differ by more than chance: the jackknife over cables.

The mentions of one cable are alike, so that what varies is the cable: each is left out in turn, and how much the score
changes tells how far it would vary over other cables (the delete-one jackknife; Efron and Tibshirani, An Introduction to the
Bootstrap, 1993, chapter 11). Only cables that have a label tell of its score. With fewer than
`FEWEST` of them there is no interval.

The interval of a score p is Wilson's, for the effective number of mentions p (1 - p) / variance, and with Student's t for
the number of cables, as in Korn and Graubard for surveys (Survey Methodology 24, 1998). So it stays between 0 and 1, and is
wide with few cables. Mentions never count for more than independent ones; where all cables have the same score (such as 1),
each cable counts for one observation. `python -m benchmarks intervals` measures how often intervals hold the true score.

The difference of two systems on the same cables is tested by Student's t with the jackknife's variance of the difference, so
that a cable that is hard for both does not blur it. The error is at least that of one mention more on which they differ.

Counts are arrays [cables, ..., 3] of right, spurious and missed mentions; `...` may be labels.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

MentionCounts = NDArray[numpy.int64]
Figures = NDArray[numpy.float64]
Measure = Callable[[NDArray[Any]], Figures]
LEVEL = 0.95  # of the intervals
FEWEST = 3  # cables that have a label; with two, an interval would be nearly all of 0 to 1
Z = 1.959963984540054  # 97.5 % of a standard normal distribution lie below


class Interval(NamedTuple):
    """An estimate and its 95 % confidence interval."""

    value: float
    low: float
    high: float


class Difference(NamedTuple):
    """How much better the first of two systems is, and what chance may do.

    Arrays [..., 3] of precision, recall and F1: the difference, its standard error, and the number of cables that tell of
    it. Where there are fewer than FEWEST of them the error is NaN, and with it the p-values and bounds.
    """

    value: Figures
    error: Figures
    cables: MentionCounts

    def p(self) -> Figures:
        """Returns the p-values of the two-sided t test: how likely so large a difference is between equally good systems."""
        found: Figures = 2 * stdtr(self._freedom(), -abs(self.value) / self.error)
        return found

    def p_worse(self) -> Figures:
        """Returns the p-values of the one-sided t test: how likely so large a loss is of a system that is equally good."""
        found: Figures = stdtr(self._freedom(), self.value / self.error)
        return found

    def bounds(self, level: float | Figures = LEVEL) -> Figures:
        """Returns the lower and upper bounds [..., 3, 2] of the differences, at a level or at one for each figure."""
        half = stdtrit(self._freedom(), (1 + level) / 2) * self.error
        return numpy.stack([self.value - half, self.value + half], axis=-1).clip(-1, 1)

    def _freedom(self) -> NDArray[Any]:
        return numpy.maximum(self.cables - 1, 1)


def prf(counts: NDArray[Any]) -> Figures:
    """Returns precision, recall and F1 [..., 3] of counts [..., 3]; 0 where the denominator is 0."""
    right, spurious, missed = (counts[..., number].astype(float) for number in range(3))
    precision = _over(right, right + spurious)
    recall = _over(right, right + missed)
    return numpy.stack([precision, recall, 2 * _over(precision * recall, precision + recall)], axis=-1)


def macro_prf(counts: NDArray[Any]) -> Figures:
    """Returns the means [..., 3] of precision, recall and F1 over the labels that have mentions, of counts [..., labels, 3].

    Macro F1 is thus the mean of the labels' F1 (Opitz and Burst 2019, https://arxiv.org/abs/1911.03347).
    """
    there = counts.sum(axis=-1, keepdims=True) > 0
    return _over((prf(counts) * there).sum(axis=-2), there.sum(axis=-2))


def _over(upper: NDArray[Any], lower: NDArray[Any]) -> Figures:
    """Returns the quotients, and 0 where the divisor is 0."""
    upper, lower = numpy.broadcast_arrays(upper, lower)
    quotients: Figures = numpy.divide(upper, lower, out=numpy.zeros(upper.shape), where=lower > 0)
    return quotients


def interval(counts: MentionCounts, *, level: float = LEVEL) -> Figures:
    """Returns the lower and upper bounds [..., 3, 2] of precision, recall and F1; NaN where too few cables tell of one."""
    return _interval(counts, prf, behind=_behind(counts), level=level)


def macro_interval(counts: MentionCounts, *, level: float = LEVEL) -> Figures:
    """Returns the bounds [3, 2] of `macro_prf` of counts [cables, labels, 3]; NaN with too few cables."""
    return _interval(counts, macro_prf, behind=_behind(counts.sum(axis=-2)), level=level)


def _interval(counts: MentionCounts, measure: Measure, *, behind: MentionCounts, level: float) -> Figures:
    """Returns the bounds of what `measure` gives; `behind` has the number of mentions it is of, [cables, ..., 3]."""
    value, cables = measure(counts.sum(axis=0)), numpy.count_nonzero(behind, axis=0)
    spread = _variance(_left_out(counts, measure) - value, behind > 0)
    with numpy.errstate(divide="ignore", invalid="ignore"):
        number = numpy.minimum(value * (1 - value) / spread, behind.sum(axis=0))
    number = numpy.where((spread > 0) & (number > 0), number, numpy.maximum(cables, 1))
    bounds = wilson_bounds(value, number, stdtrit(numpy.maximum(cables - 1, 1), (1 + level) / 2))
    return numpy.where(cables[..., None] < FEWEST, numpy.nan, bounds)


def paired(first: MentionCounts, second: MentionCounts, *, measure: Measure = prf) -> Difference:
    """Returns how much better the first system is than the second on the same cables, given in the same order.

    Raises ValueError if the shapes of the counts differ.
    """
    if first.shape != second.shape:
        raise ValueError(f"counts of shape {first.shape} and {second.shape} are not of the same cables and labels")
    value = measure(first.sum(axis=0)) - measure(second.sum(axis=0))
    behind = numpy.maximum(_behind(first), _behind(second))
    cables, mentions = numpy.count_nonzero(behind, axis=0), numpy.maximum(behind.sum(axis=0), 1)
    spread = _variance(_left_out(first, measure) - _left_out(second, measure) - value, behind > 0)
    error = numpy.maximum(numpy.sqrt(spread), 1 / mentions)
    return Difference(value, numpy.where(cables < FEWEST, numpy.nan, error), cables)


def _behind(counts: MentionCounts) -> MentionCounts:
    """Returns how many mentions precision, recall and F1 are of: those found, those of the reference, and all of either."""
    right, spurious, missed = (counts[..., number] for number in range(3))
    return numpy.stack([right + spurious, right + missed, right + spurious + missed], axis=-1)


def _left_out(counts: MentionCounts, measure: Measure) -> Figures:
    """Returns the measure without each cable in turn: [cables, ...]."""
    return measure(counts.sum(axis=0, keepdims=True) - counts)


def _variance(changes: Figures, there: NDArray[numpy.bool_]) -> Figures:
    """Returns the jackknife's variance (m - 1) / m Σ changes², over the m cables that are `there`."""
    cables = numpy.maximum(there.sum(axis=0), 1)
    squares: Figures = numpy.where(there, changes, 0.0) ** 2
    found: Figures = (cables - 1) / cables * squares.sum(axis=0)
    return numpy.where(found > _ROUNDING, found, 0.0)


_ROUNDING = 1e-20  # a variance below is one of rounding errors


def wilson(share: float, number: float) -> Interval:
    """Returns Wilson's 95 % score interval of a share among `number` (possibly an effective size, not a whole number)."""
    if not number:
        return Interval(share, 0.0, 1.0)
    return Interval(share, *wilson_bounds(numpy.asarray(share), numpy.asarray(number), Z).tolist())


def wilson_bounds(share: Figures, number: Figures, z: Figures | float) -> Figures:
    """Returns the bounds [..., 2] of Wilson's score interval of shares among so many; z is a quantile, normal or Student's.

    Centre (p + z²/2n) / (1 + z²/n), half width z √(p(1-p)/n + z²/4n²) / (1 + z²/n). Wilson, Probable Inference, JASA 22
    (1927), 209; why it is preferred: Brown, Cai and DasGupta, Interval Estimation for a Binomial Proportion, Statistical
    Science 16 (2001), https://doi.org/10.1214/ss/1009213286.
    """
    square = z * z / number
    centre = (share + square / 2) / (1 + square)
    half = z * numpy.sqrt(share * (1 - share) / number + square / (4 * number)) / (1 + square)
    # At 0 and 1 one end is the share itself; rounding must not move it past that.
    low, high = numpy.minimum((centre - half).clip(0, 1), share), numpy.maximum((centre + half).clip(0, 1), share)
    return numpy.stack([low, high], axis=-1)
