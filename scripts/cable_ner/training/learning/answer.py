"""What a learning curve says about annotating more, in words."""

import math
from collections.abc import Mapping, Sequence
from statistics import mean
from typing import Any

from ...corpus import GOLD

_DOUBLING = 0.1  # how far from a doubling, in doublings, two numbers of cables may be and still be called one


def answer(curve: Mapping[str, Any]) -> str:
    """Returns a sentence on what the last doubling of the cables brought, and another on what that does not tell.

    The gain is the mean over seeds of the difference between two models of the same seed, the second of which was
    trained on all that the first was, and more.
    """
    points = curve["points"]
    if len(points) < 2:
        return "Models were trained on fewer than two shares, which is too few to tell whether more cables would help."
    last = points[-1]
    before = min(points[:-1], key=lambda point: abs(math.log2(last["cables"] / point["cables"]) - 1))
    doublings = math.log2(last["cables"] / before["cables"])
    scores = [dict(zip(point["seeds"], point["f"])) for point in (before, last)]
    gains = [scores[1][seed] - scores[0][seed] for seed in scores[0] if seed in scores[1]]
    if not gains or doublings <= 0:
        return "No seed was trained on two different numbers of cables, which is needed to tell whether more would help."
    per_doubling = "" if abs(doublings - 1) <= _DOUBLING else f", {mean(gains) / doublings:+.3f} per doubling"
    name = "F1" if curve["measured_against"] == GOLD else "agreement (F1 against silver labels)"
    return (
        f"From {before['cables']:,} to {last['cables']:,} cables with {curve['trained_on']} labels, {name} changed by"
        f" {mean(gains):+.3f}{per_doubling} ({_spread(gains)}): {_verdict(gains)}. The effect of even more cables was not"
        " measured: such curves usually flatten, and the spread is between seeds, not between test cables."
    )


def _spread(gains: Sequence[float]) -> str:
    if len(gains) == 1:
        return "one seed, so the spread is unknown"
    return f"{min(gains):+.3f} to {max(gains):+.3f} over {len(gains)} seeds"


def _verdict(gains: Sequence[float]) -> str:
    if len(gains) == 1:
        return "more seeds are needed to tell whether this is chance"
    if min(gains) > 0:
        return "more cables like these should still help"
    return "more cables like these do not seem to help" if max(gains) <= 0 else "which may be chance"
