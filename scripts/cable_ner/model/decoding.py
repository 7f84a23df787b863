"""The greedy steps of spaCy's recogniser for many texts at once, by matrix products instead of token by token.

Outside of a mention, the scores of a step depend on its token alone, so they are worked out for all tokens together. Only
inside of mentions there is something left to do in order, and there all texts take a step at the same time. The outcome is
that of spaCy's own loop but for the rounding of floating-point sums. The wheel carries this file: it imports only spaCy.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any, NamedTuple

import numpy
from spacy.attrs import IS_SPACE, SENT_START
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc

_NEVER = -numpy.inf
_STRETCH = 1024  # tokens whose hidden layer is in memory at a time


class ParserSteps:
    """The steps of a recogniser (begin, inside, last, unit, out: Ratinov and Roth, https://aclanthology.org/W09-1119/).

    Arrays over the steps say which are allowed where: `outside` of mentions, `ends` at the last token of a text, `space` at
    white space. `inside` and `last` are the numbers of the steps of a label.
    """

    def __init__(self, recogniser: EntityRecognizer) -> None:
        moves = recogniser.moves
        names = [moves.get_class_name(number) for number in range(moves.n_moves)]
        self.number = {name: number for number, name in enumerate(names)}
        self.kind = numpy.array([name[:1] for name in names])
        self.label = numpy.array([name[2:] for name in names])
        self.outside = (numpy.isin(self.kind, ("B", "U")) & (self.label != "")) | (self.kind == "O")
        self.ends = ~numpy.isin(self.kind, ("B", "I"))
        self.space = ~numpy.isin(self.kind, ("B", "U"))
        self.inside, self.last = (
            numpy.array([self.number.get(f"{kind}-{label}", 0) for label in self.label]) for kind in "IL"
        )


class FoundMention(NamedTuple):
    """A mention: its first token, its last token + 1, its label, and the scores of all steps at each of its tokens."""

    start: int
    end: int
    label: str
    scores: Sequence[numpy.ndarray]


def decode(recogniser: EntityRecognizer, docs: Sequence[Doc]) -> list[list[FoundMention]]:
    """Returns the mentions of each Doc, in order. Entities that the Docs have already make no difference."""
    found: list[list[FoundMention]] = [[] for _ in docs]
    if any(map(len, docs)):
        for number, mention in _Decoder(recogniser, docs).mentions():
            found[number].append(mention)
    return found


class _Decoder:
    """Some texts as one row of tokens, and the scores of the steps at each of them, outside of mentions."""

    def __init__(self, recogniser: EntityRecognizer, docs: Sequence[Doc]) -> None:
        self.steps = ParserSteps(recogniser)
        self.layers = _Layers(recogniser.model, docs)
        self.bounds = numpy.cumsum([0, *map(len, docs)])
        size = int(self.bounds[-1])
        rows = numpy.concatenate([doc.to_array([IS_SPACE, SENT_START]).reshape(-1, 2) for doc in docs])
        # What no mention can go on after: the last token of a text, or one before a sentence.
        self.stops = numpy.zeros(size, dtype=bool)
        self.stops[:-1] = rows[1:, 1] == 1
        self.stops[self.bounds[1:][self.bounds[1:] > 0] - 1] = True
        parts = [numpy.arange(at, min(at + _STRETCH, size)) for at in range(0, size, _STRETCH)]
        self.scores = numpy.concatenate([self.layers.scores(part, numpy.full(len(part), -1)) for part in parts])
        allowed = numpy.where(self.steps.outside, self.scores, _NEVER)
        for at, kept in ((self.stops, self.steps.ends), (rows[:, 0] == 1, self.steps.space)):
            allowed[at] = numpy.where(kept, allowed[at], _NEVER)
        self.best = allowed.argmax(axis=1)
        # The tokens where something would be found if none of them is inside of a mention that began before.
        self.found = numpy.flatnonzero(self.steps.kind[self.best] != "O")

    def mentions(self) -> Iterator[tuple[int, FoundMention]]:
        """Yields the mentions, each with the number of its Doc; those of one Doc in order."""
        names = self.steps.label[self.best[self.found]].tolist()
        begins = (self.steps.kind[self.best[self.found]] == "B").tolist()
        waiting = list(range(len(self.bounds) - 1))  # the Docs
        at = [int(self.found.searchsorted(start)) for start in self.bounds[:-1]]  # of each Doc, the next of `found`
        stop = [int(self.found.searchsorted(end)) for end in self.bounds[1:]]
        found, bounds = self.found.tolist(), self.bounds.tolist()
        open_: dict[int, list[Any]] = {}
        while waiting or open_:
            for number in waiting:
                while at[number] < stop[number]:
                    start = found[at[number]]
                    if begins[at[number]]:
                        open_[number] = [start, start + 1, names[at[number]], [self.scores[start]]]
                        break
                    here = start - bounds[number]
                    yield number, FoundMention(here, here + 1, names[at[number]], [self.scores[start]])
                    at[number] += 1
            waiting = []
            if open_:
                waiting = self._go_on(open_)
            for number in waiting:
                start, end, name, scores = open_.pop(number)
                first = bounds[number]
                yield number, FoundMention(start - first, end - first, name, scores)
                while at[number] < stop[number] and found[at[number]] < end:
                    at[number] += 1

    def _go_on(self, mentions: dict[int, list[Any]]) -> list[int]:
        """Adds a token to each of the open mentions, and returns the numbers of the Docs of those that end with it."""
        start = numpy.array([mention[0] for mention in mentions.values()])
        at = numpy.array([mention[1] for mention in mentions.values()])
        step = self.best[start]
        scores = self.layers.scores(at, start)
        row = numpy.arange(len(at))
        inside, last = self.steps.inside[step], self.steps.last[step]
        better = scores[row, inside] - scores[row, last]
        goes_on = ~self.stops[at] & ((better > 0) | ((better == 0) & (inside < last)))
        for mention, own in zip(mentions.values(), scores):
            mention[1] += 1
            mention[3].append(own)
        return [number for number, on in zip(mentions, goes_on.tolist()) if not on]


class _Layers:
    """The layers of a recogniser's model, which give the scores of steps from vectors of tokens."""

    def __init__(self, model: Any, docs: Sequence[Doc]) -> None:
        to_numpy = model.ops.to_numpy
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        self.vectors = to_numpy(model.get_ref("tok2vec").predict(docs))
        weights = to_numpy(lower.get_param("W"))  # features, hidden units, pieces, width of a vector
        self.features, _, self.pieces, width = weights.shape
        self.weights = weights.reshape(self.features, -1, width)
        self.pad = to_numpy(lower.get_param("pad")).reshape(self.features, -1)
        self.bias = to_numpy(lower.get_param("b")).reshape(-1)
        self.upper = [to_numpy(upper.get_param(name)) for name in "Wb"] if model.attrs["has_upper"] else None
        self.unseen = sorted(model.attrs["unseen_classes"])

    def scores(self, at: numpy.ndarray, start: numpy.ndarray) -> numpy.ndarray:
        """Returns the scores of the steps at tokens, in mentions that began at the tokens `start` (-1: in none)."""
        total = numpy.zeros((len(at), self.weights.shape[1]), dtype="float32")
        for weights, pad, tokens in zip(self.weights, self.pad, self._context(at, start)):
            total += self._feature(weights, pad, tokens)
        total += self.bias
        total = reduce(numpy.maximum, (total[:, piece :: self.pieces] for piece in range(self.pieces)))
        if self.upper is not None:
            total = total @ self.upper[0].T + self.upper[1]
        if self.unseen:
            total[:, self.unseen] = total.min()
        return total

    def _feature(self, weights: numpy.ndarray, pad: numpy.ndarray, tokens: numpy.ndarray) -> numpy.ndarray:
        there = tokens >= 0
        if not there.any():
            return pad
        made = self.vectors[tokens] @ weights.T
        return made if there.all() else numpy.where(there[:, None], made, pad)

    def _context(self, at: numpy.ndarray, start: numpy.ndarray) -> list[numpy.ndarray]:
        """Returns the tokens that a step looks at (-1: none), as spaCy's `StateC.set_context_tokens` has them."""
        if self.features == 3:
            return [at, start, numpy.where(start < 0, -1, at - 1)]
        others = [numpy.where((start < 0) | (start + more >= at), -1, start + more) for more in range(self.features - 1)]
        return [at, *others]
