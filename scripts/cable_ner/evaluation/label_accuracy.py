"""How the labels of a silver cable differ from those of its gold twin."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import TypeVar

from .alignment import FlatCable, Segment
from .breakdown import Breakdown
from .pairing import pair_mentions
from .scoring import Labelled


def compare(ours: FlatCable, gold: FlatCable, segments: Sequence[Segment], breakdown: Breakdown) -> int:
    """Adds the errors of our labels to `breakdown`, in the segments that both texts share.

    What we label where the gold label is missing is ignored. Returns how many gold mentions touch a token of ours whose
    label is missing: they are counted as missed, although a model learns nothing wrong from them.
    """
    untrusted = 0
    for segment in segments:
        shift = segment.theirs - segment.ours
        own = _inside(ours.mentions, segment.ours, segment.length)
        mine = [Labelled(start + shift, end + shift, label) for start, end, label in own]
        mine = [mention for mention, is_unknown in zip(mine, _touched(mine, gold.missing)) if not is_unknown]
        others = _inside(gold.mentions, segment.theirs, segment.length)
        for pair in pair_mentions(mine, others):
            breakdown.add([pair], gold.zone(pair.mention.start))
        missing = [(start + shift, end + shift) for start, end in _inside(ours.missing, segment.ours, segment.length)]
        untrusted += sum(_touched(others, missing))
    return untrusted


def left_out(gold: FlatCable, segments: Sequence[Segment]) -> int:
    """Returns how many gold mentions lie outside the segments that both texts share."""
    shared = (len(_inside(gold.mentions, segment.theirs, segment.length)) for segment in segments)
    return len(gold.mentions) - sum(shared)


_Stretch = TypeVar("_Stretch", Labelled, tuple[int, int])


def _inside(stretches: Sequence[_Stretch], start: int, length: int) -> Sequence[_Stretch]:
    """Returns those of sorted, disjoint stretches that lie in one of this length from `start` on."""
    first = bisect_left(stretches, start, key=lambda stretch: stretch[0])
    return stretches[first : bisect_right(stretches, start + length, first, key=lambda stretch: stretch[1])]


def _touched(mentions: Sequence[Labelled], stretches: Sequence[tuple[int, int]]) -> Iterator[bool]:
    """Yields whether each mention overlaps one of the stretches; both are sorted and disjoint."""
    at = bisect_right(stretches, mentions[0].start, key=lambda stretch: stretch[1]) if mentions else 0
    for mention in mentions:
        while at < len(stretches) and stretches[at][1] <= mention.start:
            at += 1
        yield at < len(stretches) and stretches[at][0] < mention.end
