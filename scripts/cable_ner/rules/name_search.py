"""Where names stand alone in a text: not in a longer word, a compound or a longer name."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from .word_starts import WordStarts, first_word

_PARTICLE_BEFORE = re.compile(r"\b(?:van|von|zu|zum|vom|der|dos|del|della|de|da|du|di|ter|bin|ibn|ould) \Z")
_JOINERS = ("-", "'", "’", "&", "/")
_FEW = 20_000_000  # characters that names may be looked for in, one name after another: what that takes is not felt
LONGEST = 120  # characters of a name that is looked for elsewhere: what is longer is no name
SEPARATOR = "\uffff"  # stands in no text: between texts that are searched together


def standing_alone(text: str, name: str) -> Iterator[int]:
    """Yields the character offsets where a name stands alone in a text, from left to right, without overlaps.

    A place where it does not stand alone hides none where it does.
    """
    step = min(len(first_word(name)) + 1, len(name))  # where it stands alone, no letter or digit is before it
    start = text.find(name)
    while start >= 0:
        if is_alone := is_alone_at(text, start, start + len(name)):
            yield start
        start = text.find(name, start + (len(name) if is_alone else step))


def places_alone(text: str, names: Collection[str]) -> dict[str, list[int]]:
    """Returns where names, which begin with a letter or digit, stand alone in a text: those of `standing_alone`.

    It takes one pass over the text where there are many names, so that the time does not grow with their product.
    """
    if are_few(names, text):
        return {name: list(standing_alone(text, name)) for name in names if name in text}
    found: dict[str, list[int]] = defaultdict(list)
    for start, name in WordStarts(names).places(text):
        places = found[name]
        if not (places and start < places[-1] + len(name)) and is_alone_at(text, start, start + len(name)):
            places.append(start)
    return found


def are_few(names: Collection[Any], text: str) -> bool:
    """Returns whether names may be looked for in a text one after another."""
    return len(names) * len(text) <= _FEW


def is_alone_at(text: str, start: int, end: int) -> bool:
    """Returns whether a name between two character offsets of a text stands alone."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    hyphen = after == "-" and text[end + 1 : end + 2] != "-"
    joined = before.isalnum() or before in _JOINERS or after.isalnum() or hyphen
    return not (joined or _PARTICLE_BEFORE.search(text, max(start - 10, 0), start))
