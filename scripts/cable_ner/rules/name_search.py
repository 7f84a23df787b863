"""Where names stand alone in a text: not in a longer word, a compound or a longer name."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

_PARTICLE_BEFORE = re.compile(r"\b(?:van|von|der|dos|del|de|da|du|di|bin|ibn|ould) \Z")
_JOINERS = ("-", "'", "’", "&", "/")
_WORD = re.compile(r"[^\W_]+")  # (what str.isalnum says of its characters)
_FEW = 20_000_000  # characters that names may be looked for in, one name after another: what that takes is not felt
SEPARATOR = "\uffff"  # stands in no text: between texts that are searched together


def standing_alone(text: str, name: str) -> Iterator[int]:
    """Yields the character offsets where a name stands alone in a text."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        if _is_alone(text, start, end):
            yield start
        start = text.find(name, end)


def places_alone(text: str, names: Collection[str]) -> dict[str, list[int]]:
    """Returns where names, which begin with a letter or digit, stand alone in a text: those of `standing_alone`.

    It takes one pass over the text where there are many names, so that the time does not grow with their product.
    """
    if are_few(names, text):
        return {name: list(standing_alone(text, name)) for name in names if name in text}
    found: dict[str, list[int]] = defaultdict(list)
    sizes: dict[str, set[int]] = defaultdict(set)  # of the names that begin with a word
    for name in names:
        word = _WORD.match(name)
        if word and not _overlaps_itself(name):
            sizes[word[0]].add(len(name))
        else:
            found[name] += standing_alone(text, name)
    known = set(names) - found.keys()
    for match in _WORD.finditer(text):
        start = match.start()
        for size in sizes.get(match[0], ()):
            name = text[start : start + size]
            if name in known and _is_alone(text, start, start + size):
                found[name].append(start)
    return found


def are_few(names: Collection[Any], text: str) -> bool:
    """Returns whether names may be looked for in a text one after another."""
    return len(names) * len(text) <= _FEW


def _is_alone(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    hyphen = after == "-" and text[end + 1 : end + 2] != "-"
    joined = before.isalnum() or before in _JOINERS or after.isalnum() or hyphen
    return not (joined or _PARTICLE_BEFORE.search(text, max(start - 10, 0), start))


def _overlaps_itself(name: str) -> bool:
    """Returns whether two places of a name in a text may overlap: only the first of them counts."""
    return any(name.endswith(name[:size]) for size in range(1, len(name)))
