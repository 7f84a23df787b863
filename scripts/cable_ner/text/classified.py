"""Who classified a cable, and for what reasons: `Classified By: Ambassador Ann Lee for reasons 1.4 (b) and (d).`"""

import re

from .markings import PORTION

_BY = r"\s?(?:CONFIDENTIAL\s|SECRET\s)?BY\b\s?[:;.]?"
_SIGN = re.compile(rf"\bCLASSIFIED(?:{_BY}|\s?:)(?:\s(?:CLASSIFIED)?{_BY})?", re.I)
_REASON = r"R\s?E\s?A\s?(?:S\s?)?O\s?N\s?S?(?![^\W\d_])"  # (printers cut it at the end of a line)
_SECTION = r"1\s?[./]?\s?[3-8](?!\d)"
_END = re.compile(
    rf"\n\n|[-=_*]{{4,}}|- - -|¶|\b{_REASON}|\b(?:SECTION\s)?{_SECTION}|{PORTION}|\d{{1,2}}\s?\.\s?\("
    r"|\bE\.?\s?O\.?\s?1\d{4}|\bDECL\s?:|\bDECLASSIFY\b|\bDERIVED\sFROM|\b(?:REFS?|TAGS?|SUBJ(?:ECT)?)\s?:|\bSUMMARY\b",
    re.I,
)
_REASON_SIGN = re.compile(rf"\b{_REASON}\s?[:;.]?\s?", re.I)
_NUMBER = re.compile(rf"(?<![\w.]){_SECTION}", re.I)
_REASON_REACH = 80  # characters of the letters
_NUMBER_REACH = 20  # characters between the word and the section of the order
_TOKEN = re.compile(r"[()]|[,;/&.-]|\ba\s?n\s?d\b|\bor\b|(?<![^\W\d_])[a-h]\b|\d+|\w+", re.I)
_JOINING = frozenset((",", ";", "/", "&", "AND", "OR", "."))
_LONGEST = 300
_AROUND = " \n,;:-"
_ABBREVIATIONS = ("JR.", "SR.", "A.I.", "ESQ.", "INC.")
_BEFORE_REASONS = re.compile(r"[\s,;]+(?:(?:AND|FOR|PER|UNDER|THE|FOLLOWING)[\s.,:]*)+\Z", re.I)


def read_classified_by(text: str) -> str:
    """Returns the name and title of who classified a cable, as printed in its header; empty if it does not say."""
    for sign in _SIGN.finditer(text):
        end = _END.search(text, sign.end(), sign.end() + _LONGEST)
        said = text[sign.end() : end.start() if end else sign.end() + _LONGEST]
        name = _BEFORE_REASONS.sub("", " ".join(said.split())).strip(_AROUND)
        if not name.upper().endswith(_ABBREVIATIONS):
            name = name.rstrip(_AROUND + ".")
        if name:
            return name
    return ""


def read_reasons(text: str) -> list[str]:
    """Returns the reasons why a cable is classified, each once: `1.4(b)`, or `(b)` if the section is not printed.

    Empty if its header does not say.
    """
    classified = _SIGN.search(text)
    start = classified.end() if classified else 0
    sign = _REASON_SIGN.search(text, start, start + _LONGEST if classified else len(text))
    start = sign.end() if sign else start
    number = _NUMBER.search(text, start, start + (_NUMBER_REACH if sign else _LONGEST))
    if not number and not sign:
        return []
    section = f"1.{number[0][-1]}" if number else ""
    at = number.end() if number else start
    return list(dict.fromkeys(f"{section}({letter})" for letter in _letters(text[at : at + _REASON_REACH])))


def _letters(text: str) -> list[str]:
    """Returns the letters at the start of a text: `(b) and (d)`, `b/d`, `(a-c)`."""
    letters: list[str] = []
    before, inside = ",", False
    for token in (match[0].upper().replace(" ", "").replace("\n", "") for match in _TOKEN.finditer(text)):
        if len(token) == 1 and token in "ABCDEFGH" and (inside or before in _JOINING or before == "-"):
            if before == "-" and letters:
                letters += map(chr, range(ord(letters[-1]) + 1, ord(token.lower())))
            letters.append(token.lower())
        elif token in ("(", ")"):
            inside = token == "("
        elif token not in _JOINING and token != "-":
            break
        before = token
    return letters
