"""The sentence around an error, with the mentions in it."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from .reference import ReferenceParagraph
from .scoring import Labelled

LONGEST_SENTENCE = 600  # characters shown around an error


def sentence(one: ReferenceParagraph, focus: tuple[int, int], layers: Mapping[str, Sequence[Labelled]]) -> dict[str, Any]:
    """Returns the sentence around a stretch of a paragraph, and the mentions of each layer that lie in it.

    `focus` and the mentions of `layers` are character offsets of the paragraph; those returned are offsets of the
    sentence as shown. A long sentence is cut around the focus and marked with an ellipsis. `start` is the offset in the
    paragraph of the first character that is shown.
    """
    first, last = _sentence(one, *focus)
    start, end = _cut(one.text, first, last, focus)
    before, after = "…" if start > first else "", "…" if end < last else ""
    shift = len(before) - start

    def inside(mentions: Sequence[Labelled]) -> Sequence[Labelled]:
        at = bisect_right(mentions, start, key=lambda mention: mention.end)
        return mentions[at : bisect_left(mentions, end, key=lambda mention: mention.start)]

    def shown(first: int, last: int) -> list[int]:
        return [max(first, start) + shift, min(last, end) + shift]

    return {
        "text": before + one.text[start:end] + after,
        "start": start,
        **{name: [[*shown(m.start, m.end), m.label] for m in inside(mentions)] for name, mentions in layers.items()},
        "focus": shown(*focus),
    }


def _sentence(one: ReferenceParagraph, start: int, end: int) -> tuple[int, int]:
    """Returns the start and end of the sentences that a stretch of the paragraph lies in."""
    first = bisect_right(one.sentences, start, key=lambda span: span[0]) - 1
    last = bisect_left(one.sentences, end, key=lambda span: span[0]) - 1
    return one.sentences[max(first, 0)][0], max(one.sentences[last][1], end)


def _cut(text: str, first: int, last: int, focus: tuple[int, int]) -> tuple[int, int]:
    """Returns the part of a sentence that is shown: all of it, or as many whole words around the focus as fit."""
    if last - first <= LONGEST_SENTENCE:
        return first, last
    room = max(0, LONGEST_SENTENCE - (focus[1] - focus[0]))
    start = max(first, min(focus[0] - room // 2, last - LONGEST_SENTENCE))
    end = min(last, start + LONGEST_SENTENCE)
    if start > first and (space := text.find(" ", start, focus[0])) >= 0:
        start = space + 1
    if end < last and (space := text.rfind(" ", focus[1], end)) >= 0:
        end = space
    return start, end
