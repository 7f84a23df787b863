"""The cables and other documents that a header refers to: `REF: A. 08 TESTVILLE 123 B. MILLER E-MAIL OF MAY 2`."""

import re
from collections.abc import Iterator

from .markings import PORTION
from .reference_ids import Own, read_ids

REFERENCE_SIGN = "|"  # between the references in a page's table
_WORD = r"(?i:EF(?:S|TELS?|ERENCES?)?)"
_POST = r"[A-Z][A-Z'-]{2,20}(?:\s[A-Z][A-Z'-]{1,20}){0,2}"
_LINE_START = r"(?:^|(?<=\n))"
# (It begins with a set of letters, which is found at full speed; what comes before the word is looked at behind it.)
_SIGN = re.compile(
    rf"[Rr](?:(?<=\b.)(?P<colon>{_WORD}\s?[:=])|(?:(?<=\A.)|(?<=\n.)){_WORD}\b\.?"
    rf"|(?<=\bR)EF(?:TEL)?S?(?=\s?\(\s?[A-Z]\s?\)|\s[A-Z]\s?[.)]\s|\s\d\d\s[A-Z]|\s{_POST}\s\d))"
)
# A blank line ends them, unless a letter or the end of one comes behind it.
_BLANK_LINE = r"\n\n(?!\(?\s?[A-Za-z]\s?[.)]\s|\d{2,6}(?:\n|\Z)|[^\n]{0,60}\s\(?[B-Z]\s?\)\s)"
_OTHER_ITEM = (
    r"\b(?i:CLASSIFIED(?:\sBY|:)|DERIVED\sFROM|DECLASSIF\w*|(?:DECL|REASONS?|TAGS?)\s?:|(?<!\()SUBJ(?:ECT)?\s?:"
    r"|E\.?\s?O\.?\s?1\d{4})|(?<!\S)SIPDIS\b|\bVZCZC"
)
_TEXT = rf"{_LINE_START}(?:{PORTION}|(?i:SUMMARY|INTRODUCTION|COMMENT)\b|\d{{1,2}}\s?\.\s?\()|[-=_*~]{{4,}}|- - -|¶"
_END = re.compile(f"{_BLANK_LINE}|{_OTHER_ITEM}|{_TEXT}")
_ONE_LETTER = re.compile(r"\(([CSU])\)")
# A line that says who is to read the cable: `ROME FOR FODAG`, `STATE PASS USTR`. (Reports are for a day.)
_ROUTING = re.compile(r"(?<=\n)(?P<to>[A-Z][A-Z.'/-]+(?:\s[A-Z][A-Z.'/-]+){0,3}),?\s(?:FOR|PASS(?:\sTO)?)\s(?=[A-Z])")
_PAPERS = re.compile(
    r"\b(?:E-?MAIL|REPORT|MEMO|LETTER|POINT|AGENDA|REQUEST|GUIDANCE|INSTRUCTION|PROPOSAL|PLAN|PAPER|NOTE|SCENE-?SETTER|DAILY)"
)
# The letters of references: `A.`, `B)`, `(C)`, `D:`, and one without a sign at the start of a line.
_LETTER = re.compile(
    r"(?<![^\s;,:(])\(?\s?(?P<letter>[A-Za-z])\s?[.):](?=\s|\(|\d|[A-Za-z]{2})|(?<![^\s;,:(])\(?(?P<digit>[1-9])\)"
    r"|(?:\A|(?<=\n))(?P<bare>[A-Z])\s(?=\S)"
)
# Some systems put letters before lines that had them already, and before those that go on: `A. (A) ROME 1`.
_TWICE = re.compile(r"\(?[Aa]\s?[.)]\s?\(?[Aa]\s?[.):]")
_SECOND_LETTER = re.compile(r"(?:^|(?<=\n))[A-Za-z]\.\s|(?<!\S)([A-Za-z])\.\s(?=\(?(?i:\1)\s?[.):])")
_MOST_SKIPPED = 2  # letters that are left out between two
_ENDS_ITEM = re.compile(r";(?![^()]{0,99}\))")
_PREVIOUS = re.compile(r"(?:AND\s)?(?:PREVIOUS|OTHERS|PRIOR)\b.{0,40}|ET\sAL\b.{0,9}|NONE|NIL|N/?A|X+|(?:19|20)\d\d", re.I)
_MOST_LINES, _LONGEST = 3, 150  # of a reference to something else than a cable
_AROUND = " \n.,;:-"
_ENDS_IN_NUMBER = re.compile(r"\d[\s;,.]*\Z")


def read_references(text: str, own: Own) -> list[str]:
    """Returns what a header refers to, each once: reference IDs as `read_ids` has them, other documents as printed.

    `text` is as `header_texts` yields it, `own` is what is known of the cable.
    """
    found: list[str] = []
    at = 0
    while sign := _SIGN.search(text, at):
        at = sign.end()
        following = _SIGN.search(text, at)
        section = text[at : following.start() if following else None].lstrip(" \n:")
        items = list(_items(section[: _end(section)], own))
        if sign["colon"] or (items and items[0][1]):
            found += [item for item, _ in items]
    return list(dict.fromkeys(found))


def _end(section: str) -> int:
    """Returns where the references end; `(C)` behind `(B)` is a letter of theirs, not the marking of a paragraph."""
    ends = [line.start() for line in _ROUTING.finditer(section) if not _PAPERS.search(line["to"])]
    least = min(ends, default=len(section))
    for end in _END.finditer(section, 0, least):
        letter = _ONE_LETTER.match(section, end.start())
        if not (letter and f"({chr(ord(letter[1]) - 1)})" in section[: end.start()]):
            return end.start()
    return least


def split_references(listed: str, own: Own) -> list[str]:
    """Returns the references that the table of a page lists, each as `read_references` has it."""
    parts = (part.strip() for part in listed.split(REFERENCE_SIGN))
    return list(dict.fromkeys(item for part in parts if part for item in read_ids(part, own)[0] or [part]))


def united(first: list[str], second: list[str]) -> list[str]:
    """Returns the references of both; of those that differ in the year alone, only the first."""
    known = {_without_year(item) for item in first}
    return first + [item for item in second if _without_year(item) not in known]


def _without_year(reference: str) -> str:
    return re.sub(r"\W+", "", reference[2:] if reference[:2].isdigit() else reference).upper()


def _items(text: str, own: Own) -> Iterator[tuple[str, bool]]:
    """Yields the references of a section, and of each whether it is a cable."""
    text = text.replace("\n\n", "\n")
    if _TWICE.match(text):
        text = _SECOND_LETTER.sub("", text)
    for item in _lettered(text):
        at = 0
        for stop in [*(match.start() for match in _ENDS_ITEM.finditer(item)), len(item)]:
            yield from _of_item(item[at:stop].strip(_AROUND), own)
            at = stop + 1


def _lettered(text: str) -> Iterator[str]:
    """Yields the stretches between the letters of references, which follow each other in the alphabet."""
    at, before = 0, ""
    for match in _LETTER.finditer(text):
        letter = (match["letter"] or match["digit"] or match["bare"]).upper()
        distance = ord(letter) - ord(before) if before else int(match.start() == 0 or letter in "A1")
        if not before and letter == "B":  # (the first has no letter: `REF: PARIS 22 B. LONDON 3`)
            distance = int(distance or bool(_ENDS_IN_NUMBER.search(text, 0, match.start())))
        if 0 < distance <= (1 if match["bare"] and before else _MOST_SKIPPED + 1):
            yield text[at : match.start()]
            at, before = match.end(), letter
    yield text[at:]


def _of_item(text: str, own: Own) -> Iterator[tuple[str, bool]]:
    """Yields the cables that a stretch begins with, and those that a later line of it begins with; else itself."""
    found, end = read_ids(text, own)
    printed: list[str] = []
    at = 0
    for line in text.split("\n"):
        if at >= end:
            ids, length = ([], 0) if at == 0 else read_ids(text[at : at + _LONGEST], own)
            found += ids
            end = max(end, at + length)
            if not found and len(printed) < _MOST_LINES:
                printed.append(line)
        at += len(line) + 1
    yield from ((item, True) for item in found)
    other = " ".join(printed)[:_LONGEST].strip(_AROUND)
    if not found and other and not _PREVIOUS.fullmatch(other):
        yield other, False
