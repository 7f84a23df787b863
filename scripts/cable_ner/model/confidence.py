"""How confident a model is of each of its mentions. This file and `decoding` need nothing but spaCy and NumPy."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy
from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc

from .decoding import FoundMention, ParserSteps, decode

Key = tuple[int, int, str]  # first token, last token + 1, label

META = "confidence"  # where a model's meta.json has its calibration
_INSIDE = ("I", "L")  # steps that continue a mention or end it
_BATCH = 64
_LEAST = 1e-6  # a probability nearer to 0 or 1 is taken for this far away
# Where the probability of a mention is from, if a rule, a list or the decision for the whole document has changed mentions.
FOUND = "found"  # the parser found this very mention
NAME = "name"  # the mean of those of the same name and label that the parser found in the document
PLACE = "place"  # the parser found it under another label
PART = "part"  # the parser found a part of it, or more: the highest
ADDED = "added"  # the parser found nothing here: nothing is known, so 0.5
ORIGINS = (FOUND, NAME, PLACE, PART, ADDED)


class Likelihood(NamedTuple):
    """The probability of a mention by the parser's steps, not calibrated, and where it is from: one of ORIGINS."""

    probability: float
    origin: str = FOUND


class Calibration(NamedTuple):
    """How a probability of the parser becomes the share that is right: 1 / (1 + exp(-slope logit(p) - intercept - origin)).

    Fitted by logistic regression to `mentions` of dev, which has labels of this kind (Platt 1999; with a logit, Guo et al.
    2017, https://arxiv.org/abs/1706.04599). `origins` has a term for each origin of a probability; what a rule made is
    mostly right, whatever the parser thought of it.
    """

    slope: float
    intercept: float
    mentions: int = 0
    labels: str = ""
    origins: Mapping[str, float] = {}

    def __call__(self, likelihood: Likelihood) -> float:
        """Returns the share of mentions with this probability, of this origin, that is right."""
        term = self.origins.get(likelihood.origin, 0.0)
        return 1 / (1 + math.exp(-self.slope * logit(likelihood.probability) - self.intercept - term))


def logit(probability: float) -> float:
    """Returns log(p / (1 - p)), with p at least a millionth away from 0 and 1."""
    kept = min(max(probability, _LEAST), 1 - _LEAST)
    return math.log(kept / (1 - kept))


def calibration_of(nlp: Language) -> Calibration | None:
    """Returns the calibration that a model carries in its meta.json; None if it has none."""
    kept = nlp.meta.get(META)
    return Calibration(**kept) if kept else None


def confidences(nlp: Language, docs: Sequence[Doc]) -> list[dict[Key, float]] | None:
    """Returns, for each Doc that the pipeline has processed, its mentions (token indices, label) and their confidence.

    The parser was trained to take the best step, and on its own labels, so its probabilities are higher than the share that
    is right: a model that was calibrated on dev, as our recipes do, says how, and the confidence is that share, for each
    mention. Without a calibration it is the probability, and mentions of which that is not known have no entry. Returns None
    for a pipeline without exactly one transition-based recogniser.
    """
    found = likelihoods(nlp, docs)
    return None if found is None else [confident(one, calibration_of(nlp)) for one in found]


def confident(found: Mapping[Key, Likelihood], calibration: Calibration | None) -> dict[Key, float]:
    """Returns the confidence of mentions; without a calibration see `confidences`."""
    if calibration:
        return {key: calibration(likelihood) for key, likelihood in found.items()}
    return {key: value for key, (value, origin) in found.items() if origin not in (PART, ADDED)}


def likelihoods(nlp: Language, docs: Sequence[Doc]) -> list[dict[Key, Likelihood]] | None:
    """Returns, for each Doc that the pipeline has processed, its mentions (token indices, label) and their probabilities.

    Each token is one step of the parser (begin, inside, last, unit, out: Ratinov and Roth,
    https://aclanthology.org/W09-1119/); the probability of a mention is the product of the probabilities of its steps, each
    the softmax over the scores of the allowed steps. For mentions that another component added, extended or relabelled see
    ORIGINS; a document is all Docs with the same `user_data["cable"]`, of those given. Returns None for a pipeline without
    exactly one transition-based recogniser.
    """
    parsers = [pipe for _, pipe in nlp.pipeline if isinstance(pipe, EntityRecognizer)]
    if len(parsers) != 1:
        return None
    chances = _Chances(parsers[0])
    found = [own for at in range(0, len(docs), _BATCH) for own in chances.of(docs[at : at + _BATCH])]
    known = _by_name(docs, found)
    return [dict(_of_mentions(doc, number, own, known)) for number, (doc, own) in enumerate(zip(docs, found))]


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
) -> Iterator[tuple[Key, Likelihood]]:
    """Yields the probability of each mention of a Doc, and where it is from."""
    here = {(start, end): value for (start, end, _), value in found.items()}
    by_token = {index: value for (start, end, _), value in found.items() for index in range(start, end)}
    for ent in doc.ents:
        key = ent.start, ent.end, ent.label_
        name = _name(doc, number, key)
        if key in found:
            yield key, Likelihood(found[key])
        elif name in known:
            yield key, Likelihood(known[name], NAME)
        elif (ent.start, ent.end) in here:
            yield key, Likelihood(here[ent.start, ent.end], PLACE)
        elif parts := [by_token[index] for index in range(ent.start, ent.end) if index in by_token]:
            yield key, Likelihood(max(parts), PART)
        else:
            yield key, Likelihood(0.5, ADDED)


class _Chances:
    """The probabilities of what a recogniser finds."""

    def __init__(self, recogniser: EntityRecognizer) -> None:
        self.recogniser, self.steps = recogniser, ParserSteps(recogniser)
        kind, label = self.steps.kind, self.steps.label
        self.inside = {name: numpy.isin(kind, _INSIDE) & (label == name) for name in sorted({*label.tolist()} - {""})}

    def of(self, docs: Sequence[Doc]) -> list[dict[Key, float]]:
        """Returns the mentions of each Doc with their confidence."""
        return [
            {mention[:3]: self._confidence(doc, mention) for mention in found}
            for doc, found in zip(docs, decode(self.recogniser, docs))
        ]

    def _confidence(self, doc: Doc, mention: FoundMention) -> float:
        total = 1.0
        for index, scores in zip(range(mention.start, mention.end), mention.scores):
            allowed = self.steps.outside if index == mention.start else self.inside[mention.label]
            if index == len(doc) - 1:
                allowed = allowed & self.steps.ends
            if doc[index].is_space:
                allowed = allowed & self.steps.space
            row = scores.astype("float64")
            weights = numpy.exp(row - row[allowed].max(), where=allowed, out=numpy.zeros_like(row))
            total *= float(weights[self.steps.number[_step(index, mention)]] / weights.sum())
        return total


def _step(index: int, mention: FoundMention) -> str:
    if mention.end - mention.start == 1:
        return f"U-{mention.label}"
    place = "B" if index == mention.start else "L" if index == mention.end - 1 else "I"
    return f"{place}-{mention.label}"
