"""Scores of a run with their intervals, its difference from another run, kinds of error, and the confusion matrix."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from .bootstrap import Figures, MentionCounts, Resampling, interval, macro_prf, paired
from .pairing import KINDS, MISSED, SPURIOUS
from .runs import SystemRun
from .scoring import ALL, MACRO, Score


def scores(run: SystemRun) -> dict[str, dict[str, Any]]:
    """Returns the scores of each label, of all mentions (micro-averaged), and as `macro` the mean over the labels."""
    counts = run.by_label(run.labels)
    found = scores_of_counts(counts, [*run.labels, ALL], bootstrap=run.bootstrap)
    by_label = counts[:, :-1]
    bounds = interval(by_label, run.bootstrap, measure=macro_prf) if run.labels else None
    means = macro_prf(by_label.sum(axis=0)).tolist() if run.labels else [0.0, 0.0, 0.0]
    return {**found, MACRO: {**dict(zip("prf", means)), "interval": _bounds(bounds)}}


def scores_of_counts(
    counts: MentionCounts, names: Sequence[str], *, bootstrap: Resampling, fewest: int = 0
) -> dict[str, dict[str, Any]]:
    """Returns the scores of counts [cables, names, 3] by name, with an interval where the support is at least `fewest`."""
    bounds = interval(counts, bootstrap) if names else None
    found = {}
    for number, name in enumerate(names):
        score = Score(*counts[:, number].sum(axis=0).tolist())
        found[name] = _as_dict(score, bounds[number] if bounds is not None and score.support >= fewest else None)
    return found


def _as_dict(score: Score, bounds: Figures | None) -> dict[str, Any]:
    counts = {"right": score.right, "spurious": score.spurious, "missed": score.missed}
    return {**score.as_dict(), **counts, "interval": _bounds(bounds)}


def _bounds(bounds: Figures | None) -> dict[str, list[float]] | None:
    return None if bounds is None else dict(zip("prf", bounds.tolist()))


def plain_scores(run: SystemRun) -> dict[str, dict[str, float]]:
    """Returns the scores of each label and of all mentions, without intervals."""
    totals = run.by_label(run.labels).sum(axis=0).tolist()
    return {name: Score(*counts).as_dict() for name, counts in zip([*run.labels, ALL], totals)}


def difference(ours: SystemRun, theirs: SystemRun) -> dict[str, dict[str, Any]]:
    """Returns how much better our F1 is, per label and overall: the difference, its interval, and `p_worse`.

    `p_worse` is the share of resamples in which ours is the worse one.
    """
    labels = sorted({*ours.labels, *theirs.labels})
    found = paired(ours.by_label(labels), theirs.by_label(labels), ours.bootstrap)
    return {
        name: {
            "f": float(found.value[number, 2]),
            "interval": None if found.interval is None else found.interval[number, 2].tolist(),
            "p_worse": None if found.worse is None else float(found.worse[number, 2]),
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
