"""The gate: whether a candidate is worse than the current model.

It compares F1, candidate minus current model on the same cables, by the paired bootstrap over cables
(`evaluation.paired`; Koehn 2004, https://aclanthology.org/W04-3250/, with the percentile intervals of Efron and Tibshirani
1993). A candidate is refused if, on a test that decides,

1. the 95 % interval of the difference lies wholly below 0 for all labels together;
2. or the interval lies wholly below 0 for one label, at the level that makes 95 % for all labels at once: 1 - 0.05 / their
   number (Bonferroni; on several comparisons at a time: Dror et al. 2017, https://aclanthology.org/Q17-1033/);
3. or the difference itself is below -0.02 for all labels together, whatever the interval: a test of few cables has intervals
   too wide to tell, and a test that cannot tell is no reason to trust. (Not on a new test of fewer than 6 cables: there it
   is chance, and the frozen test decides.)

Rules 1 and 2 need enough cables for the verdict not to be chance. Between two equally good models, n cables are all worse
in (1/2)^n of the outcomes (the sign test), and this has to be at most half of 1 - level: 6 cables at 95 %, 8 at 98.75 %.
The rules also let a loss below 0.005 pass. On a large test so small a loss soon exceeds the chance of the cables, but not
that of another seed for the same recipe, which the bootstrap does not see (Reimers and Gurevych 2017,
https://aclanthology.org/D17-1035/).

Silver labels are the tagger's: a difference there is one in agreement with the tagger, not in accuracy. So a silver test
decides only if there is no gold test at all, and then only the frozen one. The silver test of the new cables, or a silver
test beside gold, only warns.
"""

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy

from ..evaluation import ALL, MentionCounts, Resampling, paired

FROZEN, NEW = "frozen", "new"  # the tests


class Gate(NamedTuple):
    """The figures by which a candidate is refused; see the rules above."""

    level: float = 0.95
    margin: float = 0.02
    negligible: float = 0.005
    resamples: int = 10_000
    seed: int = 0


class Finding(NamedTuple):
    """How two models compare on one label (or all) of a test: the difference in F1 and its interval at `level`.

    `cables` counts those with anything of the label. `worse` says why the candidate is worse, if it is, and `decides`
    whether that refuses it. `interval` is None where a test is too small to have one.
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
    """Returns how many cables have to be worse before chance explains it no better than one tail of an interval.

    `level` is that of the interval, such as 0.95.
    """
    return math.ceil(math.log2(2 / (1 - level)))


def findings(
    ours: MentionCounts, theirs: MentionCounts, labels: Sequence[str], test: HeldOut, gate: Gate = Gate()
) -> list[Finding]:
    """Returns how counts [cables, labels and all, 3] compare: first for all labels together, then for each."""
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
    what = "F1" if one.label == ALL else f"F1 of {one.label}"
    bounds = " [{:+.3f}, {:+.3f}]".format(*one.interval) if one.interval else ""
    return (
        f"{what} on the {one.test} test ({one.kind}, {one.cables} cables): {one.f:+.3f}{bounds}, {one.worse or 'not worse'}"
    )
