"""A pattern that is searched in all texts, at full speed where it first looks back at the character before it."""

import re
from collections.abc import Iterator

# Python searches quickly for a set of first characters, but not if a pattern begins by looking back.
_LOOKS_BACK = re.compile(r"(?P<flags>(?:\(\?[a-z]+\)\s*)?)(?P<back>\(\?<!\[(?:[^\]\\]|\\.)+\]\))(?P<rest>.*)", re.DOTALL)
_IN_BRACKETS = re.compile(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|[()|]", re.DOTALL)


class Finder:
    """Finds what a pattern's `finditer` finds."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._whole = pattern
        split = _LOOKS_BACK.fullmatch(pattern.pattern)
        self._parts = None
        if split and not _has_alternatives(split["rest"]):
            rest = re.compile(split["flags"] + split["rest"], pattern.flags)
            self._parts = re.compile(split["back"], pattern.flags & ~re.VERBOSE), rest

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yields the matches in a text, from left to right, without overlaps."""
        if self._parts is None:
            yield from self._whole.finditer(text)
            return
        back, rest = self._parts
        at = 0
        while at <= len(text) and (match := rest.search(text, at)):
            start, at = match.span()
            if not back.match(text, start):
                at = start + 1
                continue
            yield match
            at += at == start  # (after an empty match, the next begins behind it)


def _has_alternatives(pattern: str) -> bool:
    """Returns whether a pattern has alternatives outside of all groups."""
    depth = 0
    for sign in _IN_BRACKETS.findall(pattern):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            return True
    return False
