"""The date of a cable, in the forms that cables and archives write it."""

import datetime
import re

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = f"(?P<month>{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in _MONTHS)})"
_DATES = (
    re.compile(r"(?P<year>\d{4})-(?P<number>\d\d)-(?P<day>\d\d)(?:[T ]\d\d:\d\d.*)?"),  # the archive's pages
    re.compile(rf"(?P<day>\d\d)\d{{4}}\s?Z?\s{{0,2}}{_MONTH}\s?(?P<short>\d\d)", re.I),  # a cable's date-time group
    re.compile(rf"(?P<year>\d{{4}}) {_MONTH} (?P<day>\d\d?)(?:,? .*)?", re.I),
    re.compile(rf"(?P<day>\d\d?) {_MONTH},? (?P<year>\d{{4}})", re.I),
    re.compile(rf"{_MONTH} (?P<day>\d\d?),? (?P<year>\d{{4}})", re.I),
)
_FIRST_YEAR = 60  # `JUN 66` is in 1966: electronic archives hold no older cables


def day_of(text: str) -> datetime.date | None:
    """Returns the day of a date such as `2010-02-28 15:10`, `281510Z FEB 10` (a date-time group) or `28 February 2010`.

    Returns None for anything else.
    """
    for pattern in _DATES:
        if match := pattern.fullmatch(" ".join(text.split())[:80]):
            found = match.groupdict()
            year = int(found["year"]) if found.get("year") else _century(int(found["short"]))
            month = int(found["number"]) if found.get("number") else _month(found["month"])
            try:
                return datetime.date(year, month, int(found["day"]))
            except ValueError:
                return None
    return None


def _month(name: str) -> int:
    return 1 + next(number for number, month in enumerate(_MONTHS) if month.startswith(name.lower()))


def _century(year: int) -> int:
    return year + (1900 if year >= _FIRST_YEAR else 2000)
