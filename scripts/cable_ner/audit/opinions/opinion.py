"""What a second opinion is: which models give one, what they say of a text, and how hard they are trained."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy

from ..crf import OUTSIDE, Spans, Text

NETWORK, CRF_ALL, CRF_FEW = READERS = ("network", "crf, all features", "crf, few features")
# Models whose tag probabilities are kept. The network's `ner` has none: it only contributes spans.
SCORED = ("tagger", CRF_ALL, CRF_FEW)
SPANNED = ("ner", *SCORED)
ENCODER = "encoder"  # a further reader, if one is given; it is the last of SCORED and SPANNED then


class Opinion(NamedTuple):
    """What the models say about a text that none of them was trained on.

    `spans` has one set of spans (start, end, label; token indices) for each model in SPANNED. `scores` are the natural
    logarithms of the tags' probabilities, a float16 array of shape (SCORED, tokens, tags); see `tag_set` for the tags.
    Where an encoder reads, too, both have one more: its own.
    """

    spans: tuple[Spans, ...]
    scores: numpy.ndarray


class Effort(NamedTuple):
    """How hard the models are trained. A model sees at most about `most_tokens` tokens of its training folds."""

    epochs: int = 4
    width: int = 96
    iterations: int = 60
    most_tokens: int = 400_000


class Lesson(NamedTuple):
    """All that one reader needs: the texts to train on, the texts to read afterwards, and the settings."""

    training: Sequence[Text]
    unseen: Sequence[Text]
    tags: list[str]
    effort: Effort
    seed: int
    lang: str
    encoder: str = ""


class ReaderAnswer(NamedTuple):
    """What one reader says of one text: a set of spans for each of its models, and log probabilities (tokens, tags)."""

    spans: tuple[Spans, ...]
    scores: numpy.ndarray


def tag_set(texts: Iterable[Text]) -> list[str]:
    """Returns the tags: O, then B- and I- of every label in the texts, sorted by label."""
    labels = sorted({tag[2:] for text in texts for tag in text.tags if tag[:2] in ("B-", "I-")})
    return [OUTSIDE, *(f"{first}-{label}" for label in labels for first in "BI")]


def logarithms(probabilities: numpy.ndarray) -> numpy.ndarray:
    """Returns the natural logarithms of probabilities as float16; probabilities below 1e-6 count as 1e-6."""
    logs: numpy.ndarray = numpy.log(numpy.clip(probabilities, 1e-6, 1.0)).astype(numpy.float16)
    return logs
