"""The gate: whether a candidate is worse than the current model.

It compares F1, candidate minus current model on the same cables, by a paired t test over cables (`evaluation.paired`). A
candidate is refused if, on a test that decides, its loss is significant for all labels together or for one of them. The
level is corrected for the number of comparisons (Bonferroni; Dror et al. 2017, https://aclanthology.org/Q17-1033/): half of
`Gate.alpha` is shared by the tests for all labels together, the other half by the labels of all tests. So a candidate that
is as good as the current model is refused in at most 5 % of cases, whatever the number of cables, tests and labels:
`python -m benchmarks gate` measures it.

- A test of which fewer than 3 cables have a mention cannot tell, nor can it of a label that fewer than 3 have. What cannot
  be told refuses nothing: the candidate is accepted, and the session says so.
- A loss below 0.005 is ignored. On a large test, the cables can make so small a loss significant, but training the same
  recipe with another seed can change F1 by more, and a test over cables does not see that (Reimers and Gurevych 2017,
  https://aclanthology.org/D17-1035/).

Silver labels come from the tagger: a difference on them is a difference in agreement with the tagger, not in accuracy. So a
silver test decides only if there is no gold test at all, and then only the frozen one. A silver test of the new cables, or
one beside a gold test, only warns.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy

from ..evaluation import ALL, FEWEST, MentionCounts, paired
from ..work import number_of

FROZEN, NEW = "frozen", "new"  # the tests
CANNOT_TELL = f"cannot tell: in fewer than {FEWEST} cables"


class Gate(NamedTuple):
    """When to refuse: how often equally good candidates may be, and the loss of F1 that is ignored; see above."""

    alpha: float = 0.03
    negligible: float = 0.005


class HeldOut(NamedTuple):
    """A test: its name (FROZEN or NEW), the kind of its labels (gold or silver), its files, and whether it decides."""

    name: str
    kind: str
    path: Path
    decides: bool


class ComparedCounts(NamedTuple):
    """The counts of two models on a test, [cables, labels + 1, 3], the last column being for all labels together."""

    test: HeldOut
    labels: Sequence[str]
    ours: MentionCounts
    theirs: MentionCounts


class Finding(NamedTuple):
    """How two models compare on one label (or all) of a test: the difference in F1 and its interval at `level`.

    `cables` counts the cables in which the label occurs, as a gold or silver mention or as a prediction. `worse` says why
    the candidate is worse and is empty if it is not; with `decides`, a worse candidate is refused. `interval` is None if
    the test has too few cables to tell.
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


def findings(compared: Sequence[ComparedCounts], gate: Gate = Gate()) -> list[Finding]:
    """Returns the findings of each test: first that for all labels together, then one for each label."""
    return [one for decides in (True, False) for one in _findings([c for c in compared if c.test.decides == decides], gate)]


def _findings(compared: Sequence[ComparedCounts], gate: Gate) -> Iterator[Finding]:
    """Yields the findings of tests that share a level: all those that decide, or all others."""
    differences = [paired(one.ours, one.theirs) for one in compared]
    labels = max(sum(int(numpy.count_nonzero(found.cables[:-1, 2] >= FEWEST)) for found in differences), 1)
    for (test, names, _, _), found in zip(compared, differences):
        alphas = gate.alpha / 2 / numpy.array([*[labels] * len(names), len(compared)])
        losses, spans = found.p_worse()[:, 2], found.bounds(1 - 2 * alphas[:, None])[:, 2]
        for at, label in [(-1, ALL), *enumerate(names)]:
            value, level, cables = float(found.value[at, 2]), float(1 - 2 * alphas[at]), int(found.cables[at, 2])
            bounds = spans[at].tolist() if cables >= FEWEST else None
            lost = losses[at] <= alphas[at] and value <= -gate.negligible
            worse = f"the {100 * level:.4g} % interval lies below 0" if lost else ""
            yield Finding(test.name, test.kind, test.decides, label, cables, value, bounds, level, worse)


def verdict(found: Iterable[Finding]) -> str:
    """Returns why a candidate is refused; an empty string if it is not."""
    lost = [one for one in found if one.worse and one.decides]
    return "; ".join(describe(one) for one in lost)


def cannot_tell(found: Iterable[Finding]) -> str:
    """Returns why no test can tell whether a candidate is worse; an empty string if one can."""
    overall = [one for one in found if one.decides and one.label == ALL]
    return "" if any(one.interval for one in overall) else "; ".join(describe(one) for one in overall)


def outcome(one: Finding) -> str:
    """Returns what was found in words: worse and why, not worse, or that the test cannot tell."""
    return one.worse or ("not worse" if one.interval else CANNOT_TELL)


def describe(one: Finding) -> str:
    """Returns a finding in words."""
    what = "F1 difference" if one.label == ALL else f"F1 difference for {one.label}"
    bounds = " [{:+.3f}, {:+.3f}]".format(*one.interval) if one.interval else ""
    size = number_of(one.cables, "cables")
    return f"{what} on the {one.test} test ({one.kind}, {size}): {one.f:+.3f}{bounds}, {outcome(one)}"
