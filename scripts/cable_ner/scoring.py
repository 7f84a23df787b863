"""Label accuracy: precision, recall and F1 of entity spans, per label and in all."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

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
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (2 * self.right + self.spurious + self.missed) if self.right else 0.0

    def as_dict(self) -> dict[str, float]:
        """Returns the scores under spaCy's short names, and the support."""
        return {"p": self.precision, "r": self.recall, "f": self.f1, "support": self.support}


ALL = "all"


def score_pairs(pairs: Iterable[tuple[Doc, Doc]]) -> dict[str, Score]:
    """Returns the scores of (predicted, reference) Docs of the same tokens, per label and, as `all`, micro-averaged.

    A mention is right if start, end and label are (CoNLL-2003's exact match,
    https://aclanthology.org/W03-0419/). Predictions that touch a token whose label is missing in the
    reference are ignored, as in spaCy's `get_ner_prf`. Raises ValueError for Docs of different tokens.
    """
    scores: dict[str, Score] = defaultdict(Score)
    for predicted, reference in pairs:
        if [token.orth for token in predicted] != [token.orth for token in reference]:
            raise ValueError(
                f"the {len(predicted)} predicted tokens of '{predicted.text[:40]}' do not match"
                f" the {len(reference)} of the reference '{reference.text[:40]}'"
            )
        gold = {(ent.start, ent.end, ent.label_) for ent in reference.ents}
        missing = {token.i for token in reference if token.ent_iob == 0}
        found = {
            (ent.start, ent.end, ent.label_) for ent in predicted.ents if not missing.intersection(range(ent.start, ent.end))
        }
        for kind, spans in (("right", found & gold), ("spurious", found - gold), ("missed", gold - found)):
            for _, _, label in spans:
                for name in (label, ALL):
                    setattr(scores[name], kind, getattr(scores[name], kind) + 1)
    return {name: scores[name] for name in (*sorted(scores.keys() - {ALL}), ALL)}
