"""What may follow a paragraph on its last line: the heading of the next one."""

import re

_WORD = re.compile(r"\w")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_GLUED_STOP = re.compile(r"[a-z)\"]{2}[.?!]\s(?!\s*[)\]])")  # (none in `( ret. )`)
# Beginnings of a line that is no heading: a paragraph's number, a parenthesis, an item of the header.
_NO_HEADING = re.compile(r"\d+\s?\.|\(|[\w. ]{1,25}\s?:")
# Lines of a header: references by letter or number, and what else follows the subject.
_HEADER_WORDS = "REFS?|REFTELS?|REASONS?|DECL\\w*|CLASSIFIED|DERIVED|SOURCE|END SUMMARY|SIPDIS|NOFORN|EXDIS|NODIS|SENSITIVE"
_OFFICES = "STATE|DEPT|DEPARTMENT|USDOC|TREASURY|NSC|DOD|OSD|DOE|DOJ|DHS|USAID|EPA|USDA|USTR|COMMERCE|EMBASSIES|POSTS"
_ROUTING = (
    rf"(?:{_OFFICES})(?:\s\S+)?\s(?:(?:FOR|PASS)\b|PLEASE\sPASS)|[A-Z][A-Z. ]{{1,30}}\s(?:FOR|PASS(?:\sTO)?)\s"
    r"[A-Z0-9-]+/[A-Z]"
)
_NOTE = r"(?i:THIS\sIS\sAN?\b|CORRECTED COPY)"
_HEADER_LINE = re.compile(
    rf"\A(?:[A-Z]\s?[.):]\s|(?i:{_HEADER_WORDS})\b|{_ROUTING}|{_NOTE})|\d\s*\Z|(?i:\bNOTAL\b|\bAND (?:OTHERS|PREVIOUS))"
)
_UNDERLINE = re.compile(r"[-=_*]{3}|- -")
_TITLE = re.compile(r"(?i:SUMMARY|INTRODUCTION|OVERVIEW|BACKGROUND|COMMENT|KEY POINTS|ACTION REQUEST)(?:\s.{0,40})?")
_LONGEST_HEADING = 150
_LAST_LINE_REACH = 400
_CLOSERS = ' \t\n")”’]'
_BEFORE_HEADING = tuple(".?!:-=")  # what the text before a heading ends in
_NEVER_ENDS_HEADING = '.,;:)"”'


def heading_start(text: str, start: int, end: int) -> int:
    """Returns where between two offsets the heading before the next paragraph begins, or `end` if there is none.

    A heading is the last line, or what follows a stop that the tagger left glued to its word: short, starting
    like a title and ending without a stop. Its spacing is no clue.
    """
    text = text[start:end].rstrip()
    at = _last_line(text)
    glued = None
    for glued in _GLUED_STOP.finditer(text, at):
        pass
    if glued:
        at = glued.end()
    elif not _ends_before(text, at):
        return end
    return start + at if _reads_as_heading(text[at:]) and text[:at].strip() else end


def last_heading_start(text: str, start: int, end: int) -> int:
    """Returns where the heading before the first paragraph begins, or `end`; a line of the header is none.

    A heading stands alone: a blank line comes before it, or a line of dashes behind it, or it is one of the usual titles.
    """
    at = heading_start(text, start, end)
    if at == end:
        return end
    heading = text[at:end].strip()
    first = heading.split("\n", 1)[0].strip(" -=_")
    if _HEADER_LINE.search(first):
        return end
    alone = _BLANK_LINE.search(text[max(at - 9, start) : at]) or _UNDERLINE.search(heading) or _TITLE.fullmatch(first)
    return at if alone else end


def _last_line(text: str) -> int:
    """Returns the offset of the last line with a letter in it, after any closing quotes that it begins with."""
    body = text.rstrip()
    reach = max(len(body) - _LAST_LINE_REACH, 0)
    while (newline := body.rfind("\n", reach)) >= 0 and not _WORD.search(body, newline):
        body = body[:newline].rstrip()
    if newline < 0 < reach:
        return len(text)
    start = newline + 1
    while start < len(body) and body[start] in _CLOSERS:
        start += 1
    return start


def _ends_before(text: str, at: int) -> bool:
    """Whether what stands before an offset is complete: it ends in a stop, or a blank line follows it."""
    before = text[max(at - 99, 0) : at]
    return before.rstrip(_CLOSERS)[-1:] in _BEFORE_HEADING or _BLANK_LINE.search(before) is not None


def _reads_as_heading(line: str) -> bool:
    line = line.strip(" \t\n-=_")
    if not line or len(line) > _LONGEST_HEADING or line[-1] in _NEVER_ENDS_HEADING or _NO_HEADING.match(line):
        return False
    first = _WORD.search(line)
    return first is not None and (first[0].isupper() or first[0].isdigit() or line.startswith("xxxx"))
