"""When a cable is to be declassified: the date of its line `E.O. 12958: DECL: 01/12/2019`, or what stands in its place."""

import re
from datetime import date

_ORDER = r"(?<=\b[Ee])\.?\s?O\.?\s?1\d{4}\b"
_DECL = r"ECL(?!\w*(?:AR|IN))\w{0,12}(?:\sON\b)?"
_DAY = r"\d{1,4}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{1,4}"
# (It begins with a set of letters, which is found at full speed.)
_SIGN = re.compile(
    rf"[EeDd](?:{_ORDER}(?:[^\n]{{0,30}}?\bD{_DECL}[\s:;,.]*|[\s:;,.]*(?={_DAY}|X?GDS\b|ADS\b|OADR\b|X-?\d))"
    rf"|(?<=\b[Dd])(?:{_DECL}\s?:|(?:(?<=\A.)|(?<=\n.))ECLASSIFY\sON\b)[\s:;,.]*)",
    re.I,
)
_END = re.compile(
    r"\n|¶|\b(?:TAGS?\b|SUBJ(?:ECT)?\b|CLASSIFIED\b|REASONS?\b|REFS?\b|DERIVED\b|E\.?\s?O\.?\s?1\d{4})|[-=_*]{4,}", re.I
)
_NUMBERS = re.compile(r"(?P<first>\d{1,4})\s?[/.-]\s?(?P<second>\d{1,2})\s?[/.-]\s?(?P<third>\d{4}|\d{1,2})(?!\d)")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_MONTH = rf"(?P<month>(?i:{'|'.join(_MONTHS)}))[A-Za-z]{{0,6}}"
_DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}})[\s/-]{{0,2}}{_MONTH}\.?[\s,/-]{{0,3}}(?P<year>\d{{4}}|\d{{2}})(?!\d)")
_MONTH_FIRST = re.compile(rf"{_MONTH}\.?\s?(?P<day>\d{{1,2}})(?:\s?,\s?|\s)(?P<year>\d{{4}})(?!\d)")
_NONE = re.compile(r"N\s?/?\s?A|NONE|X{4,}", re.I)
_LONGEST = 100
_AROUND = " \n.,;:-()"


def read_declassify_on(text: str) -> str:
    """Returns when a cable is to be declassified: a date as YYYY-MM-DD, else as printed, such as `X1`; empty if unknown."""
    for sign in _SIGN.finditer(text):
        end = _END.search(text, sign.end(), sign.end() + _LONGEST)
        value = text[sign.end() : end.start() if end else sign.end() + _LONGEST].strip(_AROUND)
        if value and not _NONE.fullmatch(value):
            return _iso(value) or value
    return ""


def _iso(value: str) -> str:
    """Returns the date that a text begins with as YYYY-MM-DD; empty if it is none. Americans write the month first."""
    if numbers := _NUMBERS.match(value):
        first, second, third = numbers.groups()
        year, month, day = (first, second, third) if len(first) == 4 else (third, first, second)
        return _written(year, int(month), int(day)) or _written(year, int(day), int(month))
    if named := _DAY_FIRST.match(value) or _MONTH_FIRST.match(value):
        return _written(named["year"], _MONTHS.index(named["month"].upper()) + 1, int(named["day"]))
    return ""


def _written(year: str, month: int, day: int) -> str:
    number = int(year) + (0 if len(year) == 4 else 1900 if int(year) > 70 else 2000)
    try:
        return date(number, month, day).isoformat()
    except ValueError:
        return ""
