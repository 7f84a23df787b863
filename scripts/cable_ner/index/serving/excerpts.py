"""Text with marks, as templates show it: pieces that are marked or not, and the sentence around a mention."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..archive.searching import CLOSED, OPENED

_LONGEST = 300  # characters shown before a mention, and after it
_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])")
_ABBREVIATION = re.compile(r"\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Gen|Lt|Col|Amb|Sen|Rep|St|No|vs|Jr|Sr)\.\s+\Z")


class TextPiece(NamedTuple):
    """A stretch of text in lines; `label` and `name_id` are those of the mention that it is, empty if it is none."""

    lines: list[str]
    label: str = ""
    name_id: str = ""


def pieces(text: str, spans: Iterable[tuple[int, int, str, str]]) -> list[TextPiece]:
    """Returns a text in pieces. `spans` are sorted: start, end (in characters), label, identifier."""
    found: list[TextPiece] = []
    at = 0
    for start, end, label, name_id in spans:
        if start < at:
            continue  # (no two mentions overlap in what our programs write)
        found += [TextPiece(text[at:start].split("\n")), TextPiece(text[start:end].split("\n"), label, name_id)]
        at = end
    return [*found, TextPiece(text[at:].split("\n"))]


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Returns where the sentence around a mention starts and ends, at most 300 characters from it, in whole words."""
    first, last = max(0, start - _LONGEST), min(len(text), end + _LONGEST)
    if first and (space := text.find(" ", first, start)) >= 0:
        first = space + 1
    if last < len(text) and (space := text.rfind(" ", end, last)) >= 0:
        last = space
    for match in _END.finditer(text, first, last):
        if _ABBREVIATION.search(text, max(first, match.start() - 5), match.end()):
            continue
        if match.end() <= start:
            first = match.end()
        elif match.start() >= end:
            last = match.end()
            break
    return first, last


def excerpt(text: str, start: int, end: int, label: str) -> list[TextPiece]:
    """Returns the sentence around a mention in pieces, with an ellipsis where the text goes on in the middle of one."""
    first, last = sentence(text, start, end)
    shown = " ".join(text[first:start].split("\n")), text[start:end], " ".join(text[end:last].split("\n"))
    before = "…" if first and not text[:first].rstrip().endswith((".", "!", "?", '"', "”")) else ""
    after = "…" if last < len(text) and not shown[2].rstrip().endswith((".", "!", "?", '"', "”", ")")) else ""
    return [TextPiece([before + shown[0]]), TextPiece([shown[1]], label), TextPiece([shown[2] + after])]


def of_snippet(snippet: str) -> list[TextPiece]:
    """Returns a snippet of the full-text search in pieces: those that were found have the label `found`."""
    found: list[TextPiece] = []
    for number, part in enumerate(re.split(f"[{OPENED}{CLOSED}]", snippet)):
        found.append(TextPiece([part], "found" if number % 2 else ""))
    return found


def bars(months: Sequence[tuple[str, int]]) -> list[tuple[str, int, int]]:
    """Returns every month from the first to the last, with its cables and how high its bar is, of 100.

    `months` are such as 2009-02, in any order, with the number of cables.
    """
    counts = {month: count for month, count in months if re.fullmatch(r"\d{4}-(?:0\d|1[012])", month)}
    if not counts:
        return []
    first, last = (12 * int(month[:4]) + int(month[5:]) - 1 for month in (min(counts), max(counts)))
    most = max(counts.values())
    named = (f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(first, last + 1))
    return [(month, counts.get(month, 0), round(100 * counts.get(month, 0) / most)) for month in named]
