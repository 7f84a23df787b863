"""A block of a cable's text without its markup, and the way back from its offsets to the source."""

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from .brackets import scan
from .cable import Problem, Rejected
from .events import BREAK, CLOSE, LOST, OPEN, TAG, TEXT, Event
from .markup import Markup
from .spans import Span, read_spans
from .standoff import Layer

_BRACKETS = OPEN, CLOSE, LOST
# Spaces of word processors and web pages, and their line ends, are read as plain ones: each is one character, too.
_SPACES = str.maketrans(
    {**dict.fromkeys("\u00a0\u2007\u202f\u205f\u3000", " "), **dict.fromkeys("\v\x85\u2028\u2029", "\n")}
)

RunStarts = list[tuple[int, int]]  # where each stretch of unbroken source starts: its offset in a text, and in the source


class Block(NamedTuple):
    """One <pre> block without its markup, or all of a plain text. Offsets are characters of `text`, lines are of the source.

    `spans` are sorted and do not overlap. `breaks` are the pilcrows that start a paragraph: offset and paragraph number.
    `brackets` counts the annotations, the rejected ones too. `newlines` are the offsets of line feeds in the source.
    """

    text: str
    spans: list[Span]
    breaks: list[tuple[int, int]]
    tags: list[str]
    brackets: int
    rejected: list[Rejected]
    problems: list[Problem]
    runs: RunStarts
    newlines: list[int]
    furniture: list[tuple[int, str]]

    def source(self, offset: int) -> int:
        """Returns the offset in the source of an offset of the text."""
        if not self.runs:
            return 0
        start, source = self.runs[run_at(self.runs, offset)]
        return source + offset - start

    def line(self, offset: int) -> int:
        """Returns the line of the source that an offset of the text lies in."""
        return bisect_left(self.newlines, self.source(offset)) + 1


def run_at(runs: RunStarts, offset: int) -> int:
    """Returns the index of the run that holds an offset of the text."""
    return max(bisect_right(runs, offset, key=lambda run: run[0]) - 1, 0)


def read_block(source: str, start: int, end: int, markup: Markup, newlines: list[int], layer: Layer | None = None) -> Block:
    """Returns the block between two offsets of the source; `newlines` are those of all of the source.

    `layer` are the annotations that stand beside the source, if there are any.
    """
    events = scan(source, start, end, markup)
    if layer and not layer.with_brackets:
        events = [event for event in events if event[0] not in _BRACKETS]
    text, runs, offsets = _read_text(source, start, end, events)
    beside = layer.between(start, end) if layer else []
    given = [one._replace(start=_in_text(runs, one.start), end=_in_text(runs, one.end)) for one in beside]
    spans, rejected, problems = read_spans(text, events, offsets, markup.scheme, newlines, given=list(zip(given, beside)))
    return Block(
        text,
        spans,
        [(offset, int(value)) for (kind, _, _, value), offset in zip(events, offsets) if kind is BREAK],
        [value for kind, _, _, value in events if kind is TAG],
        [kind for kind, _, _, _ in events].count(OPEN) + len(given),
        rejected,
        problems,
        runs,
        newlines,
        furniture=[],
    )


def _in_text(runs: RunStarts, at: int) -> int:
    """Returns the offset in the text of an offset of the source."""
    index = max(bisect_right(runs, at, key=lambda run: run[1]) - 1, 0)
    start, source = runs[index] if runs else (0, at)
    offset = max(start + at - source, start)
    return min(offset, runs[index + 1][0]) if index + 1 < len(runs) else offset


def _read_text(source: str, start: int, end: int, events: list[Event]) -> tuple[str, RunStarts, list[int]]:
    """Returns the text between two offsets of the source, its runs, and the offset in the text of each event."""
    pieces: list[str] = []
    runs: RunStarts = []
    offsets: list[int] = []
    length, position = 0, start
    for kind, begin, stop, value in events:
        if begin > position:
            pieces.append(source[position:begin])
            runs.append((length, position))
            length += begin - position
        offsets.append(length)
        position = stop
        if value and kind is TEXT:
            pieces.append(value)
            runs.append((length, begin))
            length += len(value)
    if end > position:
        pieces.append(source[position:end])
        runs.append((length, position))
    return "".join(pieces).translate(_SPACES), runs, offsets
