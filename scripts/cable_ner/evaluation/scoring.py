"""Label accuracy: precision, recall and F1 of entity spans, per label and in all; kinds of error."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from spacy.tokens import Doc


@dataclass
class Score:
    """Counts of spans: right, spurious and missed."""

    right: int = 0
    spurious: int = 0
    missed: int = 0

    @property
    def support(self) -> int:
        """How many mentions the reference has."""
        return self.right + self.missed

    @property
    def precision(self) -> float:
        """Share of what was predicted that is right; 0 if nothing was predicted."""
        return self.right / (self.right + self.spurious) if self.right else 0.0

    @property
    def recall(self) -> float:
        """Share of the reference that was found; 0 if there is none."""
        return self.right / self.support if self.right else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, in the steps of spaCy's scorer, and so the same to the last digit."""
        precision, recall = self.precision, self.recall
        return 2 * (precision * recall / (precision + recall)) if self.right else 0.0

    def as_dict(self) -> dict[str, float]:
        """Returns the scores under spaCy's short names, and the support."""
        return {"p": self.precision, "r": self.recall, "f": self.f1, "support": self.support}


ALL, MACRO = "all", "macro"


class Labelled(NamedTuple):
    """A labelled stretch of a text: character offsets (or token indices), and its label."""

    start: int
    end: int
    label: str


def labelled(doc: Doc) -> list[Labelled]:
    """Returns the mentions of a Doc, as character offsets of its text, in order."""
    return [Labelled(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]


def missing(doc: Doc) -> list[tuple[int, int]]:
    """Returns where the tokens are whose label is missing, as character offsets of the Doc's text, in order."""
    return [(token.idx, token.idx + len(token)) for token in doc if token.ent_iob == 0]


def trusted(predicted: Iterable[Labelled], untrusted: Sequence[tuple[int, int]]) -> list[Labelled]:
    """Returns the mentions that touch none of these stretches, which are in order: what can be right or wrong."""
    if not untrusted:
        return list(predicted)
    ends = [end for _, end in untrusted]

    def touches(mention: Labelled) -> bool:
        at = bisect_right(ends, mention.start)
        return at < len(untrusted) and untrusted[at][0] < mention.end

    return [mention for mention in predicted if not touches(mention)]


def score_pairs(pairs: Iterable[tuple[Doc, Doc]]) -> dict[str, Score]:
    """Returns the scores of (predicted, reference) Docs of the same text, per label and, as `all`, micro-averaged.

    A mention is right if its first and last character and its label are (CoNLL-2003's exact match,
    https://aclanthology.org/W03-0419/). Predictions that touch a token whose label is missing in the
    reference are ignored, as in spaCy's `get_ner_prf`. Raises ValueError for Docs of different texts.
    """
    scores: dict[str, Score] = defaultdict(Score)
    for predicted, reference in pairs:
        if predicted.text != reference.text:
            raise ValueError(
                f"the text that was predicted on, '{predicted.text[:40]}', is not that of the reference,"
                f" '{reference.text[:40]}'"
            )
        gold = set(labelled(reference))
        found = set(trusted(labelled(predicted), missing(reference)))
        for kind, mentions in (("right", found & gold), ("spurious", found - gold), ("missed", gold - found)):
            for mention in mentions:
                for name in (mention.label, ALL):
                    setattr(scores[name], kind, getattr(scores[name], kind) + 1)
    return {name: scores[name] for name in (*sorted(scores.keys() - {ALL}), ALL)}


# -- kinds of error ------------------------------------------------------------------------------

RIGHT, TYPE, BOUNDARY, BOTH, SPURIOUS, MISSED = "right", "type", "boundary", "both", "spurious", "missed"
KINDS = (RIGHT, TYPE, BOUNDARY, BOTH, SPURIOUS, MISSED)


class Pairing(NamedTuple):
    """What became of a predicted mention, of one of the reference, or of two that were paired."""

    kind: str
    predicted: Labelled | None
    reference: Labelled | None


def pair_mentions(predicted: Iterable[Labelled], reference: Iterable[Labelled]) -> list[Pairing]:
    """Returns every mention of both sides exactly once, in the order of the text, with the kind of error.

    `right`: same span, same label. `type`: same span, other label. `boundary`: the spans overlap and are not the
    same, same label. `both`: they overlap, other label. `spurious`: predicted, and paired with nothing; `missed`: in
    the reference, and paired with nothing. A mention is in one pair at most; the kinds are tried in this order, and
    of several that overlap the pair that shares most is taken, then the first in the text. (The scenarios of MUC-5
    and SemEval-2013 task 9, https://aclanthology.org/S13-2056/, as nervaluate has them; there a mention may be
    compared with several.) Spans of one side do not overlap each other.
    """
    ours, theirs = set(predicted), set(reference)
    found = [Pairing(RIGHT, mention, mention) for mention in ours & theirs]
    ours, theirs = ours - theirs, theirs - ours
    for mine, other in _overlapping(sorted(ours), sorted(theirs)):
        if mine in ours and other in theirs:
            ours.remove(mine)
            theirs.remove(other)
            found.append(Pairing(_kind_of(mine, other), mine, other))
    found += [Pairing(SPURIOUS, mine, None) for mine in ours] + [Pairing(MISSED, None, other) for other in theirs]
    return sorted(found, key=lambda pair: (pair.predicted or pair.reference, pair.predicted is None))


def _overlapping(ours: list[Labelled], theirs: list[Labelled]) -> list[tuple[Labelled, Labelled]]:
    """Returns the pairs that share text, in the order in which they are to be paired."""
    pairs, at = [], 0
    for mine in ours:
        while at < len(theirs) and theirs[at].end <= mine.start:
            at += 1
        for other in theirs[at:]:
            if other.start >= mine.end:
                break
            pairs.append((mine, other))
    return sorted(pairs, key=lambda pair: (KINDS.index(_kind_of(*pair)), -_shared(*pair), pair))


def _shared(mine: Labelled, other: Labelled) -> int:
    return min(mine.end, other.end) - max(mine.start, other.start)


def _kind_of(mine: Labelled, other: Labelled) -> str:
    if mine[:2] == other[:2]:
        return TYPE
    return BOUNDARY if mine.label == other.label else BOTH


@dataclass
class Errors:
    """How many mentions were paired in which way, and which labels (reference, predicted) stood at one place."""

    counts: Counter[str] = field(default_factory=Counter)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, pair: Pairing) -> None:
        """Counts one pairing."""
        self.counts[pair.kind] += 1
        labels = (pair.reference.label if pair.reference else "", pair.predicted.label if pair.predicted else "")
        self.confusion[labels] += 1

    @property
    def support(self) -> int:
        """How many mentions the reference has."""
        return self.counts.total() - self.counts[SPURIOUS]

    def score(self) -> Score:
        """Returns precision, recall and F1 of exact matches."""
        predicted = self.counts.total() - self.counts[MISSED]
        return Score(self.counts[RIGHT], predicted - self.counts[RIGHT], self.support - self.counts[RIGHT])

    def as_dict(self) -> dict[str, float]:
        """Returns the scores, the support, and how many mentions there are of each kind."""
        return {**self.score().as_dict(), **{kind: self.counts[kind] for kind in KINDS}}


@dataclass
class Breakdown:
    """The errors of one set of labels: in all, of each label and of each zone.

    Of a label, `scores` have exact matches as in `score_pairs`; `kinds` count an error under the label that the
    reference has, and a spurious mention under its own.
    """

    errors: Errors = field(default_factory=Errors)
    scores: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    kinds: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    zones: dict[str, Errors] = field(default_factory=lambda: defaultdict(Errors))

    def add(self, pairs: Iterable[Pairing], zone: str) -> None:
        """Counts the pairings of a text in this zone."""
        for pair in pairs:
            self.errors.add(pair)
            self.zones[zone].add(pair)
            self.kinds[(pair.reference or pair.predicted).label][pair.kind] += 1  # type: ignore[union-attr]
            if pair.kind == RIGHT:
                self.scores[pair.predicted.label].right += 1  # type: ignore[union-attr]
                continue
            if pair.predicted:
                self.scores[pair.predicted.label].spurious += 1
            if pair.reference:
                self.scores[pair.reference.label].missed += 1

    def labels(self) -> dict[str, dict[str, float]]:
        """Returns the scores, support and kinds of error of each label."""
        return {
            label: {**self.scores[label].as_dict(), **{kind: self.kinds[label][kind] for kind in KINDS}}
            for label in sorted(set(self.scores) | set(self.kinds))
        }
