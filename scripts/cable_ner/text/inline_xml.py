"""Annotations as tags in the text: `<ENAMEX TYPE="PERSON">…</ENAMEX>` of MUC, `<PERSON>…</PERSON>`, `<persName>` of TEI."""

import re
from functools import lru_cache

from .cable import Problem
from .scheme import Scheme
from .standoff import Layer, StandOff

_TYPED = "ENAMEX|NUMEX|TIMEX"
_NAMED = "persName|orgName|placeName"
_TYPE = re.compile(r"\bTYPE\s*=\s*['\"]?([A-Za-z_]+)", re.I)
_UNCLOSED = "unclosed annotation"


def without_tags(source: str, scheme: Scheme) -> tuple[str, Layer | None]:
    """Returns a source without the tags of its annotations, and the annotations; no layer if there is no such tag."""
    if "</" not in source:
        return source, None
    pattern = _pattern(scheme.known())
    if not pattern.search(source):
        return source, None
    pieces: list[str] = []
    opened: list[tuple[int, str, str, int]] = []  # offset, tag, label, offset in the source with tags
    spans: list[StandOff] = []
    lost: list[Problem] = []
    length = position = 0
    for tag in pattern.finditer(source):
        pieces.append(source[position : tag.start()])
        length += tag.start() - position
        position = tag.end()
        name = tag["name"]
        if not tag["end"]:
            typed = _TYPE.search(tag["rest"]) if tag["rest"] else None
            opened.append((length, name, typed[1] if typed else name, tag.start()))
            continue
        index = next((index for index in reversed(range(len(opened))) if opened[index][1] == name), None)
        if index is None:
            lost.append(_lost(source, tag.start(), tag[0]))
            continue
        lost += [_lost(source, at, f"<{inner}>") for _, inner, _, at in opened[index + 1 :]]
        start, _, label, _ = opened[index]
        del opened[index:]
        spans.append(StandOff(start, length, label))
    lost += [_lost(source, at, f"<{name}>") for _, name, _, at in opened]
    pieces.append(source[position:])
    return "".join(pieces), Layer(sorted(spans), lost=lost, with_brackets=True)


@lru_cache(maxsize=16)
def _pattern(labels: frozenset[str]) -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, labels), key=len, reverse=True))
    return re.compile(rf"<(?P<end>/?)(?P<name>{_TYPED}|{_NAMED}|{names})(?P<rest>\s[^<>]*)?>")


def _lost(source: str, at: int, tag: str) -> Problem:
    line = source.count("\n", 0, at) + 1
    return Problem(line, _UNCLOSED, f"'{tag}' has no other tag that it belongs to; open and close each annotation")
