"""The gate: whether a candidate is worse than the current model.

It compares F1, candidate minus current model on the same cables, by the paired bootstrap over cables
(`evaluation.paired`; Koehn 2004, https://aclanthology.org/W04-3250/, with the percentile intervals of Efron and Tibshirani
1993). A candidate is refused if, on a test that decides,

1. the 95 % interval of the difference lies wholly below 0 for all labels together;
2. or the interval lies wholly below 0 for one label, at the level that makes 95 % for all labels at once: 1 - 0.05 / their
   number (Bonferroni; on several comparisons at a time: Dror et al. 2017, https://aclanthology.org/Q17-1033/);
3. or the difference itself is below -0.02 for all labels together, whatever the interval: a test of few cables has intervals
   too wide to tell, and a test that cannot tell is no reason to trust. (This rule does not apply to a new test of fewer
   than 6 cables, where such a loss may be chance. The frozen test decides then.)

Rules 1 and 2 need enough cables to rule out chance. If two models are equally good, all of n cables come out worse with
probability (1/2)^n (the sign test). This must be at most half of 1 - level: 6 cables at 95 %, 8 at 98.75 %. Both rules
ignore a loss below 0.005. On a large test, the cables can make so small a loss significant, but training the same recipe
with another seed can change F1 by more, and the bootstrap does not see that (Reimers and Gurevych 2017,
https://aclanthology.org/D17-1035/).

Silver labels come from the tagger: a difference on them is a difference in agreement with the tagger, not in accuracy. So a
silver test decides only if there is no gold test at all, and then only the frozen one. A silver test of the new cables, or
one beside a gold test, only warns.
"""

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy

from ..evaluation import ALL, MentionCounts, Resampling, paired

FROZEN, NEW = "frozen", "new"  # the tests


class Gate(NamedTuple):
    """The thresholds for refusing a candidate; see the rules above."""

    level: float = 0.95
    margin: float = 0.02
    negligible: float = 0.005
    resamples: int = 10_000
    seed: int = 0


class Finding(NamedTuple):
    """How two models compare on one label (or all) of a test: the difference in F1 and its interval at `level`.

    `cables` counts the cables in which the label occurs, as a gold or silver mention or as a prediction. `worse` says why
    the candidate is worse and is empty if it is not; with `decides`, a worse candidate is refused. `interval` is None if
    the test is too small for one.
    """

    test: str
    kind: str
    decides: bool
    label: str
    cables: int
    f: float
    interval: list[float] | None
    level: float
    worse: str = ""


class HeldOut(NamedTuple):
    """A test: its name (FROZEN or NEW), the kind of its labels (gold or silver), its files, and whether it decides."""

    name: str
    kind: str
    path: Path
    decides: bool


def fewest(level: float) -> int:
    """Returns how many cables must all be worse to rule out chance at the level of an interval, such as 0.95.

    This is the smallest n for which (1/2)^n is at most half of 1 - `level`.
    """
    return math.ceil(math.log2(2 / (1 - level)))


def findings(
    ours: MentionCounts, theirs: MentionCounts, labels: Sequence[str], test: HeldOut, gate: Gate = Gate()
) -> list[Finding]:
    """Compares the counts of two models, [cables, labels + 1, 3], the last column being for all labels together.

    Returns the finding for all labels together first, then one for each label.
    """
    own = 1 - (1 - gate.level) / max(len(labels), 1)
    overall = _found(ours[:, -1], theirs[:, -1], ALL, gate.level, test, gate)
    return [overall] + [
        _found(ours[:, at], theirs[:, at], label, own, test, gate) for at, label in enumerate(labels)
    ]  # fmt: skip


def _found(ours: MentionCounts, theirs: MentionCounts, label: str, level: float, test: HeldOut, gate: Gate) -> Finding:
    difference = paired(ours, theirs, Resampling(gate.resamples, level, gate.seed))
    value = float(difference.value[2])
    bounds = None if difference.interval is None else [float(bound) for bound in difference.interval[2]]
    cables = int(numpy.count_nonzero((ours + theirs).sum(axis=-1)))
    worse = ""
    if bounds and cables >= fewest(level) and bounds[1] < 0 and value <= -gate.negligible:
        worse = f"the {_percent(level)} interval lies below 0"
    elif label == ALL and value < -gate.margin and (test.name == FROZEN or cables >= fewest(level)):
        worse = f"the loss is more than {gate.margin}"
    return Finding(test.name, test.kind, test.decides, label, cables, value, bounds, level, worse)


def _percent(level: float) -> str:
    return f"{100 * level:.4g} %"


def verdict(found: Iterable[Finding]) -> str:
    """Returns why a candidate is refused; an empty string if it is not."""
    lost = [one for one in found if one.worse and one.decides]
    return "; ".join(describe(one) for one in lost)


def describe(one: Finding) -> str:
    """Returns a finding in words."""
    what = "F1 difference" if one.label == ALL else f"F1 difference for {one.label}"
    bounds = " [{:+.3f}, {:+.3f}]".format(*one.interval) if one.interval else ""
    return (
        f"{what} on the {one.test} test ({one.kind}, {one.cables} cables): {one.f:+.3f}{bounds}, {one.worse or 'not worse'}"
    )
