"""A system's reading of a test beside the reference: every mention is right, spurious or missed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy

from .intervals import MentionCounts
from .pairing import MISSED, RIGHT, SPURIOUS, Pairing, pair_mentions
from .reading import Reading
from .reference import Reference
from .scoring import Labelled

_COLUMNS = {RIGHT: 0, SPURIOUS: 1, MISSED: 2}


class ScoredMention(NamedTuple):
    """A mention that is right, spurious or missed (`kind`), and the place of its paragraph in the test."""

    place: int
    mention: Labelled
    kind: str


GroupBy = Callable[[ScoredMention], str]


@dataclass
class SystemRun:
    """What a system found in a test, beside the reference."""

    test: Reference
    reading: Reading

    @cached_property
    def pairings(self) -> list[list[Pairing]]:
        """The pairings of each paragraph."""
        return [pair_mentions(found, one.mentions) for found, one in zip(self.reading.found, self.test.paragraphs)]

    @cached_property
    def outcomes(self) -> list[ScoredMention]:
        """Every mention of the reference (right or missed), and every other mention that was found (spurious)."""
        return list(_outcomes(self.pairings))

    @cached_property
    def labels(self) -> list[str]:
        """The labels that the reference has or the system gave, sorted."""
        return sorted({outcome.mention.label for outcome in self.outcomes})

    def counts(self, group: GroupBy, names: Sequence[str]) -> MentionCounts:
        """Returns how many mentions are right, spurious and missed, by cable and group: [cables, groups, 3].

        `names` lists every group that `group` returns.
        """
        column = {name: number for number, name in enumerate(names)}
        counts = numpy.zeros((self.test.cables, len(names), 3), dtype=numpy.int64)
        for outcome in self.outcomes:
            counts[self.test.units[outcome.place], column[group(outcome)], _COLUMNS[outcome.kind]] += 1
        return counts

    def by_label(self, labels: Sequence[str]) -> MentionCounts:
        """Returns the counts of each label and, in the last column, of all together: [cables, labels + 1, 3].

        `labels` lists at least those of the run.
        """
        counts = self.counts(_label, labels)
        return numpy.concatenate([counts, counts.sum(axis=1, keepdims=True)], axis=1)


def _outcomes(pairings: Iterable[Iterable[Pairing]]) -> Iterator[ScoredMention]:
    for place, pairs in enumerate(pairings):
        for pair in pairs:
            if pair.kind == RIGHT:
                yield ScoredMention(place, pair.mention, RIGHT)
                continue
            if pair.reference:
                yield ScoredMention(place, pair.reference, MISSED)
            if pair.predicted:
                yield ScoredMention(place, pair.predicted, SPURIOUS)


def _label(outcome: ScoredMention) -> str:
    return outcome.mention.label
