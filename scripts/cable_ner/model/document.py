"""The tokens and entities of a whole document, which may be several Docs."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy
from spacy.attrs import ENT_IOB, IS_SPACE, IS_UPPER, LOWER, ORTH, SPACY
from spacy.tokens import Doc

from .evidence import LABEL_IDS, TITLES, ids_of

Form = tuple[int, ...]  # a name's tokens, lower-cased unless stated otherwise, as ids of spaCy's StringStore
HYPHENS = ids_of("- / – —")
BODIES = ids_of("embassy amembassy consulate amconsul mission usmission congen")
_OUTSIDE = 2  # spaCy's Token.ent_iob
_BLANK_LINE = 2  # line ends that make one


class FoundEntity:
    """An entity: tokens `start` to `end` (exclusive) of the document, its label, and whether the model `found` it."""

    __slots__ = ("start", "end", "label", "found")

    def __init__(self, start: int, end: int, label: int, found: bool) -> None:
        self.start, self.end, self.label, self.found = start, end, label, found


class DocumentText:
    """The Docs of a document as one sequence of tokens, with an empty one (0) before, between and after them.

    Tokens of white space are left out, as a line may end anywhere in a name, but for blank lines, which divide names. By
    token: `orth` and `lower` are string ids; `upper`, `spaced` (white space follows) and `free` (known to be outside of
    entities) are flags. `mentions` are by first token. `small` counts the words in small letters, `changes` those made.
    """

    def __init__(self, docs: Sequence[Doc]) -> None:
        self.docs = docs
        self.starts: list[int] = []
        self.orth, self.lower, self.upper, self.spaced, self.free = [0], [0], [0], [0], [False]
        self._kept: list[list[int]] = []  # by Doc: which of its tokens are here
        self.mentions: dict[int, FoundEntity] = {}
        self.small: Counter[int] = Counter()
        self.changes: Counter[str] = Counter()
        for doc in docs:
            start = len(self.orth)
            self.starts.append(start)
            rows = doc.to_array([ORTH, LOWER, IS_UPPER, SPACY, ENT_IOB, IS_SPACE])
            for index in numpy.flatnonzero(rows[:, 5]).tolist():
                if index and doc[index].text.count("\n") < _BLANK_LINE:
                    rows[index - 1, 3] = True
                rows[index, 5] = doc[index].text.count("\n") < _BLANK_LINE
            kept = numpy.flatnonzero(rows[:, 5] == 0)
            self._kept.append(kept.tolist())
            orth, lower, upper, spaced, iob = rows[kept, :5].T
            free = iob == _OUTSIDE
            values = (self.orth, self.lower, self.upper, self.spaced, self.free)
            for known, column in zip(values, (orth, lower, upper, spaced, free)):
                known += column.tolist()
                known.append(0)
            self.small.update(orth[(orth == lower) & free].tolist())
            for ent in doc.ents:
                first, end = (start + bisect_left(self._kept[-1], token) for token in (ent.start, ent.end))
                if ent.label in LABEL_IDS and first < end:
                    self.mentions[first] = FoundEntity(first, end, ent.label, True)

    def spans(self) -> Iterator[tuple[int, int, int, int]]:
        """Yields the mentions: the number of the Doc, first token and last token + 1 (of the Doc), label."""
        for mention in self.mentions.values():
            number = self.doc_at(mention.start)
            kept, offset = self._kept[number], self.starts[number]
            yield number, kept[mention.start - offset], kept[mention.end - 1 - offset] + 1, mention.label

    def doc_at(self, index: int) -> int:
        """Returns the number of the Doc that has a token."""
        return bisect_right(self.starts, index) - 1

    def string(self, index: int) -> str:
        """Returns a token's text."""
        return self.docs[self.doc_at(index)].vocab.strings[self.orth[index]]

    def capital(self, index: int) -> bool:
        """Returns whether a token has a capital letter."""
        return self.orth[index] != self.lower[index]

    def forms(self) -> dict[Form, list[FoundEntity]]:
        """Returns the mentions of each form."""
        found: dict[Form, list[FoundEntity]] = defaultdict(list)
        for mention in self.mentions.values():
            found[tuple(self.lower[mention.start : mention.end])].append(mention)
        return found

    def add(self, start: int, end: int, label: int, reason: str, *, found: bool = False) -> None:
        """Adds a mention on free tokens, and counts it under its reason."""
        self.mentions[start] = FoundEntity(start, end, label, found)
        self.free[start:end] = [False] * (end - start)
        self.changes[reason] += 1

    def remove(self, mention: FoundEntity) -> None:
        """Takes a mention out."""
        del self.mentions[mention.start]
        self.free[mention.start : mention.end] = [True] * (mention.end - mention.start)

    def stands_alone(self, start: int, end: int) -> bool:
        """Returns whether nothing beside these tokens looks like more of the same name."""
        before, after = start - 1, end
        if self.lower[before] in HYPHENS and not self.spaced[before]:
            return False
        if self.lower[after] in HYPHENS and not self.spaced[end - 1]:
            return False
        return not (self.lower[before] in BODIES or self._may_go_on(before, start) or self._may_go_on(after, start))

    def _may_go_on(self, index: int, start: int) -> bool:
        if not self.free[index] or not self.capital(index) or (self.upper[index] and self.upper[start]):
            return False
        if self.lower[index] in self.small or (index < start and self.lower[index] in TITLES):
            return False
        return not self.docs[self.doc_at(index)].vocab[self.orth[index]].is_stop
