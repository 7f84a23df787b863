"""Where page furniture is in a text: page headers, the marks at the top and foot of a page, and lines that a system put in.

To read another kind, add a function to `_KINDS`.
"""

import re
from collections.abc import Callable, Iterator

from .cuts import Cuts
from .markings import WHOLE_LEVELS, is_marking_line

# -- `TRIPOLI 00000960 002.2 of 002` ---------------------------------------------------------------

# The pattern searches for the number, which is rare; the words before it are checked afterwards.
_PAGE_HEADER = re.compile(r"[0-9][0-9]{7}(?<=\s.{8})\s+\d{2,3}(?:\.\d)?\s+(?i:of|0f)\s+\d{2,3}(?!\d)")
_POST_BEFORE = re.compile(r"(?:[A-Za-z][\w.'-]*+\s++){0,4}[A-Za-z][\w.'-]*+\s++$")
_POST_REACH = 60  # characters before the number that the name of a post may take
_PRINTED = 10  # characters that the printer has for the name of a post
_BEFORE_NAME = ("", " ", "\n", "\t")
_NOT_LETTERS = re.compile(r"[\W\d_]+")


def _page_headers(text: str, post: str, body: int) -> Iterator[tuple[int, int]]:
    for match in _PAGE_HEADER.finditer(text):
        before = _POST_BEFORE.search(text, max(match.start() - _POST_REACH, 0), match.start())
        if before:
            yield _start_of_post(text, before, post), match.end()


def _start_of_post(text: str, before: re.Match[str], post: str) -> int:
    """Returns where the name of a post begins that the words before a number end in.

    As many words belong to it as the post's own name begins with, in full or cut off at ten characters. Of a name that is
    not the cable's own, as on a page of another section, all words count that stand on the line, if they fit in.
    """
    name = before[0].rstrip()
    if post and name.endswith(post) and name[: -len(post)][-1:] in _BEFORE_NAME:
        return before.start() + len(name) - len(post)
    words = list(re.finditer(r"\S+", before[0]))
    wanted = _letters(post)
    for word in words:
        name = before[0][word.start() :].strip()
        if (
            wanted
            and len(_letters(name)) > 1
            and wanted.startswith(_letters(name))
            and len(name) >= min(_PRINTED - 1, len(post))
        ):
            return before.start() + word.start()
    line = before[0].rstrip()
    line = line[line.rfind("\n") + 1 :].lstrip()
    start = before.start() + before[0].rindex(line)
    is_alone = text[max(before.start() - 1, 0) : start].endswith("\n") or start <= _POST_REACH and not text[:start].strip()
    if is_alone and len(line) <= _PRINTED + 2 and line.isupper():
        return start
    return before.start() + words[-1].start()


def _letters(name: str) -> str:
    return _NOT_LETTERS.sub("", name).upper()


# -- `PAGE 02        TESTVILLE 01234  121530Z` ------------------------------------------------------

_NUMBER = r"(?:[0-9]{1,3}|ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE)"
_STATION = rf"RUE?[A-Z]{{2,6}}[ \t]?\#?[0-9]{{3,5}}(?:[ \t]+(?:{'|'.join(WHOLE_LEVELS)})(?![^\W_]))?"
_POST = r"[A-Z][A-Z.'-]+(?:[ \t]+[A-Z][A-Z.'-]*){0,3}[ \t]+[0-9]{4,6}"
_SECTION_AND_TIME = r"(?:[ \t]+[0-9]{1,2}[ \t]+OF[ \t]+[0-9]{1,2})?(?:[ \t]+[0-9]{6}Z)?"
_PAGE_LINE = re.compile(
    rf"PAGE(?<![^\W_].{{4}})[ \t]+{_NUMBER}(?:\sOF\s{_NUMBER})?[ \t-]+(?:{_STATION}|{_POST}{_SECTION_AND_TIME})(?![\w/])"
)
# The same in small letters counts where nothing else stands on its line.
_SMALL_PAGE_LINE = re.compile(rf"\n[ \t]*(?P<line>(?i:{_PAGE_LINE.pattern}))(?=[ \t]*\n)")
_BARE_PAGE_LINE = re.compile(
    rf"\n[ \t]*(?P<line>(?:(?:PAGE|Page|page)[ \t]+{_NUMBER}(?:[ \t]+(?:OF|of)[ \t]+{_NUMBER})?|-[ \t]?[0-9]{{1,3}}[ \t]?-)"
    r"(?=[ \t]*\n)|\f)"
)
_OTHER_MARK = re.compile(
    r".*\bDeclassified/Released\b.*|.*\bEO Systematic Review\b.*|\f|N{3,5}"
    r"|(?:EXDIS|NODIS|LIMDIS|STADIS|NOFORN)(?:[ \t/-]+NOFORN)?"
)
_LEVEL_AT_END = re.compile(rf"[ \t]{{2,}}(?:{'|'.join(WHOLE_LEVELS)})[ \t]*\Z")
_MOST_LINES = 12  # of marks before and behind the line of a page
_LINE_REACH = 200


def _page_lines(text: str, post: str, body: int) -> Iterator[tuple[int, int]]:
    lines = [match.span() for match in _PAGE_LINE.finditer(text)] + [
        match.span("line") for match in _SMALL_PAGE_LINE.finditer(text)
    ]
    lines += [span for match in _BARE_PAGE_LINE.finditer(text) if is_open(text, (span := match.span("line"))[0])]
    for start, end in lines:
        yield _start_of_marks(text, start), _end_of_marks(text, end)


def _start_of_marks(text: str, start: int) -> int:
    """Returns where the marks of a page begin that stand on the lines before an offset."""
    line = text[max(text.rfind("\n", 0, start) + 1, start - _LINE_REACH, 0) : start]
    if line.strip():
        return start - len(line) if is_marking_line(line) else start  # (in the middle of a line)
    at = start
    for _ in range(_MOST_LINES):
        newline = text.rfind("\n", max(at - _LINE_REACH, 0), at)
        if newline < 0:
            break
        begin = text.rfind("\n", max(newline - _LINE_REACH, 0), newline) + 1
        line = text[begin:newline].strip()
        if line and not _is_mark(line):
            if level := _LEVEL_AT_END.search(text, begin, newline):
                start = level.start()
            break
        at = begin
        start = begin if line else start
    return start


def _end_of_marks(text: str, end: int) -> int:
    """Returns where the marks of a page end that stand on the lines behind an offset."""
    at = end
    if text[end : _end_of_line(text, end)].strip():
        return end
    for _ in range(_MOST_LINES):
        at = _end_of_line(text, at) + 1
        stop = _end_of_line(text, at)
        if at >= len(text) or (line := text[at:stop].strip()) and not _is_mark(line):
            break
        end = stop if line else end
    return end


def _end_of_line(text: str, at: int) -> int:
    newline = text.find("\n", at, at + _LINE_REACH)
    return newline if newline >= 0 else min(at + _LINE_REACH, len(text))


def _is_mark(line: str) -> bool:
    return is_marking_line(line) or _OTHER_MARK.fullmatch(line) is not None


# -- marks alone, and words that a system put in ---------------------------------------------------

_MARK_LINE = re.compile(r"\n[ \t]*(?=[SCULR](?:[EONI]| ))(?P<line>[A-Z][A-Z /]{4,40})[ \t]*\n")
# A system put SIPDIS, the word of the header, behind many a line that begins with the word Secretary.
SIPDIS = "SIPDIS"
_SIPDIS = re.compile(r"S(?:IPDIS|ipdis)(?<!\w.{6})(?!\w)")
_SECRETARY = re.compile(r"\W*(?:\w{0,9}[- ])?secretar", re.I)
_LEVEL_LINE = re.compile(rf"(?i:{'|'.join(WHOLE_LEVELS)})(?![^\W_]).*\d")
_STOPS = tuple('.?!:;"”)-=_')


def _marks(text: str, post: str, body: int) -> Iterator[tuple[int, int]]:
    """Yields the marks of a page that has no line with its number: those that are printed twice, or inside a sentence."""
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    for match in _MARK_LINE.finditer(text):
        start, end = match.span("line")
        if start <= first or not is_marking_line(match["line"]):
            continue
        stop = _end_of_marks(text, end)
        if stop < last and (stop > end or is_open(text, start) and _goes_on(text, end)):
            yield start, stop


def _sipdis(text: str, post: str, body: int) -> Iterator[tuple[int, int]]:
    """Yields each SIPDIS behind the line of a Secretary, and inside the text: not that of a header."""
    for match in _SIPDIS.finditer(text):
        before = text[max(match.start() - _LINE_REACH, 0) : match.start()].rstrip()
        line = before[before.rfind("\n") + 1 :].lstrip()
        is_text = len(line) > _SHORT or line.endswith(_STOPS)
        is_inside = body < match.start() and is_text and not _LEVEL_LINE.match(line)
        if is_inside or _SECRETARY.match(line):
            yield match.span()


def is_open(text: str, offset: int) -> bool:
    """Whether the line before an offset is one of a sentence that goes on: long, and without a stop."""
    before = text[max(offset - _LINE_REACH, 0) : offset].rstrip()
    return len(before) - before.rfind("\n") > _SHORT and not before.endswith(_STOPS)


def _goes_on(text: str, offset: int) -> bool:
    """Whether what stands behind an offset may go on with a sentence: with a small letter, or in capitals throughout."""
    after = text[offset : offset + _LINE_REACH].lstrip()
    line = after[: after.find("\n")] if "\n" in after else after
    return line[:1].islower() or len(line) > _SHORT and line.isupper() and not _STARTS.match(line)


_SHORT = 30  # characters of a line that is none of a sentence
_STARTS = re.compile(r"\d|\W|[A-Z.]{1,12}\s?:|(?:TAGS|SUBJ|REF|E\.?O\.|CLASSIFIED|DECL|FOR|STATE|DEPT|INFO|FROM|TO)\b")

_KINDS: tuple[Callable[[str, str, int], Iterator[tuple[int, int]]], ...] = (_page_headers, _page_lines, _marks, _sipdis)


def page_furniture(text: str, post: str, body: int) -> Cuts:
    """Returns where page furniture is in a text, in order.

    `post` is the cable's, as its header writes it; `body` is the offset of the first numbered paragraph.
    """
    found: Cuts = []
    for start, end in sorted(cut for kind in _KINDS for cut in kind(text, post, body)):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
