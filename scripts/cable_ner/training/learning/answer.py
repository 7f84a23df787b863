"""What a learning curve says about annotating more, in words."""

import math
from collections.abc import Mapping
from statistics import mean, stdev
from typing import Any

from scipy.special import stdtrit

from ...corpus import GOLD

_DOUBLING = 0.1  # how far from a doubling, in doublings, two numbers of cables may be and still be called one
_LEVEL = 0.95


def gain_of(curve: Mapping[str, Any]) -> dict[str, Any] | None:
    """Returns what the last doubling of the cables brought; None if no seed has been trained on two numbers of cables.

    `f` is the mean over seeds of the difference between two models of the same seed, the second of which was trained on all
    that the first was, and more; `per_doubling` is that over log2 of the ratio of their cables. `interval` is Student's,
    95 %, over n seeds: f ± t(n-1) s/√n (with s the standard deviation of the differences); None of a single seed.
    """
    points = curve["points"]
    if len(points) < 2:
        return None
    last = points[-1]
    before = min(points[:-1], key=lambda point: abs(math.log2(last["cables"] / point["cables"]) - 1))
    doublings = math.log2(last["cables"] / before["cables"])
    scores = [dict(zip(point["seeds"], point["f"])) for point in (before, last)]
    gains = [scores[1][seed] - scores[0][seed] for seed in scores[0] if seed in scores[1]]
    if not gains or doublings <= 0:
        return None
    value, bounds = mean(gains), None
    if len(gains) > 1:
        half = float(stdtrit(len(gains) - 1, (1 + _LEVEL) / 2)) * stdev(gains) / math.sqrt(len(gains))
        bounds = [value - half, value + half]
    return {
        "from": before["cables"],
        "to": last["cables"],
        "seeds": len(gains),
        "f": value,
        "per_doubling": value / doublings,
        "interval": bounds,
    }


def answer(curve: Mapping[str, Any]) -> str:
    """Returns a sentence on what the last doubling of the cables brought, and another on what that does not tell."""
    gain = gain_of(curve)
    if gain is None:
        return "Cannot tell whether more cables would help: no seed has been trained on two numbers of cables."
    is_doubling = abs(math.log2(gain["to"] / gain["from"]) - 1) <= _DOUBLING
    per_doubling = "" if is_doubling else f", {gain['per_doubling']:+.3f} per doubling"
    name = "F1" if curve["measured_against"] == GOLD else "agreement (F1 against silver labels)"
    return (
        f"From {gain['from']:,} to {gain['to']:,} cables with {curve['trained_on']} labels, {name} changed by"
        f" {gain['f']:+.3f}{per_doubling} ({_spread(gain)}): {_verdict(gain)}."
        " What yet more cables bring has not been measured: a curve mostly flattens, and the interval is over seeds,"
        " not over test cables."
    )


def _spread(gain: Mapping[str, Any]) -> str:
    if gain["interval"] is None:
        return "no interval: only one seed"
    return "95 % interval {:+.3f} to {:+.3f} over {} seeds".format(*gain["interval"], gain["seeds"])


def _verdict(gain: Mapping[str, Any]) -> str:
    low, high = gain["interval"] or (-math.inf, math.inf)
    if low > 0:
        return "more cables like these helped"
    if high < 0:
        return "more cables like these did not help"
    return "this cannot tell whether more cables like these help"
