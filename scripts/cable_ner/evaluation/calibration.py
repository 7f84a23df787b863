"""Calibration: whether mentions are right as often as the model is confident of them."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import mean
from typing import Any

from .runs import SystemRun

BINS = 10


def calibration(run: SystemRun) -> dict[str, Any] | None:
    """Returns how often mentions of similar confidence are right, in ten bins of equal width; None without confidences.

    `confidence` of a bin is the mean of its mentions, `right` the share of them that is right. `error` is the expected
    calibration error: the mean distance between the two over the bins, weighted by their mentions (Naeini et al. 2015;
    Guo et al. 2017, https://arxiv.org/abs/1706.04599). Empty bins are left out. So are mentions without a confidence,
    which were added by the decision for the whole cable; `left_out` counts them. `calibrated` is the calibration of the
    model, None if it has none, and `error_before` what the error would be without.
    """
    if run.reading.confidence is None:
        return None
    pairs = confidence_pairs(run)
    rows = _bins(pairs)
    own = run.reading.calibration
    return {
        "bins": rows,
        "error": _error(rows),
        "mentions": len(pairs),
        "left_out": sum(map(len, run.reading.found)) - len(pairs),
        "calibrated": own._asdict() if own else None,
        "error_before": _error(_bins([(own.undone(value), right) for value, right in pairs])) if own else None,
    }


def confidence_pairs(run: SystemRun) -> list[tuple[float, bool]]:
    """Returns the confidence of each mention that has one, and whether it is right."""
    readings = zip(run.reading.found, run.reading.confidence or (), run.test.paragraphs)
    return [
        (confidence[mention], mention in one.mentions)
        for found, confidence, one in readings
        for mention in found
        if mention in confidence
    ]


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
        "mentions": len(members),
        "confidence": mean(confidence for confidence, _ in members),
        "right": mean(is_right for _, is_right in members),
    }
