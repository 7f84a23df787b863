"""A tagged cable in the tagger's inline markup: `[PER Ann Lee  ]`.

Brackets, tags and entities of the cable's text stay as they are, so a mention may have no place: where it spans more than
one line break, or where its brackets would be taken for something else.
"""

import re
from collections.abc import Iterable

from ...text import CableError, Scheme, parse_source, without_annotations
from ..tagged import Found, LeftOut, Tagged

INLINE_LABEL = re.compile(r"[A-Z][A-Z_]{1,19}")
_CLOSINGS = {"double": "  ]", "single": "]"}
_LONGEST = 1_900  # characters of the source between the brackets; the reader gives up at 2,000
_MOST_TRIALS = 60  # readings of one cable to find the mentions that its text has no room for
_NO_ROOM = "its brackets would be misread because of the characters around them"


def inline(tagged: Tagged, scheme: Scheme) -> tuple[bytes, list[LeftOut]]:
    """Returns the cable in inline markup, and the mentions that cannot be written in it.

    What is written is parsed again, and as many mentions are kept as come back exactly, with the text around them
    unchanged: brackets can be misread in more ways than can be told from the characters beside them.
    """
    kept, left_out = [], []
    for mention in tagged.found:
        if reason := _unfit(tagged.source, mention):
            left_out.append(tagged.leave_out(mention, reason))
        else:
            kept.append(mention)
    dialects = [tagged.cable.meta["dialect"] if tagged.was_annotated else "double"]
    dialects += [dialect for dialect in _CLOSINGS if dialect not in dialects]
    written, refused = _readable(tagged, kept, dialects, scheme)
    left_out += [tagged.leave_out(mention, _NO_ROOM) for mention in refused]
    return tagged.encoded(written), sorted(left_out)


def _unfit(source: str, mention: Found) -> str:
    """Returns why a mention cannot stand between brackets, or an empty string."""
    start, end = mention.span
    if not mention.pieces or mention.text != mention.text.strip():
        return "it begins or ends with white space"
    if source[start].isdigit() and _follows_pilcrow(source, start):
        return "it is the number at the start of a paragraph"
    if source.count("\n", start, end) > 1:
        return "it is on more than two lines"
    return "it is too long" if end - start > _LONGEST else ""


_PILCROW = re.compile(r"(?:¶|&(?:para|#0*182|#[xX]0*[bB]6);)\s*(?:</a>\s*)?\Z")


def _follows_pilcrow(source: str, start: int) -> bool:
    before = source[max(start - 300, 0) : start]
    return bool(start and not before.strip()) or _PILCROW.search(before) is not None


def _is_risky(tagged: Tagged, mention: Found) -> bool:
    """Returns whether brackets around a mention are likely to change how the characters in and beside it are read.

    A `<` may open a tag, brackets may pair up differently, and one entity may stand for two characters.
    """
    source, (start, end) = tagged.source, mention.span
    if source.rfind("<", max(start - 12, 0), end) > source.rfind(">", max(start - 12, 0), end):
        return True
    if "[" in source[max(start - 1, 0) : end] or "]" in source[start : end + 3]:
        return True
    if source[start] == "<" and _follows_pilcrow(source, start):  # a closing tag, and the paragraph's number after it
        return True
    return tagged.is_html and (source[start] == "&" or source[end - 1] == ";")


def _bracketed(source: str, mentions: Iterable[Found], dialect: str) -> str:
    pieces: list[str] = []
    at = 0
    for mention in mentions:
        start, end = mention.span
        pieces += (source[at:start], f"[{mention.label} ", source[start:end], _CLOSINGS[dialect])
        at = end
    return "".join([*pieces, source[at:]])


def _readable(tagged: Tagged, mentions: list[Found], dialects: list[str], scheme: Scheme) -> tuple[str, list[Found]]:
    """Returns the source with the mentions that are found again when it is parsed, and the mentions that are not."""
    for dialect in dialects:
        written = _bracketed(tagged.source, mentions, dialect)
        if _comes_back(tagged, written, mentions, scheme):
            return written, []
    best: tuple[str, list[Found]] = (tagged.source, mentions)
    for dialect in dialects:
        kept = _most(tagged, mentions, dialect, scheme)
        if len(mentions) - len(kept) < len(best[1]):
            best = _bracketed(tagged.source, kept, dialect), _without(mentions, kept)
    return best


def _most(tagged: Tagged, mentions: list[Found], dialect: str, scheme: Scheme) -> list[Found]:
    """Returns mentions that are found again together.

    Tries those without risk first, then the others. A group that can be added is kept; one that cannot is tried by halves.
    """
    kept: list[Found] = []
    risky = [mention for mention in mentions if _is_risky(tagged, mention)]
    groups, trials = [risky, _without(mentions, risky)], 0
    while groups and trials < _MOST_TRIALS:
        group = groups.pop()
        trials += 1
        together = sorted([*kept, *group], key=lambda mention: mention.span)
        if _comes_back(tagged, _bracketed(tagged.source, together, dialect), together, scheme):
            kept = together
        elif len(group) > 1:
            middle = len(group) // 2
            groups += [group[middle:], group[:middle]]
    return kept


def _without(mentions: list[Found], others: list[Found]) -> list[Found]:
    """Returns the mentions that are none of the others, by where they are in the source."""
    gone = {mention.span for mention in others}
    return [mention for mention in mentions if mention.span not in gone]


def _comes_back(tagged: Tagged, written: str, mentions: list[Found], scheme: Scheme) -> bool:
    """Returns whether parsing `written` gives the cable's text and paragraphs with exactly these mentions."""
    if without_annotations(written, scheme) != tagged.source:
        return False
    try:
        cable = parse_source(written, tagged.name, scheme)
    except CableError:
        return False
    if [paragraph.text for paragraph in cable.paragraphs] != tagged.written:
        return False
    expected: list[list[tuple[int, int, str]]] = [[] for _ in tagged.written]
    for mention in mentions:
        expected[mention.paragraph].append((*mention.written, mention.label))
    return [
        [(item.start, item.end, item.missing or item.label) for item in paragraph.mentions] for paragraph in cable.paragraphs
    ] == expected
