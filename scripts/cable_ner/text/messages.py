"""Several messages in one text: sections of a cable, a cable quoted in full, or two cables in one file."""

import re
from collections.abc import Sequence
from typing import Any

from .number_line import later_header_lines, said_by_number_line

# The header of the transmission, which may come before the first line of a cable.
_TRANSMISSION_LINE = re.compile(r"\n[ \t]*(?=VZCZC|[OPRZ]{1,2} RUE|DE RUE|[OPRZ](?: [OPRZ])? \d{6}Z|FM [A-Z])")
_TRANSMISSION_REACH = 1500
# The archive's note on cables of which it has a part.
_PARTIAL = re.compile(
    r"(?is:\b(?:partial|incomplete)\s+(?:extract|excerpt|copy|text|version)\b.{0,99}\b(?:cable|telegram|message)\b"
    r"|\bfull\s+(?:text|version)\b.{0,99}\bnot\s+available\b)"
)
_PARTIAL_WORDS = ("partial", "incomplete", "not available")
_LINE_REACH = 300
_CUT_OFF = ("...", "…")


def message_starts(text: str, breaks: Sequence[tuple[int, int]]) -> list[int]:
    """Returns where the messages in a text begin; the first begins at 0. `breaks` are where pilcrows are."""
    starts = [0]
    later = later_header_lines(text)
    if later and "number" not in said_by_number_line(text[: later[0]]) and not any(at < later[0] for at, _ in breaks):
        del later[0]  # the first line of the only header, behind a date or the like
    for offset in later:
        window = max(starts[-1], offset - _TRANSMISSION_REACH, max((at for at, _ in breaks if at < offset), default=0))
        line = _TRANSMISSION_LINE.search(text, window, offset)
        starts.append(line.end() if line else offset)
    return starts


def said_by_message(text: str, start: int) -> dict[str, Any]:
    """Returns what the first line of a message says: post, number, section."""
    return said_by_number_line(text[start : start + _TRANSMISSION_REACH + _LINE_REACH])


def is_partial(text: str) -> bool:
    """Returns whether a text begins with the archive's note that it holds a part of a cable only."""
    head = text[:_LINE_REACH]
    return any(word in head.lower() for word in _PARTIAL_WORDS) and _PARTIAL.search(head) is not None


def is_cut_off(text: str) -> bool:
    """Returns whether a text ends as a preview does."""
    return text.rstrip().endswith(_CUT_OFF)
