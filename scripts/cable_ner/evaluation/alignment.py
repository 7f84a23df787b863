"""Two versions of a cable over one text: offsets that do not depend on white space, and the stretches that are the same."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from spacy.tokens import Doc

from ..corpus import missing_spans
from .scoring import Labelled


@dataclass
class FlatCable:
    """The labels of a cable over its text without white space, into which all offsets point.

    `pieces` are the texts of the paragraphs, `starts` their offsets, `zones` their zones.
    """

    pieces: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)
    mentions: list[Labelled] = field(default_factory=list)
    missing: list[tuple[int, int]] = field(default_factory=list)
    length: int = 0

    @property
    def text(self) -> str:
        """The characters of the cable that are not white space."""
        return "".join(self.pieces)

    def add(self, text: str, zone: str) -> "FlatOffsets":
        """Adds a paragraph, and returns the offsets of its characters."""
        piece = "".join(text.split())
        offsets = FlatOffsets([match.start() for match in _WHITE.finditer(text)], self.length)
        self.pieces.append(piece)
        self.starts.append(self.length)
        self.zones.append(zone)
        self.length += len(piece)
        return offsets

    def zone(self, offset: int) -> str:
        """Returns the zone of the paragraph at an offset."""
        return self.zones[bisect_right(self.starts, offset) - 1]


_WHITE = re.compile(r"\s")


class FlatOffsets(NamedTuple):
    """Maps offsets into a paragraph's text to offsets into the cable's text without white space.

    `white` are the offsets of white space in the paragraph's text, `base` is the paragraph's own in that of the cable.
    """

    white: list[int]
    base: int

    def __call__(self, offset: int) -> int:
        return self.base + offset - bisect_left(self.white, offset)


def flatten(docs: Iterable[Doc]) -> FlatCable:
    """Returns the labels of a cable's Docs, which are in reading order."""
    flat = FlatCable()
    for doc in docs:
        at = flat.add(doc.text, doc.user_data.get("zone", ""))
        flat.mentions += [Labelled(at(ent.start_char), at(ent.end_char), ent.label_) for ent in doc.ents]
        flat.missing += [(at(start), at(end)) for start, end in missing_spans(doc)]
    return flat


class Segment(NamedTuple):
    """A stretch that two texts share: its offset in either, and its length."""

    ours: int
    theirs: int
    length: int

    def holds_ours(self, start: int, end: int) -> bool:
        """Returns whether a stretch of our text lies in it."""
        return self.ours <= start and end <= self.ours + self.length

    def holds_theirs(self, start: int, end: int) -> bool:
        """Returns whether a stretch of their text lies in it."""
        return self.theirs <= start and end <= self.theirs + self.length


def align(ours: FlatCable, theirs: FlatCable) -> list[Segment]:
    """Returns what two texts share: the whole text, or else the paragraphs that are the same, in order."""
    if ours.text == theirs.text:
        return [Segment(0, 0, ours.length)]
    pairs = shared_pieces(ours.pieces, theirs.pieces)
    return [Segment(ours.starts[mine], theirs.starts[other], len(ours.pieces[mine])) for mine, other in pairs]


def shared_pieces(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    """Returns the indices of as many equal pieces as can be had in the order of both.

    The nth of equal pieces here is that there. So each has one partner at most, and a longest rising sequence of partners
    is found in time n log n (Fredman 1975), where difflib takes the square of n for pieces that are equal.
    """
    places = {piece: other for other, piece in enumerate(_counted(theirs))}
    pairs = [(mine, places[piece]) for mine, piece in enumerate(_counted(ours)) if piece in places]
    ends: list[int] = []  # by length of a sequence: the smallest partner that one ends with, and which pair that is
    last: list[int] = []
    before: list[int] = []  # of each pair, the pair before it in its sequence
    for number, (_, other) in enumerate(pairs):
        length = bisect_left(ends, other)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [other]
        last[length : length + 1] = [number]
    found = []
    number = last[-1] if last else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _counted(pieces: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Yields each piece, and how many equal ones came before it."""
    seen = Counter[str]()
    for piece in pieces:
        yield piece, seen[piece]
        seen[piece] += 1


def restrict(segments: Sequence[Segment], here: Sequence[Segment]) -> list[Segment]:
    """Returns the parts of `segments` that cover the same stretches of their text as `here` does; both are in order."""
    found = []
    for mine in segments:
        first = bisect_right(here, mine.theirs, key=lambda other: other.theirs + other.length)
        for other in here[first : bisect_left(here, mine.theirs + mine.length, first, key=lambda other: other.theirs)]:
            start, end = max(mine.theirs, other.theirs), min(mine.theirs + mine.length, other.theirs + other.length)
            if start < end:
                found.append(Segment(mine.ours + start - mine.theirs, start, end - start))
    return found
