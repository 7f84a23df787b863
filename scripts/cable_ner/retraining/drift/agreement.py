"""How well the current model agrees with the labels of new cables."""

from collections.abc import Sequence
from statistics import quantiles
from typing import Any

import numpy
from spacy.language import Language
from spacy.tokens import Doc

from ...evaluation import ALL, MentionCounts, SystemRun, as_reference, prf, read
from ...work import Progress, no_progress
from .figures import Side
from .usual import FEWEST, LARGEST, is_unusual, widened

RULE_AGREEMENT = (
    "Agreement is unusual if F1 lies below its usual range: the range of F1 in 200 random samples (with replacement) of as"
    " many old cables, widened by half its width on each side."
)
RULE_CABLE = (
    "A cable is unusual if its F1 lies below the first quartile of the old cables by more than 1.5 times their"
    " interquartile range."
)
_DRAWS = 200
_WORST = 10
_SHORTEST = 10  # mentions: the agreement on a cable with fewer says little


def _counts(nlp: Language, docs: Sequence[Doc], progress: Progress) -> tuple[SystemRun, list[str]]:
    reference = as_reference(docs)
    names = list(dict.fromkeys(one.cable for one in reference.paragraphs))
    return SystemRun(reference, read(nlp, reference, progress=progress)), names


def _score(counts: MentionCounts) -> dict[str, float]:
    right, spurious, missed = counts.tolist()
    precision, recall, f = prf(counts).tolist()
    return {
        "p": precision,
        "r": recall,
        "f": f,
        "support": right + missed,
        "right": right,
        "spurious": spurious,
        "missed": missed,
    }


def usual_f(counts: MentionCounts, size: int, *, seed: int = 0) -> list[list[float] | None]:
    """Returns the usual range of F1 for each label, from samples of `size` cables of the counts [cables, labels, 3].

    See `RULE_AGREEMENT`. With fewer than FEWEST cables, every range is None.
    """
    if len(counts) < FEWEST:
        return [None] * counts.shape[1]
    drawn = numpy.random.default_rng(seed).integers(len(counts), size=(_DRAWS, min(max(size, 1), LARGEST)))
    values = numpy.stack([prf(counts[members].sum(axis=0))[..., 2] for members in drawn])
    return [widened(column) for column in values.T.tolist()]


def agreement(
    nlp: Language, old: Sequence[Doc], new: Sequence[Doc], *, seed: int = 0, progress: Progress = no_progress
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Returns how well a model agrees with the labels of new and old Docs, by label, and the worst of the new cables.

    Each label has its scores on both, and the usual range for as many old cables.
    """
    (here, names), (there, _) = _counts(nlp, new, progress), _counts(nlp, old, progress)
    labels = sorted({*here.labels, *there.labels})
    counts, before = here.by_label(labels), there.by_label(labels)
    usual = usual_f(before, len(counts), seed=seed)
    found = {}
    for column, label in enumerate([*labels, ALL]):
        now, then = _score(counts[:, column].sum(axis=0)), _score(before[:, column].sum(axis=0))
        comparable = now["support"] and then["support"]
        bounds = usual[column] if comparable else None
        found[label] = {"new": now, "old": then, "usual": bounds, "unusual": is_unusual(now["f"], bounds, Side.LOW)}
    return found, worst_cables(counts[:, -1], names, before[:, -1])


def worst_cables(counts: MentionCounts, names: list[str], before: MentionCounts) -> list[dict[str, Any]]:
    """Returns the cables on which agreement is lowest; `counts` is [cables, 3], a row for each of `names`."""
    known = [one["f"] for one in map(_score, before) if one["support"] >= _SHORTEST]
    fence = None
    if len(known) >= FEWEST:
        first, _, third = quantiles(known, n=4, method="inclusive")
        fence = first - 1.5 * (third - first)  # Tukey, Exploratory Data Analysis, 1977
    scored = [(name, _score(own)) for name, own in zip(names, counts)]
    scored = [(name, own) for name, own in scored if own["support"] + own["spurious"]]
    scored.sort(key=lambda pair: (pair[1]["support"] + pair[1]["spurious"] < _SHORTEST, pair[1]["f"], pair[0]))
    return [
        {"cable": name, **own, "unusual": fence is not None and own["support"] >= _SHORTEST and own["f"] < fence}
        for name, own in scored[:_WORST]
    ]
