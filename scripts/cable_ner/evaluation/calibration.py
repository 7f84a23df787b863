"""Calibration: whether mentions are right as often as the model is confident of them."""

from statistics import mean
from typing import Any

from .runs import SystemRun

BINS = 10


def calibration(run: SystemRun) -> dict[str, Any] | None:
    """Returns how often mentions of similar confidence are right, in ten bins of equal width; None without confidences.

    `confidence` of a bin is the mean of its mentions, `right` the share of them that is right. `error` is the expected
    calibration error: the mean distance between the two over the bins, weighted by their mentions (Naeini et al. 2015;
    Guo et al. 2017, https://arxiv.org/abs/1706.04599). Empty bins are left out. So are mentions without a confidence,
    which were added by the decision for the whole cable; `left_out` counts them.
    """
    if run.reading.confidence is None:
        return None
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    left_out = 0
    for found, confidence, one in zip(run.reading.found, run.reading.confidence, run.test.paragraphs):
        right = set(one.mentions)
        for mention in found:
            if mention in confidence:
                bins[min(int(confidence[mention] * BINS), BINS - 1)].append((confidence[mention], mention in right))
            else:
                left_out += 1
    rows = [_bin(number, members) for number, members in enumerate(bins) if members]
    total = sum(row["mentions"] for row in rows)
    error = sum(row["mentions"] * abs(row["confidence"] - row["right"]) for row in rows) / total if total else 0.0
    return {"bins": rows, "error": error, "mentions": total, "left_out": left_out}


def _bin(number: int, members: list[tuple[float, bool]]) -> dict[str, Any]:
    return {
        "from": number / BINS,
        "to": (number + 1) / BINS,
        "mentions": len(members),
        "confidence": mean(confidence for confidence, _ in members),
        "right": mean(is_right for _, is_right in members),
    }
