"""How confident a model is of each of its mentions: the probability its parser gave to the steps that made them."""

from collections.abc import Sequence

import numpy
from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span

Key = tuple[int, int, str]  # first token, last token + 1, label

_INSIDE = ("I", "L")  # steps that continue a mention or end it
_BATCH = 64


def confidences(nlp: Language, docs: Sequence[Doc]) -> list[dict[Key, float]] | None:
    """Returns, for each Doc that the pipeline has processed, the mentions its parser found and their confidence in (0, 1].

    Keys are token indices and label. Each token is one step of the parser (begin, inside, last, unit, out: Ratinov and
    Roth, https://aclanthology.org/W09-1119/); the confidence of a mention is the product of the probabilities of its steps,
    each the softmax over the scores of the allowed steps. A mention that another component added has no entry. The parser
    was trained to take the best step, and on its own labels, so these probabilities rank mentions well but are higher than
    the share that is right. Returns None for a pipeline without exactly one transition-based recogniser.
    """
    parsers = [pipe for _, pipe in nlp.pipeline if isinstance(pipe, EntityRecognizer)]
    if len(parsers) != 1:
        return None
    steps = _Steps(parsers[0])
    return [found for at in range(0, len(docs), _BATCH) for found in steps.of(docs[at : at + _BATCH])]


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
