"""How well an audit ranks labels by how probably they are wrong, as cleanlab's benchmark of label errors measures it.

Of ranked sentences: the precision among the first as many as are wrong, and the average precision (Wang and Mueller,
Detecting Label Errors in Token Classification Data, https://arxiv.org/abs/2210.03920).
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy
import spacy
from sklearn.metrics import average_precision_score
from spacy.tokens import Doc

_UNLISTED = -1.0  # the score of what the audit does not list


class Ranked(NamedTuple):
    """The precision among the first as many as are wrong, and the average precision; both 0 to 1."""

    among_first: float
    average: float


def ranked(is_wrong: Sequence[bool], scores: Sequence[float]) -> Ranked:
    """Returns how well scores, the highest first, find what is wrong. Of things with equal scores the first is first.

    Raises ValueError if nothing is wrong.
    """
    wrong = numpy.array(is_wrong, bool)
    if not wrong.any():
        raise ValueError("nothing is wrong, so there is nothing to find")
    first = numpy.argsort(-numpy.array(scores), kind="stable")[: wrong.sum()]
    return Ranked(float(wrong[first].mean()), float(average_precision_score(wrong, scores)))


def rank_of_places(report: Mapping[str, Any], docs: Sequence[Doc], gold: Sequence[Doc]) -> Ranked:
    """Returns how well audit.json ranks places. Errors where it lists none are ranked last."""
    left = [errors(doc, right) for doc, right in zip(docs, gold)]
    is_wrong, scores = [], []
    for at, row, score in _suspects(report, docs):
        found = [place for place in left[at] if place[0] < row["end"] and row["start"] < place[1]]
        left[at] = [place for place in left[at] if place not in found]
        is_wrong.append(bool(found))
        scores.append(score)
    unlisted = sum(map(len, left))
    return ranked([*is_wrong, *[True] * unlisted], [*scores, *[_UNLISTED] * unlisted])


def rank_of_sentences(report: Mapping[str, Any], docs: Sequence[Doc], gold: Sequence[Doc]) -> Ranked:
    """Returns how well audit.json ranks sentences, each by its worst place."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    ends = [[sentence.end_char for sentence in nlp(doc.text).sents] for doc in docs]
    wrong = [numpy.zeros(len(own), bool) for own in ends]
    scores = [numpy.full(len(own), _UNLISTED) for own in ends]
    for at, (doc, right) in enumerate(zip(docs, gold)):
        wrong[at][[int(numpy.searchsorted(ends[at], start, "right")) for start, _ in errors(doc, right)]] = True
    for at, row, score in _suspects(report, docs):
        sentence = int(numpy.searchsorted(ends[at], row["start"], "right"))
        scores[at][sentence] = max(scores[at][sentence], score)
    return ranked(numpy.concatenate(wrong).tolist(), numpy.concatenate(scores).tolist())


def _suspects(report: Mapping[str, Any], docs: Sequence[Doc]) -> list[tuple[int, Mapping[str, Any], float]]:
    """Returns the number of each suspect's Doc, its row, and a score that falls with its rank."""
    number = {(doc.user_data["cable"], doc.user_data["index"]): at for at, doc in enumerate(docs)}
    rows = report["suspects"]
    return [(number[row["cable"], row["index"]], row, 1 - rank / len(rows)) for rank, row in enumerate(rows)]


def errors(doc: Doc, gold: Doc) -> list[tuple[int, int]]:
    """Returns the stretches (character offsets) where overlapping mentions of a Doc and of the gold one differ."""
    both = [{(ent.start_char, ent.end_char, ent.label_) for ent in one.ents} for one in (doc, gold)]
    merged: list[tuple[int, int]] = []
    for start, end, _ in sorted(both[0] ^ both[1]):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged
