"""A cable that a model has tagged: its mentions, and where each of them stands in the bytes it came in.

Offsets of the *source* count the characters of the file, decoded and without the brackets of its annotations; a byte order
mark is not counted. Offsets of a paragraph count the characters of its text as the model saw it.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from spacy.tokens import Doc

from ..text import Cable, Origin, carried, line_feeds

MODEL, INPUT = "model", "input"  # whose annotation it is: the model's, or the input's own


class PlacedMention(NamedTuple):
    """A mention in the text of a paragraph: start, end, label, confidence, and who found it, as in `Found`."""

    start: int
    end: int
    label: str
    score: float | None = None
    found_by: str = ""


class Found(NamedTuple):
    """A mention: where it is in the text of its paragraph (a number from 0), and the `pieces` of the source that it covers.

    Between two pieces there is markup or page furniture; white space alone is no piece. `written` is its place in the
    paragraph as the source spaces it, `score` the model's confidence, None if it gives none. `found_by` says who found it as
    it is: the model, or after it the decision for whole cables (`consistency`), a label rule (`rule`), a list of names
    (`list`), or another path of the model's parser (`other path`), in a list with a promise.
    """

    paragraph: int
    start: int
    end: int
    label: str
    text: str
    pieces: list[tuple[int, int]]
    written: tuple[int, int]
    score: float | None = None
    found_by: str = ""

    @property
    def span(self) -> tuple[int, int]:
        """Where it begins and ends in the source; (0, 0) if it is not there."""
        return (self.pieces[0][0], self.pieces[-1][1]) if self.pieces else (0, 0)


class LeftOut(NamedTuple):
    """A mention that the output cannot show, and why; the line is of the source."""

    line: int
    label: str
    text: str
    reason: str


@dataclass
class Tagged:
    """One cable: `source` is its text with markup but without annotations; `cable` has its paragraphs in natural spacing.

    `written` are the paragraphs' texts as the source spaces them. `given` are the annotations the cable came with, if they
    are to be compared, and `unplaced` counts those in no paragraph (page furniture, brackets in disorder). `digest` is of
    the bytes it came in.
    """

    name: str
    digest: str
    source: str
    encoding: str
    cable: Cable
    origins: list[Origin]
    written: list[str]
    was_annotated: bool = False
    given: list[Found] = field(default_factory=list)
    unplaced: int = 0
    docs: list[Doc] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)

    @property
    def is_html(self) -> bool:
        """Whether the source is an HTML page or a block of one."""
        return bool(self.cable.meta["markup"] == "html")

    def annotations(self) -> list[tuple[Found, str]]:
        """Returns the mentions of the model and those of the input, each with MODEL or INPUT, in the order of the text."""
        found = [(mention, MODEL) for mention in self.found] + [(mention, INPUT) for mention in self.given]
        return sorted(found, key=lambda pair: (pair[0].paragraph, pair[0].start, pair[0].end, pair[1]))

    def line(self, offset: int) -> int:
        """Returns the line of an offset in the source, from 1."""
        return bisect_left(self._newlines, offset) + 1

    @cached_property
    def _newlines(self) -> list[int]:
        """The offsets of line feeds in the source."""
        return line_feeds(self.source)

    def leave_out(self, mention: Found, reason: str) -> LeftOut:
        """Returns the record of a mention that an output cannot show."""
        return LeftOut(self.line(mention.span[0]), mention.label, mention.text[:200], reason)

    def encoded(self, text: str) -> bytes:
        """Returns text in the encoding that the cable came in."""
        return text.encode(self.encoding)

    def place(self, paragraph: int, spans: Sequence[PlacedMention]) -> list[Found]:
        """Returns mentions of a paragraph with their places in the source."""
        text, written, origin = self.cable.paragraphs[paragraph].text, self.written[paragraph], self.origins[paragraph]
        places = [(start, end) for start, end, *_ in spans]
        if written != text:
            places = carried(places, text, written)
        return [
            Found(paragraph, start, end, label, text[start:end], origin.pieces(*place), place, score, found_by)
            for (start, end, label, score, found_by), place in zip(spans, places)
        ]
