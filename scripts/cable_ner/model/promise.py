"""A list of names with a promise: at which confidence to cut it, so that at most a given share is missed, or wrong.

What a promise is made of is measured on hand-checked cables (`evaluation.promising`); a model carries the table.
"""

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import srsly
from spacy.language import Language

PROMISE = "promise"  # where a packaged model's meta.json, and the metrics.json beside a folder, have it
SURE = 0.95  # how sure a promise is
_METRICS = "metrics.json"


class Point(NamedTuple):
    """A list of all that has at least this confidence, on the hand-checked cables of the promise.

    `missed` and `wrong` are means over cables of the share of names that is missed, and of the list that is wrong;
    `missed_at_most` and `wrong_at_most` upper bounds of those means over all cables like these, each of which holds with
    probability SURE.
    """

    threshold: float
    missed: float
    missed_at_most: float
    wrong: float
    wrong_at_most: float


class Promise(NamedTuple):
    """What can be promised of the lists of a model: points by rising threshold, from `cables` hand-checked cables.

    `with_names` is how many of them have a name, `names` how many names there are; `model` is the digest of its files.
    """

    cables: int
    with_names: int
    names: int
    points: Sequence[Point]
    model: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Returns it as it is written to JSON."""
        return {**self._asdict(), "points": [list(point) for point in self.points]}


def promise_in(kept: dict[str, Any]) -> Promise:
    """Returns the promise that `as_dict` has written."""
    # (srsly reads 0.7 as 0.7000000000000001)
    return Promise(**{**kept, "points": [Point(*(round(value, 6) for value in row)) for row in kept["points"]]})


def promise_of(nlp: Language, digest: str) -> Promise | None:
    """Returns the promise that a packaged model carries, or that the report beside its folder has; None without one.

    `digest` is that of the model's files: a report on another model tells nothing of this one. Raises ValueError for a
    report that cannot be read.
    """
    if kept := nlp.meta.get(PROMISE):
        return promise_in(kept)
    report = Path(nlp.path).parent / _METRICS if nlp.path else None
    if report is None or not report.exists():
        return None
    try:
        figures = srsly.read_json(report)
    except ValueError as error:
        raise ValueError(f"{report}: is not JSON ({error}); run `cable-ner evaluate` again") from error
    kept = figures.get(PROMISE) if isinstance(figures, dict) else None
    return promise_in(kept) if kept and kept["model"] == digest else None


def cut(promise: Promise, *, misses: float | None = None, wrong: float | None = None) -> Point:
    """Returns the point at which at most these shares are missed and wrong; each holds with probability SURE.

    Of the points with few enough misses it is the one with the highest threshold, unless only `wrong` is given: then it is
    the one with the lowest. The shares have to be chosen before one looks at the table. Raises ValueError if it cannot be
    promised, and says what can, and how many hand-checked cables it would take.
    """
    points = promise.points
    highest = len(points) - 1 if misses is None else _most(points, misses, promise)
    if wrong is None:
        return points[highest]
    first = next((at for at, point in enumerate(points) if point.threshold >= 1 - wrong / 2), len(points) - 1)
    lowest = _least(points, wrong, first, promise)
    if misses is None:
        return points[lowest]
    if lowest > highest:
        raise ValueError(
            f"--misses-at-most {misses:g} and --wrong-at-most {wrong:g} cannot be promised together: the first needs a list"
            f" of which up to {points[highest].wrong_at_most:.2f} may be wrong, the second one that may miss up to"
            f" {points[lowest].missed_at_most:.2f}; give one of the two, or larger shares"
        )
    return points[min(highest, first)]


def _most(points: Sequence[Point], share: float, promise: Promise) -> int:
    """Returns the last of the points, from the longest list on, that miss at most this share."""
    good = _run(point.missed_at_most <= share for point in points)
    if not good:
        raise ValueError(_refusal("--misses-at-most", share, points[0].missed, points[0].missed_at_most, promise.with_names))
    return good - 1


def _least(points: Sequence[Point], share: float, first: int, promise: Promise) -> int:
    """Returns the last of the points, from the `first` on downwards, at which at most this share is wrong.

    The order of tests is fixed beforehand (fixed sequence testing; Angelopoulos et al. 2021, Learn then test,
    https://arxiv.org/abs/2110.01052): the share that is wrong need not fall with every step up. The first is that where, by
    the model's own confidence, half the share is wrong at most.
    """
    good = _run(points[at].wrong_at_most <= share for at in range(first, -1, -1))
    if not good:
        raise ValueError(
            _refusal("--wrong-at-most", share, points[first].wrong, points[first].wrong_at_most, promise.cables)
        )
    return first - good + 1


def _run(holds: Iterable[bool]) -> int:
    """Returns how many hold before the first that does not."""
    count = 0
    for one in holds:
        if not one:
            break
        count += 1
    return count


def _refusal(option: str, share: float, found: float, bound: float, cables: int) -> str:
    """Returns why this cannot be promised, and what can."""
    head = f"{option} {share:g}: cannot be promised from {cables} hand-checked cables"
    if needed := cables_needed(share, found):
        more = f"it would take about {needed} like these"
    else:
        more = f"on these the mean was {found:.3f}, so that more cables would not help"
    return f"{head}; {more}; {math.ceil(100 * bound) / 100:.2f} can be promised"


def cables_needed(share: float, found: float) -> int | None:
    """Returns how many cables it takes to promise a share, if all cables have the same mean `found`; None if it is too high.

    That is the least: cables that differ take more. The formula is that of `evaluation.promising.upper_bounds`,
    n ln(1 + share - found) >= ln(1 / (1 - SURE)).
    """
    if found >= share:
        return None
    return math.ceil(math.log(1 / (1 - SURE)) / math.log1p(share - found))
