"""Where the mentions of a cable are in the text that another program has of it.

That text is spaced in its own way. It may have annotations in brackets, page headers and a page's table, which a cable's
Docs do not have.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from spacy.tokens import Doc, Span

from ...text import annotation_cuts

# Letters before and after a mention that tell it from others of its kind; fewer in all could stand around another one.
_CONTEXTS = ((24, 24), (24, 0), (0, 24), (8, 8), (8, 0), (0, 8))
_LEAST_CONTEXT = 5


class Located(NamedTuple):
    """A mention, and where it begins in the other text (in characters); None if that cannot be told."""

    mention: Span
    start: int | None


def located(cable: Sequence[Doc], text: str) -> Iterator[Located]:
    """Yields the mentions of a cable, given by its Docs in reading order, with their places in `text`.

    A paragraph that `text` has as a whole, whatever its spacing, gives places to all its mentions. In others, a mention is
    found by the letters around it, if they are there only once.
    """
    letters = _Letters(text)
    at = 0
    for doc in cable:
        if not doc.ents:
            continue
        own = doc.text
        before = [0, *_running(own)]
        paragraph = _squeezed(own)
        found = letters.text.find(paragraph, at)
        found = found if found >= 0 else letters.text.find(paragraph)
        if found >= 0:
            at = found + len(paragraph)
        for ent in doc.ents:
            first, last = before[ent.start_char], before[ent.end_char]
            place = found + first if found >= 0 else letters.only(paragraph, first, last)
            yield Located(ent, None if place is None else letters.offsets[place])


def utf16_offsets(text: str, starts: Sequence[int]) -> list[int]:
    """Returns offsets in UTF-16 units, as Java counts them, for offsets in characters."""
    wide = [offset for offset, sign in enumerate(text) if sign > "\uffff"] if not text.isascii() else []
    return [start + bisect_left(wide, start) for start in starts]


class _Letters:
    """The characters of a text that are no white space and no brackets of annotations, and where each was."""

    def __init__(self, text: str) -> None:
        cuts = annotation_cuts(text) if "[" in text else []
        kept: list[int] = []
        at = 0
        for start, end in [*cuts, (len(text), len(text))]:
            kept += (offset for offset in range(at, start) if not text[offset].isspace())
            at = max(at, end)
        self.offsets = kept
        self.text = "".join(text[offset] for offset in kept)

    def only(self, paragraph: str, first: int, last: int) -> int | None:
        """Returns where the letters of a paragraph from `first` to `last` are; None if nowhere, or in several places."""
        for before, after in _CONTEXTS:
            start = max(first - before, 0)
            wanted = paragraph[start : last + after]
            if len(wanted) < last - first + _LEAST_CONTEXT:
                continue
            found = self.text.find(wanted)
            if found >= 0 and self.text.find(wanted, found + 1) < 0:
                return found + first - start
        return None


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _running(text: str) -> Iterator[int]:
    """Yields, for each character of a text, how many that are no white space it and those before it have."""
    count = 0
    for sign in text:
        count += not sign.isspace()
        yield count
