"""Every path of the parser: how likely each span is a mention, also where the best path has none.

This file needs nothing but spaCy and NumPy.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy
from numpy.typing import NDArray
from spacy.attrs import IS_SPACE, SENT_START
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc

from .confidence import Key

LEAST = 0.001  # spans less likely than this are left out
_FEATURES = 3  # of a state: the token, the first of the open mention, the token before if a mention is open
_NONE = -1  # no token
_Rows = NDArray[numpy.float64]


def spans_of_all_paths(parser: EntityRecognizer, docs: Sequence[Doc]) -> list[dict[Key, float]] | None:
    """Returns, for each Doc, spans (token indices, label) and the probability that a path of the parser has them.

    A path takes each step with its probability, the softmax over the scores of the allowed steps, as in `likelihoods`. The
    score of a step depends on the token and on where the open mention began, and on nothing before: so the probability that
    no mention is open before a token is a sum over the spans that end there, and that of a span is the product of it and of
    its own steps (the forward pass of a semi-Markov model; Sarawagi and Cohen 2004). A beam search finds few of these paths,
    as all of its places go to variations of the same few words. Spans less likely than LEAST are left out. Returns None for
    a parser whose states have other features than spaCy's own for entities (`extra_state_tokens`).
    """
    filled = [number for number, doc in enumerate(docs) if len(doc)]
    found: list[dict[Key, float]] = [{} for _ in docs]
    if not filled:
        return found
    copies = [without_mentions(docs[number]) for number in filled]
    steps = parser.model.predict(copies)
    if steps.state2vec.nF != _FEATURES:
        return None
    paths = _Paths(parser, steps, copies)
    for number, own in zip(filled, paths.spans()):
        found[number] = own
    return found


class _Paths:
    """The paths through some Docs. Tokens are counted through all of them, as the parser's network does."""

    def __init__(self, parser: EntityRecognizer, steps: Any, docs: Sequence[Doc]) -> None:
        names = [parser.moves.get_class_name(number) for number in range(parser.moves.n_moves)]
        column = {name: number for number, name in enumerate(names)}
        self.labels = sorted({name[2:] for name in names} - {""})
        self.begin, self.unit, self.inside, self.last = (
            numpy.array([column[f"{kind}-{label}"] for label in self.labels]) for kind in "BUIL"
        )
        self.out = column["O"]
        self.steps, self.docs = steps, docs
        self.starts = numpy.cumsum([0, *map(len, docs)])
        facts = numpy.concatenate([doc.to_array([IS_SPACE, SENT_START]) for doc in docs])
        self.is_space = facts[:, 0] == 1
        # A mention ends with the text, and before a token that is known to begin a sentence.
        self.is_end = numpy.append(facts[1:, 1] == 1, True)
        self.is_end[self.starts[1:] - 1] = True

    def spans(self) -> Iterator[dict[Key, float]]:
        """Yields the spans of each Doc."""
        tokens = numpy.arange(self.starts[-1])
        nothing = numpy.full_like(tokens, _NONE)
        scores = self._scores(tokens, nothing, nothing)
        allowed = numpy.zeros(scores.shape, dtype=bool)
        allowed[:, self.out] = True
        allowed[:, self.unit] = ~self.is_space[:, None]
        allowed[:, self.begin] = ~(self.is_space | self.is_end)[:, None]
        first = _softmax(scores, allowed)
        opened = self._opened(first[:, self.begin])
        for start, end in zip(self.starts, self.starts[1:]):
            yield self._of_doc(int(start), int(end), first, opened)

    def _scores(self, tokens: NDArray[Any], first: NDArray[Any], before: NDArray[Any]) -> _Rows:
        """Returns the scores of all steps [states, steps] in states of these features."""
        ids = numpy.ascontiguousarray(numpy.stack([tokens, first, before], axis=1), dtype="int32")
        vectors, _ = self.steps.state2vec(ids, False)
        scores = self.steps.vec2scores(vectors, False)[0] if self.steps.attrs["has_upper"] else vectors
        found: _Rows = numpy.asarray(scores, dtype="float64")
        return found

    def _opened(self, begun: _Rows) -> Mapping[int, list[tuple[int, int, float]]]:
        """Returns, by the token where mentions of several tokens may begin: token after the last, label, probability.

        The probability is that of the steps, given that no mention is open before: `begun` has the first [tokens, labels].
        """
        found: defaultdict[int, list[tuple[int, int, float]]] = defaultdict(list)
        start, label = numpy.nonzero(begun >= LEAST)
        mass = begun[start, label]
        at = start + 1
        while len(at):
            scores = self._scores(at, start, at - 1)
            rows = numpy.arange(len(at))
            both = numpy.stack([scores[rows, self.inside[label]], scores[rows, self.last[label]]], axis=1)
            allowed = numpy.stack([~self.is_end[at], numpy.ones_like(self.is_end[at])], axis=1)
            shares = _softmax(both, allowed)
            for number, ended in enumerate(mass * shares[:, 1]):
                if ended >= LEAST:
                    found[int(start[number])].append((int(at[number]) + 1, int(label[number]), float(ended)))
            mass = mass * shares[:, 0]
            going = mass >= LEAST
            start, label, mass, at = start[going], label[going], mass[going], at[going] + 1
        return found

    def _of_doc(
        self, start: int, end: int, first: _Rows, opened: Mapping[int, list[tuple[int, int, float]]]
    ) -> dict[Key, float]:
        """Returns the spans of the Doc whose tokens these are."""
        closed = numpy.zeros(end - start + 1)  # that no mention is open before the token
        closed[0] = 1.0
        found: dict[Key, float] = {}
        for token in range(start, end):
            here = float(closed[token - start])
            longer = opened.get(token, [])
            for label, share in enumerate(first[token, self.unit]):
                if here * share >= LEAST:
                    found[token - start, token - start + 1, self.labels[label]] = here * float(share)
            for after, label, share in longer:
                closed[after - start] += here * share
                if here * share >= LEAST:
                    found[token - start, after - start, self.labels[label]] = here * share
            # What is too unlikely to be followed is taken to end here, so that the sum stays 1.
            closed[token - start + 1] += here * (1 - sum(share for _, _, share in longer))
        return found


def _softmax(scores: _Rows, allowed: NDArray[numpy.bool_]) -> _Rows:
    """Returns the probabilities [states, steps] of the allowed steps; zeros where none is."""
    highest = numpy.max(scores, axis=1, keepdims=True, where=allowed, initial=-1e30)
    weights = numpy.exp(scores - highest, where=allowed, out=numpy.zeros_like(scores))
    found: _Rows = weights / numpy.maximum(weights.sum(axis=1, keepdims=True), 1e-300)
    return found


def without_mentions(doc: Doc) -> Doc:
    """Returns a copy with what earlier components left in the Doc, but without mentions that would bind the parser."""
    copy = doc.copy()
    copy.set_ents([], default="missing")
    return copy
