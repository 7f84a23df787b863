"""Kinds of error, counted overall, by label and by zone."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from .pairing import KINDS, MISSED, RIGHT, SPURIOUS, Pairing
from .scoring import Score


@dataclass
class ErrorCounts:
    """How many mentions were paired in which way, and how often a label of the reference met a predicted one.

    `confusion` is by (reference, predicted) label; the label of a side without a mention is "".
    """

    counts: Counter[str] = field(default_factory=Counter)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, pair: Pairing) -> None:
        """Counts one pairing."""
        self.counts[pair.kind] += 1
        labels = (pair.reference.label if pair.reference else "", pair.predicted.label if pair.predicted else "")
        self.confusion[labels] += 1

    @property
    def support(self) -> int:
        """The number of mentions in the reference."""
        return self.counts.total() - self.counts[SPURIOUS]

    def score(self) -> Score:
        """Returns precision, recall and F1 of exact matches."""
        predicted = self.counts.total() - self.counts[MISSED]
        return Score(self.counts[RIGHT], predicted - self.counts[RIGHT], self.support - self.counts[RIGHT])

    def as_dict(self) -> dict[str, float]:
        """Returns the scores, the support, and the number of mentions of each kind."""
        return {**self.score().as_dict(), **{kind: self.counts[kind] for kind in KINDS}}


@dataclass
class Breakdown:
    """The errors of one set of labels: overall, by label and by zone.

    By label, `scores` counts exact matches as `score_pairs` does. `kinds` counts an error under the reference's label,
    and a spurious mention under its own.
    """

    errors: ErrorCounts = field(default_factory=ErrorCounts)
    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    kinds: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    zones: dict[str, ErrorCounts] = field(default_factory=lambda: defaultdict(ErrorCounts))

    def add(self, pairs: Iterable[Pairing], zone: str) -> None:
        """Counts the pairings of a text in this zone."""
        for pair in pairs:
            self.errors.add(pair)
            self.zones[zone].add(pair)
            self.kinds[pair.mention.label][pair.kind] += 1
            if pair.kind == RIGHT:
                self.scores[pair.mention.label].right += 1
                continue
            if pair.predicted:
                self.scores[pair.predicted.label].spurious += 1
            if pair.reference:
                self.scores[pair.reference.label].missed += 1

    def labels(self) -> dict[str, dict[str, float]]:
        """Returns the scores, the support and the number of mentions of each kind, by label."""
        return {
            label: {**self.scores[label].as_dict(), **{kind: self.kinds[label][kind] for kind in KINDS}}
            for label in sorted(set(self.scores) | set(self.kinds))
        }

    def as_dict(self) -> dict[str, object]:
        """Returns all figures: overall, per label, per zone, and which labels were confused, the most frequent first."""
        confusion = sorted(self.errors.confusion.items(), key=lambda item: (-item[1], item[0]))
        return {
            "all": self.errors.as_dict(),
            "per_label": self.labels(),
            "per_zone": {zone: errors.as_dict() for zone, errors in sorted(self.zones.items())},
            "confusion": [{"gold": gold, "ours": ours, "count": count} for (gold, ours), count in confusion],
        }
