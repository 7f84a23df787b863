"""The year a cable was sent in."""

import re
from collections.abc import Mapping
from typing import Any

_DATE = re.compile(r"(\d{4})-")
_REFERENCE_ID = re.compile(r"(\d{2})[A-Z]")
_DATE_TIME_GROUP = re.compile(
    r"[0-9]{6}Z(?<=\b.{7})\s(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)\s(?:19|20)?(\d{2})\b", re.I
)


def year_of(meta: Mapping[str, Any]) -> int:
    """Returns the year in the cable's date, else in its reference ID (09ROME17), else 0."""
    if match := _DATE.match(meta.get("date", "")):
        return int(match[1])
    if match := _REFERENCE_ID.match(meta.get("reference_id", "")):
        return full_year(int(match[1]))
    return 0


def sent_in(header: str) -> int:
    """Returns the year in the date-time group of a transmission, `R 271227Z JAN 10`, else 0."""
    match = _DATE_TIME_GROUP.search(header)
    return full_year(int(match[1])) if match else 0


def full_year(year: int) -> int:
    """Returns a year of two digits in four; the archive begins in the sixties."""
    return year + (1900 if year > 50 else 2000)
