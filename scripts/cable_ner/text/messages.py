"""Several messages in one text: sections of a cable, a cable quoted in full, or two cables in one file."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from .cable import Problem
from .number_line import later_header_lines, said_by_number_line

# The header of the transmission, which may come before the first line of a cable.
_TRANSMISSION_LINE = re.compile(r"\n[ \t]*(?=VZCZC|[OPRZ]{1,2} RUE|DE RUE|[OPRZ](?: [OPRZ])? \d{6}Z|FM [A-Z])")
_TRANSMISSION_REACH = 1500
# The archive's note on cables of which it has a part.
_PARTIAL = re.compile(
    r"(?is:\b(?:partial|incomplete)\s+(?:extract|excerpt|copy|text|version|record)\b.{0,99}\b(?:cable|telegram|message)\b"
    r"|\A\W*(?:this|the)\s+(?:cable|telegram|message)\s+is\b[^.]{0,40}\b(?:partial|incomplete)\b"
    r"|\A[^\n]{0,40}\bonly\s+(?:a\s+)?(?:part|portion|section)s?\s+of\s+(?:the|this)\s+(?:\w+\s+)?(?:cable|telegram|message)\b"
    r"|\b(?:extract|excerpt)s?\s+(?:of|from)\s+(?:the|an?|this)\s+(?:(?:original|full|longer|complete)\s+)?(?:cable|telegram|message)\b"
    r"|\bfull\s+(?:text|version)\b.{0,99}\bnot\s+available\b)"
)
_PARTIAL_WORDS = ("partial", "incomplete", "extract", "excerpt", "not available", "only")
_LINE_REACH = 300
_CUT_OFF = re.compile(r"(?:\.\s?\.\s?\.|…)\s?[\])]?\Z")
_END_REACH = 99  # characters at the end of a text among which it is cut off


def message_starts(text: str, breaks: Sequence[tuple[int, int]]) -> list[int]:
    """Returns where the messages in a text begin; the first begins at 0. `breaks` are where pilcrows are."""
    starts = [0]
    later = later_header_lines(text)
    if later and "number" not in said_by_number_line(text[: later[0]]) and not any(at < later[0] for at, _ in breaks):
        del later[0]  # the first line of the only header, behind a date or the like
    for offset in later:
        index = bisect_left(breaks, (offset,)) - 1
        window = max(starts[-1], offset - _TRANSMISSION_REACH, breaks[index][0] if index >= 0 else 0)
        line = _TRANSMISSION_LINE.search(text, window, offset)
        starts.append(line.end() if line else offset)
    return starts


def said_by_message(text: str, start: int) -> dict[str, Any]:
    """Returns what the first line of a message says: post, number, section."""
    return said_by_number_line(text[start : start + _TRANSMISSION_REACH + _LINE_REACH])


def is_section(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Returns whether two messages have the same post and number, so that they are sections of one, or copies."""
    return all(before.get(key) == after.get(key) for key in ("post", "number"))


def second_message(line: int, said: Mapping[str, Any]) -> Problem:
    """Returns the problem that another message begins at a line of the source; `said` is what its first line says."""
    return Problem(
        line,
        "second message",
        f"{said.get('post', '')} {said.get('number', '')} begins here, a message of its own, and is read as sections of this"
        " cable; give it a file of its own",
    )


def is_partial(text: str) -> bool:
    """Returns whether a text begins with the archive's note that it holds a part of a cable only."""
    head = text[:_LINE_REACH]
    return any(word in head.lower() for word in _PARTIAL_WORDS) and _PARTIAL.search(head) is not None


def is_cut_off(text: str) -> bool:
    """Returns whether a text ends as a preview does."""
    return _CUT_OFF.search(text[-_END_REACH:].rstrip()) is not None
