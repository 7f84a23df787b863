"""The text of a cable's header, as what speaks of other cables and of people in it is read from it."""

import re
from collections.abc import Iterator, Sequence

from .cable import HEADER, PARAGRAPH, TRANSMISSION, Paragraph

_REACH = 20_000  # characters of a header that are read: 400 lines
_BLANK_LINES = re.compile(r"\n{3,}")
# A printer cut lines at this length, inside a word and without a hyphen.
_CUT_AT = (70, 71)
_SMALL_WORDS = frozenset("for reason reasons and of the to in on under by at".split())


def header_texts(paragraphs: Sequence[Paragraph]) -> Iterator[str]:
    """Yields the text of each header in a cable: that of its transmission, and the lines around its subject.

    White space is single, lines and blank lines stay, and a word that the printer cut at the end of a line is whole again.
    """
    found: list[str] = []
    for paragraph in paragraphs:
        if paragraph.zone in (TRANSMISSION, HEADER):
            found.append(paragraph.text)
        elif paragraph.zone == PARAGRAPH and found:
            yield _normal("\n\n".join(found)[:_REACH])
            found = []
    if found:
        yield _normal("\n\n".join(found)[:_REACH])


def _normal(text: str) -> str:
    pieces: list[str] = []
    before = ""
    for line in text.split("\n"):
        words = line.split()
        if pieces and not (len(before) >= _CUT_AT[0] and _is_cut(before, words)):
            pieces.append("\n")
        pieces.append(" ".join(words))
        before = line
    return _BLANK_LINES.sub("\n\n", "".join(pieces)).strip()


def _is_cut(line: str, following: list[str]) -> bool:
    """Whether a line ends inside a word, of which `following` holds the rest."""
    line = line.rstrip()
    return (
        len(line) in _CUT_AT
        and line[-1].isalpha()
        and following != []
        and following[0][0].islower()
        and _SMALL_WORDS.isdisjoint((line.split()[-1].lower(), following[0].strip(".,;:")))
    )
