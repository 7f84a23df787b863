"""How confident a model is of each of its mentions. This file needs nothing but spaCy and NumPy."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy
from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span

Key = tuple[int, int, str]  # first token, last token + 1, label

META = "confidence"  # where a model's meta.json has its calibration
_INSIDE = ("I", "L")  # steps that continue a mention or end it
_BATCH = 64
_LEAST = 1e-6  # a probability nearer to 0 or 1 is taken for this far away


class Calibration(NamedTuple):
    """How a probability of the parser becomes the share that is right: 1 / (1 + exp(-slope logit(p) - intercept)).

    Two parameters, fitted by logistic regression to `mentions` of dev, which has labels of this kind (Platt 1999; with a
    logit, Guo et al. 2017, https://arxiv.org/abs/1706.04599).
    """

    slope: float
    intercept: float
    mentions: int = 0
    labels: str = ""

    def __call__(self, probability: float) -> float:
        """Returns the share of mentions with this probability that is right."""
        return 1 / (1 + math.exp(-self.slope * logit(probability) - self.intercept))

    def undone(self, confidence: float) -> float:
        """Returns the probability that a confidence was made of."""
        return 1 / (1 + math.exp((self.intercept - logit(confidence)) / self.slope))


def logit(probability: float) -> float:
    """Returns log(p / (1 - p)), with p at least a millionth away from 0 and 1."""
    kept = min(max(probability, _LEAST), 1 - _LEAST)
    return math.log(kept / (1 - kept))


def calibration_of(nlp: Language) -> Calibration | None:
    """Returns the calibration that a model carries in its meta.json; None if it has none."""
    kept = nlp.meta.get(META)
    return Calibration(**kept) if kept else None


def confidences(nlp: Language, docs: Sequence[Doc], *, calibrated: bool = True) -> list[dict[Key, float]] | None:
    """Returns, for each Doc that the pipeline has processed, its mentions (token indices, label) and their confidence.

    Each token is one step of the parser (begin, inside, last, unit, out: Ratinov and Roth,
    https://aclanthology.org/W09-1119/); the probability of a mention is the product of the probabilities of its steps, each
    the softmax over the scores of the allowed steps. A mention that another component added, extended or relabelled takes
    the mean of those of the same name and label that the parser found in the document (all Docs with the same
    `user_data["cable"]`, of those given), or else that of the mention it found at this very place under another label. Where
    there is neither, the mention has no entry. The parser was trained to take the best step, and on its own labels, so
    these probabilities are higher than the share that is right: a model that was calibrated on dev, as our recipes do,
    says how, and the confidence is that share. Returns None for a pipeline without exactly one transition-based recogniser.
    """
    parsers = [pipe for _, pipe in nlp.pipeline if isinstance(pipe, EntityRecognizer)]
    if len(parsers) != 1:
        return None
    steps = _Steps(parsers[0])
    found = [own for at in range(0, len(docs), _BATCH) for own in steps.of(docs[at : at + _BATCH])]
    known = _by_name(docs, found)
    calibration = calibration_of(nlp) if calibrated else None
    return [
        {key: calibration(value) if calibration else value for key, value in _of_mentions(doc, number, own, known)}
        for number, (doc, own) in enumerate(zip(docs, found))
    ]


_Name = tuple[object, str, str]  # document, text in small letters, label


def _name(doc: Doc, number: int, key: Key) -> _Name:
    start, end, label = key
    return doc.user_data.get("cable", number), doc[start:end].text.lower(), label


def _by_name(docs: Sequence[Doc], found: Sequence[Mapping[Key, float]]) -> dict[_Name, float]:
    """Returns the mean probability of each name in each document."""
    values: defaultdict[_Name, list[float]] = defaultdict(list)
    for number, (doc, own) in enumerate(zip(docs, found)):
        for key, value in own.items():
            values[_name(doc, number, key)].append(value)
    return {name: sum(own) / len(own) for name, own in values.items()}


def _of_mentions(
    doc: Doc, number: int, found: Mapping[Key, float], known: Mapping[_Name, float]
) -> Iterator[tuple[Key, float]]:
    """Yields the probability of each mention of a Doc that has one."""
    here = {(start, end): value for (start, end, _), value in found.items()}
    for ent in doc.ents:
        key = ent.start, ent.end, ent.label_
        value = found.get(key, known.get(_name(doc, number, key), here.get((ent.start, ent.end))))
        if value is not None:
            yield key, value


class _Steps:
    """Parses Docs again, and keeps the probability of each step."""

    def __init__(self, parser: EntityRecognizer) -> None:
        self.parser = parser
        names = [parser.moves.get_class_name(number) for number in range(parser.moves.n_moves)]
        self.column = {name: number for number, name in enumerate(names)}
        kind = numpy.array([name[:1] for name in names])
        label = numpy.array([name[2:] for name in names])
        self.outside = numpy.isin(kind, ("B", "U", "O")) & ((label != "") | (kind == "O"))
        self.inside = {name: numpy.isin(kind, _INSIDE) & (label == name) for name in sorted({*label} - {""})}
        self.ends = ~numpy.isin(kind, ("B", "I"))  # allowed at the last token of a text
        self.space = ~numpy.isin(kind, ("B", "U", "L"))  # allowed at white space

    def of(self, docs: Sequence[Doc]) -> list[dict[Key, float]]:
        """Returns the mentions of each Doc with their confidence."""
        order = sorted((at for at in range(len(docs)) if len(docs[at])), key=lambda at: -len(docs[at]))
        copies = [_without_mentions(docs[at]) for at in order]
        found: list[dict[Key, float]] = [{} for _ in docs]
        if copies:
            for at, copy, scores in zip(order, copies, self._parse(copies)):
                found[at] = {(ent.start, ent.end, ent.label_): self._confidence(copy, ent, scores) for ent in copy.ents}
        return found

    def _parse(self, copies: list[Doc]) -> list[numpy.ndarray]:
        """Sets the mentions of the Docs (longest first), and returns the scores of each Doc's steps: [tokens, steps]."""
        moves, model = self.parser.moves, self.parser.model.predict(copies)
        states = list(moves.init_batch(copies))
        scores: list[list[numpy.ndarray]] = [[] for _ in copies]
        going = len(copies)
        for token in range(len(copies[0])):
            while len(copies[going - 1]) <= token:
                going -= 1
            made = model.ops.to_numpy(model.predict(states[:going]))
            for rows, row in zip(scores, made):
                rows.append(row.astype("float64"))
            self.parser.transition_states(states[:going], numpy.ascontiguousarray(made))
        self.parser.set_annotations(copies, states)
        return [numpy.stack(rows) for rows in scores]

    def _confidence(self, doc: Doc, ent: Span, scores: numpy.ndarray) -> float:
        total = 1.0
        for index in range(ent.start, ent.end):
            allowed = self.outside if index == ent.start else self.inside[ent.label_]
            if index == len(doc) - 1:
                allowed = allowed & self.ends
            if doc[index].is_space:
                allowed = allowed & self.space
            row = scores[index]
            weights = numpy.exp(row - row[allowed].max(), where=allowed, out=numpy.zeros_like(row))
            total *= float(weights[self.column[_step(index, ent)]] / weights.sum())
        return total


def _step(index: int, ent: Span) -> str:
    if ent.end - ent.start == 1:
        return f"U-{ent.label_}"
    place = "B" if index == ent.start else "L" if index == ent.end - 1 else "I"
    return f"{place}-{ent.label_}"


def _without_mentions(doc: Doc) -> Doc:
    """Returns a copy with what earlier components left in the Doc, but without mentions that would bind the parser."""
    copy = doc.copy()
    copy.set_ents([], default="missing")
    return copy
