"""The values that the rest of the library works with: a cable, its paragraphs, and the mentions in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

# The zones of a cable, in the order they usually come in.
TRANSMISSION, HEADER, SUBJECT, HEADING = "transmission", "header", "subject", "heading"
PARAGRAPH, SIGNATURE, TRAILER = "paragraph", "signature", "trailer"


class CableError(ValueError):
    """A file that cannot be converted. `line` is a line of the source; the caller knows the file's name."""

    def __init__(self, message: str, line: int = 1):
        super().__init__(message)
        self.message, self.line = message, line


class Mention(NamedTuple):
    """An annotated span, in character offsets of its paragraph's text; `line` is of the source, 0 if the span is not in it.

    `missing` is empty, or the reason why the span is marked missing instead of labelled;
    `fixed` is empty, or the name of what changed the annotation; `decided` is true if a person decided on it.
    """

    start: int
    end: int
    label: str
    line: int
    missing: str = ""
    fixed: str = ""
    decided: bool = False


class Paragraph(NamedTuple):
    """A stretch of one cable that becomes one Doc; `mentions` are sorted and do not overlap.

    `decided` lists the stretches that a person decided on, each as [start, end, earlier mentions as [start, end, label]],
    in character offsets of the text.
    """

    text: str
    mentions: list[Mention]
    zone: str
    number: int | None = None
    marking: str = ""
    decided: Sequence[list[Any]] = ()


class Problem(NamedTuple):
    """Something in the input that a person may want to see; `kind` is what it is counted under."""

    line: int
    kind: str
    message: str


class Rejected(NamedTuple):
    """A bracket that became nothing, and the reason."""

    line: int
    reason: str
    label: str
    text: str


@dataclass
class Cable:
    """One cable: `paragraphs` in reading order, and what has become of its brackets so far.

    `brackets` counts the annotations in the source: those in `rejected` and those in the paragraphs.
    `furniture` lists the page headers taken out of the text, each with its line in the source.
    """

    name: str
    paragraphs: list[Paragraph] = field(default_factory=list)
    meta: dict[str, Any] = field(default_factory=dict)
    brackets: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    furniture: list[tuple[int, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
