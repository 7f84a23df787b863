"""Rare words with other letters in their middle: most names in new cables are new."""

import re
from collections import Counter
from collections.abc import Iterable
from random import Random

from .sample import TextSample

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_KEPT_END = 3  # letters of a word's end that spaCy's SUFFIX sees
_WORD = re.compile(r"\b[^\W\d_]{5,}\b")  # shorter ones have no middle


def common_words(samples: Iterable[TextSample], *, rare: int) -> frozenset[str]:
    """Returns the words, in lower case, that the samples have more than `rare` times."""
    words: Counter[str] = Counter()
    for sample in samples:
        words.update(_WORD.findall(sample.text.lower()))
    return frozenset(word for word, count in words.items() if count > rare)


def with_other_letters(sample: TextSample, common: frozenset[str], rng: Random, *, share: float) -> TextSample:
    """Returns the sample with a share of its words that are not `common` scrambled, each the same way throughout.

    What stays is what a model has to tell new names by: affixes, shape and neighbours.
    """
    words: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        word = match.group()
        if word not in words:
            is_rare = word.lower() not in common and word.strip(word[0])
            words[word] = scrambled(word, rng) if is_rare and rng.random() < share else word
        return words[word]

    return sample._replace(text=_WORD.sub(other, sample.text))


def scrambled(word: str, rng: Random) -> str:
    """Returns a word with other letters between its first and its last three; other characters and case stay."""
    middle = word[1:-_KEPT_END]
    others = "".join(rng.choices(_LETTERS, k=len(middle)))
    if not (middle.isalpha() and middle.islower()):
        others = "".join(
            (other.upper() if char.isupper() else other) if char.isalpha() else char for char, other in zip(middle, others)
        )
    return word[:1] + others + word[max(len(word) - _KEPT_END, 1) :]
