"""Redactions: names or other words replaced by `xxxxxxxxxxxx`."""

import re
from random import Random

from .sample import TextSample, edited, is_free

REDACTION = "x" * 12
_REDACTED_WORDS = 4  # at most
_TRIES = 4
_CORE = re.compile(r"(?:the\s+)?(?P<core>\S.*?)(?:['’]s?)?", re.I | re.S)
_WORD = re.compile(r"\w(?:[\w'’-]*\w)?")


def redacted(sample: TextSample, rng: Random) -> TextSample:
    """Returns the sample with a mention, or a few words without one, struck out. What is struck out is no mention.

    It teaches a model that a run of x's has no label, even where a name stood.
    """
    if sample.spans and rng.random() < 0.5:
        span = rng.choice(sample.spans)
        others = tuple(other for other in sample.spans if other is not span)
        return edited(sample._replace(spans=others), [(*_core(sample.text, span[0], span[1]), REDACTION)])
    words = [match.span() for match in _WORD.finditer(sample.text)]
    for _ in range(_TRIES if words else 0):
        first = rng.randrange(len(words))
        last = min(first + rng.randint(1, _REDACTED_WORDS), len(words)) - 1
        start, end = words[first][0], words[last][1]
        if "\n" not in sample.text[start:end] and is_free(sample, start, end):
            return edited(sample, [(start, end, REDACTION)])
    return sample


def _core(text: str, start: int, end: int) -> tuple[int, int]:
    """Returns the characters of a mention without its article and its possessive."""
    match = _CORE.fullmatch(text, start, end)
    return match.span("core") if match else (start, end)
