"""Bytes of a file -> `Cable`: its text without markup, the annotated mentions in it, its zones.

Everything that knows about HTML and brackets is here. Offsets are character offsets; which text they
count in (the *source*, as the file has it, or the *text*, without markup) is said with each.
"""

import codecs
import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

LABELS = ("PER", "ORG", "LOC", "MISC")
# Labels of other well-known schemes: a bracket that opens with one is an annotation, not text.
FOREIGN_LABELS = frozenset(
    "CARDINAL DATE EVENT FAC FACILITY GPE LANGUAGE LAW LOCATION MONEY NORP ORDINAL ORGANIZATION"
    " ORGANISATION PERCENT PERSON PRODUCT QUANTITY TIME WORK_OF_ART".split()
)
MAX_BYTES = 10_000_000
MAX_PARAGRAPH = 1_000_000  # a paragraph becomes one Doc, and this is `Language.max_length`

TRANSMISSION, HEADER, SUBJECT, HEADING = "transmission", "header", "subject", "heading"
PARAGRAPH, SIGNATURE = "paragraph", "signature"


class CableError(ValueError):
    """A file that cannot be converted; `line` is of the source, the caller knows the file's name."""

    def __init__(self, message: str, line: int = 1):
        super().__init__(message)
        self.message, self.line = message, line


class Mention(NamedTuple):
    """An annotated span: character offsets into its paragraph's text; `line` is of the source, 0 if it is not in it.

    `missing` is empty, or the reason why the span is to be marked missing instead of labelled;
    `fixed` is empty, or the name of what changed the annotation; `decided` says that a person did.
    """

    start: int
    end: int
    label: str
    line: int
    missing: str = ""
    fixed: str = ""
    decided: bool = False


class Paragraph(NamedTuple):
    """A stretch of one cable that becomes one Doc; `mentions` are sorted and do not overlap.

    `decided` lists where a person decided: [start, end, mentions there before as [start, end, label]], offsets of the text.
    """

    text: str
    mentions: list[Mention]
    zone: str
    number: int | None = None
    marking: str = ""
    decided: Sequence[list] = ()


class Problem(NamedTuple):
    """Something in the input a person may want to see; `kind` is what it is counted under."""

    line: int
    kind: str
    message: str


class Rejected(NamedTuple):
    """A bracket that became nothing, and why."""

    line: int
    reason: str
    label: str
    text: str


@dataclass
class Cable:
    """One cable: `paragraphs` in reading order, and what became of its brackets so far.

    `brackets` is how many annotations the source holds: those in `rejected` and those in the paragraphs.
    """

    name: str
    paragraphs: list[Paragraph] = field(default_factory=list)
    meta: dict = field(default_factory=dict)
    brackets: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    furniture: list[tuple[int, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Scheme:
    """Which labels are wanted, and what labels of other schemes are called here."""

    labels: tuple[str, ...] = LABELS
    label_map: Mapping[str, str] = field(default_factory=dict)

    def resolve(self, label: str) -> str | None:
        """Returns the wanted label for a label as written, or None if it is not wanted."""
        label = self.label_map.get(label, label)
        return label if label in self.labels else None

    def knows(self, label: str) -> bool:
        """Returns whether a bracket that starts with this word is an annotation in any file."""
        return label in self.labels or label in self.label_map or label in LABELS or label in FOREIGN_LABELS


def parse(data: bytes, name: str, scheme: Scheme = Scheme()) -> Cable:
    """Returns the cable in a file's bytes, its text spaced as the file has it.

    Raises CableError for what cannot be read as a cable.
    """
    source, problems = decode(data)
    return _parsed(source, Cable(name, problems=problems), scheme)


def _parsed(source: str, cable: Cable, scheme: Scheme, *, origins: "list[Origin] | None" = None) -> Cable:
    """Returns the cable with what its source holds; adds to `origins` where each of its paragraphs was read from."""
    if not source.strip():
        raise CableError("is empty; remove it, or fetch it again")
    is_html = _HTML.search(source) is not None
    blocks = _blocks(source) if is_html else [(0, len(source))]
    if not blocks:
        raise CableError("is a web page without a <pre> block; give the cable's own page or its text")
    if is_html:
        cable.meta.update(_page_table(source))
    cable.meta["markup"] = "html" if is_html else "text"
    cable.meta["dialect"] = _dialect_of(source, scheme)
    scanner = _Scanner(source, scheme, is_html, cable.meta["dialect"])
    scanned = [scanner.scan(start, end) for start, end in blocks]
    cable.meta.update(_header_meta(scanned, cable.meta))
    cable.meta["pilcrows"] = any(block.breaks for block in scanned)
    for block in scanned:
        starts = _add_block(cable, block, alone=len(scanned) == 1)
        if origins is not None:
            origins += [Origin(runs, start, source, is_html) for runs, start in starts]
    if not cable.paragraphs:
        raise CableError("holds no text between its tags; remove it, or fetch it again")
    return cable


def _dialect_of(source: str, scheme: Scheme) -> str:
    return detect_dialect(source, {*LABELS, *FOREIGN_LABELS, *scheme.labels, *scheme.label_map})


# -- from bytes to the source --------------------------------------------------------------------

_CONTROL = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f]")


def decode(data: bytes) -> tuple[str, list[Problem]]:
    """Returns the source text of a file, and what there is to say about its encoding.

    Raises CableError for what is no text: too large, a NUL byte, neither UTF-8 nor Windows-1252.
    """
    if len(data) > MAX_BYTES:
        raise CableError(
            f"is larger than {MAX_BYTES:,} bytes, too large for one cable; give one file a cable, or an archive of files"
        )
    nul = data.find(b"\0")
    if nul >= 0:
        raise CableError("holds a NUL byte, so it is binary or UTF-16; save it as UTF-8", _line_of_byte(data, nul))
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        line = _line_of_byte(data, error.start)
    try:
        source = data.decode("cp1252")
    except UnicodeDecodeError:
        source = ""
    if not source or _CONTROL.search(source) or _share_above_ascii(data) > 0.3:
        raise CableError("is neither UTF-8 nor Windows-1252 text; save it as UTF-8", line)
    return source, [Problem(line, "encoding", "not UTF-8, read as Windows-1252; save it as UTF-8 to be sure")]


def _line_of_byte(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _share_above_ascii(data: bytes) -> float:
    return sum(byte > 127 for byte in data[:10_000]) / len(data[:10_000])


# -- web pages -----------------------------------------------------------------------------------

_HTML = re.compile(r"<(?:pre|code|html|body|table)\b|<!doctype|<a\s+id=['\"]?par|<a\s+href=['\"]?/tag/", re.I)
_TABLE = re.compile(r"<table\b", re.I)
_PRE = re.compile(r"<(/?)pre\b[^<>]*>", re.I)


def _blocks(source: str) -> list[tuple[int, int]]:
    """Returns the source offsets of what lies inside <pre> (all of the source where there is none)."""
    blocks, start = [], None
    for tag in _PRE.finditer(source):
        if tag[1] and start is not None:
            blocks.append((start, tag.start()))
            start = None
        elif not tag[1] and start is None:
            start = tag.end()
    if start is not None:
        blocks.append((start, len(source)))
    if not blocks and not re.search(r"<(?:html|body|table)\b", source, re.I):
        return [(0, len(source))]
    return blocks


_PAGE_COLUMNS = {
    "reference id": "reference_id",
    "created": "date",
    "date": "date",
    "released": "released",
    "classification": "classification",
    "origin": "origin",
}


def _page_table(source: str) -> dict:
    """Returns what the page's `<table class='cable'>` says: reference id, dates, classification, origin."""
    table, first_pre = _TABLE.search(source), _PRE.search(source)
    if not table or (first_pre and first_pre.start() < table.start()):
        return {}
    page = LexborHTMLParser(source[table.start() : first_pre.start() if first_pre else None])
    for table in page.css("table.cable"):
        heads = [cell.text(strip=True).lower() for cell in table.css("th")]
        cells = [cell.text(strip=True) for cell in table.css("td")]
        return {_PAGE_COLUMNS[head]: cell for head, cell in zip(heads, cells) if head in _PAGE_COLUMNS and cell}
    return {}


# -- brackets ------------------------------------------------------------------------------------

_DOUBLE_CLOSE = re.compile(r"\[[A-Z][A-Z_]{1,19} [^\[\]\n]{0,300}?\S  \]")


_CLOSED = re.compile(r"\[[A-Z][A-Z_]{1,19}\s[^\[\]]*\]")


def detect_dialect(source: str, labels: Iterable[str] = LABELS) -> str:
    """Returns 'double' for a source whose annotations end in two spaces and a bracket, else 'single'."""
    closed = _CLOSED.findall(source)
    if closed:
        return "double" if 2 * sum(text.endswith("  ]") for text in closed) >= len(closed) else "single"
    # All of them hold brackets of their own: any closing counts.
    opened = sum(source.count(f"[{label} ") for label in labels)
    return "double" if 2 * source.count("  ]") >= opened else "single"


_TAG_NAMES = "(?i:a|b|blockquote|br|center|code|div|em|font|h[1-6]|hr|i|p|pre|span|strong|sub|sup|tt|u|wbr)"
_CLOSE = {"double": r"  \]", "single": r"\]"}


def _events(is_html: bool, dialect: str) -> re.Pattern[str]:
    """Returns the pattern of all that is not text; the last group of a match says what it is.

    It begins with a set of characters, so that the search for it runs at full speed; each alternative looks
    back at which one it was. Most annotations hold nothing but words: these (`plain`) are read in one step.
    """
    plain = rf"(?P<kind>[A-Z][A-Z_]{{1,19}}) (?P<plain>[^\[\]<>&¶\r\n]*[^\s\[\]<>&¶\r\n]){_CLOSE[dialect]}"
    alternatives = [
        rf"(?<=\[)(?:{plain}|(?P<label>[A-Z][A-Z_]{{1,19}})(?=[\s\]])|(?P<bracket>))",
        r"(?<=\])(?P<close>)",
        r"(?<=¶)(?P<pilcrow>)",
        r"(?<=\r)(?P<cr>\n?)",
    ]
    if is_html:
        alternatives += [
            rf"(?<=<)(?:(?P<tag>/?{_TAG_NAMES}(?=[\s/>])[^<>]*>)|(?P<comment>!--))",
            r"(?<=&)(?P<entity>(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)",
        ]
    return re.compile(rf"[\[\]¶\r{'<&' * is_html}](?:{'|'.join(alternatives)})")


_EVENTS = {(is_html, dialect): _events(is_html, dialect) for is_html in (False, True) for dialect in _CLOSE}
_PARAGRAPH_ANCHOR = re.compile(r"<a\s[^<>]*\bid\s*=\s*['\"]?par", re.I)
_TAG_LINK = re.compile(r"<a\s[^<>]*\bhref\s*=\s*['\"]?[^'\"<>\s]*/tag/([A-Za-z0-9]+)_", re.I)
_LONGEST_TAG = 500
_MAY_BE_UNCLOSED = 300  # characters that an annotation which is never closed may have been of
_NUMBER_AFTER_PILCROW = re.compile(r"\s*+(?:</a>\s*+)?([0-9]{1,3})(?![0-9])")


class _Open(NamedTuple):
    """A bracket that is open while the scanner reads on; `label` is None for one that is text."""

    label: str | None
    start: int  # offset in the text
    source: int  # offset in the source
    content: int = 0  # offset in the source of what it annotates


class _Span(NamedTuple):
    start: int
    end: int
    label: str
    line: int
    missing: str = ""


class _Block(NamedTuple):
    """One <pre> block without its markup: offsets count in `text`; `line(offset)` is of the source."""

    text: str
    spans: list[_Span]
    breaks: list[tuple[int, int]]  # offset where a paragraph starts, and its number
    tags: list[str]
    brackets: int
    rejected: list[Rejected]
    problems: list[Problem]
    runs: list[tuple[int, int]]  # where each run of unbroken source begins: in the text, in the source
    newlines: list[int]  # of the source

    def source(self, offset: int) -> int:
        """Returns the offset in the source of an offset of the text."""
        if not self.runs:
            return 0
        start, source = self.runs[max(bisect_right(self.runs, offset, key=lambda run: run[0]) - 1, 0)]
        return source + offset - start

    def line(self, offset: int) -> int:
        """Returns the line of the source that an offset of the text lies in."""
        return bisect_left(self.newlines, self.source(offset)) + 1


class _Scanner:
    """Reads the blocks of one source: takes out tags, entities and brackets in a single pass."""

    def __init__(self, source: str, scheme: Scheme, is_html: bool, dialect: str):
        self.source, self.scheme, self.dialect = source, scheme, dialect
        self.events = _EVENTS[is_html, dialect]
        self.newlines = [match.start() for match in re.finditer("\n", source)]
        known = {*scheme.labels, *scheme.label_map}
        self.wanted = {label: wanted for label in known if (wanted := scheme.resolve(label))}

    def scan(self, start: int, end: int) -> _Block:
        """Returns the block between two source offsets."""
        self.pieces: list[str] = []
        self.runs: list[tuple[int, int]] = []
        self.length = 0  # of the text so far
        self.position = start  # in the source
        self.stack: list[_Open] = []
        self.closed: list[tuple[_Open, int]] = []
        self.plain: list[_Span] = []
        self.unclosed: list[tuple[_Open, int]] = []
        self.rejected: list[Rejected] = []
        self.problems: list[Problem] = []
        self.breaks: list[tuple[int, int]] = []
        self.tags: list[str] = []
        self.brackets = 0
        self.in_anchor = False
        self.end = end
        self.comments_close = True
        for event in self.events.finditer(self.source, start, end):
            if event.start() >= self.position:
                getattr(self, "_on_" + event.lastgroup)(event)
        self._take(end)
        while self.stack:
            self._leave_open(self.stack.pop())
        text = "".join(self.pieces)
        spans = self._spans(text)
        return _Block(
            text, spans, self.breaks, self.tags, self.brackets, self.rejected, self.problems, self.runs, self.newlines
        )

    def _line(self, source_offset: int) -> int:
        return bisect_left(self.newlines, source_offset) + 1

    def _take(self, until: int) -> None:
        """Keeps the source from the current position up to `until` as text."""
        if until > self.position:
            self._put(self.source[self.position : until], self.position)
        self.position = until

    def _put(self, piece: str, source_offset: int) -> None:
        self.pieces.append(piece)
        self.runs.append((self.length, source_offset))
        self.length += len(piece)

    def _skip(self, event: re.Match) -> None:
        """Takes the text up to an event, and leaves the event itself out."""
        self._take(event.start())
        self.position = event.end()

    # events: one method a group of the pattern

    def _on_plain(self, event: re.Match) -> None:
        label, content = event.group("kind", "plain")
        begin = event.start()
        if not (label in self.wanted or self.dialect == "double" or self.scheme.knows(label)):
            self._take(event.end())  # `[NOTE text]` is text
            return
        if self.stack:
            self._drop_stale(begin)
        # As `_put` twice, without the calls: most of a cable's text comes by here.
        if begin > self.position:
            self.pieces.append(self.source[self.position : begin])
            self.runs.append((self.length, self.position))
            self.length += begin - self.position
        start = self.length
        self.pieces.append(content)
        self.runs.append((start, begin + len(label) + 2))
        self.length = start + len(content)
        self.position = event.end()
        self.brackets += 1
        if label in self.wanted and not self.stack:
            lead = len(content) - len(content.lstrip())
            line = bisect_left(self.newlines, begin) + 1
            self.plain.append(_Span(start + lead, self.length, self.wanted[label], line))
        else:
            self.closed.append((_Open(label, start, begin), self.length))

    def _on_cr(self, event: re.Match) -> None:
        self._skip(event)
        self._put("\n", event.start())

    def _on_comment(self, event: re.Match) -> None:
        close = self.source.find("-->", event.end(), self.end) if self.comments_close else -1
        if close >= 0:
            self._take(event.start())
            self.position = close + 3
        self.comments_close = close >= 0  # what is never closed is not searched for again

    def _on_tag(self, event: re.Match) -> None:
        self._skip(event)
        tag = event[0]
        if tag.startswith("</"):
            self.in_anchor = False
        elif len(tag) > _LONGEST_TAG:
            return  # no link of the archive's
        elif _PARAGRAPH_ANCHOR.match(tag):
            self.in_anchor = True
        elif link := _TAG_LINK.match(tag):
            self.tags.append(link[1].upper())
        elif tag[1:3].lower() in ("br", "p>", "p ", "hr"):
            self._put("\n", event.start())

    def _on_entity(self, event: re.Match) -> None:
        char = html.unescape(event[0])
        if char == "¶" and self._starts_paragraph(event):
            self._on_pilcrow(event)
        elif char != event[0]:
            self._skip(event)
            self._put("\n" if char == "\r" else char, event.start())

    def _on_pilcrow(self, event: re.Match) -> None:
        if not self._starts_paragraph(event):
            return
        self._skip(event)
        if number := _NUMBER_AFTER_PILCROW.match(self.source, event.end()):
            while self.stack:
                self._leave_open(self.stack.pop())
            self.breaks.append((self.length, int(number[1])))

    def _starts_paragraph(self, event: re.Match) -> bool:
        """Returns whether a pilcrow is markup: in an anchor of its own, or before a number."""
        return self.in_anchor or _NUMBER_AFTER_PILCROW.match(self.source, event.end()) is not None

    def _on_label(self, event: re.Match) -> None:
        label = event["label"]
        if not (self.scheme.knows(label) or self._closes_as_annotation(event)):
            self._on_bracket(event)
            return
        self._drop_stale(event.start())
        self._skip(event)
        if self.position < self.end and self.source[self.position].isspace():
            self.position += 1
        self.brackets += 1
        self.stack.append(_Open(label, self.length, event.start(), self.position))

    def _closes_as_annotation(self, event: re.Match) -> bool:
        """An unknown label is an annotation only where the older tagger's closing is unmistakable."""
        return self.dialect == "double" and _DOUBLE_CLOSE.match(self.source, event.start()) is not None

    def _on_bracket(self, event: re.Match) -> None:
        if self.stack and self.dialect == "single":
            position = event.start()
            self.stack.append(_Open(None, self.length + position - self.position, position))

    def _on_close(self, event: re.Match) -> None:
        position = event.start()
        if not self.stack or not self._is_close(position):
            return
        top = self.stack.pop()
        if top.label is None:
            return
        if self._crosses_break(top.source, position):
            self._leave_open(top)
            return
        self._take(max(position - 2, self.position) if self.dialect == "double" else position)
        self.position = position + 1
        self.closed.append((top, self.length))

    def _is_close(self, position: int) -> bool:
        """In the older dialect only two spaces close an annotation, but for one that is empty."""
        if self.dialect == "single" or position == self.stack[-1].content:
            return True
        return self.source[position - 2 : position].isspace()

    def _crosses_break(self, start: int, end: int) -> bool:
        return self.source.count("\n", start, min(end, start + 2000)) > 1 or end - start > 2000

    def _drop_stale(self, position: int) -> None:
        """An annotation that is still open when another opens on a later line was never closed."""
        while self.stack and self.source.find("\n", self.stack[-1].source, min(position, self.stack[-1].source + 2000)) >= 0:
            self._take(position)
            self._leave_open(self.stack.pop())

    def _leave_open(self, item: _Open) -> None:
        if item.label is not None:
            self.unclosed.append((item, self.length))

    # what became of the brackets

    def _spans(self, text: str) -> list[_Span]:
        """Returns the annotations as sorted spans that do not overlap; the others are told of."""
        if not (self.closed or self.unclosed):
            return self.plain
        spans, last_end = [], -1
        for item, end in sorted(self.closed, key=lambda pair: (pair[0].start, -pair[1], pair[0].source)):
            content = text[item.start : end]
            stripped = content.strip()
            start = item.start + len(content) - len(content.lstrip())
            reason, label = self._reason(item, stripped, start < last_end)
            if reason:
                self.rejected.append(Rejected(self._line(item.source), reason, item.label or "", stripped))
                continue
            last_end = start + len(stripped)
            spans.append(_Span(start, last_end, label, self._line(item.source)))
        return self._with_unclosed(text, sorted(spans + self.plain))

    def _reason(self, item: _Open, content: str, inside: bool) -> tuple[str, str]:
        line, shown = self._line(item.source), f"[{item.label} {content[:60]}]"
        label = self.scheme.resolve(item.label or "")
        if not content:
            self._tell(line, "empty annotation", f"'{shown}' annotates nothing; remove it")
            return "empty annotation", ""
        if inside:
            self._tell(line, "nested annotation", f"'{shown}' lies inside another annotation, which is kept; remove one")
            return "nested annotation", ""
        if label is None:
            self._tell(
                line,
                "unknown label",
                f"'{shown}' has a label that is not wanted; map it with --label-map {item.label}=LABEL",
            )
            return f"unknown label {item.label}", ""
        return "", label

    def _with_unclosed(self, text: str, spans: list[_Span]) -> list[_Span]:
        """Adds the stretch where each annotation that is never closed may have been, as missing."""
        if not self.unclosed:
            return spans
        starts = [span.start for span in spans] + [len(text)]
        opened = sorted(item.start for item, _ in self.unclosed) + [len(text)]
        taken: list[_Span] = []
        for item, limit in sorted(self.unclosed, key=lambda pair: pair[0].start):
            line = self._line(item.source)
            following = min(
                starts[bisect_left(starts, item.start)], opened[bisect_right(opened, item.start, hi=len(opened) - 1)]
            )
            end = min(following, limit, item.start + _MAY_BE_UNCLOSED)
            newline = text.find("\n", item.start, end)
            end = newline if newline >= 0 else end
            stretch = text[item.start : end]
            start = item.start + len(stretch) - len(stretch.lstrip())
            end = item.start + len(stretch.rstrip())
            self._tell(
                line, "unclosed annotation", f"'[{item.label} {stretch.strip()[:40]}' is never closed; close it or escape it"
            )
            if start < end and not (taken and taken[-1].end > start):
                taken.append(_Span(start, end, self.scheme.resolve(item.label or "") or "", line, "unclosed annotation"))
            else:
                self.rejected.append(Rejected(line, "unclosed annotation", item.label or "", ""))
        return sorted(spans + taken)

    def _tell(self, line: int, kind: str, message: str) -> None:
        self.problems.append(Problem(line, kind, message))


# -- what the cable says of itself ---------------------------------------------------------------

_NUMBER_LINE = re.compile(
    r"(?:SECTION\s+(?P<section>\d{1,2})\s+OF\s+(?P<sections>\d{1,2})\s+)?"
    r"(?P<post>[A-Z][A-Z.'-]+(?:\s+[A-Z][A-Z.'-]+){0,3})\s+(?P<number>\d{6})\b(?!\s+\d{3}\.\d)"
)
_NOT_A_POST = frozenset(
    "SECRET CONFIDENTIAL UNCLAS UNCLASSIFIED SENSITIVE LIMITED OFFICIAL USE ONLY FOR EYES NOFORN SIPDIS FOUO SBU OF".split()
)
_REFERENCE_ID = re.compile(r"(?P<year>\d{2})(?P<post>[A-Z]+)(?P<number>\d{1,9})")
_TAGS_LINE = re.compile(r"\bTAGS?\s?:?\s(?P<codes>[A-Z0-9 ,()/\n]+?)(?=\s*(?:\bSUBJ|\bREF|$|\n\s*\n|\b[A-Z]{6,}))")
_CLASSIFICATION = re.compile(r"\s*(?P<words>UNCLAS(?:SIFIED)?|CONFIDENTIAL|SECRET|C O N F I D E N T I A L|S E C R E T)\b")
_HEADER_REACH = 3000


def _header_meta(blocks: list[_Block], page: Mapping) -> dict:
    """Returns what the text says about the cable, as far as the page's table has not said it."""
    meta: dict = {}
    for block in blocks:
        head = block.text[: min(_HEADER_REACH, block.breaks[0][0] if block.breaks else _HEADER_REACH)]
        for match in _NUMBER_LINE.finditer(head):
            words = match["post"].split()
            while words and (words[0] in _NOT_A_POST or len(words[0]) < 2):
                words.pop(0)
            if words:
                meta.update(post=" ".join(words), number=int(match["number"]))
                if match["section"]:
                    meta.update(section=int(match["section"]), sections=int(match["sections"]))
                break
        if block.tags:
            meta["tags"] = block.tags
        elif "tags" not in meta and (tags := _TAGS_LINE.search(head)):
            meta["tags"] = re.findall(r"[A-Z0-9]{2,5}", tags["codes"])
        if "classification" not in page and (words := _CLASSIFICATION.match(head)):
            meta["classification"] = words["words"].replace(" ", "") if words["words"][1] == " " else words["words"]
    if reference := _REFERENCE_ID.fullmatch(page.get("reference_id", "").replace(" ", "")):
        meta.setdefault("post", reference["post"])
        meta.setdefault("number", int(reference["number"]))
    return meta


# -- page furniture ------------------------------------------------------------------------------

_PAGE_HEADER = re.compile(r"[0-9][0-9]{7}(?<=\s.{8})\s+\d{3}(?:\.\d)?\s+(?i:of)\s+\d{3}(?!\d)")
_POST_BEFORE = re.compile(r"(?:[A-Za-z][\w.'-]*+\s++){0,3}[A-Za-z][\w.'-]*+\s++$")


def _furniture(block: _Block, post: str) -> list[tuple[int, int]]:
    """Returns the text offsets of page headers such as `TRIPOLI 00000960 002.2 of 002`."""
    found: list[tuple[int, int]] = []
    for match in _PAGE_HEADER.finditer(block.text):
        before = _POST_BEFORE.search(block.text, max(match.start() - 60, 0), match.start())
        if not before:
            continue
        words, wanted = before[0].split(), post.upper().split()
        count = len(wanted) if wanted and [word.upper() for word in words[-len(wanted) :]] == wanted else 1
        start = match.start() - len(before[0])
        for word in words[:-count]:
            start = block.text.index(word, start) + len(word)
        while block.text[start].isspace():
            start += 1
        found.append((start, match.end()))
    return found


def _with_space_around(text: str, cuts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Returns the stretches with the white space around them, but for one character that parts their neighbours."""
    widened: list[tuple[int, int]] = []
    for start, end in cuts:
        first, after = start, end
        while first > 0 and text[first - 1].isspace():
            first -= 1
        while after < len(text) and text[after].isspace():
            after += 1
        if first < start:
            first += 1
        elif after > end:
            after -= 1
        if widened and first <= widened[-1][1]:
            widened[-1] = (widened[-1][0], after)
        else:
            widened.append((first, after))
    return widened


# -- zones ---------------------------------------------------------------------------------------

_TRANSMISSION = re.compile(r"\s*(?:VZCZC|[OPRZ]{1,2} RUE?H|DE RUE?H)|\sZNY [A-Z]{5} ZZH\s|\nFM [A-Z]")
_SUBJECT_LINE = re.compile(r"\bSUBJ(?:ECT)?\s?:", re.I)
_HEADER_END = re.compile(r"\bREF(?:S|TELS?|ERENCES?)?\s?[:(]|\bClassified by\b|\bDerived from\b|\bReasons?\s?:", re.I)
_AFTER_SUBJECT = re.compile(rf"{_HEADER_END.pattern}|\n[ \t]*\n", re.I)
_NUMBERED = re.compile(r"(?<!\S)(\d{1,2})\s?\.\s++(\(\s?[A-Z]{1,3}(?:/[A-Z]{1,6})?\s?\))?(?=\s?\S)")
_MARKED_PARAGRAPH = re.compile(r"(?<!\S)1\s?\.\s+\(\s?(?:U|C|S|SBU|TS)(?:/[A-Z]{2,6})?\s*\)")
_MARKING = re.compile(r"\d+\s?\.\s*\(\s*([A-Z]{1,3}(?:/[A-Z]{1,8})*)\s*\)")
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_GLUED_STOP = re.compile(r"[a-z)\"]{2}[.?!]\s")
_WORD = re.compile(r"\w")
# Words of letters that begin with a capital, or short ones (`van der`), with initials but no sentence's stop.
_SIGNATURE = re.compile(r"(?=[^\W\d_])[A-ZÀ-Þ][\w'’-]{0,30}\.?(?:\s(?:[\w'’-]{1,30}|[A-Z]\.))*(?<!\.)")
_HEADER_ITEM = re.compile(r"[\w. ]{1,25}\s?:")
_LAST_LINE_REACH = 400
_CLOSERS = ' \t\n")”’]'


class _Segment(NamedTuple):
    start: int
    end: int
    zone: str
    number: int | None = None


def _add_block(cable: Cable, block: _Block, *, alone: bool) -> list[tuple[list[tuple[int, int]], int]]:
    """Cuts a block into paragraphs and adds them to the cable; returns for each the block's runs, and where it begins."""
    added: list[tuple[list[tuple[int, int]], int]] = []
    cable.brackets += block.brackets
    cable.rejected += block.rejected
    cable.problems += block.problems
    block = _without_furniture(cable, block)
    if not alone and not block.breaks and _TRANSMISSION.search(block.text[:2000]):
        segments = [_Segment(0, len(block.text), TRANSMISSION)]
    else:
        starts = [span.start for span in block.spans]
        segments = [_around_spans(segment, block.spans, starts) for segment in _segments(block)]
    spans = iter(block.spans + [_Span(len(block.text) + 1, len(block.text) + 1, "", 0)])
    span = next(spans)
    for segment in segments:
        text = block.text[segment.start : segment.end]
        start = segment.start + len(text) - len(text.lstrip())
        text = text.strip()
        if len(text) > MAX_PARAGRAPH:
            raise CableError(
                f"has a paragraph of {len(text):,} characters, more than {MAX_PARAGRAPH:,}; is it one cable?",
                block.line(start),
            )
        mentions = []
        while span.start < segment.end:
            mentions.append(Mention(span.start - start, span.end - start, span.label, span.line, span.missing))
            span = next(spans)
        if text:
            marking = _MARKING.match(text) if segment.zone == PARAGRAPH else None
            cable.paragraphs.append(Paragraph(text, mentions, segment.zone, segment.number, marking[1] if marking else ""))
            added.append((block.runs, start))
    return added


def _around_spans(segment: _Segment, spans: list[_Span], starts: list[int]) -> _Segment:
    """Returns the segment with its ends moved before the annotation they would cut."""

    def outside(offset: int) -> int:
        index = bisect_left(starts, offset) - 1
        return spans[index].start if index >= 0 and spans[index].end > offset else offset

    return segment._replace(start=outside(segment.start), end=outside(segment.end))


def _without_furniture(cable: Cable, block: _Block) -> _Block:
    """Returns the block without its page headers; the cable lists them, and the brackets inside."""
    cuts = _furniture(block, cable.meta.get("post", ""))
    if not cuts:
        return block
    for start, end in cuts:
        cable.furniture.append((block.line(start), block.text[start:end]))
    cuts = _with_space_around(block.text, cuts)
    removed = [0]
    for start, end in cuts:
        removed.append(removed[-1] + end - start)
    starts = [start for start, _ in cuts]

    def moved(offset: int) -> int:
        index = bisect_right(starts, offset)
        inside = max(0, cuts[index - 1][1] - offset) if index else 0
        return offset - removed[index] + inside

    kept, at = [], 0
    for start, end in cuts:
        kept.append(block.text[at:start])
        at = end
    text = "".join([*kept, block.text[at:]])
    first = bisect_left([span.end for span in block.spans], starts[0])
    spans = block.spans[:first]
    for span in block.spans[first:]:
        content = text[moved(span.start) : moved(span.end)]
        start = moved(span.start) + len(content) - len(content.lstrip())
        if content.strip():
            spans.append(_Span(start, start + len(content.strip()), *span[2:]))
        else:
            cable.rejected.append(Rejected(span.line, "page furniture", span.label, block.text[span.start : span.end]))
    breaks = [(moved(offset), number) for offset, number in block.breaks]
    runs = [(moved(offset), source) for offset, source in block.runs]
    runs += [(moved(end), block.source(end)) for _, end in cuts]
    return block._replace(text=text, spans=spans, breaks=breaks, runs=sorted(runs))


def _segments(block: _Block) -> Iterator[_Segment]:
    """Yields the block's segments in order; together they cover all of its text."""
    breaks = block.breaks or list(_numbered(block.text))
    body = breaks[0][0] if breaks else 0
    if not breaks:
        body = _end_of_header(block.text)
    if body:
        yield from _header_segments(block, body)
    if not breaks:
        yield from _body_segments(block, body, len(block.text), None, then=SIGNATURE if body else "")
    ends = [offset for offset, _ in breaks[1:]] + [len(block.text)]
    for (start, number), end in zip(breaks, ends):
        yield from _body_segments(block, start, end, number, then=SIGNATURE if end == len(block.text) else HEADING)


def _end_of_header(text: str) -> int:
    """Returns where the header of a cable without numbered paragraphs ends: 0 if it has none."""
    subject = _SUBJECT_LINE.search(text, 0, _HEADER_REACH)
    if not subject:
        return 0
    last = subject
    for last in _HEADER_END.finditer(text, subject.end(), _HEADER_REACH):
        pass
    blank = _BLANK_LINE.search(text, last.end())
    return blank.end() if blank else len(text)


def _numbered(text: str) -> Iterator[tuple[int, int]]:
    """Yields the starts of numbered paragraphs in a cable without pilcrows: 1, 2, 3 … in order."""
    if not (_SUBJECT_LINE.search(text, 0, _HEADER_REACH) or _MARKED_PARAGRAPH.search(text)):
        return  # a list in a text that is no cable
    expected = None
    for match in _NUMBERED.finditer(text):
        number = int(match[1])
        before = text[max(match.start() - 9, 0) : match.start()]
        at_line_start = not before.strip(" \t") or not before[before.rfind("\n") + 1 :].strip() and "\n" in before
        if not (match[2] or at_line_start):
            continue
        if number == expected or (expected is None and number == 1):
            expected = number + 1
            yield match.start(), number


def _header_segments(block: _Block, end: int) -> Iterator[_Segment]:
    subject = _SUBJECT_LINE.search(block.text, 0, end)
    if subject:
        after = _AFTER_SUBJECT.search(block.text, subject.end(), end)
        subject_end = after.start() if after else end
        yield _Segment(0, subject.start(), HEADER)
        yield _Segment(subject.start(), subject_end, SUBJECT)
        start = subject_end
    else:
        start = 0
    heading = _heading_start(block, start, end)
    yield _Segment(start, heading, HEADER)
    if heading < end:
        yield _Segment(heading, end, HEADING)


def _body_segments(block: _Block, start: int, end: int, number: int | None, *, then: str) -> Iterator[_Segment]:
    """Yields a paragraph, split at blank lines, and what may follow it: a heading, the signature or nothing."""
    tail = {HEADING: _heading_start, SIGNATURE: _signature_start}.get(then, lambda _block, _start, end: end)(
        block, start, end
    )
    at = start
    word = _WORD.search(block.text, start, tail)  # the first of the part that begins at `at`
    for blank in _BLANK_LINE.finditer(block.text, start, tail):
        if word and word.start() < blank.start():
            if not (word := _WORD.search(block.text, blank.end(), tail)):
                break
            yield _Segment(at, blank.end(), PARAGRAPH, number)
            at = blank.end()
    yield _Segment(at, tail, PARAGRAPH, number)
    if tail < end:
        yield _Segment(tail, end, then)


def _last_line(text: str) -> int:
    """Returns the offset of the last line with a letter in it, without the closing quotes it begins with."""
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


def _heading_start(block: _Block, start: int, end: int) -> int:
    """Returns where the heading before the next paragraph begins, or `end` if there is none.

    A heading is the last line, or what follows a stop the tagger left glued to its word: short, starts
    like a title and ends without a stop. It is told apart without regard to spacing.
    """
    text = block.text[start:end].rstrip()
    at = _last_line(text)
    glued = None
    for glued in _GLUED_STOP.finditer(text, at):
        pass
    if glued:
        at = glued.end()
    elif text[max(at - 99, 0) : at].rstrip(_CLOSERS)[-1:] not in tuple(".?!:-=") and not _BLANK_LINE.search(
        text, max(at - 99, 0), at
    ):
        return end
    line = text[at:].strip(" \t\n-=_")
    if not line or len(line) > 150 or line[-1] in '.,;:)"”' or re.match(r"\d+\s?\.|\(", line) or _HEADER_ITEM.match(line):
        return end
    first = _WORD.search(line)
    if not first or not (first[0].isupper() or first[0].isdigit() or line.startswith("xxxx")):
        return end
    return start + at if text[:at].strip() else end


def _signature_start(block: _Block, start: int, end: int) -> int:
    """Returns where the signature on the last line begins, or `end` if there is none."""
    text = block.text[start:end]
    at = _last_line(text)
    line = text[at:].strip()
    if not text[:at].strip() or not _SIGNATURE.fullmatch(line) or len(line.split()) > 4:
        return end
    return start + at


# -- back to the source --------------------------------------------------------------------------

_ENTITY = re.compile(r"&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(rf"</?{_TAG_NAMES}(?=[\s/>])[^<>]*>")
_MARK = "\ufeff"
_ROUNDS = 20


class Origin(NamedTuple):
    """Where a paragraph's text was read from; offsets of the source count in its characters."""

    runs: list[tuple[int, int]]  # of its block: where each begins in the block's text, and in the source
    start: int  # of the paragraph, in the block's text
    source: str
    is_html: bool

    def pieces(self, start: int, end: int) -> list[tuple[int, int]]:
        """Returns the stretches of the source that the text between two offsets was read from, in order.

        Between two of them is markup or page furniture; a character that HTML writes as an entity comes as a whole, a
        line break that a tag stands for not at all.
        """
        offset, stop = self.start + start, self.start + end
        index = max(bisect_right(self.runs, offset, key=lambda run: run[0]) - 1, 0)
        found: list[tuple[int, int]] = []
        while offset < stop:
            begin, source = self.runs[index]
            index += 1
            limit = min(self.runs[index][0], stop) if index < len(self.runs) else stop
            if limit <= offset:
                continue
            first, last = source + offset - begin, source + limit - begin
            if sign := self._sign(source):
                first, last = sign
            if found and found[-1][1] == first:
                found[-1] = (found[-1][0], last)
            elif first < last:
                found.append((first, last))
            offset = limit
        return found

    def _sign(self, at: int) -> tuple[int, int] | None:
        """Returns where the sign that begins here ends and begins, if it stands for another one; nothing for a tag."""
        first = self.source[at : at + 1]
        if first == "\r":
            return at, at + (2 if self.source.startswith("\n", at + 1) else 1)
        if first == "&" and self.is_html:
            entity = _ENTITY.match(self.source, at)
            return entity.span() if entity and html.unescape(entity[0]) != entity[0] else None
        if first == "<" and self.is_html and _TAG.match(self.source, at):
            return at, at
        return None


class Bare(NamedTuple):
    """A cable without its annotations: `origins` are those of its paragraphs, offsets of `source`.

    `source`, in `encoding` (Python's name; utf-8-sig begins with a byte order mark), gives the bytes without the brackets.
    """

    source: str
    encoding: str
    cable: Cable
    origins: list[Origin]
    annotated: str  # the source as it came; empty if there was no annotation in it


def parse_bare(data: bytes, name: str, scheme: Scheme = Scheme()) -> Bare:
    """Returns the cable in a file's bytes, after its annotations' brackets, and nothing else, were taken out.

    What is left holds nothing that would be read as an annotation. The cable's `dialect` is that of what was taken out.
    Raises CableError as `parse` does.
    """
    source, problems = decode(data)
    encoding = "cp1252" if problems else "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"
    annotated, dialect = "", ""
    for _ in range(_ROUNDS):
        if "[" not in source:
            break
        given = _dialect_of(source, scheme)
        cuts = _brackets(source, scheme, given)
        if not cuts:
            break
        annotated, dialect = annotated or source, dialect or given
        source = _without(source, cuts)
        if encoding == "utf-8" and source.startswith(_MARK):  # it had stood after a bracket
            source, encoding = source[1:], "utf-8-sig"
    else:
        raise CableError("has annotations that are made of annotations, again and again; take them out")
    if annotated and encoding == "cp1252" and not _is_read_again(source):
        raise CableError("is not read as Windows-1252 any more without its annotations; save it as UTF-8", problems[0].line)
    cable, origins = Cable(name, problems=problems), []
    _parsed(source, cable, scheme, origins=origins)
    cable.meta["dialect"] = dialect or cable.meta["dialect"]
    return Bare(source, encoding, cable, origins, annotated)


def _is_read_again(source: str) -> bool:
    """Whether a source in Windows-1252 is still told from UTF-8 and from binary data by its bytes."""
    try:
        return decode(source.encode("cp1252"))[0] == source
    except CableError:
        return False


def without_annotations(source: str, scheme: Scheme = Scheme()) -> str:
    """Returns a source without the brackets of the annotations that are read in it, as it is."""
    return _without(source, _brackets(source, scheme, _dialect_of(source, scheme)))


def parse_source(source: str, name: str, scheme: Scheme = Scheme()) -> Cable:
    """Returns the cable in a source that was decoded. Raises CableError as `parse` does."""
    return _parsed(source, Cable(name), scheme)


def _without(source: str, cuts: list[tuple[int, int]]) -> str:
    kept, at = [], 0
    for start, end in cuts:
        kept.append(source[at:start])
        at = end
    return "".join([*kept, source[at:]])


def _brackets(source: str, scheme: Scheme, dialect: str) -> list[tuple[int, int]]:
    """Returns where the brackets of annotations are, with their labels and the white space that belongs to them."""
    is_html = _HTML.search(source) is not None
    scanner = _BracketScanner(source, scheme, is_html, dialect)
    for start, end in _blocks(source) if is_html else [(0, len(source))]:
        scanner.scan(start, end)
    return sorted(scanner.cuts)


class _BracketScanner(_Scanner):
    """Notes the brackets that `_Scanner` takes out."""

    def __init__(self, source: str, scheme: Scheme, is_html: bool, dialect: str):
        super().__init__(source, scheme, is_html, dialect)
        self.cuts: list[tuple[int, int]] = []

    def _on_plain(self, event: re.Match) -> None:
        before = self.brackets
        super()._on_plain(event)
        if self.brackets > before:
            self.cuts += [(event.start(), event.start("plain")), (event.end("plain"), event.end())]

    def _on_label(self, event: re.Match) -> None:
        before = self.brackets
        super()._on_label(event)
        if self.brackets > before:
            self.cuts.append((event.start(), self.position))

    def _on_close(self, event: re.Match) -> None:
        before, at = len(self.closed), event.start()
        start = max(at - 2, self.position) if self.dialect == "double" else at
        super()._on_close(event)
        if len(self.closed) > before:
            self.cuts.append((start, at + 1))
