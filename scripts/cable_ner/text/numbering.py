"""Where the numbered paragraphs of a cable begin.

A page marks most of them with pilcrows, but marks years and days at a line's start as well (`in 200¶1.` for `in 2001.`), and
forgets some. Plain text has only the numbers. A number counts by what speaks for it: a pilcrow, a marking behind it, its
place at the start of a line, and the numbers before and after it.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from .markings import MARKED, PORTION

Breaks = list[tuple[int, int]]  # where numbered paragraphs begin: the offset in a text, and the number

# A number, what stands behind it, and the marking that may follow. Without a full stop or a parenthesis a marking must.
# It begins with a set of characters, so that the search runs at full speed, and looks back then.
_NUMBER = re.compile(
    rf"(?P<number>[0-9](?<!\S.)[0-9]{{0,2}})(?P<stop>\s?\.{{1,2}}(?![.0-9])|\s?\)|(?=\s{{0,3}}\()|\s?[-:,;](?=\s?{PORTION}))"
    rf"(?P<space>\s*+)(?P<marking>{MARKED})?(?=\s{{0,9}}\S)"
)
_FIRST = re.compile(r"\n[ \t]*(?:\([A-Z/]{1,6}\)\s?)?1\s?[.)(]")
_MARKED_BEFORE = re.compile(rf"{PORTION}\s?\Z")
_MARKING_REACH = 120  # characters of a marking before a number
_LINE_REACH = 9  # characters before a number among which its line begins
_STOPS = tuple('.?!:-=_*)"”>')


class _Candidate(NamedTuple):
    """A number that may begin a paragraph. Offsets are of the text.

    `first`: only white space comes before it on its line. `whole`: what comes before it is complete, so that it is not a
    number at the start of a line of a sentence.
    """

    offset: int
    number: int
    stop: str
    marked: bool
    first: bool
    whole: bool


def body_start(text: str, pilcrows: Breaks) -> int:
    """Returns where the first numbered paragraph seems to begin: the end of the text if none does."""
    if pilcrows:
        return pilcrows[0][0]
    first = _FIRST.search(text)
    return first.start() if first else len(text)


def numbered(text: str, pilcrows: Breaks) -> Breaks:
    """Returns where the numbered paragraphs of a text begin; `pilcrows` are those of a page, or none."""
    if pilcrows:
        trusted = _trusted(text, pilcrows)
        is_whole = [number for _, number in trusted] == list(range(1, len(trusted) + 1))
        start = trusted[-1][0] if trusted and is_whole else 0  # nothing is missing before that
        return _filled(
            trusted, [item for item in _candidates(text, start) if item.stop != ")" and (item.marked or item.whole)]
        )
    found = _candidates(text, 0)
    dotted = _chain([item for item in found if item.stop != ")"])
    return dotted if len(dotted) > 1 else max(dotted, _chain([item for item in found if item.stop == ")"]), key=len)


def _candidates(text: str, begin: int) -> list[_Candidate]:
    """Returns the numbers in a text, from an offset on, that stand at the start of a line, or have a marking."""
    found = []
    for match in _NUMBER.finditer(text, begin):
        start, marked = match.start(), match["marking"] is not None
        if not marked and text[max(start - 2, 0) : start].strip().endswith(")"):
            before = _MARKED_BEFORE.search(text, max(start - _MARKING_REACH, 0), start)
            start, marked = (before.start(), True) if before else (start, False)
        first = _is_first(text, start)
        spaced = match["stop"] and (match["space"] or text[match.end()].isupper())
        if not (marked or first and spaced):
            continue
        found.append(_Candidate(start, int(match["number"]), match["stop"].strip(), marked, first, _is_whole(text, start)))
    return found


def _is_first(text: str, offset: int) -> bool:
    before = text[max(offset - _LINE_REACH, 0) : offset]
    line = before[before.rfind("\n") + 1 :]
    return not line.strip(" \t>")


def _is_whole(text: str, offset: int) -> bool:
    """Whether what stands before an offset ends in a stop, or a blank line follows it."""
    before = text[max(offset - 99, 0) : offset]
    stripped = before.rstrip()
    return not stripped or before.count("\n", len(stripped)) > 1 or stripped.endswith(_STOPS)


# -- pilcrows ------------------------------------------------------------------------------------


def _trusted(text: str, pilcrows: Breaks) -> Breaks:
    """Returns the pilcrows that begin a paragraph: not those inside a number, nor a day or year at the start of a line."""
    found: Breaks = []
    expected = 1
    for index, (offset, number) in enumerate(pilcrows):
        if text[offset - 1 : offset].isdigit():
            continue
        if number != expected and not _speaks_for(text, offset, number, pilcrows[index + 1 : index + 2]):
            continue
        found.append((offset, number))
        expected = number + 1
    return found


def _speaks_for(text: str, offset: int, number: int, following: Breaks) -> bool:
    """Whether a pilcrow out of order begins a paragraph: a marking follows, a whole text precedes, or the next goes on."""
    match = _NUMBER.search(text, offset, offset + 99)
    if match and match.start() <= offset + 2 and match["marking"]:
        return True
    return _is_whole(text, offset) or any(after == number + 1 for _, after in following)


def _filled(trusted: Breaks, candidates: Sequence[_Candidate]) -> Breaks:
    """Returns the breaks and, between two of them, the numbers that are missing in between."""
    found: Breaks = []
    taken = Counter(number for _, number in trusted)  # by those that are still to come
    offsets = [item.offset for item in candidates]
    limits = [offset for offset, _ in trusted[1:]] + [None]
    if trusted and trusted[0][1] > 1:
        found += _between(candidates[: bisect_left(offsets, trusted[0][0])], 1, taken)
    for (offset, number), limit in zip(trusted, limits):
        found.append((offset, number))
        taken[number] -= 1
        first = bisect_left(offsets, offset + 3)
        last = bisect_left(offsets, limit) if limit is not None else len(candidates)
        found += _between(candidates[first:last], number + 1, taken)
    return found


def _between(candidates: Sequence[_Candidate], expected: int, taken: Counter[int]) -> Breaks:
    """Returns those candidates that are numbered one after the other, from `expected` on, and not numbers of others."""
    found: Breaks = []
    for item in candidates:
        if item.number == expected and not taken[expected]:
            found.append((item.offset, item.number))
            expected += 1
    return found


# -- plain text ----------------------------------------------------------------------------------


def _chain(candidates: Sequence[_Candidate]) -> Breaks:
    """Returns the numbers of plain text that begin paragraphs: those with a marking first, then what is missing between."""
    marked = [item for item in candidates if item.marked and item.first]
    strong: Breaks = []
    last = 0
    for item, after in zip(marked, [*marked[1:], None]):
        follows = after.number if after else 0
        skips = item.number > last + 1 and last < follows <= item.number or not item.whole and follows == item.number
        if item.number > last and not skips or item.number <= last and item.whole:  # (some are printed twice)
            strong.append((item.offset, item.number))
            last = item.number
    if strong:
        return _filled(strong, candidates)
    return _unmarked(candidates)


def _unmarked(candidates: Sequence[_Candidate]) -> Breaks:
    """Returns the numbers that come one after the other; one is skipped, or the first missing, only where others go on."""
    found: Breaks = []
    expected = 1
    for index, item in enumerate(candidates):
        if item.number != expected:
            later = candidates[index + 1].number if index + 1 < len(candidates) else item.number + 1
            if not (item.first and item.whole and item.number > expected and later == item.number + 1):
                continue
            if expected == 1 and index + 1 == len(candidates):
                continue  # one number alone, and not the first
        found.append((item.offset, item.number))
        expected = item.number + 1
    return found
