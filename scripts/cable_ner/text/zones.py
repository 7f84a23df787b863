"""The zones of a cable: where in a block its header, subject, paragraphs, headings and signature are.

What marks a zone is listed in the tables below. To read another spelling, add its pattern to the table it belongs to.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .block import Block
from .cable import HEADER, HEADING, PARAGRAPH, SIGNATURE, SUBJECT, TRAILER, TRANSMISSION
from .header import HEADER_REACH, HEADER_SIGN
from .markings import MARKED, PORTION
from .messages import is_partial
from .number_line import said_by_number_line
from .numbering import Breaks, numbered
from .page_headers import is_open
from .signature import signature_span
from .subject import AFTER_SUBJECT, SUBJECT_SIGN, subject_span
from .tails import heading_start, last_heading_start

# Signs of the header of the transmission, which pages show in a block of its own.
TRANSMISSION_SIGNS = ("VZCZC", "[OPRZ]{1,2} RUE?H", "DE RUE?H", r"\sZNY [A-Z]{5} ZZH\s", r"\nFM [A-Z]")

_TRANSMISSION_REACH = 2000
_TRANSMISSION = re.compile("|".join(TRANSMISSION_SIGNS))
# A first paragraph with a marking is enough to tell a cable.
_MARKED_PARAGRAPH = re.compile(rf"(?<!\S)\d{{1,2}}(?:\s?[.)]\s*|\s?(?=\()){MARKED}")
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
# Behind the last line of a header: a blank line, or a paragraph that has a marking but no number.
_BODY_SIGN = re.compile(rf"\n[ \t]*(?:\n\s*|(?={PORTION}\s))")
_GOES_ON = re.compile(r"(?![a-z]{1,4}[.)])[a-z]")
_SPACE = re.compile(r"\s*")
_WORD = re.compile(r"\w")

_LONG, _PART = 3000, 800  # characters of a paragraph that is cut into parts, and of each part at least
_ITEM = re.compile(
    rf"\n[ \t]*(?=(?:{PORTION}|--?|\*|o|[A-Z]\s?[.)]|\d{{1,2}}\s?[.)]|\(?(?:\d{{1,2}}|[a-z])\))\s)|[.:;?!]\s+(?=--\s[A-Z(])"
)
_LONGEST_HEADER_TAIL = 400  # characters before the first number that still belong to the header


class ZoneSpan(NamedTuple):
    """A stretch of a block's text that lies in one zone; `number` is that of the paragraph."""

    start: int
    end: int
    zone: str
    number: int | None = None


def zone_spans(block: Block, starts: Sequence[int], *, alone: bool) -> list[ZoneSpan]:
    """Returns the block's zones in order; together they cover all of its text, and none ends inside an annotation.

    `starts` are where the messages in the block begin.
    `alone`: the source has only this block, so the block is not just the header of a transmission.
    """
    text, breaks = block.text, block.breaks
    if not alone and not breaks and (is_partial(text) or _TRANSMISSION.search(text[:_TRANSMISSION_REACH])):
        return [ZoneSpan(0, len(text), TRANSMISSION)]
    span_starts = [span.start for span in block.spans]

    def outside(offset: int) -> int:
        index = bisect_left(span_starts, offset) - 1
        return block.spans[index].start if index >= 0 and block.spans[index].end > offset else offset

    zones: list[ZoneSpan] = []
    for start, end in zip(starts, [*starts[1:], len(text)]):
        own = [(at - start, number) for at, number in breaks[bisect_left(breaks, (start,)) : bisect_left(breaks, (end,))]]
        zones += [
            ZoneSpan(outside(start + zone.start), outside(start + zone.end), zone.zone, zone.number)
            for zone in _zones(text[start:end], own, is_last=end == len(text))
        ]
    return zones


def _zones(text: str, pilcrows: Breaks, *, is_last: bool) -> Iterator[ZoneSpan]:
    """Yields the zones of one message; one that is not the last may be the header of another alone."""
    breaks = numbered(text, pilcrows) if pilcrows or _is_cable(text) else []
    note = _end_of_note(text)
    if note:
        yield ZoneSpan(0, note, TRANSMISSION)
    body = breaks[0][0] if breaks else _end_of_header(text, len(text)) if is_last else len(text)
    header = min(body, _end_of_header(text, body)) if breaks else body
    if body - header <= _LONGEST_HEADER_TAIL:
        header = body
    if header > note:
        yield from _header_zones(text, note, header)
    if header < body:
        yield from _body_zones(text, header, body, None, then=HEADING)
    if not breaks:
        if body < len(text):
            yield from _body_zones(text, body, len(text), None, then=SIGNATURE if body else "")
        return
    ends = [offset for offset, _ in breaks[1:]] + [len(text)]
    for (start, number), end in zip(breaks, ends):
        yield from _body_zones(text, start, end, number, then=SIGNATURE if end == len(text) else HEADING)


def _is_cable(text: str) -> bool:
    """Whether a text is a cable: numbers in another one may be a list."""
    head = text[:HEADER_REACH]
    return (
        HEADER_SIGN.search(head) is not None
        or _MARKED_PARAGRAPH.search(text) is not None
        or "number" in said_by_number_line(head)
    )


def _end_of_note(text: str) -> int:
    """Returns where the archive's note at the start of a text ends, 0 if there is none."""
    if not is_partial(text):
        return 0
    blank = _BLANK_LINE.search(text)
    return blank.end() if blank else len(text)


def _end_of_header(text: str, end: int) -> int:
    """Returns where the header ends in the first `end` characters of a text: 0 if it has none."""
    reach = min(HEADER_REACH, end)
    sign = SUBJECT_SIGN.search(text, 0, reach)
    last = sign or _last(HEADER_SIGN.finditer(text, 0, reach))
    if not last:
        if "number" not in said_by_number_line(text[:reach]):
            return 0
        blank = _BLANK_LINE.search(text, 0, end)
        return blank.end() if blank else 0
    last = _last(AFTER_SUBJECT.finditer(text, last.end(), reach)) or last
    space = _SPACE.match(text, last.end(), end) if last is sign else None  # a subject may come on a line of its own
    body = _BODY_SIGN.search(text, space.end() if space else last.end(), end)
    if body:
        return body.end()
    if sign:
        return end
    newline = text.find("\n", last.end(), end)
    return newline + 1 if newline >= 0 else end


def _last(matches: Iterator[re.Match[str]]) -> re.Match[str] | None:
    last = None
    for last in matches:
        pass
    return last


def _header_zones(text: str, start: int, end: int) -> Iterator[ZoneSpan]:
    at = start
    if (subject := subject_span(text, end)) and subject[0] >= start:
        yield ZoneSpan(start, subject[0], HEADER)
        yield ZoneSpan(*subject, SUBJECT)
        at = subject[1]
    heading = last_heading_start(text, at, end)
    yield ZoneSpan(at, heading, HEADER)
    if heading < end:
        yield ZoneSpan(heading, end, HEADING)


def _body_zones(text: str, start: int, end: int, number: int | None, *, then: str) -> Iterator[ZoneSpan]:
    """Yields a paragraph, cut at blank lines, and what may follow it: a heading, the signature and a trailer, or nothing."""
    tail = after = end
    if then == HEADING:
        tail = heading_start(text, start, end)
    elif then == SIGNATURE:
        tail, after = signature_span(text, start, end)
    at = start
    word = _WORD.search(text, start, tail)  # the first of the part that begins at `at`
    for blank in _BLANK_LINE.finditer(text, start, tail):
        if number and _is_inside_sentence(text, blank):
            continue
        if word and word.start() < blank.start():
            if not (word := _WORD.search(text, blank.end(), tail)):
                break
            yield from _parts(text, at, blank.end(), number)
            at = blank.end()
    yield from _parts(text, at, tail, number)
    if tail < after:
        yield ZoneSpan(tail, after, HEADING if then == HEADING else SIGNATURE)
    if after < end:
        yield ZoneSpan(after, end, TRAILER)


def _is_inside_sentence(text: str, blank: re.Match[str]) -> bool:
    """Whether a blank line stands where a page ended: before a small letter, behind a long line without a stop."""
    return _GOES_ON.match(text, blank.end()) is not None and is_open(text, blank.start())


def _parts(text: str, start: int, end: int, number: int | None) -> Iterator[ZoneSpan]:
    """Yields a paragraph, a very long one in parts: each begins with an item of its list, or a marking of its own."""
    at = start
    if end - start > _LONG:
        for item in _ITEM.finditer(text, start, end):
            if item.end() - at >= _PART:
                yield ZoneSpan(at, item.end(), PARAGRAPH, number)
                at = item.end()
    yield ZoneSpan(at, end, PARAGRAPH, number)
