"""A training text with its mentions, as characters, and edits that keep each mention where its text is."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

TextEdit = tuple[int, int, str]  # characters of a text, and what replaces them


class TextSample(NamedTuple):
    """A text, its mentions as (start, end, label), and the places whose label is not known as (start, end).

    Both are characters of the text, in order, and no two of them overlap.
    """

    text: str
    spans: tuple[tuple[int, int, str], ...] = ()
    missing: tuple[tuple[int, int], ...] = ()


def edited(sample: TextSample, edits: Sequence[TextEdit]) -> TextSample:
    """Returns the sample with its text edited, and its spans where their text is then.

    Edits must be in order and must not overlap or cross the bounds of a span. What is inserted beside a span stays outside.
    """
    if not edits:
        return sample
    parts: list[str] = []
    at = 0
    for start, end, new in edits:
        parts += (sample.text[at:start], new)
        at = end
    ends = [end for _, end, _ in edits]
    shifts = [0, *accumulate(len(new) - (end - start) for start, end, new in edits)]

    def first(position: int) -> int:
        return position + shifts[bisect_right(ends, position)]

    def last(position: int) -> int:
        count = bisect_right(ends, position)
        if count and edits[count - 1][0] == position:
            count -= 1
        return position + shifts[count]

    return TextSample(
        "".join([*parts, sample.text[at:]]),
        tuple((first(start), last(end), label) for start, end, label in sample.spans),
        tuple((first(start), last(end)) for start, end in sample.missing),
    )


def is_free(sample: TextSample, start: int, end: int) -> bool:
    """Returns whether no mention, and no place of unknown label, touches these characters."""
    places = [*(span[:2] for span in sample.spans), *sample.missing]
    return not any(first < end and start < last for first, last in places)
