"""What no entity holds: white space or a dash at its ends, a blank line, a pilcrow, a paragraph's number."""

import re
from functools import lru_cache

from .document import DocumentText

_EDGE = re.compile(r"[\s\-–—=_*~:;,/¶]*")  # such tokens stand beside a name
_CUT = re.compile(r"\s*\n\s*\n\s*|¶.*", re.DOTALL)  # such tokens divide two names
# A paragraph's number: `3.`, or `4.(C` where no space divides it from its marking; and one that a word is glued to.
_NUMBER = re.compile(r"\d{1,3}[.)](?:\([A-Z/]{0,8}\)?)?")
_NUMBER_AND_WORD = re.compile(r"\d{1,3}[.)](?:\([A-Z/]{0,8}\))?[^\W\d_].*", re.DOTALL)


def trim_edges(text: DocumentText) -> None:
    """Trims entities to what may be a name, divides those that run over a blank line, and drops those with nothing left."""
    for mention in list(text.mentions.values()):
        parts = _parts(text, mention.start, mention.end)
        if parts == [(mention.start, mention.end)]:
            continue
        text.remove(mention)
        if not parts:
            text.changes["edges"] += 1
        for start, end in parts:
            text.add(start, end, mention.label, "edges", found=mention.found)


def is_edge(token: str) -> bool:
    """Returns whether a token is one that no name begins or ends in."""
    return bool(_kind(token))


def _parts(text: DocumentText, start: int, end: int) -> list[tuple[int, int]]:
    kinds = [_kind(text.string(index)) for index in range(start, end)]
    if not any(kinds):
        return [(start, end)]
    cuts = [-1, *(number for number, kind in enumerate(kinds) if kind == "cut"), len(kinds)]
    found = []
    for first, last in zip(cuts, cuts[1:]):
        own = [number for number in range(first + 1, last) if not kinds[number]]
        if own:
            found.append((start + own[0], start + own[-1] + 1))
    return found


@lru_cache(maxsize=100_000)
def _kind(token: str) -> str:
    """Returns `cut` or `edge` for tokens that are those, and an empty string for all others."""
    if _CUT.fullmatch(token) or _NUMBER_AND_WORD.fullmatch(token):
        return "cut"
    return "edge" if _EDGE.fullmatch(token) or _NUMBER.fullmatch(token) else ""
