"""Kinds of error: predicted mentions paired with those of the reference."""

from collections.abc import Iterable
from typing import NamedTuple

from .scoring import Labelled

RIGHT, TYPE, BOUNDARY, BOTH, SPURIOUS, MISSED = "right", "type", "boundary", "both", "spurious", "missed"
KINDS = (RIGHT, TYPE, BOUNDARY, BOTH, SPURIOUS, MISSED)


class Pairing(NamedTuple):
    """A predicted mention, a mention of the reference, or two that were paired; at least one is there."""

    kind: str
    predicted: Labelled | None
    reference: Labelled | None

    @property
    def mention(self) -> Labelled:
        """The mention of the reference, or the predicted one if there is none."""
        mention = self.reference or self.predicted
        assert mention is not None
        return mention


def pair_mentions(predicted: Iterable[Labelled], reference: Iterable[Labelled]) -> list[Pairing]:
    """Returns every mention of both sides exactly once, in text order, each with its kind of error.

    - `right`: same span, same label
    - `type`: same span, different label
    - `boundary`: the spans overlap but differ, same label
    - `both`: the spans overlap but differ, different label
    - `spurious`: a prediction that is paired with nothing
    - `missed`: a mention of the reference that is paired with nothing

    Each mention is in one pair at most. The kinds are tried in this order; among several overlaps the pair that shares
    most text is taken, then the first in the text. The kinds are the scenarios of MUC-5 and SemEval-2013 task 9
    (https://aclanthology.org/S13-2056/) as in nervaluate, which, however, may compare a mention with several.
    Spans of one side must not overlap each other.
    """
    all_ours, all_theirs = dict.fromkeys(predicted), dict.fromkeys(reference)  # (as sets, but in the order of the text)
    found = [Pairing(RIGHT, mention, mention) for mention in all_ours if mention in all_theirs]
    ours = {mention: None for mention in all_ours if mention not in all_theirs}
    theirs = {mention: None for mention in all_theirs if mention not in all_ours}
    for mine, other in _overlapping(sorted(ours), sorted(theirs)):
        if mine in ours and other in theirs:
            del ours[mine], theirs[other]
            found.append(Pairing(_kind_of(mine, other), mine, other))
    found += [Pairing(SPURIOUS, mine, None) for mine in ours] + [Pairing(MISSED, None, other) for other in theirs]
    return sorted(found, key=lambda pair: (pair.predicted or pair.reference, pair.predicted is None))


def _overlapping(ours: list[Labelled], theirs: list[Labelled]) -> list[tuple[Labelled, Labelled]]:
    """Returns the pairs that share text, in the order in which they are to be paired."""
    pairs, at = [], 0
    for mine in ours:
        while at < len(theirs) and theirs[at].end <= mine.start:
            at += 1
        touched = at
        while touched < len(theirs) and theirs[touched].start < mine.end:
            pairs.append((mine, theirs[touched]))
            touched += 1
    return sorted(pairs, key=lambda pair: (KINDS.index(_kind_of(*pair)), -_shared(*pair), pair))


def _shared(mine: Labelled, other: Labelled) -> int:
    return min(mine.end, other.end) - max(mine.start, other.start)


def _kind_of(mine: Labelled, other: Labelled) -> str:
    if mine[:2] == other[:2]:
        return TYPE
    return BOUNDARY if mine.label == other.label else BOTH
