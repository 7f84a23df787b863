"""Scores of a run with their intervals, its difference from another run, kinds of error, and the confusion matrix."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from math import isnan
from typing import Any

from .intervals import Figures, MentionCounts, interval, macro_interval, macro_prf, paired
from .pairing import KINDS, MISSED, SPURIOUS
from .runs import SystemRun
from .scoring import ALL, MACRO, Score


def scores(run: SystemRun) -> dict[str, dict[str, Any]]:
    """Returns the scores of each label, of all mentions (micro-averaged), and as `macro` the mean over the labels."""
    counts = run.by_label(run.labels)
    found = scores_of_counts(counts, [*run.labels, ALL])
    by_label = counts[:, :-1]
    means = macro_prf(by_label.sum(axis=0)).tolist() if run.labels else [0.0, 0.0, 0.0]
    return {**found, MACRO: {**dict(zip("prf", means)), "interval": _bounds(macro_interval(by_label))}}


def scores_of_counts(counts: MentionCounts, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Returns the scores of counts [cables, names, 3] by name, with the intervals of those that enough cables have."""
    totals = counts.sum(axis=0).tolist()
    return {name: _as_dict(Score(*total), bounds) for name, total, bounds in zip(names, totals, interval(counts))}


def _as_dict(score: Score, bounds: Figures) -> dict[str, Any]:
    counts = {"right": score.right, "spurious": score.spurious, "missed": score.missed}
    return {**score.as_dict(), **counts, "interval": _bounds(bounds)}


def _bounds(bounds: Figures) -> dict[str, list[float]] | None:
    """Returns the bounds [3, 2] of those of precision, recall and F1 that have any, or None if none has."""
    return {key: own.tolist() for key, own in zip("prf", bounds) if not isnan(own[0])} or None


def plain_scores(run: SystemRun) -> dict[str, dict[str, float]]:
    """Returns the scores of each label and of all mentions, without intervals."""
    totals = run.by_label(run.labels).sum(axis=0).tolist()
    return {name: Score(*counts).as_dict() for name, counts in zip([*run.labels, ALL], totals)}


def difference(ours: SystemRun, theirs: SystemRun) -> dict[str, dict[str, Any]]:
    """Returns how much better our F1 is, per label and overall: the difference, its interval, and `p`.

    `p` is the p-value of the paired t test over cables (two-sided). With too few cables, interval and `p` are None.
    """
    labels = sorted({*ours.labels, *theirs.labels})
    found = paired(ours.by_label(labels), theirs.by_label(labels))
    bounds, p = found.bounds()[:, 2].tolist(), found.p()[:, 2].tolist()
    return {
        name: {
            "f": float(found.value[number, 2]),
            "interval": None if isnan(p[number]) else bounds[number],
            "p": None if isnan(p[number]) else p[number],
        }
        for number, name in enumerate([*labels, ALL])
    }


def kinds(run: SystemRun) -> dict[str, dict[str, int]]:
    """Returns how many mentions there are of each kind, by the reference's label (a spurious mention's own)."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for pair in (pair for pairs in run.pairings for pair in pairs):
        for name in (ALL, pair.mention.label):
            found[name][pair.kind] += 1
    return {name: {kind: found[name][kind] for kind in KINDS} for name in (ALL, *run.labels)}


def confusion(run: SystemRun) -> dict[str, Any]:
    """Returns which labels the system gave for each label of the reference: a row per label of the reference.

    The last row holds spurious mentions, the last column missed ones.
    """
    rows, columns = [*run.labels, SPURIOUS], [*run.labels, MISSED]
    found = Counter(
        (pair.reference.label if pair.reference else SPURIOUS, pair.predicted.label if pair.predicted else MISSED)
        for pairs in run.pairings
        for pair in pairs
    )
    return {"reference": rows, "predicted": columns, "counts": [[found[row, column] for column in columns] for row in rows]}
