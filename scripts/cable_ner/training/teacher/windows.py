"""Stretches of a cable that an encoder reads at once: its words, where they stand in the text, and the encoder's pieces."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy
from spacy.tokens import Doc, Token

from .tags import TagSet

MOST_PIECES = 512  # that an encoder reads at once
CASES = 8  # what `_case` returns is below
_AT_ONCE = 256  # windows that are cut into pieces at once


class Window(NamedTuple):
    """Words of a cable, in the order of the text; tokens of white space are none, for no piece of an encoder is theirs.

    `words` are their (start, end) in `text`, in characters; `tags` the numbers of their tags; `places` where they come from:
    the number of the Doc among those of the cable, and the index of the token.
    """

    text: str
    words: list[tuple[int, int]]
    tags: list[int]
    places: list[tuple[int, int]]


class Pieces(NamedTuple):
    """The pieces that an encoder's tokenizer makes of a window.

    `ids` and `cases` are of all pieces. `firsts` has the number of each word's first piece, -1 for words beyond
    MOST_PIECES.
    """

    ids: list[int]
    cases: list[int]
    firsts: list[int]


def windows(docs: Sequence[Doc], tags: TagSet, size: int) -> Iterator[Window]:
    """Returns windows of at most `size` tokens over the Docs of a cable, of whole paragraphs where they are not too long."""
    return filter(lambda window: window.words, map(_window, _stretches(docs, tags, size)))


def _stretches(docs: Sequence[Doc], tags: TagSet, size: int) -> Iterator[list[tuple[Token, int, int]]]:
    waiting: list[tuple[Token, int, int]] = []  # token, its tag, number of its Doc
    for number, doc in enumerate(docs):
        words = [(token, tag, number) for token, tag in zip(doc, tags.numbers(doc))]
        if waiting and len(waiting) + len(words) > size:
            yield waiting
            waiting = []
        waiting += words
        while len(waiting) > size:
            yield waiting[:size]
            waiting = waiting[size:]
    if waiting:
        yield waiting


def _window(tokens: Sequence[tuple[Token, int, int]]) -> Window:
    found = Window("", [], [], [])
    text = ""
    for token, tag, number in tokens:
        if not token.is_space:
            found.words.append((len(text), len(text) + len(token)))
            found.tags.append(tag)
            found.places.append((number, token.i))
        is_last = token.i == len(token.doc) - 1
        text += token.text + ("\n" if is_last else token.whitespace_)
    return found._replace(text=text)


def with_pieces(found: Iterable[Window], tokenizer: Any) -> Iterator[tuple[Window, Pieces]]:
    """Yields each window with its pieces; `tokenizer` is one of `transformers` that knows the offsets of pieces."""
    rest = iter(found)
    while some := list(islice(rest, _AT_ONCE)):
        cut = tokenizer([one.text for one in some], return_offsets_mapping=True, truncation=True, max_length=MOST_PIECES)
        for window, ids, offsets in zip(some, cut["input_ids"], cut["offset_mapping"]):
            yield window, _pieces(window, ids, offsets)


def _pieces(window: Window, ids: list[int], offsets: Sequence[tuple[int, int]]) -> Pieces:
    """Finds the pieces of each word. Pieces that hold no character are marks of the encoder's own, at start and end."""
    cases, firsts = [0] * len(ids), []
    at = next((number for number, (start, end) in enumerate(offsets) if end > start), len(ids))
    for start, end in window.words:
        while at < len(ids) and offsets[at][1] <= start:
            at += 1
        firsts.append(at if at < len(ids) else -1)
        case, number = _case(window.text[start:end]), at
        while number < len(ids) and offsets[number][0] < end and offsets[number][1] > start:
            cases[number] = case
            number += 1
    return Pieces(ids, cases, firsts)


def _case(word: str) -> int:
    """Returns how a word is written.

    1: in capitals, 2: one capital, 3: a capital first, 4: mixed, 5: small, 6: with digits, 7: other letters, 0: signs.
    """
    if word.isupper():
        return 1 if len(word) > 1 else 2
    if word[:1].isupper():
        return 3 if word[1:].islower() else 4
    if word.islower():
        return 5
    if any(map(str.isdigit, word)):
        return 6
    return 7 if any(map(str.isalpha, word)) else 0


class WindowBatch(NamedTuple):
    """Windows as arrays: `ids`, `mask` and `cases` [windows, pieces]; `firsts`, `tags` and `known` [windows, words].

    `known` tells for which words there is a piece.
    """

    ids: numpy.ndarray
    mask: numpy.ndarray
    cases: numpy.ndarray
    firsts: numpy.ndarray
    tags: numpy.ndarray
    known: numpy.ndarray


def as_batch(some: Sequence[tuple[Window, Pieces]], *, padding: int, unknown: int) -> WindowBatch:
    """Returns windows as arrays; `padding` is the encoder's id for no piece, `unknown` the tag of words without one."""
    longest = max(len(pieces.ids) for _, pieces in some)
    most = max(len(window.words) for window, _ in some)
    ids = numpy.full((len(some), longest), padding, numpy.int64)
    mask, cases = numpy.zeros_like(ids), numpy.zeros_like(ids)
    firsts = numpy.zeros((len(some), most), numpy.int64)
    tags = numpy.full_like(firsts, unknown)
    known = numpy.zeros_like(firsts, bool)
    for row, (window, pieces) in enumerate(some):
        ids[row, : len(pieces.ids)], mask[row, : len(pieces.ids)] = pieces.ids, 1
        cases[row, : len(pieces.ids)] = pieces.cases
        first = numpy.array(pieces.firsts)
        known[row, : len(first)] = first >= 0
        firsts[row, : len(first)] = numpy.maximum(first, 0)
        tags[row, : len(first)] = numpy.where(first >= 0, window.tags, unknown)
    return WindowBatch(ids, mask, cases, firsts, tags, known)


def batched(found: Iterable[tuple[Window, Pieces]], pieces: int) -> Iterator[list[tuple[Window, Pieces]]]:
    """Yields windows in batches of at most so many pieces, padding included; a longer window is a batch of its own."""
    batch: list[tuple[Window, Pieces]] = []
    longest = 0
    for one in found:
        size = max(longest, len(one[1].ids))
        if batch and size * (len(batch) + 1) > pieces:
            yield batch
            batch, size = [], len(one[1].ids)
        batch.append(one)
        longest = size
    if batch:
        yield batch
