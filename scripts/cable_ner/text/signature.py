"""The signature of a cable, and what follows it: markings, `NNNN`, dates, the address of the post's website.

To read something else that may follow a signature, add its pattern to `TRAILERS`.
"""

import re
from typing import NamedTuple

from .markings import HANDLING, is_marking_line

# Lines that are no part of the text: what systems and printers add behind a signature, and the post's website.
TRAILERS = (
    r"(?![\"'”’)\]]+\Z)[\W_]+",
    r"N{3,5}|BT|ZCZC.*|#\d{3,6}|[A-Z]{2,4}\d{4}",
    r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4}.*",
    r"\d{2,4}[A-Z]{3,}\s?\d+\b.*",
    r".*(?i:https?:|\bwww\.|\w\.s?gov\b|\bweb\s?(?:site|page)\b).*",
    r".*\b(?i:for more reporting|visit)\b.*:\s*",
    r"\W*(?i:end (?:of )?(?:the )?(?:cable|message|document|transmission|telegram)(?: text)?|cable ends)\W*",
    r"(?i:drafted|cleared|approved|released|clearances?|drafter|distribution)\b(?: by\b)?\s?:.*|(?i:drafted by)\b.*",
    r".*Declassified/Released\b.*|.*\bFrom DB/Inbox\b.*|(?i:decontrolled)\b.*",
    r"(?i:page)\s\d{1,3}(?:\s(?i:of)\s\d{1,3})?|NOTE BY .*|NOTE\s?: NOT PASSED.*|[A-Z]",
)
_TRAILER = re.compile("|".join(f"(?:{pattern})" for pattern in TRAILERS))
# Words that end a text and are no name.
_NO_NAMES = (HANDLING - frozenset("OF AND BUT FOR USE ONLY TOP FINAL OFFICIAL LIMITED EYES".split())) | frozenset(
    "END COMMENT COMMENTS TEXT CABLE SUMMARY NOTE QUOTE UNQUOTE MESSAGE MINIMIZE CONSIDERED PARAGRAPH SECTION NNNN BT BEGIN"
    " ATTACHMENT ATTACHMENTS ENDTEXT UNCLASS NONE N/A CLEARANCE CLEARED".split()
)
# Words of letters that begin with a capital, or short ones (`van der`), with initials but without a full stop at the end.
_NAME = re.compile(r"(?=[^\W\d_])[A-ZÀ-Þ](?:\.|[\w'’-]{0,30})(?:\s(?:[\w'’-]{1,30}|[A-Z]\.))*(?<!\.)")
_NAME_WORDS = 4
_PARTICLES = frozenset("DE DEL DER DA DI DU LA LE EL VAN VON JR SR".split())
_WORD = re.compile(r"\S+")
_SMALL_NAME = re.compile(r"[a-zß-ÿ][a-zß-ÿ'’-]{2,19}")
_AFTER_NAME = re.compile(
    r"\s+(?:\d{4}-\d\d-\d\d|[#*>](?:\s?[#*>])*|(?<![a-zß-ÿ]\s)[.]+|[.](?:\s?[.]){2,}|BT|N{3,5}(?:\s+End Cable Text)?"
    r"|UNQUOTE|CONFIDENTIAL|SECRET|UNCLAS(?:SIFIED)?)\s*\Z|[#*>]+\s*\Z"
)
# A name behind the last sentence, on its line.
_CAPITALS = r"[A-ZÀ-Þ][A-ZÀ-Þ'’-]+(?:\s(?:[A-ZÀ-Þ][A-ZÀ-Þ'’-]+|J[rR]\.?))?"
_BEHIND = re.compile(
    rf"(?:[.?!…][\"'”’)]{{0,3}}|[)*\"”]|\b(?i:comment|text|summary|note|message|considered)|/\S{{1,80}}(?:\s\S{{1,30}})?|\bPart\s\w+)"
    rf"\s+(?P<name>{_CAPITALS})\Z"
    r"|(?:\w\w\s?[.?!…][\"'”’)]{0,3}|gov/\S{1,80}(?:\s\S{1,30})?|(?:[*_=-]\s?){4})\s+(?P<mixed>(?:(?:Mc|Mac|De|Di|Le|La|Van|O['’])[A-Z])?(?<![a-z])[A-Z]?[a-zà-ÿ]{2,20}(?:-[A-Z][a-z]+)?)\Z"
)
_BEHIND_REACH = 160
_REACH = 1500  # characters at the end of a text in which the signature stands
_LONGEST_TRAILER = 120  # characters of a line; a longer one is text, even if it names a website
_MOST_OTHER_LINES = 3  # behind a signature, that are no trailer known here
_OTHER_WORDS = 12
_WHOLE = tuple('.?!…*"”)')


class _Line(NamedTuple):
    start: int
    text: str


def signature_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Returns where between two offsets the signature begins and ends; what follows it is no part of the text.

    If there is none, both are where the trailer begins: `end` where there is no trailer either.
    """
    lines = _lines(text, start, end)
    after, last = end, len(lines) - 1
    while last >= 0 and _is_trailer(lines[last].text) and (is_marking_line(lines[last].text) or not _behind(lines[last])):
        after = lines[last].start
        last -= 1
    if last < 0:
        return (end, end) if start <= end - _REACH else (after, after)
    found = _named(text, lines, last, start) or _behind(lines[last]) or _before_others(text, lines, last, start)
    return found or (after, after)


def _lines(text: str, start: int, end: int) -> list[_Line]:
    """Returns the last lines with more than white space."""
    at = max(start, end - _REACH)
    if at > start:
        newline = text.find("\n", at, at + len(text[at:end].rstrip()))
        at = newline + 1 if newline >= 0 else at
    found = []
    while at < end:
        newline = text.find("\n", at, end)
        stop = newline if newline >= 0 else end
        line = text[at:stop]
        if line.strip():
            found.append(_Line(at + len(line) - len(line.lstrip()), line.strip()))
        at = stop + 1
    return found


def _is_trailer(line: str) -> bool:
    return len(line) <= _LONGEST_TRAILER and (_TRAILER.fullmatch(line) is not None or is_marking_line(line))


def _named(text: str, lines: list[_Line], index: int, start: int) -> tuple[int, int] | None:
    """Returns the signature if the line holds nothing but a name, perhaps behind words that are no name."""
    line = lines[index]
    if not text[start : line.start].strip():
        return None
    trimmed = _AFTER_NAME.sub("", line.text)
    words = list(_WORD.finditer(trimmed))
    skipped = max((place + 1 for place, word in enumerate(words) if _is_no_name(word[0])), default=0)
    if skipped == len(words):
        return None
    begin, stop = line.start + words[skipped].start(), line.start + len(trimmed)
    name = text[begin:stop]
    if index and lines[index - 1].text.casefold() == name.casefold():  # a line that repeats it
        return lines[index - 1].start, lines[index - 1].start + len(lines[index - 1].text)
    is_small = not skipped and _SMALL_NAME.fullmatch(name) and _is_whole(text, lines, index, start)
    is_name = len(words) - skipped <= _NAME_WORDS and _NAME.fullmatch(name)
    return (begin, stop) if is_small or is_name else None


def _is_no_name(word: str) -> bool:
    return word.upper().strip(".,:") in _NO_NAMES


def _is_whole(text: str, lines: list[_Line], index: int, start: int) -> bool:
    """Whether what comes before a line is complete: it ends in a stop, or a blank line follows it."""
    before = text[max(start, lines[index].start - 99) : lines[index].start]
    stripped = before.rstrip()
    return (
        before.count("\n", len(stripped)) > 1
        or stripped.endswith(_WHOLE)
        or index > 0
        and _is_trailer(lines[index - 1].text)
    )


def _behind(line: _Line) -> tuple[int, int] | None:
    """Returns the signature if it stands behind the last sentence on its line."""
    trimmed = _AFTER_NAME.sub("", line.text)
    found = _BEHIND.search(trimmed, max(len(trimmed) - _BEHIND_REACH, 0))
    if not found:
        return None
    begin, stop = found.span("name" if found["name"] else "mixed")
    words = [word for word in _WORD.finditer(trimmed, begin, stop)]
    while words and _is_no_name(words[0][0]):
        begin = words.pop(0).end() + 1
    if not words or any(_is_no_name(word[0]) for word in words) or not words[0][0][0].isupper():
        return None
    return line.start + begin, line.start + stop


def _before_others(text: str, lines: list[_Line], last: int, start: int) -> tuple[int, int] | None:
    """Returns the signature if a few lines follow it that are no sentences, such as a part of the subject, cut off."""
    for index in range(last, max(last - _MOST_OTHER_LINES, 0) - 1, -1):
        line = lines[index]
        words = line.text.split()
        is_short = (
            line.text.isupper()
            and sum(word not in _PARTICLES for word in words) <= 2
            or line.text.istitle()
            and len(words) == 1
        )
        if index < last and is_short and _is_whole(text, lines, index, start):
            return _named(text, lines, index, start)
        if len(words) > _OTHER_WORDS or line.text.endswith((".", "?", "!")) and not line.text.endswith("..."):
            return None
    return None
