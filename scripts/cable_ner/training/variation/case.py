"""Case: a text in capitals, or its first line, and headings in lower case."""

from random import Random

from .pieces import sentence_gaps
from .sample import TextSample

_LONGEST_HEADING = 12  # words


def upper_of(text: str) -> str:
    """Returns the text in capitals, of the same length: characters that would become several stay (`ß`)."""
    upper = text.upper()
    return upper if len(upper) == len(text) else "".join(c.upper() if len(c.upper()) == 1 else c for c in text)


def _lower(text: str) -> str:
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def in_capitals(sample: TextSample) -> TextSample:
    """Returns the sample in capitals, like headers, subject lines and headings, and whole cables of older years."""
    return sample._replace(text=upper_of(sample.text))


def with_capital_lead(sample: TextSample) -> TextSample:
    """Returns the sample with its first line or sentence in capitals, like a heading or dateline at the start of a text."""
    gaps = sentence_gaps(sample)
    end = gaps[0][0] if gaps else len(sample.text)
    return sample._replace(text=upper_of(sample.text[:end]) + sample.text[end:])


def with_lower_heading(sample: TextSample, rng: Random) -> TextSample:
    """Returns a heading in lower case, often with a capital first letter, as web sites show it; other samples unchanged."""
    if not reads_as_heading(sample.text):
        return sample
    kept = rng.choice((0, 1, 1))
    return sample._replace(text=sample.text[:kept] + _lower(sample.text[kept:]))


def reads_as_heading(text: str) -> bool:
    """Returns whether a text is one line of few words, without the stop of a sentence or the colon of a header."""
    return (
        len(text) < 100
        and "\n" not in text
        and ":" not in text
        and 2 <= text.count(" ") + 1 <= _LONGEST_HEADING
        and text[-1] not in ".!;,"
    )
