"""The signs in a source that may not be text: tags, comments, entities, pilcrows, line ends, backslashes and brackets.

Each sign is judged on its own: it becomes an event or stays text. `brackets` decides which brackets belong together.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from .events import ANNOTATION, BREAK, CLOSE, OPEN, SQUARE, TAG, TEXT, Event
from .markup import CLOSINGS, DOUBLE, SINGLE, Markup

# Names of tags. Those of lines, and both tags of paragraphs, start a new line; blocks start and end one. Others are text.
_LINES = "br|hr"
_PARAGRAPHS = "blockquote|dl|h[1-6]|ol|p|table|ul"
_BLOCKS = (
    "address|article|aside|caption|center|dd|details|div|dt|fieldset|figcaption|figure|footer|form|header|legend|li|main|nav"
    "|section|summary|tbody|td|tfoot|th|thead|tr"
)
_INLINE = (
    "a|abbr|acronym|b|big|cite|code|del|em|font|i|ins|kbd|nobr|pre|s|samp|small|span|strike|strong|sub|sup|tt|u|var|wbr"
)
# Tags and entities, each without its first sign.
TAG_SIGN = rf"/?(?i:{_INLINE}|{_LINES}|{_PARAGRAPHS}|{_BLOCKS})(?=[\s/>])[^<>]*>"
ENTITY_SIGN = r"(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_LABEL = "[A-Z][A-Z_]{1,19}"
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE})(?=[\s/>])", re.I)  # (`a` comes first, which most tags are)
_BLOCK_TAG = re.compile(rf"<(/?)(?:{_BLOCKS})(?=[\s/>])", re.I)
_BREAK_OF_LINE_END = re.compile(r"<br\b[^<>]*>[ \t]*(?:\r?\n|&#(?:x0*A|0*10);)", re.I)
_BREAK_FOLLOWS = re.compile(rf"\s*+(?:</?(?:{_LINES}|{_PARAGRAPHS}|{_BLOCKS})(?=[\s/>])|\Z)|[ \t]*+\r?\n", re.I)
_LONGEST_LINK = 500
_PARAGRAPH_ANCHOR = re.compile(r"<a\s[^<>]*\bid\s*=\s*['\"]?par", re.I)
_TAG_LINK = re.compile(r"<a\s[^<>]*\bhref\s*=\s*['\"]?[^'\"<>\s]*/tag/([A-Za-z0-9]+)_", re.I)
_NUMBER_AFTER_PILCROW = re.compile(r"\s*+(?:</a>\s*+)?([0-9]{1,3})(?![0-9])")
# Outside an anchor, a pilcrow begins a paragraph at the start of a line, and between white space and a number with a stop.
_LINE_BEFORE_PILCROW = re.compile(rf"(?:\A|[\n\r>]|&\#(?i:x0*A|0*10);)[ \t¶]*(?:\[{_LABEL}\s+)?\Z")
_STOP_BEHIND_NUMBER = re.compile(r"\s?(?:\.(?![0-9])|\()")
_LETTER_AFTER_PILCROW = re.compile(r"\s*+[A-Za-z]\s?[.)](?=\s)")  # of a reference, or of an item in a list
_PILCROW_REACH = 40  # characters before a pilcrow among which its line begins
_CLOSED_TWICE_SPACED = re.compile(rf"\[{_LABEL} [^\[\]\n]{{0,300}}?\S  \]")


def _pattern(is_html: bool, is_dump: bool, dialect: str) -> re.Pattern[str]:
    """Returns the pattern of all signs; the last group of a match names the function in `_READERS` that reads it.

    It begins with a set of characters, so that the search for it runs at full speed; each alternative looks
    back to see which one it was. Most annotations hold nothing but words: these (`words`) are read in one step.
    """
    backslash = r"\\" * is_dump
    others = rf"\[\]<>&¶\r\n{backslash}"
    words = rf"(?P<label_of>{_LABEL}) (?P<words>[^{others}]*[^\s{others}]){re.escape(CLOSINGS[dialect])}"
    alternatives = [
        rf"(?<=\[)(?:{words}|(?P<label>{_LABEL})(?=[\s\]])|(?P<square>))",
        r"(?<=\])(?P<close>)",
        r"(?<=¶)(?P<pilcrow>)",
        r"(?<=\r)(?P<cr>\n?)",
    ]
    if is_html:
        alternatives += [rf"(?<=<)(?:(?P<tag>{TAG_SIGN})|(?P<comment>!--))", rf"(?<=&)(?P<entity>{ENTITY_SIGN})"]
    if is_dump:
        alternatives.append(r"(?<=\\)(?P<backslash>\Z|(?=[ \t]*[\r\n]|[\"'\\]))")
    return re.compile(rf"[\[\]¶\r{'<&' * is_html}{backslash}](?:{'|'.join(alternatives)})")


_PATTERNS = {kind: _pattern(*kind) for kind in product((False, True), (False, True), CLOSINGS)}


@dataclass
class _Context:
    """What the reading of a sign depends on besides the sign. Offsets are of the source.

    `end` is the end of the block; `line_start` is where the text of a new line begins after a tag.
    """

    source: str
    end: int
    markup: Markup
    in_anchor: bool = False
    comments_close: bool = True
    line_start: int = -1


def signs(source: str, start: int, end: int, markup: Markup) -> Iterator[Event]:
    """Yields the signs between two offsets of the source in order; brackets are not paired yet."""
    context = _Context(source, end, markup)
    position = start
    for match in _PATTERNS[markup.html, markup.dump, markup.dialect].finditer(source, start, end):
        if match.start() < position:
            continue
        event = _READERS[match.lastgroup or ""](match, context)
        if event:
            position = event[2]
            yield event


def _words(match: re.Match[str], context: _Context) -> Event:
    label, (start, end) = match["label_of"], match.span()
    if context.markup.dialect == DOUBLE or context.markup.scheme.knows(label):
        return ANNOTATION, start, end, label
    return TEXT, end, end, ""  # `[NOTE text]` is text as a whole


def _label(match: re.Match[str], context: _Context) -> Event | None:
    label, end = match["label"], match.end()
    if not (context.markup.scheme.knows(label) or _is_closed_as_annotation(match, context)):
        return _square(match, context)
    if end < context.end and context.source[end].isspace():
        end += 1
    return OPEN, match.start(), end, label


def _is_closed_as_annotation(match: re.Match[str], context: _Context) -> bool:
    """An unknown label is an annotation only where the older tagger's closing is unmistakable."""
    return context.markup.dialect == DOUBLE and _CLOSED_TWICE_SPACED.match(context.source, match.start()) is not None


def _square(match: re.Match[str], context: _Context) -> Event | None:
    """A bracket that is text. The older dialect needs no event for it: a plain `]` closes nothing there."""
    return (SQUARE, match.start(), match.start(), "") if context.markup.dialect == SINGLE else None


def _close(match: re.Match[str], context: _Context) -> Event:
    return CLOSE, match.start(), match.end(), ""


def _cr(match: re.Match[str], context: _Context) -> Event:
    return TEXT, match.start(), match.end(), "\n"


def _backslash(match: re.Match[str], context: _Context) -> Event:
    """A dump's backslash before a line end, a quote or another backslash, which is text."""
    end = match.end()
    escaped = context.source[end : end + 1] == "\\"
    return (TEXT, match.start(), end + 1, "\\") if escaped else (TEXT, match.start(), end, "")


def _comment(match: re.Match[str], context: _Context) -> Event | None:
    close = context.source.find("-->", match.end(), context.end) if context.comments_close else -1
    context.comments_close = close >= 0  # once there is no close ahead, do not search for one again
    return (TEXT, match.start(), close + 3, "") if close >= 0 else None


def _tag(match: re.Match[str], context: _Context) -> Event:
    tag, (start, end) = match[0], match.span()
    if tag.startswith("</"):
        context.in_anchor = False
    elif len(tag) > _LONGEST_LINK:
        pass  # too long for a link that the archive writes
    elif _PARAGRAPH_ANCHOR.match(tag):
        context.in_anchor = True
    elif link := _TAG_LINK.match(tag):
        return TAG, start, end, link[1].upper()
    return TEXT, start, end, "\n" if _breaks_line(match, context) else ""


def _breaks_line(tag: re.Match[str], context: _Context) -> bool:
    """Whether a tag stands for a line break. Between two blocks, or beside a line end, there is only one."""
    start, end = tag.span()
    at_line_start = start == context.line_start or context.source[start - 1 : start] in ("", "\n", "\r")
    if _INLINE_TAG.match(tag[0]):
        breaks = False
    elif block := _BLOCK_TAG.match(tag[0]):
        breaks = _BREAK_FOLLOWS.match(context.source, end, context.end) is None if block[1] else not at_line_start
    else:
        breaks = _BREAK_OF_LINE_END.match(context.source, start, context.end) is None  # (both are the same line break)
    if breaks or at_line_start:
        context.line_start = end
    return breaks


_unescaped = lru_cache(maxsize=1024)(html.unescape)


def _entity(match: re.Match[str], context: _Context) -> Event | None:
    written = match[0]
    char = _unescaped(written)
    if char == "¶" and (pilcrow := _pilcrow(match, context)):
        return pilcrow
    if char == written:
        return None
    return TEXT, match.start(), match.end(), "\n" if char == "\r" else char


def _pilcrow(match: re.Match[str], context: _Context) -> Event | None:
    """A pilcrow is markup inside an anchor of its own, or before a paragraph's number or a letter; otherwise it is text."""
    source, start, end = context.source, match.start(), match.end()
    number = _NUMBER_AFTER_PILCROW.match(source, end)
    if number and (context.in_anchor or _begins_paragraph(source, start, number.end())):
        return BREAK, start, end, number[1]
    is_apart = source[start - 1 : start].isspace() if start else True
    is_markup = context.in_anchor or is_apart and _LETTER_AFTER_PILCROW.match(source, end)
    return (TEXT, start, end, "") if is_markup else None


def _begins_paragraph(source: str, start: int, end: int) -> bool:
    """Whether a pilcrow at `start`, with a number that ends at `end`, begins a paragraph, and is no word of a sentence."""
    before = source[max(start - _PILCROW_REACH, 0) : start]
    if _LINE_BEFORE_PILCROW.search(before):
        return True
    is_apart = before.endswith("¶") or before[-1:].isspace()
    return is_apart and _STOP_BEHIND_NUMBER.match(source, end) is not None


_READERS: dict[str, Callable[[re.Match[str], _Context], Event | None]] = {
    "words": _words,
    "label": _label,
    "square": _square,
    "close": _close,
    "cr": _cr,
    "backslash": _backslash,
    "comment": _comment,
    "tag": _tag,
    "entity": _entity,
    "pilcrow": _pilcrow,
}
