"""Where a form stands in a text, whatever the white space between its words."""

import re
from collections.abc import Iterator

from .decisions import FormDecision

_SPARE_SPACE = 40  # characters of white space, at most, that the text may have beyond that of a longer form


def occurrences(text: str, form: str) -> Iterator[tuple[int, int]]:
    """Yields the character offsets, start and end, where a form occurs in a text as whole words."""
    if form.split()[0] not in text:
        return
    for match in _pattern(form).finditer(text):
        start, end = match.span()
        joined_before = start and text[start - 1].isalnum() and form[0].isalnum()
        if not joined_before and not (text[end : end + 1].isalnum() and form[-1].isalnum()):
            yield start, end


def decided_span(text: str, start: int, end: int, form: FormDecision) -> tuple[int, int] | None:
    """Returns the offsets of the mention that a decision makes of what is between two offsets; None if it does not fit."""
    if not form.text:
        return start, end
    pattern, is_longer = _pattern(form.text), len(form.text) > len(form.form)
    room = 2 * len(form.text) + _SPARE_SPACE if is_longer else 0
    at, last = max(start - room, 0), end + room
    while match := pattern.search(text, at, last):
        if not is_longer or (match.start() <= start and end <= match.end()):
            return match.span()
        at = match.start() + 1
    return None


def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, form.split())))
