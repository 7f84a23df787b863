"""Annotations as tags in the text: `<ENAMEX TYPE="PERSON">…</ENAMEX>` of MUC, `<PERSON>…</PERSON>`, `<persName>` of TEI.

To read another tag whose attribute has the label, add its name to `_TYPED`, or to `_MAYBE_TYPED` if it is not always one.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache

from .cable import Problem
from .cuts import Cuts
from .decoding import line_feeds
from .scheme import Scheme
from .standoff import Layer, StandOff

_TYPED = "ENAMEX|NUMEX|TIMEX"
_MAYBE_TYPED = "name|rs|ne|entity|mark|span"  # an annotation only with a label that is known
# Names of tags in any case. Other labels are tags in capitals only: HTML has a tag for a time.
_NAMES = "PERSNAME|PERSON|PERS|PER|ORGNAME|ORGANI[SZ]ATION|ORG|PLACENAME|LOCATION|LOC|MISC|GPE|NORP"
_TYPE = re.compile(r"\bTYPE\s*=\s*['\"]?([A-Za-z_]+)", re.I)
_LABEL = re.compile(
    rf"\b(?:(?i:type|label|entity|cat|category)\s*=\s*['\"]?(?P<any>(?i:{_NAMES}|PLACE))"
    rf"|class\s*=\s*['\"]?(?:[\w-]{{1,30}}[ -]){{0,3}}(?P<class>{_NAMES}))(?![\w-])"
)
_UNCLOSED = "unclosed annotation"


def without_tags(source: str, scheme: Scheme) -> tuple[str, Layer | None]:
    """Returns a source without the tags of its annotations, and the annotations; no layer if there is no such tag."""
    tags = _tags(source, scheme)
    if not tags:
        return source, None
    pieces: list[str] = []
    opened: list[tuple[int, str, str, re.Match[str]]] = []  # offset in the text, name of the tag, label, the tag
    spans: list[StandOff] = []
    lost: list[Problem] = []
    length = position = 0
    counts: Counter[str] = Counter()  # of the open tags
    newlines = line_feeds(source)
    for tag, label in tags:
        pieces.append(source[position : tag.start()])
        length += tag.start() - position
        position = tag.end()
        name = tag["name"].lower()
        if not tag["end"]:
            opened.append((length, name, label, tag))
            counts[name] += 1
            continue
        if not counts[name]:
            lost.append(_lost(newlines, tag))
            continue
        while (inner := opened.pop())[1] != name:
            counts[inner[1]] -= 1
            lost.append(_lost(newlines, inner[3]))
        counts[name] -= 1
        spans.append(StandOff(inner[0], length, inner[2]))
    lost += [_lost(newlines, tag) for _, _, _, tag in opened]
    pieces.append(source[position:])
    return "".join(pieces), Layer(sorted(spans), lost=lost, with_brackets=True)


def tag_cuts(source: str, scheme: Scheme) -> Cuts:
    """Returns where the tags of annotations are in a source."""
    return [tag.span() for tag, _ in _tags(source, scheme)]


def _tags(source: str, scheme: Scheme) -> list[tuple[re.Match[str], str]]:
    """Returns the tags of annotations in a source, each with its label, which only an opening one needs."""
    pattern, closing = _patterns(scheme.known())
    return list(_labelled(pattern.finditer(source))) if closing.search(source) else []  # (found faster than any tag)


def _labelled(tags: Iterator[re.Match[str]]) -> Iterator[tuple[re.Match[str], str]]:
    """Yields the tags with their labels, and leaves out those that need one and have none, opening and closing."""
    kept: defaultdict[str, list[bool]] = defaultdict(list)  # of the open tags of each name, whether they are annotations
    for tag in tags:
        if not (maybe := tag["maybe"]):
            typed = _TYPE.search(tag["rest"] or "") if tag["name"].upper() in _TYPED.split("|") else None
            yield tag, typed[1] if typed else tag["name"]
        elif not tag["end"]:
            found = _LABEL.search(tag["rest"] or "")
            kept[maybe.lower()].append(found is not None)
            if found:
                yield tag, found["any"] or found["class"]
        elif kept[maybe.lower()] and kept[maybe.lower()].pop():
            yield tag, ""


@lru_cache(maxsize=16)
def _patterns(labels: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Returns the pattern of all tags that may be annotations, and that of the beginning of a closing one."""
    known = "|".join(sorted(map(re.escape, labels), key=len, reverse=True))
    names = rf"(?P<maybe>(?i:{_MAYBE_TYPED}))|(?i:{_TYPED}|{_NAMES})|{known}"
    return re.compile(rf"<(?P<end>/?)(?P<name>{names})(?P<rest>\s[^<>]*)?>"), re.compile(rf"</(?:{names})")


def _lost(newlines: list[int], tag: re.Match[str]) -> Problem:
    line = bisect_left(newlines, tag.start()) + 1
    return Problem(line, _UNCLOSED, f"'{tag[0]}' has no other tag that it belongs to; open and close each annotation")
