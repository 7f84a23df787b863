"""A block of a cable's text without its markup, and the way back from its offsets to the source."""

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from .cable import Problem, Rejected

Runs = list[tuple[int, int]]  # where each stretch of unbroken source starts: its offset in a text, and in the source


class Span(NamedTuple):
    """An annotation in the text of a block; `missing` is the reason why it is not labelled, or empty."""

    start: int
    end: int
    label: str
    line: int
    missing: str = ""


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
    runs: Runs
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


def run_at(runs: Runs, offset: int) -> int:
    """Returns the index of the run that holds an offset of the text."""
    return max(bisect_right(runs, offset, key=lambda run: run[0]) - 1, 0)
