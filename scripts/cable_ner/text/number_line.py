"""A cable's first line: its level, section, post and number, such as `S E C R E T SECTION 01 OF 02 ROME 000960`."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher, get_close_matches
from itertools import chain
from typing import Any

from .markings import HANDLING, LEVEL, LEVELS, WHOLE_LEVELS, level_of

_REACH = 250  # characters behind the level in which the number comes
_FIRST_LEVEL_LINE = re.compile(rf"[ \t>]*(?P<level>{LEVEL})")
# Inside a text no misprints count. Two letters tell most lines apart, which keeps the search fast.
_LATER_LEVEL_LINE = re.compile(
    rf"\n[ \t\f>]*(?=[Ss][ Ee]|[Cc][ Oo]|[Uu][ Nn]|LI|TO|T O|RE)(?P<level>(?i:{'|'.join(WHOLE_LEVELS)}))(?![^\W_])"
)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[.'’-])+")
_NUMBER = re.compile(r"(?<![\w./:-])(?=\d|O\d)[\dO]{3,7}(?![\w/:-])")
_SHORT_NUMBER_LINE = re.compile(
    r"[^\n]{1,80}\b[0-9]{1,4}[ \t]*(?:\r?\n[ \t]*)+(?i:SIPDIS|E\.?\s?O\.?\s?1\d{4}|TAGS?\s?:|SUBJ)"
)
_LONG_NUMBER = re.compile(r"(?<!\w)[0-9]{5,6}(?!\w)")
# `01 OF 02`; printers mistook letters for digits. Behind the word SECTION, or a misprint of it, more is read.
_PART = r"(?=O?[0-9])[0-9O]{1,2}"
_WORDS = {
    "ONE": 1, "TWO": 2, "THREE": 3, "FOUR": 4, "FIVE": 5, "SIX": 6, "SEVEN": 7, "EIGHT": 8, "NINE": 9,
    "I": 1, "L": 1, "OI": 1, "OL": 1, "II": 2, "III": 3, "IV": 4, "V": 5,
}  # fmt: skip
_NUMERAL = rf"(?:0[0-9]{{2}}|{_PART}|(?<![^\W_])(?:{'|'.join(_WORDS)})(?!\w))(?![0-9])"
_OF_PARTS = re.compile(rf"(?<![\w/])(?P<section>{_PART})\s{{0,3}}(?:[O0]F|O\sF)\s{{0,3}}(?P<sections>{_PART})(?!\w)", re.I)
_SECTION = re.compile(
    rf"(?P<word>[^\W\d_]{{3,9}})[\s.:(-]{{0,4}}(?:N[OR]\.?\s|NUMBER\s)?(?P<section>{_NUMERAL})[\s,.-]{{0,3}}"
    rf"(?:[A-Z0]{{1,3}}|[O0]\sF|/)[\s-]{{0,3}}(?P<sections>{_NUMERAL})",
    re.I,
)
_FINAL = re.compile(rf"(?<!\w)FINAL\sSECTION\sOF\s(?P<sections>{_NUMERAL})", re.I)
_LIKE_SECTION, _LIKE_LEVEL = 0.7, 0.8  # at least so similar is a misprint of the word
# What stands before a post's name but is not part of it, and what ends the line.
MISSIONS = frozenset(
    "AMEMBASSY AMEMB AMCONSUL AMCONGEN AMCON USEMB USEMBASSY USCONSUL USMISSION EMBASSY CONSULATE FM".split()
)
_COUNTRY = frozenset(("US", "U.S.", "AM", "AMERICAN"))
_GLUED = re.compile(
    r"(?P<word>[^\W\d_](?:[^\W\d_]|[.'’-])+?)??-?(?P<number>[0-9]{6})(?:SIPDIS|NOFORN|SENSITIVE|EXDIS|NODIS|LIMDIS|STADIS)?",
    re.I,
)
_NO_POST = frozenset("E.O. EO E.O TAGS TAG SUBJECT SUBJ REF REFS DECL FROM TO INFO ACTION".split())
_ABBREVIATION = 4  # characters of a word whose full stop ends no sentence
_MOST_WORDS = 4  # of a post's name
# The same line without a level before it: the search is for the number, which is rare.
_ALONE = re.compile(r"[0-9]{6}(?<!\S.{6})(?!\w|\s+\d{3}\.\d)")
_WORDS_BEFORE = re.compile(r"(?:(?<![\w.'-])[A-Z][A-Z.'-]+\s+){1,6}\Z")
_SECTION_REACH = 30  # characters between a line's words, or its number, and its section
_WORDS_REACH = 80  # characters before the number that the words may take


def said_by_number_line(head: str) -> dict[str, Any]:
    """Returns what the first line of a header that names a post says: post, number, section, sections, classification.

    `head` ends before the subject and the references, which name other cables.
    """
    said: dict[str, Any] = {}
    first = _FIRST_LEVEL_LINE.match(head)
    for line in chain([first] if first else [], _LATER_LEVEL_LINE.finditer(head)):
        said.setdefault("classification", level_of(line["level"]))
        if found := _post_and_number(head[line.end() : line.end() + _REACH]):
            return {**said, **found}
    for match in _ALONE.finditer(head):
        words = _WORDS_BEFORE.search(head, max(match.start() - _WORDS_REACH, 0), match.start())
        if not words:
            continue
        section = _OF_PARTS.search(head, max(words.start() - _SECTION_REACH, 0), words.start())
        if found := _post_and_number(head[section.start() if section else words.start() : match.end()]):
            level = _FIRST_LEVEL_LINE.match(head, head.rfind("\n", 0, match.start()) + 1)
            return {**({"classification": level_of(level["level"])} if level else {}), **said, **found}
    return said


def later_header_lines(text: str) -> list[int]:
    """Returns where in a text lines begin that could be the first line of a cable, except at its very start.

    Inside a text the number has to be as long as printers write it, or another line of a header has to follow.
    """
    return [
        line.start() + 1
        for line in _LATER_LEVEL_LINE.finditer(text)
        if (
            _LONG_NUMBER.search(text, line.end(), line.end() + _REACH)
            or _SHORT_NUMBER_LINE.match(text, line.end(), line.end() + _REACH)
        )
        and _post_and_number(text[line.end() : line.end() + _REACH])
    ]


def _post_and_number(text: str) -> dict[str, Any]:
    """Returns what a line says from behind its level: section, post and number; nothing if anything else stands there."""
    said, text = _section(text)
    words: list[str] = []
    for token in _tokens(text):
        if words and _NUMBER.fullmatch(token):
            post = _name_of_post(words)
            return {"post": post, "number": int(token.replace("O", "0")), **said} if post else {}
        in_name = token.upper() == "OF" and words[-1:] and words[-1].upper() == "PORT"  # (Port of Spain)
        if in_name or (len(token) > 1 and not _is_handling(token)):
            is_end = token.endswith(".") and len(token) > _ABBREVIATION
            if is_end or not _WORD.fullmatch(token) or token.upper() in _NO_POST or len(words) > _MOST_WORDS:
                return {}
            words.append(token)
    return {}


def _tokens(text: str) -> Iterator[str]:
    """Yields the words of a line; a number that is glued to the post before it, or a word of handling, comes alone."""
    for token in text.split():
        glued = _GLUED.fullmatch(token)
        yield from filter(None, glued.groups()) if glued else (token,)


def _section(text: str) -> tuple[dict[str, Any], str]:
    """Returns what the text says of a section, and the text without it."""
    number = _NUMBER.search(text)
    end = number.end() + _SECTION_REACH if number else len(text)
    final = _FINAL.search(text)
    named = next((match for match in _SECTION.finditer(text, 0, end) if _is_like_section(match["word"])), None)
    found = final or named or _OF_PARTS.search(text, 0, end)
    if not found:
        return {}, text
    sections = _numeral(found["sections"])
    section = sections if final else _numeral(found["section"])
    said = {"section": section, "sections": sections} if 0 < section <= sections else {}
    return said, f"{text[: found.start()]} {text[found.end() :]}"


def _numeral(text: str) -> int:
    text = text.upper()
    return _WORDS.get(text) or int(text.replace("O", "0"))


def _is_like_section(word: str) -> bool:
    word = word.upper()
    return word in ("SECTION", "SEC", "PART") or SequenceMatcher(None, word, "SECTION").ratio() >= _LIKE_SECTION


def _is_handling(token: str) -> bool:
    return all(part in HANDLING or len(part) == 1 for part in re.findall(r"\w+", token.upper()))


def _name_of_post(words: list[str]) -> str:
    if len(words) > 1 and words[0].upper() in _COUNTRY and words[1].upper() in MISSIONS:
        words = words[1:]
    while words and (words[0].upper() in MISSIONS or get_close_matches(words[0].upper(), LEVELS, 1, _LIKE_LEVEL)):
        words = words[1:]
    return " ".join(words).upper() if 0 < len(words) <= _MOST_WORDS else ""
