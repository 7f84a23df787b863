"""What a teacher says of cables: labels where it is sure, missing ones elsewhere, made to agree throughout a cable."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy
import torch
from spacy.tokens import Doc, Span

from ...model import consistent
from ...rules import LabelRules
from .fitting import Cables
from .network import IMPOSSIBLE, WordTagger
from .tags import UNKNOWN, Floats
from .windows import Pieces, Window, as_batch, batched, windows, with_pieces

_BATCH = 4096  # pieces, without training
_TEMPERATURES = numpy.exp(numpy.linspace(numpy.log(0.5), numpy.log(4), 43))


class _Located(NamedTuple):
    cable: int
    window: Window
    pieces: Pieces


class TaggedDoc(NamedTuple):
    """The tags of a Doc's tokens: their numbers [tokens], and the probability of each [tokens].

    `scores` are the logarithms of the probabilities of all tags [tokens, tags].
    """

    numbers: numpy.ndarray
    sure: Floats
    scores: Floats


def tag_cables(network: WordTagger, cables: Cables, size: int) -> list[list[TaggedDoc]]:
    """Returns the best tags of each Doc of each cable; `size` is that of windows, in words.

    A word that the encoder did not read, because its window has too many pieces, is O with the probability 0, and has the
    same score for all tags. White space is O for certain, unless a mention goes on behind it.
    """
    count = len(network.tags.tags)
    found = [[_untagged(doc, count) for doc in docs] for docs in cables]
    for located, scores, known in _scored(network, cables, size):
        best = network.tags.best(scores)
        chosen = known * numpy.exp(numpy.take_along_axis(scores, best[:, :, None], axis=2)[:, :, 0])
        scores[~known] = -numpy.log(count)
        for one, *rows in zip(located, best, chosen, scores):
            for (doc, token), number, probability, row in zip(one.window.places, *rows):
                own = found[one.cable][doc]
                own.numbers[token], own.sure[token], own.scores[token] = number, probability, row
    for docs, tagged in zip(cables, found):
        for doc, own in zip(docs, tagged):
            for token in reversed(doc[:-1]):
                if token.is_space and network.tags.goes_on(own.numbers[token.i + 1]):
                    for values in own:
                        values[token.i] = values[token.i + 1]
    return found


def _untagged(doc: Doc, tags: int) -> TaggedDoc:
    """Returns tags for a Doc of which nothing but white space is known."""
    is_space = numpy.array([token.is_space for token in doc], bool)
    scores = numpy.zeros((len(doc), tags), numpy.float32)
    scores[is_space, 1:] = IMPOSSIBLE
    return TaggedDoc(numpy.zeros(len(doc), numpy.int64), is_space.astype(numpy.float32), scores)


def _scored(network: WordTagger, cables: Cables, size: int) -> Iterator[tuple[list[_Located], Floats, numpy.ndarray]]:
    """Yields windows in batches, log probabilities [windows, words, tags], and which words were read [windows, words]."""
    network.eval()
    found = [
        _Located(number, window, pieces)
        for number, docs in enumerate(cables)
        for window, pieces in with_pieces(windows(docs, network.tags, size), network.tokenizer)
    ]
    found.sort(key=lambda one: len(one.pieces.ids))
    at = 0
    for some in batched(((one.window, one.pieces) for one in found), _BATCH):
        batch = as_batch(some, padding=network.padding, unknown=UNKNOWN)
        yield found[at : at + len(some)], network.log_probabilities(batch), batch.known
        at += len(some)


def set_labels(network: WordTagger, cables: Cables, *, size: int, sure: float, rules: LabelRules) -> None:
    """Sets the ents of the Docs: mentions where each token is at least so `sure`, the labels of other unsure tokens missing.

    The mentions of a cable are then made to agree, and the label rules applied to them, as to those of a model.
    """
    for docs, tagged in zip(cables, tag_cables(network, cables, size)):
        for doc, own in zip(docs, tagged):
            _set(doc, network.tags.spans(own.numbers.tolist()), own.sure < sure)
        consistent(docs)
        list(rules.pipe(docs))


def _set(doc: Doc, spans: Sequence[tuple[int, int, str]], unsure: numpy.ndarray) -> None:
    unsure = unsure.copy()
    kept = []
    for start, end, label in spans:
        if unsure[start:end].any():
            unsure[start:end] = True
        else:
            kept.append(Span(doc, start, end, label))
    missing = [doc[index : index + 1] for index in numpy.flatnonzero(unsure).tolist()]
    doc.set_ents(kept, missing=missing, default="outside")


def calibrate(network: WordTagger, cables: Cables, size: int) -> float:
    """Sets and returns the temperature with which hand-checked (or silver) labels of these cables are most likely.

    One parameter (Guo et al. 2017, https://arxiv.org/abs/1706.04599), from a grid: it is found within 5 %.
    """
    network.temperature.data = torch.ones(())
    scores, tags = [], []
    for located, found, known in _scored(network, cables, size):
        for one, own, read in zip(located, found, known):
            words = len(one.window.tags)
            scores.append(own[:words][read[:words]])
            tags.append(numpy.array(one.window.tags)[read[:words]])
    if not tags:
        return 1.0
    logits, right = numpy.concatenate(scores), numpy.concatenate(tags)
    logits, right = logits[right != UNKNOWN], right[right != UNKNOWN]
    if not len(right):
        return 1.0

    def surprise(temperature: float) -> float:
        divided = logits / temperature
        total = numpy.logaddexp.reduce(divided, axis=1)
        return float((total - divided[numpy.arange(len(right)), right]).mean())

    best = min(map(float, _TEMPERATURES), key=surprise)
    network.temperature.data = torch.tensor(best)
    return best
