"""The zones of a cable: where in a block its header, subject, paragraphs, headings and signature are.

What marks a zone is listed in the tables below. To read another spelling, add its pattern to the table it belongs to.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import NamedTuple

from .block import Block
from .cable import HEADER, HEADING, PARAGRAPH, SIGNATURE, SUBJECT, TRANSMISSION
from .header import HEADER_REACH
from .tails import heading_start, signature_start

# Signs of the header of the transmission, which pages show in a block of its own.
TRANSMISSION_SIGNS = ("VZCZC", "[OPRZ]{1,2} RUE?H", "DE RUE?H", r"\sZNY [A-Z]{5} ZZH\s", r"\nFM [A-Z]")
SUBJECT_SIGNS = (r"\bSUBJ(?:ECT)?\s?:",)
# What follows the subject and still belongs to the header.
AFTER_SUBJECT_SIGNS = (
    r"\bREF(?:S|TELS?|ERENCES?)?\s?[:(]",
    r"\bClassified by\b",
    r"\bDerived from\b",
    r"\bReasons?\s?:",
)


def _any_of(*signs: str) -> re.Pattern[str]:
    return re.compile("|".join(signs), re.I)


_TRANSMISSION_REACH = 2000
_TRANSMISSION = re.compile("|".join(TRANSMISSION_SIGNS))
_SUBJECT_LINE = _any_of(*SUBJECT_SIGNS)
_HEADER_END = _any_of(*AFTER_SUBJECT_SIGNS)
_AFTER_SUBJECT = _any_of(*AFTER_SUBJECT_SIGNS, r"\n[ \t]*\n")
# The number of a paragraph, and the marking that may follow it.
_NUMBERED = re.compile(r"(?<!\S)(\d{1,2})\s?\.\s++(\(\s?[A-Z]{1,3}(?:/[A-Z]{1,6})?\s?\))?(?=\s?\S)")
_MARKED_PARAGRAPH = re.compile(r"(?<!\S)1\s?\.\s+\(\s?(?:U|C|S|SBU|TS)(?:/[A-Z]{2,6})?\s*\)")
_MARKING = re.compile(r"\d+\s?\.\s*\(\s*([A-Z]{1,3}(?:/[A-Z]{1,8})*)\s*\)")
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_WORD = re.compile(r"\w")

# What may follow a paragraph, and where in a text between two offsets that begins.
_TAILS: dict[str, Callable[[str, int, int], int]] = {HEADING: heading_start, SIGNATURE: signature_start}


class ZoneSpan(NamedTuple):
    """A stretch of a block's text that lies in one zone; `number` is that of the paragraph."""

    start: int
    end: int
    zone: str
    number: int | None = None


def zone_spans(block: Block, *, alone: bool) -> list[ZoneSpan]:
    """Returns the block's zones in order; together they cover all of its text, and none ends inside an annotation.

    `alone`: the source has only this block, so the block is not just the header of a transmission.
    """
    if not alone and not block.breaks and _TRANSMISSION.search(block.text[:_TRANSMISSION_REACH]):
        return [ZoneSpan(0, len(block.text), TRANSMISSION)]
    starts = [span.start for span in block.spans]

    def outside(offset: int) -> int:
        index = bisect_left(starts, offset) - 1
        return block.spans[index].start if index >= 0 and block.spans[index].end > offset else offset

    return [
        ZoneSpan(outside(start), outside(end), zone, number) for start, end, zone, number in _zones(block.text, block.breaks)
    ]


def marking_of(text: str) -> str:
    """Returns the marking of a numbered paragraph, such as `S/NF`, or nothing."""
    marking = _MARKING.match(text)
    return marking[1] if marking else ""


def _zones(text: str, breaks: list[tuple[int, int]]) -> Iterator[ZoneSpan]:
    breaks = breaks or list(_numbered(text))
    body = breaks[0][0] if breaks else _end_of_header(text)
    if body:
        yield from _header_zones(text, body)
    if not breaks:
        yield from _body_zones(text, body, len(text), None, then=SIGNATURE if body else "")
    ends = [offset for offset, _ in breaks[1:]] + [len(text)]
    for (start, number), end in zip(breaks, ends):
        yield from _body_zones(text, start, end, number, then=SIGNATURE if end == len(text) else HEADING)


def _numbered(text: str) -> Iterator[tuple[int, int]]:
    """Yields the offset and the number of each numbered paragraph of a cable without pilcrows: 1, 2, 3 … in order."""
    if not (_SUBJECT_LINE.search(text, 0, HEADER_REACH) or _MARKED_PARAGRAPH.search(text)):
        return  # a list in a text that is no cable
    expected = None
    for match in _NUMBERED.finditer(text):
        number = int(match[1])
        before = text[max(match.start() - 9, 0) : match.start()]
        at_line_start = not before.strip(" \t") or not before[before.rfind("\n") + 1 :].strip() and "\n" in before
        if not (match[2] or at_line_start):
            continue
        if number == expected or (expected is None and number == 1):
            expected = number + 1
            yield match.start(), number


def _end_of_header(text: str) -> int:
    """Returns where the header of a cable without numbered paragraphs ends: 0 if it has none."""
    subject = _SUBJECT_LINE.search(text, 0, HEADER_REACH)
    if not subject:
        return 0
    last = subject
    for last in _HEADER_END.finditer(text, subject.end(), HEADER_REACH):
        pass
    blank = _BLANK_LINE.search(text, last.end())
    return blank.end() if blank else len(text)


def _header_zones(text: str, end: int) -> Iterator[ZoneSpan]:
    start = 0
    if subject := _SUBJECT_LINE.search(text, 0, end):
        after = _AFTER_SUBJECT.search(text, subject.end(), end)
        start = after.start() if after else end
        yield ZoneSpan(0, subject.start(), HEADER)
        yield ZoneSpan(subject.start(), start, SUBJECT)
    heading = heading_start(text, start, end)
    yield ZoneSpan(start, heading, HEADER)
    if heading < end:
        yield ZoneSpan(heading, end, HEADING)


def _body_zones(text: str, start: int, end: int, number: int | None, *, then: str) -> Iterator[ZoneSpan]:
    """Yields a paragraph, cut at blank lines, and what may follow it: a heading, the signature or nothing."""
    tail = _TAILS[then](text, start, end) if then else end
    at = start
    word = _WORD.search(text, start, tail)  # the first of the part that begins at `at`
    for blank in _BLANK_LINE.finditer(text, start, tail):
        if word and word.start() < blank.start():
            if not (word := _WORD.search(text, blank.end(), tail)):
                break
            yield ZoneSpan(at, blank.end(), PARAGRAPH, number)
            at = blank.end()
    yield ZoneSpan(at, tail, PARAGRAPH, number)
    if tail < end:
        yield ZoneSpan(tail, end, then)
