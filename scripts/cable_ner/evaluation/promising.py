"""What can be promised of lists of names, from hand-checked cables: shares missed and wrong, with upper bounds.

The unit is the cable: its mentions are alike. A cable's loss is the share of its names that is missed (or the share of its
list that is wrong), between 0 and 1, and what is bounded is the mean over cables; so a short cable counts for as much as a
long one. The share of all names of all cables has no such bound, as a single cable may hold any number of them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

from ..model import SURE, Point, Promise
from .runs import SystemRun
from .scoring import Labelled

Shares = NDArray[numpy.float64]
Counts = NDArray[numpy.int64]

# Of the lists that are compared: 0, and 0.0025 to 0.9933 in equal steps of log-odds. Fixed before anything is measured.
THRESHOLDS = (0.0, *(round(float(1 / (1 + numpy.exp(-step / 5))), 4) for step in range(-30, 26)))
_SPREAD = 0.1  # how far losses of cables are expected to lie apart (standard deviation): decides how much a bet risks


class ListCounts(NamedTuple):
    """How good lists are, by cable: `names` [cables]; `missed`, `listed` and `wrong` [cables, thresholds]."""

    names: Counts
    missed: Counts
    listed: Counts
    wrong: Counts

    def of(self, cables: Any) -> "ListCounts":
        """Returns the counts of some cables, given by their numbers or a mask."""
        return ListCounts(*(counts[cables] for counts in self))

    @property
    def missed_shares(self) -> Shares:
        """The share of names that is missed, [cables with a name, thresholds]."""
        has = self.names > 0
        shares: Shares = self.missed[has] / self.names[has, None]
        return shares

    @property
    def wrong_shares(self) -> Shares:
        """The share of the list that is wrong, 0 for an empty list, [cables, thresholds]."""
        shares: Shares = self.wrong / numpy.maximum(self.listed, 1)
        return shares


def list_counts(run: SystemRun, thresholds: Sequence[float] = THRESHOLDS) -> ListCounts | None:
    """Returns the counts of a model's lists; None for a model of which confidence or other paths are not known.

    A list holds what has at least the threshold's confidence: mentions, and the spans of other paths beside them. A name is
    missed if nothing on the list touches it. What is listed is wrong unless it is a name, with its extent and label.
    """
    sure, others = run.reading.confidence, run.reading.others
    if sure is None or others is None:
        return None
    shape = run.test.cables, len(thresholds)
    names = numpy.zeros(shape[0], dtype=numpy.int64)
    missed, listed, wrong = (numpy.zeros(shape, dtype=numpy.int64) for _ in range(3))
    cuts = numpy.array(thresholds)
    for unit, found, own, more, one in zip(run.test.units, run.reading.found, sure, others, run.test.paragraphs):
        # (a mention without a confidence, which only a model without calibration has, is on each list)
        items = {**{mention: own.get(mention, 1.0) for mention in found}, **more}
        names[unit] += len(one.mentions)
        for score in _best_touching(one.mentions, items):
            missed[unit] += score < cuts
        right = set(one.mentions)
        for item, score in items.items():
            listed[unit] += score >= cuts
            wrong[unit] += (score >= cuts) & (item not in right)
    return ListCounts(names, missed, listed, wrong)


def _best_touching(names: Sequence[Labelled], items: Mapping[Labelled, float]) -> list[float]:
    """Returns, for each name, the highest confidence of what touches it; -1 if nothing does."""
    ordered = sorted(items)
    best, at = [], 0
    for name in sorted(names):
        while at < len(ordered) and ordered[at].end <= name.start:
            at += 1
        found, near = -1.0, at
        while near < len(ordered) and ordered[near].start < name.end:
            found, near = max(found, items[ordered[near]]), near + 1
        best.append(found)
    return best


def make_promise(counts: ListCounts, *, thresholds: Sequence[float] = THRESHOLDS, model: str = "") -> Promise | None:
    """Returns what can be promised from cables whose counts these are; None if none of them has a name."""
    missed, wrong = counts.missed_shares, counts.wrong_shares
    if not len(missed):
        return None
    columns = (thresholds, missed.mean(axis=0), upper_bounds(missed), wrong.mean(axis=0), upper_bounds(wrong))
    points = [Point(*(round(float(value), 6) for value in row)) for row in zip(*columns)]
    return Promise(len(counts.names), len(missed), int(counts.names.sum()), points, model)


def upper_bounds(losses: Shares, *, sure: float = SURE) -> Shares:
    """Returns upper bounds [...] of the expected losses, from losses [cables, ...] between 0 and 1.

    Each holds with probability `sure` for cables that are drawn at random like these, whatever the distribution of the
    losses and the number of cables. Bet a fixed share b of a capital of 1 on each cable in turn that its loss is below r:
    the capital becomes the product of 1 + b (r - loss). If the expected loss is r or more, the capital is not expected to
    grow (nor if cables are drawn without replacement: Maclaurin's inequality), so that it ends at 1 / (1 - sure) or more
    with probability 1 - sure at most (Markov). The bound is the smallest r at which it does; the order of the cables does
    not matter. (Waudby-Smith and Ramdas, Estimating means of bounded random variables by betting, JRSS B 86, 2024,
    https://doi.org/10.1093/jrsssb/qkad009; Bates et al., Distribution-free, risk-controlling prediction sets, JACM 68,
    2021, https://arxiv.org/abs/2101.02703, whose bets follow the losses seen so far.) The bounds of Hoeffding and Bentkus,
    which do not see that losses lie close together, take about twice the cables.
    """
    cables = len(losses)
    goal = numpy.log(1 / (1 - sure))
    bet = min(1.0, float(numpy.sqrt(2 * goal / max(cables, 1))) / _SPREAD)
    low, high = losses.mean(axis=0), numpy.ones(losses.shape[1:])
    for _ in range(40):
        middle = (low + high) / 2
        reached = numpy.log1p(bet * (middle - losses)).sum(axis=0) >= goal
        low, high = numpy.where(reached, low, middle), numpy.where(reached, middle, high)
    return high
