"""Annotations as tags in the text: `<ENAMEX TYPE="PERSON">…</ENAMEX>` of MUC, `<PERSON>…</PERSON>`, `<persName>` of TEI."""

import re
from bisect import bisect_left
from collections import Counter
from functools import lru_cache

from .cable import Problem
from .cuts import Cuts
from .decoding import line_feeds
from .scheme import Scheme
from .standoff import Layer, StandOff

_TYPED = "ENAMEX|NUMEX|TIMEX"
_NAMED = "persName|orgName|placeName"
_TYPE = re.compile(r"\bTYPE\s*=\s*['\"]?([A-Za-z_]+)", re.I)
_UNCLOSED = "unclosed annotation"


def without_tags(source: str, scheme: Scheme) -> tuple[str, Layer | None]:
    """Returns a source without the tags of its annotations, and the annotations; no layer if there is no such tag."""
    pattern, closing = _patterns(scheme.known())
    if not closing.search(source):  # (which is found faster than any tag)
        return source, None
    pieces: list[str] = []
    opened: list[tuple[int, str, str, int]] = []  # offset, tag, label, offset in the source with tags
    spans: list[StandOff] = []
    lost: list[Problem] = []
    length = position = 0
    counts: Counter[str] = Counter()  # of the open tags
    newlines = line_feeds(source)
    for tag in pattern.finditer(source):
        pieces.append(source[position : tag.start()])
        length += tag.start() - position
        position = tag.end()
        name = tag["name"]
        if not tag["end"]:
            typed = _TYPE.search(tag["rest"]) if tag["rest"] else None
            opened.append((length, name, typed[1] if typed else name, tag.start()))
            counts[name] += 1
            continue
        if not counts[name]:
            lost.append(_lost(newlines, tag.start(), f"</{name}>"))
            continue
        while (inner := opened.pop())[1] != name:
            counts[inner[1]] -= 1
            lost.append(_lost(newlines, inner[3], f"<{inner[1]}>"))
        counts[name] -= 1
        spans.append(StandOff(inner[0], length, inner[2]))
    lost += [_lost(newlines, at, f"<{name}>") for _, name, _, at in opened]
    pieces.append(source[position:])
    return "".join(pieces), Layer(sorted(spans), lost=lost, with_brackets=True)


def tag_cuts(source: str, scheme: Scheme) -> Cuts:
    """Returns where the tags of annotations are in a source."""
    pattern, closing = _patterns(scheme.known())
    return [tag.span() for tag in pattern.finditer(source)] if closing.search(source) else []


@lru_cache(maxsize=16)
def _patterns(labels: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Returns the pattern of all tags of annotations, and that of the beginning of a closing one."""
    names = "|".join((_TYPED, _NAMED, *sorted(map(re.escape, labels), key=len, reverse=True)))
    return re.compile(rf"<(?P<end>/?)(?P<name>{names})(?P<rest>\s[^<>]*)?>"), re.compile(f"</(?:{names})")


def _lost(newlines: list[int], at: int, tag: str) -> Problem:
    line = bisect_left(newlines, at) + 1
    return Problem(line, _UNCLOSED, f"'{tag}' has no other tag that it belongs to; open and close each annotation")
