"""Quotation marks: curly for straight ones or the reverse, or double ones as two characters."""

import re
from collections.abc import Callable
from random import Random

from .pieces import OPENING_QUOTES
from .sample import TextSample, edited

_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_DOUBLED = (('""', '""'), ("''", "''"), ("``", "''"))


def with_other_quotes(sample: TextSample, rng: Random) -> TextSample:
    """Returns the sample with curly quotes for straight ones or the reverse, or with double quotes as two characters.

    Archives differ in their quotation marks, and exports to tables double every quote.
    """
    text = sample.text
    ways: list[Callable[[TextSample, Random], TextSample]] = []
    if '"' in text:
        ways.append(_with_doubled_quotes)
    if '"' in text or "'" in text:
        ways.append(_with_curly_quotes)
    if any(mark in text for mark in "“”‘’"):
        ways.append(_with_straight_quotes)
    return rng.choice(ways)(sample, rng) if ways else sample


def _with_straight_quotes(sample: TextSample, rng: Random) -> TextSample:
    return sample._replace(text=sample.text.translate(_STRAIGHT))


def _with_curly_quotes(sample: TextSample, rng: Random) -> TextSample:
    text = list(sample.text)
    for match in re.finditer("[\"']", sample.text):
        pair = "“”" if match.group() == '"' else "‘’"
        text[match.start()] = pair[_closes(sample.text, match.start())]
    return sample._replace(text="".join(text))


def _with_doubled_quotes(sample: TextSample, rng: Random) -> TextSample:
    pair = rng.choice(_DOUBLED)
    places = [match.start() for match in re.finditer('"', sample.text)]
    return edited(sample, [(at, at + 1, pair[_closes(sample.text, at)]) for at in places])


def _closes(text: str, at: int) -> bool:
    """Returns whether the straight quote there closes a quotation or is an apostrophe. Quotes between spaces alternate."""
    first = at
    while first and text[first - 1] in OPENING_QUOTES:
        first -= 1
    before, after = text[first - 1 : first] or " ", text[at + 1 : at + 2] or " "
    if before.isspace() and after.isspace():
        return text.count(text[at], 0, at) % 2 == 1
    return not (before.isspace() or before in "([{-—–")
