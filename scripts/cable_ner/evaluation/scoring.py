"""Scores of entity spans: precision, recall and F1, per label and overall."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from spacy.tokens import Doc

ALL, MACRO = "all", "macro"


@dataclass
class Score:
    """Counts of spans: right, spurious and missed."""

    right: int = 0
    spurious: int = 0
    missed: int = 0

    @property
    def support(self) -> int:
        """The number of mentions in the reference."""
        return self.right + self.missed

    @property
    def precision(self) -> float:
        """The share of predictions that is right; 0 if there are none."""
        return self.right / (self.right + self.spurious) if self.right else 0.0

    @property
    def recall(self) -> float:
        """The share of the reference that was found; 0 if it has no mentions."""
        return self.right / self.support if self.right else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, computed in the steps of spaCy's scorer to agree to the last digit."""
        precision, recall = self.precision, self.recall
        return 2 * (precision * recall / (precision + recall)) if self.right else 0.0

    def as_dict(self) -> dict[str, float]:
        """Returns the scores under spaCy's short names, and the support."""
        return {"p": self.precision, "r": self.recall, "f": self.f1, "support": self.support}


class Labelled(NamedTuple):
    """A labelled stretch of a text: character offsets (or token indices), and its label."""

    start: int
    end: int
    label: str


def labelled(doc: Doc) -> list[Labelled]:
    """Returns the mentions of a Doc as character offsets of its text, in order."""
    return [Labelled(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]


def missing(doc: Doc) -> list[tuple[int, int]]:
    """Returns the tokens whose label is missing as character offsets of the Doc's text, in order."""
    return [(token.idx, token.idx + len(token)) for token in doc if token.ent_iob == 0]


def trusted(predicted: Iterable[Labelled], untrusted: Sequence[tuple[int, int]]) -> list[Labelled]:
    """Returns the mentions that touch none of the untrusted stretches (sorted): those that can be right or wrong."""
    if not untrusted:
        return list(predicted)
    ends = [end for _, end in untrusted]

    def touches(mention: Labelled) -> bool:
        at = bisect_right(ends, mention.start)
        return at < len(untrusted) and untrusted[at][0] < mention.end

    return [mention for mention in predicted if not touches(mention)]


def score_pairs(pairs: Iterable[tuple[Doc, Doc]]) -> dict[str, Score]:
    """Returns the scores of (predicted, reference) Docs of the same text, per label and, as `all`, micro-averaged.

    A mention is right if its boundaries and its label are (the exact match of CoNLL-2003,
    https://aclanthology.org/W03-0419/). Predictions that touch a token whose label is missing in the reference are
    ignored, as in spaCy's `get_ner_prf`. Raises ValueError for Docs with different texts.
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
        for mention in found | gold:
            for name in (mention.label, ALL):
                scores[name].right += mention in found and mention in gold
                scores[name].spurious += mention not in gold
                scores[name].missed += mention not in found
    return {name: scores[name] for name in (*sorted(scores.keys() - {ALL}), ALL)}
