"""Calibration: whether mentions are right as often as the model is confident of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import mean
from typing import Any, TypeVar

import numpy
from scipy.special import stdtrit

from ..model import Likelihood
from .intervals import FEWEST, LEVEL
from .runs import SystemRun
from .scoring import Labelled

BINS = 10
_T = TypeVar("_T")


def calibration(run: SystemRun) -> dict[str, Any] | None:
    """Returns how often mentions of similar confidence are right, in ten bins of equal width; None without confidences.

    `confidence` of a bin is the mean of its mentions, `right` the share of them that is right. `error` is the expected
    calibration error: the mean distance between the two over the bins, weighted by their mentions (Naeini et al. 2015; Guo
    et al. 2017, https://arxiv.org/abs/1706.04599), `interval` its 95 % interval over cables (None with fewer than three).
    Empty bins are left out. So are mentions without a confidence, which only a model that is not calibrated has;
    `left_out` counts them. `labels` has the same of the mentions of each label, in one row. `calibrated` is the
    calibration of the model, None if it has none, and `error_before` what the error would be without.
    """
    if run.reading.confidence is None:
        return None
    pairs = confidence_pairs(run)
    rows = _bins(pairs)
    own = run.reading.calibration
    before = [(likelihood.probability, is_right) for likelihood, is_right in likelihood_pairs(run)]
    return {
        "bins": rows,
        "labels": _by_label(run),
        "error": _error(rows),
        "interval": _interval(run),
        "mentions": len(pairs),
        "left_out": sum(map(len, run.reading.found)) - len(pairs),
        "calibrated": own._asdict() if own else None,
        "error_before": _error(_bins(before)) if own else None,
    }


def confidence_pairs(run: SystemRun) -> list[tuple[float, bool]]:
    """Returns the confidence of each mention that has one, and whether it is right."""
    return [(value, is_right) for _, value, is_right in _pairs(run, run.reading.confidence)]


def likelihood_pairs(run: SystemRun) -> list[tuple[Likelihood, bool]]:
    """Returns the probability of each mention before calibration, and whether it is right."""
    return [(value, is_right) for _, value, is_right in _pairs(run, run.reading.likelihood)]


def _pairs(run: SystemRun, known: Sequence[Mapping[Labelled, _T]] | None) -> Iterator[tuple[int, _T, bool]]:
    """Yields the cable's number, the value and whether it is right of each mention that has one."""
    for unit, found, values, one in zip(run.test.units, run.reading.found, known or (), run.test.paragraphs):
        for mention in found:
            if mention in values:
                yield unit, values[mention], mention in one.mentions


def _by_label(run: SystemRun) -> dict[str, dict[str, Any]]:
    """Returns, by label, how many mentions have a confidence, the mean of it, and the share of them that is right."""
    groups: defaultdict[str, list[tuple[float, bool]]] = defaultdict(list)
    for found, values, one in zip(run.reading.found, run.reading.confidence or (), run.test.paragraphs):
        for mention in found:
            if mention in values:
                groups[mention.label].append((values[mention], mention in one.mentions))
    return {label: _figures(groups[label]) for label in sorted(groups)}


def _interval(run: SystemRun) -> list[float] | None:
    """Returns the jackknife's interval of the error over cables: error ± t(n - 1) s, cut to 0 and 1."""
    rows = list(_pairs(run, run.reading.confidence))
    units = sorted({unit for unit, *_ in rows})
    if len(units) < FEWEST:
        return None
    place = {unit: number for number, unit in enumerate(units)}
    sums = numpy.zeros((len(units), BINS))  # confidence less being right, by cable and bin
    for unit, value, is_right in rows:
        sums[place[unit], min(int(value * BINS), BINS - 1)] += value - is_right
    mentions = numpy.bincount([place[unit] for unit, *_ in rows], minlength=len(units))
    error = float(abs(sums.sum(axis=0)).sum() / len(rows))
    without = abs(sums.sum(axis=0) - sums).sum(axis=1) / numpy.maximum(len(rows) - mentions, 1)
    spread = numpy.sqrt((len(units) - 1) / len(units) * ((without - error) ** 2).sum())
    half = float(stdtrit(len(units) - 1, (1 + LEVEL) / 2) * spread)
    return [max(error - half, 0.0), min(error + half, 1.0)]


def _bins(pairs: Iterable[tuple[float, bool]]) -> list[dict[str, Any]]:
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for value, right in pairs:
        bins[min(int(value * BINS), BINS - 1)].append((value, right))
    return [_bin(number, members) for number, members in enumerate(bins) if members]


def _error(rows: Sequence[Mapping[str, Any]]) -> float:
    total = sum(row["mentions"] for row in rows)
    return sum(row["mentions"] * abs(row["confidence"] - row["right"]) for row in rows) / total if total else 0.0


def _bin(number: int, members: list[tuple[float, bool]]) -> dict[str, Any]:
    return {
        "from": number / BINS,
        "to": (number + 1) / BINS,
        **_figures(members),
    }


def _figures(members: Sequence[tuple[float, bool]]) -> dict[str, Any]:
    return {
        "mentions": len(members),
        "confidence": mean(confidence for confidence, _ in members),
        "right": mean(is_right for _, is_right in members),
    }
