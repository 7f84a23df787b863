"""The decisions that follow from a whole paragraph that a person went through."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable

from ...evaluation import Labelled
from ...labels import PlaceDecision


def decide_paragraph(
    paragraph: str,
    text: str,
    *,
    old: Collection[Labelled],
    new: Collection[Labelled],
    suspects: Iterable[tuple[int, int]],
    cable: str = "",
) -> list[PlaceDecision]:
    """Returns the decisions that turn the mentions `old` of a paragraph into `new`, which a person left.

    There is one for each stretch where they differ, and one for each suspect stretch, even if it was left as it is. A
    stretch covers all mentions that overlap it. Offsets are characters of `text`, whose digest is `paragraph`.
    """
    changed = ((span.start, span.end) for span in set(old) ^ set(new))
    found, left = [], sorted(new)
    for start, end, is_decided in _stretches([*suspects, *changed], {(span.start, span.end) for span in (*old, *new)}):
        if is_decided:
            first = bisect_right(left, start, key=lambda span: span.end)
            spans = left[first : bisect_left(left, end, first, key=lambda span: span.start)]
            found.append(PlaceDecision.of(paragraph, start, text[start:end], spans, cable=cable))
    return found


def _stretches(decided: Iterable[tuple[int, int]], mentions: Iterable[tuple[int, int]]) -> list[tuple[int, int, bool]]:
    """Returns the stretches (start, end) that overlapping places cover together, and whether one of them is decided."""
    places = [*((start, end, True) for start, end in decided), *((start, end, False) for start, end in mentions)]
    merged: list[tuple[int, int, bool]] = []
    for start, end, is_decided in sorted(places):
        if merged and start < merged[-1][1]:
            first, last, before = merged.pop()
            start, end, is_decided = first, max(last, end), before or is_decided
        merged.append((start, end, is_decided))
    return merged
