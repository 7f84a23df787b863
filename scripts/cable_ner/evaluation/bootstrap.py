"""Confidence intervals of scores by the bootstrap over cables, and whether two systems differ by more than chance.

This is the percentile bootstrap of Efron and Tibshirani (An Introduction to the Bootstrap, 1993, chapter 13): as many
cables as the test has are drawn from it with replacement and scored, a thousand times over; 95 % of these scores lie within
the interval. Whole cables are drawn rather than mentions, because the mentions of one cable are alike and intervals over
mentions would be too narrow. Two systems are compared on the same draws, so that a cable that is hard for both does not
blur their difference (the paired bootstrap of Koehn 2004, https://aclanthology.org/W04-3250/).

Counts are arrays [cables, ..., 3] of right, spurious and missed mentions; `...` may be labels. With fewer than two cables
there is no interval, since nothing is known of how cables differ.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

MentionCounts = NDArray[numpy.int64]
Figures = NDArray[numpy.float64]
Measure = Callable[[NDArray[Any]], Figures]
CELLS = 4_000_000  # of the matrix of draws held in memory at a time: 32 MB


class Resampling(NamedTuple):
    """The number of resamples, the confidence level of the interval, and the seed."""

    resamples: int = 1000
    level: float = 0.95
    seed: int = 0


class Difference(NamedTuple):
    """How much better the first of two systems is, the interval of that, and the share of resamples in which it is worse.

    Arrays [..., 3] of precision, recall and F1; `interval` is [..., 3, 2]. With fewer than two cables, `interval` and
    `worse` are None.
    """

    value: Figures
    interval: Figures | None
    worse: Figures | None


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


def interval(counts: MentionCounts, settings: Resampling = Resampling(), *, measure: Measure = prf) -> Figures | None:
    """Returns the lower and upper bounds [..., 2] of what `measure` returns, or None with fewer than two cables.

    Which cables are drawn depends on their order, so sort them by something stable, such as their names.
    """
    if len(counts) < 2:
        return None
    return _percentiles(_measured(counts, settings, measure), settings.level)


def paired(
    first: MentionCounts, second: MentionCounts, settings: Resampling = Resampling(), *, measure: Measure = prf
) -> Difference:
    """Returns how much better the first system is than the second on the same cables, given in the same order.

    Raises ValueError if the shapes of the counts differ.
    """
    if first.shape != second.shape:
        raise ValueError(f"counts of shape {first.shape} and {second.shape} are not of the same cables and labels")
    value = measure(first.sum(axis=0)) - measure(second.sum(axis=0))
    if len(first) < 2:
        return Difference(value, None, None)
    drawn = _measured(first, settings, measure) - _measured(second, settings, measure)
    return Difference(value, _percentiles(drawn, settings.level), (drawn < 0).mean(axis=0))


def _measured(counts: MentionCounts, settings: Resampling, measure: Measure) -> Figures:
    """Returns what `measure` gives for the summed counts of each resample: [resamples, ...]."""
    flat = counts.reshape(len(counts), -1).astype(float)
    sums = [(times @ flat).reshape(len(times), *counts.shape[1:]) for times in _draws(len(counts), settings)]
    return measure(numpy.concatenate(sums))


def _draws(cables: int, settings: Resampling) -> Iterator[Figures]:
    """Yields how often each cable is drawn [some resamples, cables]; it depends only on their number and the seed."""
    generator = numpy.random.default_rng(settings.seed)
    shares = numpy.full(cables, 1 / cables)
    at_once = max(1, CELLS // cables)
    for done in range(0, settings.resamples, at_once):
        yield generator.multinomial(cables, shares, size=min(at_once, settings.resamples - done)).astype(float)


def _percentiles(drawn: Figures, level: float) -> Figures:
    outside = (1 - level) / 2
    return numpy.moveaxis(numpy.quantile(drawn, [outside, 1 - outside], axis=0), 0, -1)
