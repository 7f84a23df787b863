"""Annotations that stand beside a text, each given by its offsets, as other programs write them."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from .cable import Problem
from .scheme import Scheme

UNKNOWN = "missing in the file"  # why a label is missing that the file says is unknown
NO_PLACE = "annotation without a place"  # what an annotation whose offsets do not fit its text is counted under
# Names that other programs give to labels of ours. (In brackets, a label is taken as it is written.)
_SYNONYMS = {
    "PERSON": "PER", "PERS": "PER", "PERSNAME": "PER", "ORGANIZATION": "ORG", "ORGANISATION": "ORG", "ORGNAME": "ORG",
    "LOCATION": "LOC", "PLACENAME": "LOC", "PLACE": "LOC", "MISCELLANEOUS": "MISC",
}  # fmt: skip


class StandOff(NamedTuple):
    """An annotation by its offsets, in characters (code points) of a source; `missing` says why its label is unknown."""

    start: int
    end: int
    label: str
    missing: str = ""


class Layer(NamedTuple):
    """The annotations that stand beside one text.

    `complete`: they are all there are, also if there are none: the text was annotated, and is not unlabelled. `lost` are
    annotations that have no place in the text. `spaced`: the text is tokens with a space between them. `with_brackets`: it
    may hold annotations in brackets, too; otherwise its brackets are text.
    """

    spans: Sequence[StandOff] = ()
    complete: bool = False
    lost: Sequence[Problem] = ()
    spaced: bool = False
    with_brackets: bool = False

    def between(self, start: int, end: int) -> Sequence[StandOff]:
        """Returns the annotations that begin between two offsets of the source; they have to be sorted."""
        first, last = (bisect_left(self.spans, at, key=lambda one: one.start) for at in (start, end))
        return self.spans[first:last]


class Document(NamedTuple):
    """A text and its annotations. `name` is below that of its file, or empty if the file has one text only."""

    name: str
    text: str
    layer: Layer


class FormatError(ValueError):
    """A file, or a part of it, that is not as its format has it. `line` is of the file."""

    def __init__(self, message: str, line: int = 1):
        super().__init__(message)
        self.message, self.line = message, line


def lines_of(data: bytes) -> list[str]:
    """Returns the lines of a file, without their ends. (Python's `splitlines` would also cut at signs inside of a token.)"""
    return [line.removesuffix("\r") for line in data.decode("utf-8-sig", "replace").split("\n")]


def wanted_label(label: str, scheme: Scheme) -> str | None:
    """Returns the wanted label for one that another program gave, or None: as written, in capitals, or by its usual name."""
    name = label.upper()
    tried = (label, name, _SYNONYMS.get(name, ""))
    return next((found for one in tried if one and (found := scheme.resolve(one))), None)


@lru_cache(maxsize=4)
def code_points(text: str) -> Callable[[int], int]:
    """Returns a function from offsets in UTF-16 units of a text to offsets in characters."""
    long = [index + count for count, index in enumerate(index for index, char in enumerate(text) if char > "\uffff")]
    return lambda offset: offset - bisect_left(long, offset)


def placed(text: str, start: object, end: object, *, shown: object = None, utf16: bool = False) -> tuple[int, int]:
    """Returns where an annotation is, in characters of the text, without the white space at its ends.

    `utf16`: the offsets count UTF-16 units, as JavaScript and Java do. `shown` is the text that the program showed there, if
    it says so: where that is not the text, the other unit is tried. Raises ValueError for offsets that do not fit.
    """
    if not (isinstance(start, int) and isinstance(end, int)) or isinstance(start, bool) or isinstance(end, bool):
        raise ValueError(f"has no start and end in numbers ({start!r}, {end!r})")
    converted = code_points(text)
    places = [(start, end), (converted(start), converted(end))]
    if utf16:
        places.reverse()
    if isinstance(shown, str):
        places = [place for place in places if _same(text[max(place[0], 0) : max(place[1], 0)], shown)]
        if not places:
            raise ValueError(f"'{shown[:60]}' is not the text at its offsets, {start} to {end}")
    first, last = places[0]
    if not 0 <= first < last <= len(text):
        raise ValueError(f"has offsets that are not in the text ({start} to {end} of {len(text)} characters)")
    piece = text[first:last]
    return first + len(piece) - len(piece.lstrip()), last - len(piece) + len(piece.rstrip())


def _same(text: str, shown: str) -> bool:
    """Returns whether a text is what a program showed of it, apart from white space, which programs change."""
    return "".join(text.split()) == "".join(shown.replace("\\n", "\n").split())
