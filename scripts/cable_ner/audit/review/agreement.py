"""How far people agree who answered the same questions: over answers (Cohen's kappa) and over mentions (F1)."""

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy
from scipy.special import stdtrit
from sklearn.metrics import cohen_kappa_score

from ...evaluation import FEWEST, Interval, interval, prf
from ...labels import (
    Contradiction,
    Decision,
    Given,
    PlaceDecision,
    contradictions,
    mentions_of,
    of_each_person,
    settles,
)
from .in_words import NO_ENTITY, decision_in_words

_LEVEL = 0.95
NOTHING = float("nan")
ALL = "all"


class Answered(NamedTuple):
    """A question that two people answered: `group` is its cable, else its form; `zone` is '' where it is not known."""

    people: tuple[str, str]
    group: str
    zone: str
    answers: tuple[Decision, Decision]


class AgreementRow(NamedTuple):
    """How far people agree on some questions.

    `observed` is the share with the same labels, `kappa` Cohen's (Educational and Psychological Measurement 20, 1960), `f1`
    that of one person's mentions against the other's, same offsets and label (Hripcsak and Rothschild, JAMIA 12, 2005).
    Intervals are of 95 %, by the jackknife over cables; NaN with too few of them.
    """

    what: str
    questions: int
    observed: Interval
    kappa: Interval
    f1: Interval

    def as_json(self) -> dict[str, Any]:
        """Returns the row as JSON; null for what cannot be told."""
        figures = {name: getattr(self, name) for name in ("observed", "kappa", "f1")}
        shown = {
            name: {key: None if numpy.isnan(value) else round(value, 4) for key, value in figure._asdict().items()}
            for name, figure in figures.items()
        }
        return {"what": self.what, "questions": self.questions, **shown}


class AgreementReport(NamedTuple):
    """Rows for all questions, pairs of people, labels and zones; and what people differ in that nobody has settled."""

    rows: list[AgreementRow]
    differences: list[Contradiction]

    def as_json(self) -> dict[str, Any]:
        """Returns the report as JSON."""
        return {
            "rows": [row.as_json() for row in self.rows],
            "differences": [
                {"by": name, **decision.as_json()}
                for one in self.differences
                for name, decision in zip(one.people, one.decisions)
            ],
        }


def agreement(decisions: Sequence[Decision], zones: Mapping[str, str]) -> AgreementReport:
    """Returns how far people agree. `zones` has the zones of paragraphs by the digests of their texts, as far as known."""
    answered = list(_answered(decisions, zones))
    labels = sorted({label for one in answered for answer in one.answers for label in _labels(answer)})
    rows = [_row(ALL, answered)] if answered else []
    rows += _rows(answered, lambda one: " · ".join(one.people))
    rows += [_of_label(label, answered) for label in labels]
    rows += _rows([one for one in answered if one.zone], lambda one: one.zone)
    return AgreementReport(rows, contradictions(decisions))


def differences_in_words(differences: Iterable[Contradiction]) -> list[str]:
    """Returns a line for each difference: who said what."""
    return [
        "; ".join(f"{name}: {decision_in_words(decision)}" for name, decision in zip(one.people, one.decisions))
        for one in differences
    ]


def _answered(decisions: Iterable[Decision], zones: Mapping[str, str]) -> Iterable[Answered]:
    for own in of_each_person(decisions).values():
        for first, second in combinations(sorted(own), 2):
            answer = own[first]
            if settles(own[first]) or settles(own[second]):
                continue  # (who settles a question has seen the answers)
            if isinstance(answer, PlaceDecision):
                group, zone = answer.cable or answer.paragraph, zones.get(answer.paragraph, "")
            else:
                group, zone = answer.cable or dict(answer.notes).get("seen") or answer.form, answer.zone
            yield Answered((first, second), group, zone, (answer, own[second]))


def _rows(answered: list[Answered], key: Callable[[Answered], str]) -> list[AgreementRow]:
    groups: defaultdict[str, list[Answered]] = defaultdict(list)
    for one in answered:
        groups[key(one)].append(one)
    return [_row(name, own) for name, own in sorted(groups.items())]


def _of_label(label: str, answered: list[Answered]) -> AgreementRow:
    """Returns the row of a label: whether both give it, over the questions in which one does."""
    own = [one for one in answered if any(label in _labels(answer) for answer in one.answers)]
    return _row(label, own, label=label, over=answered)


def _row(what: str, answered: list[Answered], *, label: str = "", over: list[Answered] | None = None) -> AgreementRow:
    def said(answer: Decision) -> str:
        return str(label in _labels(answer)) if label else "+".join(sorted(_labels(answer))) or NO_ENTITY

    def given(answer: Decision) -> set[Given]:
        return {mention for mention in mentions_of(answer) if not label or mention[1] == label}

    groups: defaultdict[str, list[Answered]] = defaultdict(list)
    for one in answered:
        groups[one.group].append(one)
    same, mentions = [], []
    for own in groups.values():
        agree = sum(said(one.answers[0]) == said(one.answers[1]) for one in own)
        same.append((agree, len(own) - agree, 0))
        pairs = [(given(one.answers[0]), given(one.answers[1])) for one in own]
        mentions.append([sum(map(len, sets)) for sets in zip(*((a & b, b - a, a - b) for a, b in pairs))])
    both = over if over is not None else answered
    pairs_said = [(one.group, said(one.answers[0]), said(one.answers[1])) for one in both]
    return AgreementRow(what, len(answered), _counted(same, 0), _kappa(pairs_said), _counted(mentions, 2))


def _labels(answer: Decision) -> set[str]:
    return {label for _, label in mentions_of(answer)}


def _counted(rows: Sequence[Sequence[int]], figure: int) -> Interval:
    """Returns a figure (0: precision, 2: F1) of counts by cable, with its interval; NaN of nothing."""
    counts = numpy.array(rows, dtype=numpy.int64).reshape(-1, 3)
    if not counts.sum():
        return Interval(NOTHING, NOTHING, NOTHING)
    low, high = interval(counts)[figure].tolist()
    return Interval(float(prf(counts.sum(axis=0))[figure]), low, high)


def _kappa(said: Sequence[tuple[str, str, str]]) -> Interval:
    """Returns Cohen's kappa of (group, first answer, second answer), with the jackknife's interval over groups.

    NaN where both gave only one answer: then chance alone makes them agree.
    """
    value = _kappa_of(said)
    names = sorted({group for group, *_ in said})
    if numpy.isnan(value) or len(names) < FEWEST:
        return Interval(value, NOTHING, NOTHING)
    left_out = [_kappa_of([one for one in said if one[0] != name]) for name in names]
    changes = numpy.array([one - value for one in left_out if not numpy.isnan(one)])
    if len(changes) < FEWEST:
        return Interval(value, NOTHING, NOTHING)
    error = numpy.sqrt((len(changes) - 1) / len(changes) * (changes**2).sum())
    half = float(stdtrit(len(changes) - 1, (1 + _LEVEL) / 2) * error)
    return Interval(value, max(value - half, -1.0), min(value + half, 1.0))


def _kappa_of(said: Sequence[tuple[str, str, str]]) -> float:
    if len({answer for _, *answers in said for answer in answers}) < 2:
        return NOTHING
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # (of a division by zero, where the answer is NaN)
        return float(cohen_kappa_score([first for _, first, _ in said], [second for *_, second in said]))
