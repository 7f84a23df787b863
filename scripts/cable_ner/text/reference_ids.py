"""The reference IDs of cables as a text prints them: `08 TESTVILLE 123`, `TESTVILLE 00123 (NOTAL)`, `STATE 1, 2 AND 3`."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from .number_line import MISSIONS
from .year import full_year

_WORD = r"[^\W\d_](?:[^\W\d_]|[.'’-]){0,19}"
_NO_NUMBER = r"(?![\w/]|[-.]\d|-[A-Z])"  # what does not follow a number of a cable
_YEAR = r"(?:19|20)\d\d|\d\d"
_REFERENCE = re.compile(
    rf"(?:\(?\s?(?P<year>'?(?:{_YEAR}))\s?\)?[\s-]*)?(?P<post>{_WORD}(?:\s{_WORD}){{0,3}}?)\s?(?P<number>\d{{1,6}}){_NO_NUMBER}"
)
_NUMBER_ALONE = re.compile(rf"(?P<number>\d{{2,6}}{_NO_NUMBER}|\d(?=\s?(?:[,;.)]|AND\b|\n|\Z)))")
# Behind a reference: its year, unless that is the first part of the next one; and a remark in parentheses.
_YEAR_BEHIND = re.compile(rf"\s?(?:\(\s?(?P<short>{_YEAR})\s?\)|(?P<long>(?:19|20)\d\d))(?=\s?(?:[,;:/(]|AND\b|\Z))", re.I)
_REMARK = re.compile(r"\s?\([^()]{0,99}\)")
_BETWEEN = re.compile(r"(?:[\s,;:/&]|\.(?!\d)|AND\b)*", re.I)
_DIGITS_NEXT = re.compile(r"\s\(?\d")
_LETTERS = re.compile(r"[\W\d_]+")
# Words that are part of no post's name, but of other documents' numbers and of dates.
_NO_POST = frozenset(
    "JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER"
    " JAN FEB MAR APR JUN JUL AUG SEP SEPT OCT NOV DEC MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY"
    " IIR DTG TD TDX OSC FBIS MSG MESSAGE EMAIL EMAILS E-MAIL E-MAILS MAIL MEMO LETTER LETTERS TELCON TELCONS REPORT REPORTS"
    " DAILY POINTS PARA PARAS PARAGRAPH ON OF FOR FROM THE THROUGH THRU TO UNSCR UNSC UN RES PL FAM FAH CFR USC"
    " DATED NO UNTIL AND OR SECTION SECTIONS PAGE PART".split()
)
_PORT_OF = re.compile(r"\APORT\sOF\b")  # (Port of Spain)
_AHEAD = 10  # a cable may refer to one that is sent with it under a higher number, but not to one much later
_OTHER_NAMES = {"SECSTATE": "STATE", "DUBAIRPO": "RPODUBAI"}


class Own(NamedTuple):
    """What is known of the cable that names others: its year, 0 if it is not known; its post in letters; its number."""

    year: int = 0
    post: str = ""
    number: int = 0


def own_of(meta: Mapping[str, Any], year: int) -> Own:
    """Returns what a cable's meta says of its own reference ID; `year` is its year, or 0."""
    return Own(year, _post(str(meta.get("post", ""))), int(meta.get("number", 0)))


def read_ids(text: str, own: Own) -> tuple[list[str], int]:
    """Returns the reference IDs at the start of a text, such as `08TESTVILLE123`, and where they end.

    One that is printed without a year has the year of the cable, `own`; the year before if its own post had not yet sent so
    many cables. Where the year of neither is known, a reference is the post as printed, in capital letters, and the number:
    `OLD PORT 123`.
    """
    found: list[str] = []
    at = end = 0
    year, name = 0, ""
    while True:
        match = _reference_at(text, at)
        if match:
            year, name = _full(match["year"]), match["post"]
        else:
            match = _NUMBER_ALONE.match(text, at) if found else None
            if not match:
                return found, end
        at = match.end()
        if behind := _YEAR_BEHIND.match(text, at):
            at = behind.end()
        found.append(_written(_full(behind["short"] or behind["long"]) if behind else year, name, int(match["number"]), own))
        while remark := (None if _reference_at(text, at) else _REMARK.match(text, at)):
            at = remark.end()
        end = at
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at


def _reference_at(text: str, at: int) -> re.Match[str] | None:
    """Returns the reference that begins at an offset, or behind one space.

    None if its words are no post's, or if more digits follow that are not its year and no other reference.
    """
    at += text.startswith(" ", at)
    match = _REFERENCE.match(text, at)
    if not match or not _NO_POST.isdisjoint(_PORT_OF.sub("", match["post"].upper().replace(".", " ")).split()):
        return None
    digits_follow = _DIGITS_NEXT.match(text, match.end()) and not _YEAR_BEHIND.match(text, match.end())
    if digits_follow:
        following = _REFERENCE.match(text, match.end() + 1)
        if not (following and following["year"]):
            return None
    return match


def _written(year: int, name: str, number: int, own: Own) -> str:
    post = _post(name)
    if not year and own.year:
        year = own.year - (post == own.post and number > own.number + _AHEAD > _AHEAD)
    return f"{year % 100:02d}{post}{number}" if year else f"{' '.join(name.upper().split())} {number}"


def _full(year: str | None) -> int:
    """Returns a year of two or four digits in four, 0 if there is none."""
    if not year:
        return 0
    number = int(year.lstrip("'"))
    return number if number > 99 else full_year(number)


def _post(name: str) -> str:
    """Returns the name of a post in capital letters without spaces, as reference IDs have it."""
    words = name.upper().split()
    while len(words) > 1 and words[0] in MISSIONS:
        words = words[1:]
    letters = _LETTERS.sub("", "".join(words))
    return _OTHER_NAMES.get(letters, letters)
