"""Many names looked for in one pass over a text: where a word begins, those are tried that begin with this word."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

_WORD = re.compile(r"[^\W_]+")  # (what str.isalnum says of its characters)


def first_word(name: str) -> str:
    """Returns the letters and digits that a name begins with; an empty string for one that begins with another sign."""
    match = _WORD.match(name)
    return match[0] if match else ""


class WordStarts:
    """Names, none of them empty, to be looked for in texts."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = set(names)
        sizes: defaultdict[str, set[int]] = defaultdict(set)
        for name in self._names:
            sizes[first_word(name) or name[0]].add(len(name))
        self._sizes = {first: sorted(found, reverse=True) for first, found in sizes.items()}
        signs = sorted(first for first in self._sizes if not _WORD.match(first))
        self._start = re.compile("|".join([_WORD.pattern, *map(re.escape, signs)]))

    def places(self, text: str) -> Iterator[tuple[int, str]]:
        """Yields the character offsets at which a name begins, each with the name; of those at one place, long ones first.

        A name that begins with a letter or digit is found only where no other letter or digit is before it, and where the
        text has no more of them right after its first word.
        """
        for match in self._start.finditer(text):
            start = match.start()
            for size in self._sizes.get(match[0], ()):
                name = text[start : start + size]
                if len(name) == size and name in self._names:
                    yield start, name
