"""The TAGS line of a header: codes of subjects, countries and organisations, and names behind codes such as OVIP."""

import re
from itertools import chain

from .misprints import misprints
from .subject import SUBJECT_SIGN

# The word is printed in many ways; small letters and misprints are read at the start of a line only.
_START = re.compile(r"TAGS?(?<![^\W\d]TAG)(?<![^\W\d]TAGS)(?:\s?[:;.,=/>-]{1,2}|(?=\s))")
_MISPRINTS = rf"T\s?A\s?G\s?S?|TAG\s?LINE|{misprints('TAGS')}"
_OTHER_START = re.compile(
    rf"(?:\A|(?<=\n))[ \t>]*(?i:(?:{_MISPRINTS})\s?[:;.=]{{1,2}}|TA(?:GS|SG)(?=\s))|\b[Tt](?i:ags)\s?:"
)
# What ends the codes on their line, and on the lines after it.
_END = re.compile(
    r"(?i:\b(?:SUBJ|SUBECT|SUBJET|SUJECT|REF(?:S|TELS?|ERENCES?)?\b|E\.?\s?O\.?\s?(?=1\d{4})|CLASSIFIED|DERIVED\s+FROM|DECL\b|"
    r"REASONS?\b|SUMMARY\b)|SUBJECT\s?:|\d+\s?\.\s)|¶|\b[A-Z' .-]{3,20}\s\d{8}\b"
)
_CODE = re.compile(r"[^\W\d_][^\W_]+")
_NO_CODES = re.compile(
    r"[^\w\s,;:/\\()&.*|+\"'’<>#\[\]-]|(?<![\w-])\d+\b|\b[^\W_]{13,}|\b(?:SIPDIS|NOFORN|SENSITIVE|EXDIS|NODIS|LIMDIS)\b",
    re.I,
)
_GOES_ON = (",", ";", "/")
_LONGEST_CODE = 5  # letters of a code that is no name
_NONE = frozenset(("AND", "NONE", "TAGS"))


def read_tags(head: str, linked: list[str]) -> list[str]:
    """Returns the codes of a header in capitals, each once: those that are links (`linked`), then those of the TAGS line."""
    found = dict.fromkeys(linked)
    subject = SUBJECT_SIGN.search(head)
    for start in chain(_START.finditer(head), _OTHER_START.finditer(head)):
        if subject and subject.start() < start.start() and start[0].isalpha() and not _is_first(head, start.start()):
            continue  # a word of the subject
        end = _END.search(head, start.end())
        if codes := _codes(head[start.end() : end.start() if end else None]):
            found.update(dict.fromkeys(codes))
            break
    return list(found)


def _is_first(text: str, at: int) -> bool:
    """Whether only white space comes before an offset on its line."""
    return not text[text.rfind("\n", 0, at) + 1 : at].strip()


def _codes(text: str) -> list[str]:
    """Returns the codes on the first line with any, and on the lines that go on with codes."""
    codes: list[str] = []
    before = ""
    for line in text.split("\n"):
        line = line.strip()
        if not line and not codes:
            continue
        end = _NO_CODES.search(line)
        words = _CODE.findall(line[: end.start()] if end else line)
        if codes and not (line and _is_more(words, line, before)):
            break
        codes += [word.upper() for word in words if word.upper() not in _NONE]
        if end:
            break
        before = line
    return codes


def _is_more(words: list[str], line: str, before: str) -> bool:
    """Whether a line goes on with codes: the one before says so, or it holds nothing but short words in the same letters."""
    if before.endswith(_GOES_ON):
        return True
    return (line.isupper() or line.islower() and before.islower()) and all(len(word) <= _LONGEST_CODE for word in words)
