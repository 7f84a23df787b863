"""Classification markings: the level of a cable, markings of a paragraph such as `(S/NF)`, and lines of nothing but these.

To read another spelling, add it to `LEVELS`, `HANDLING` or the patterns of `PORTION`.
"""

import re
from functools import lru_cache

LEVELS = ("TOP SECRET", "SECRET", "CONFIDENTIAL", "UNCLASSIFIED", "UNCLAS", "LIMITED OFFICIAL USE", "RESTRICTED")
# Words beside a level that say how a cable is handled; none of them is a post or a name.
HANDLING = frozenset(
    "SECRET CONFIDENTIAL UNCLAS UNCLASSIFIED RESTRICTED TOP SENSITIVE LIMITED OFFICIAL USE ONLY FOR EYES EYESONLY NOFORN NF"
    " SIPDIS EXDIS NODIS LIMDIS STADIS TERREP NOCONTRACT ORCON PROPIN FOUO SBU LOU FGI MR OF AND BUT REL CORRECTED COPY"
    " FINAL CHANNEL EFTO ROGER AIDAC ADM AID NOPARTY PROTECT ENTIRE TEXT IMMEDIATE PRIORITY FLASH ROUTINE NIACT".split()
)


def _spaced(word: str) -> str:
    """Returns a pattern of a word whose letters may be spaced: `S E C R E T`."""
    return r"[ \t]+".join("[ \t]?".join(part) for part in word.split())


def _misprinted(word: str) -> str:
    """Returns a pattern of a level at the start of a cable: a letter may be lost, or another be printed before it."""
    return rf"[A-Z]{{0,2}}?[ \t]?(?:{word[0]}[ \t]?)?{_spaced(word[1:])}"


# A level as a header begins with it, in any case.
WHOLE_LEVELS = tuple(map(_spaced, LEVELS))
LEVEL = rf"(?i:{'|'.join(WHOLE_LEVELS)}|{'|'.join(map(_misprinted, LEVELS[1:5]))})(?![^\W_])"
_WHOLE_LEVEL = [(re.compile(pattern, re.I), word) for pattern, word in zip(WHOLE_LEVELS, LEVELS)]
_LETTERS = re.compile(r"[^A-Z]+")

_CODES = r"TS|SBU|SNF|CNF|LOU|FOUO|S|C|U"
_WORDS = r"(?:TOP\s)?SECRET|CONFIDENTIAL|UNCLAS(?:SIFIED)?|LIMITED\sOFFICIAL\sUSE|SENSITIVE\sBUT\sUNCLASSIFIED"
_CAVEATS = r"NF|NOFORN|REL|FGI|ORCON|PROPIN|FOUO|SBU|EYES|EXDIS|NODIS|LIMDIS|ENTIRE"
# The marking of a paragraph: a level, and after a slash, a dash, a comma or a space what more there is.
_REST = r"[A-Z0-9/\\|,.&\s-]{0,99}"
_MORE = rf"\s?[/\\|]{{1,3}}\s?(?:[A-Z]{_REST})?|(?:\s?[-,]\s?|\s)(?:{_CAVEATS})\b{_REST}"
PORTION = rf"\(\s?(?i:(?:{_CODES}|{_WORDS})(?:{_MORE})?|/REL\b{_REST})\s?\)"
# The same where its first parenthesis was lost: `1. C) Text`.
_BROKEN = r"(?:TS|SBU|S|C|U)(?:/{1,2}[A-Z]{1,8})*\)"
MARKED = rf"(?:{PORTION}|{_BROKEN})"
_PORTION_OF_NUMBER = re.compile(rf"\d+\s?[-.),:;]{{0,2}}\s*(?P<behind>{MARKED})|(?P<before>{PORTION})\s?\d+\s?[.)]")
_ENTIRE = re.compile(r"[\s,/-]*\bENTIRE\b.*", re.S)
_SLASHES = re.compile(r"\s*([/\\|]+)\s*")
_BESIDE = "|".join(sorted(HANDLING, reverse=True))
_MARKING_LINE = re.compile(
    rf"[ \t>*.-]*(?:SENSITIVE BUT )?{LEVEL}(?:[ \t]*[/, -]+[ \t]*(?:{_BESIDE}|[A-Z]{{3}}\d{{3,4}}))*[ \t>*.-]*", re.I
)


def level_of(text: str) -> str:
    """Returns the level that a header's first words name, such as CONFIDENTIAL, or nothing; misprints count."""
    for pattern, word in _WHOLE_LEVEL:
        if pattern.fullmatch(text):
            return word
    letters = _LETTERS.sub("", text.upper())
    return next((word for word in LEVELS if letters.endswith(word[1:])), "")


def marking_of(text: str) -> str:
    """Returns the marking of a numbered paragraph in capitals, such as `S/NF` or `S//REL NATO, ISAF`, or nothing."""
    found = _PORTION_OF_NUMBER.match(text)
    if not found:
        return ""
    return _normal(found["behind"] or found["before"])


@lru_cache(maxsize=1024)
def _normal(marking: str) -> str:
    marking = _SLASHES.sub(r"\1", " ".join(marking.strip("()").upper().split()))
    return _ENTIRE.sub("", marking)


def is_marking_line(line: str) -> bool:
    """Returns whether a line holds nothing but a level and words of handling, as the top and foot of a page do."""
    return _MARKING_LINE.fullmatch(line.strip()) is not None
