"""The subject of a cable: where in a header it is, and what it says.

To read another spelling, add its pattern to `SUBJECT_SIGNS`; for something else that ends a subject, to `SUBJECT_ENDS`.
"""

import re

from .cable import SUBJECT, Cable, Problem
from .misprints import misprints

# Each sign comes without its first letter, which the patterns below search for: a set of letters is found at full speed.
LINE_START = r"(?:(?<=\A.)|(?<=\n.)|(?<=\n[ \t>].)|(?<=\n[ \t>]{2}.))"  # looks back over the first letter
SUBJECT_SIGNS = (
    r"(?<=\b.)(?i:UBJ(?:ECTS?)?\s?:)",
    r"(?<=[A-Z0-9]S)UBJECT:(?=\s)",  # glued to the line before
    # Misprints, and the word without a colon, count at the start of a line only.
    rf"{LINE_START}(?i:(?:{misprints('UBJECT')})S?| U B J(?: E C T)?|UBJ(?:ECTS?)?)\s?(?:\([A-Z]\)\s?)?[:;=>]",
    rf"{LINE_START}UBJ(?:ECT)?(?:[ \t]*[./-]|(?=\s))",
)
# The references, and who classified the cable: they follow the subject and still belong to the header.
AFTER_SUBJECT_SIGNS = (
    r"(?<=\b[Rr])(?i:EF(?:S|TELS?|ERENCES?)?\s?[:(])",
    r"(?<=[A-Z]R)EF(?:S|TELS?)?:(?=\s)",  # glued to the subject
    rf"(?<=[Rr]){LINE_START}(?i:FE|\sE\sF(?:\sS)?)\s?:",
    rf"(?<=[Rr]){LINE_START}(?i:EF(?:S|TELS?|ERENCES?)?\b(?!\s(?-i:[a-z])))",
    r"(?<=\bR)EF(?:TEL)?S?\s(?:[A-Z]\s?[.)]\s)?(?:\d\d\s)?[A-Z][A-Z'-]{2,20}(?:\s[A-Z][A-Z'-]{1,20}){0,2}\s\d{1,6}\b",
    r"(?<=[Cc])(?i:lassif\w{1,4}\s?By\b)",
    rf"(?<=[Cc]){LINE_START}(?i:lassified\s?:)",
    r"(?<=\b[Dd])(?i:erived\s+from\b|eclassify\s+on\b|ecl\s?:)",
    r"(?<=\b[Rr])(?i:easons?\s?:)",
)
_TITLE_WORDS = "SUMMARY|INTRODUCTION|OVERVIEW|BACKGROUND|COMMENT|KEY POINTS|ACTION REQUEST(?:ED)?"
SUBJECT_ENDS = (
    r"\s[-=_*~]{4,}(?=\s)|\s-(?: -){3,}(?=\s)|\n[ \t]*[-=_*~.]{3,}",
    r"\n[ \t]*(?:SENSITIVE|EXDIS|NODIS|LIMDIS)[ \t]*(?=\n|\Z)",
    r"\n[ \t]*(?:SIPDIS|NOFORN|(?i:TAGS?\s?:|E\.?\s?O\.?\s?1\d{4}))",
    rf"\n[ \t]*(?i:(?:{_TITLE_WORDS})(?: (?:AND|/) (?:{_TITLE_WORDS}))?)[ \t]*:?[ \t]*(?=\n|\Z)",
    r"\n[ \t]*(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d",
    r"\n[ \t]*\n",
)
SUBJECT_SIGN = re.compile(rf"[SsU](?:(?<!U)(?:{'|'.join(SUBJECT_SIGNS)})|(?<=U){LINE_START}BJ(?:ECT)?\s?:)")
AFTER_SUBJECT = re.compile(rf"[RrCcDd](?:{'|'.join(AFTER_SUBJECT_SIGNS)})")
_SUBJECT_END = re.compile("|".join((AFTER_SUBJECT.pattern, *SUBJECT_ENDS)))
_SPACE = re.compile(r"\s*")
_LETTERS = re.compile(r"[\W_]+")


def subject_span(text: str, end: int) -> tuple[int, int] | None:
    """Returns where the subject is in the first `end` characters of a text, from its sign on, or None."""
    sign = SUBJECT_SIGN.search(text, 0, end)
    if not sign:
        return None
    space = _SPACE.match(text, sign.end(), end)
    begin = space.end() if space else sign.end()  # it may come on a line of its own, even after a blank one
    found = _SUBJECT_END.search(text, begin, end)
    stop = found.start() if found else end
    return sign.start(), begin + len(text[begin:stop].rstrip("( \t\n"))  # (a parenthesis stands before `REF:`)


def set_subject(cable: Cable) -> None:
    """Sets `subject` in the cable's meta: what its text says, unless its page has another title, which is a problem."""
    texts = [_without_sign(paragraph.text) for paragraph in cable.paragraphs if paragraph.zone == SUBJECT]
    said, title = next(filter(None, texts), ""), _without_sign(cable.meta.pop("title", ""))
    if said.endswith(("...", "…")):  # a preview: the whole subject may follow
        said = next((text for text in texts if text != said and _agree(text, said)), said)
    if said and title and not _agree(said, title):
        message = f"the page's title is '{title[:60]}', the subject in its text '{said[:60]}'; the title is kept"
        cable.problems.append(Problem(1, "contradiction", message))
        said = title
    if said or title:
        cable.meta["subject"] = said or title


def _without_sign(text: str) -> str:
    while sign := SUBJECT_SIGN.match(text):  # some print it twice
        text = text[sign.end() :].lstrip(" \t\n:=-")
    return " ".join(text.split())


def _agree(one: str, other: str) -> bool:
    """Whether one of two texts begins with the other, but for spacing, case and punctuation: both may be cut short."""
    first, second = sorted((_LETTERS.sub("", text).casefold() for text in (one, other)), key=len)
    return second.startswith(first)
