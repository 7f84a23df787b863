"""Tags of words (O, B-PER, I-PER, …), and the best sequence of them that means something."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy
from numpy.typing import NDArray
from spacy.tokens import Doc

OUTSIDE = "O"
UNKNOWN = -100  # the number of a word whose tag is missing; PyTorch's cross entropy leaves it out
_NEVER = -1e9

Floats = NDArray[numpy.float32]
Numbers = NDArray[numpy.int64]


class TagSet(NamedTuple):
    """The tags in order: O, then B- and I- of each label. A tag's number is its place."""

    tags: tuple[str, ...]

    @classmethod
    def of(cls, labels: Iterable[str]) -> "TagSet":
        """Returns the tags for these labels, sorted."""
        return cls((OUTSIDE, *(f"{first}-{label}" for label in sorted(set(labels)) for first in "BI")))

    @property
    def labels(self) -> list[str]:
        """The labels, sorted."""
        return [tag[2:] for tag in self.tags[1::2]]

    def numbers(self, doc: Doc) -> list[int]:
        """Returns the number of each token's tag, UNKNOWN where its label is missing. Other labels count as O."""
        known = {tag: number for number, tag in enumerate(self.tags)}
        return [UNKNOWN if not token.ent_iob else known.get(f"{token.ent_iob_}-{token.ent_type_}", 0) for token in doc]

    def goes_on(self, number: int) -> bool:
        """Returns whether the tag with this number is inside a mention that began before."""
        return self.tags[number].startswith("I-")

    def spans(self, numbers: Sequence[int]) -> list[tuple[int, int, str]]:
        """Returns the mentions of a Doc's part of a sequence that `best` gave: first token, last token + 1, label.

        One that goes on from the Doc before begins here.
        """
        found: list[tuple[int, int, str]] = []
        for index, number in enumerate(numbers):
            if number and (number % 2 or not (found and found[-1][1] == index)):
                found.append((index, index + 1, self.tags[number][2:]))
            elif number:
                start, _, label = found.pop()
                found.append((start, index + 1, label))
        return found

    def best(self, scores: Floats) -> Numbers:
        """Returns the sequences of tags with the highest sums in which I- follows B- or I- of its label (Viterbi).

        `scores` are logarithms of probabilities [texts, words, tags]; the result has the numbers of tags [texts, words].
        Give short texts words at the end whose score is 0 for O and very low for all else.
        """
        steps = self._steps()
        total = scores[:, 0] + numpy.where(self._inside(), _NEVER, 0)
        back = numpy.zeros(scores.shape, numpy.int64)
        for word in range(1, scores.shape[1]):
            ways = total[:, :, None] + steps
            back[:, word] = ways.argmax(1)
            total = ways.max(1) + scores[:, word]
        found = numpy.zeros(scores.shape[:2], numpy.int64)
        found[:, -1] = total.argmax(1)
        rows = numpy.arange(len(scores))
        for word in range(scores.shape[1] - 1, 0, -1):
            found[:, word - 1] = back[rows, word, found[:, word]]
        return found

    def _inside(self) -> NDArray[numpy.bool_]:
        return numpy.array([self.goes_on(number) for number in range(len(self.tags))])

    def _steps(self) -> Floats:
        """Returns what a step from each tag to each tag costs [from, to]: nothing, or too much."""
        allowed = numpy.array([[self._may_follow(before, after) for after in self.tags] for before in self.tags])
        return numpy.where(allowed, 0, _NEVER).astype(numpy.float32)

    @staticmethod
    def _may_follow(before: str, after: str) -> bool:
        return not after.startswith("I-") or (before != OUTSIDE and before[2:] == after[2:])
