"""How the labels of a silver cable differ from those of its gold twin."""

from collections.abc import Iterable, Sequence

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
        mine = [
            Labelled(start + shift, end + shift, label)
            for start, end, label in ours.mentions
            if segment.holds_ours(start, end)
        ]
        mine = [mention for mention in mine if not _touches(mention, gold.missing)]
        others = [mention for mention in gold.mentions if segment.holds_theirs(mention.start, mention.end)]
        for pair in pair_mentions(mine, others):
            breakdown.add([pair], gold.zone(pair.mention.start))
        missing = [(start + shift, end + shift) for start, end in ours.missing if segment.holds_ours(start, end)]
        untrusted += sum(_touches(mention, missing) for mention in others)
    return untrusted


def left_out(gold: FlatCable, segments: Sequence[Segment]) -> int:
    """Returns how many gold mentions lie outside the segments that both texts share."""
    return sum(
        not any(segment.holds_theirs(mention.start, mention.end) for segment in segments) for mention in gold.mentions
    )


def _touches(mention: Labelled, stretches: Iterable[tuple[int, int]]) -> bool:
    return any(start < mention.end and mention.start < end for start, end in stretches)
