"""Where forms stand in a text, whatever the white space between their words."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator

from ..rules import WordStarts
from .decisions import FormDecision

_SPARE_SPACE = 40  # characters of white space, at most, that the text may have beyond that of a longer form
_FEW = 30  # forms that are looked for one after another: that is faster than one pass for all
_SPACE = re.compile(r"\s+")

Place = tuple[int, int]  # character offsets of a text, start and end


def occurrences(text: str, form: str) -> Iterator[Place]:
    """Yields where a form stands in a text as whole words, from left to right, without overlaps.

    A place where it is part of a longer word hides none where it is not.
    """
    if form.split()[0] not in text:
        return
    pattern, at = _pattern(form), 0
    while match := pattern.search(text, at):
        start, end = match.span()
        at = start + 1
        if _are_whole_words(text, start, end):
            yield start, end
            at = end


def _are_whole_words(text: str, start: int, end: int) -> bool:
    joined_before = start and text[start - 1].isalnum() and text[start].isalnum()
    return not (joined_before or (text[end : end + 1].isalnum() and text[end - 1].isalnum()))


class Forms:
    """Forms, with single spaces between their words, to be looked for in texts."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._order = {form: number for number, form in enumerate(forms)}
        self._starts = WordStarts(self._order) if len(self._order) > _FEW else None

    def places(self, text: str) -> list[tuple[str, list[Place]]]:
        """Returns the forms that stand in a text, in their order, each with its `occurrences`.

        It takes one pass over the text where there are many forms, so that the time does not grow with their product.
        """
        if self._starts is None:
            return [(form, places) for form in self._order if (places := list(occurrences(text, form)))]
        spaced = _SPACE.sub(" ", text)
        found: dict[str, list[Place]] = {}
        for start, form in self._starts.places(spaced):
            end = start + len(form)
            if _are_whole_words(spaced, start, end):
                places = found.setdefault(form, [])
                if not places or places[-1][1] <= start:
                    places.append((start, end))
        before = _offsets_before(text)
        return [
            (form, [(before(start), before(end - 1) + 1) for start, end in found[form]])
            for form in sorted(found, key=self._order.__getitem__)
        ]


def _offsets_before(text: str) -> Callable[[int], int]:
    """Returns a function from offsets of the text with single spaces to those of the text itself."""
    ends, spare = [0], [0]  # where there was more white space than a space in the one, and how much so far
    for match in _SPACE.finditer(text):
        if (more := len(match[0]) - 1) > 0:
            ends.append(match.end() - spare[-1] - more)
            spare.append(spare[-1] + more)
    return lambda offset: offset + spare[bisect_right(ends, offset) - 1]


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
