"""Whom a cable was sent to: the addressees in the lines TO and INFO of its transmission."""

import re

_FROM = re.compile(r"FM\s[A-Z](?<=\bFM..)")
_TO = re.compile(r"(?:^|(?<=\n)|(?<=\s))(?:TO|INFO)\s(?=\S)")
_START = re.compile(r"(?:^|(?<=\n))(?:TO|INFO)\s(?=\S)")
_FROM_REACH = 100  # characters between FM and TO
_END = re.compile(
    r"\n\n|\sBT(?=\s|\Z)|\n(?:UNCLAS|S\s?E\s?C\s?R\s?E\s?T\b|C\s?O\s?N\s?F\s?I\s?D|L\s?I\s?M\s?I\s?T\s?E\s?D\s?O|E\.?O\.?\s?1\d{4}|TAGS?\b|SUBJ)"
)
# A new one begins on each line; where all is on one line, at INFO and at a station's routing indicator.
_BETWEEN = re.compile(r"\n|\s(?=INFO\s)|\s(?=(?:R[A-Z]{4,7}|ZEN)/(?!/))")
_WORD = re.compile(r"(?:(?P<exempt>XMT)|TO|INFO)(?:\s|\Z)")
_ROUTING = re.compile(r"(?:[A-Z]{5,8}|ZEN)\s?/\s?(?!/)")
_PRECEDENCE = frozenset(("FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE", "NIACT"))
_SERIAL = re.compile(r"\d{4}(?:-\d{4})?")
# Lines that are none: of the printed page, and the offices that got copies, `LOG-00 EUR-01`.
_NO_RECIPIENT = re.compile(r"PAGE\s\d|(?:[A-Z]{1,4}-\d\d(?:\s|\Z))+|-{3,}|\W*\Z")


def read_recipients(text: str) -> list[str]:
    """Returns the addressees of the lines TO and INFO of a header, each once and in order.

    Routing indicator, precedence and serial number are left out, and so are those behind XMT: it was not sent to them.
    """
    start = _first(text)
    if start < 0:
        return []
    end = _END.search(text, start)
    found: dict[str, None] = {}
    exempt = False
    for line in _BETWEEN.split(text[start : end.start() if end else None]):
        if word := _WORD.match(line):
            exempt = bool(word["exempt"])
            line = line[word.end() :]
        if not exempt and not _NO_RECIPIENT.match(line) and (name := _name(line)):
            found[name] = None
    return list(found)


def _first(text: str) -> int:
    """Returns where the first TO or INFO behind the line FM is, -1 if there is none."""
    if sender := _FROM.search(text):
        to = _TO.search(text, sender.end(), sender.end() + _FROM_REACH)
    else:
        to = _START.search(text)
    return to.start() if to else -1


def _name(line: str) -> str:
    """Returns a line without the routing indicator before the name, and the precedence and serial number behind it."""
    routing = _ROUTING.match(line)
    words = line[routing.end() if routing else 0 :].split()
    while words and (words[-1] in _PRECEDENCE or _SERIAL.fullmatch(words[-1])):
        words.pop()
    return " ".join(words).strip(" ,;")
