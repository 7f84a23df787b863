"""Takes the markup out of a source: tags, entities and the brackets of annotations."""

import html
import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from .block import Block, Span
from .cable import Problem, Rejected
from .scheme import Scheme
from .tokens import TAG_NAMES

_DOUBLE_CLOSE = re.compile(r"\[[A-Z][A-Z_]{1,19} [^\[\]\n]{0,300}?\S  \]")

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
            rf"(?<=<)(?:(?P<tag>/?{TAG_NAMES}(?=[\s/>])[^<>]*>)|(?P<comment>!--))",
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


class Scanner:
    """Reads the blocks of one source: takes out tags, entities and brackets in a single pass."""

    def __init__(self, source: str, scheme: Scheme, is_html: bool, dialect: str):
        self.source, self.scheme, self.dialect = source, scheme, dialect
        self.events = _EVENTS[is_html, dialect]
        self.newlines = [match.start() for match in re.finditer("\n", source)]
        known = {*scheme.labels, *scheme.label_map}
        self.wanted = {label: wanted for label in known if (wanted := scheme.resolve(label))}

    def scan(self, start: int, end: int) -> Block:
        """Returns the block between two source offsets."""
        self.pieces: list[str] = []
        self.runs: list[tuple[int, int]] = []
        self.length = 0  # of the text so far
        self.position = start  # in the source
        self.stack: list[_Open] = []
        self.closed: list[tuple[_Open, int]] = []
        self.plain: list[Span] = []
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
        return Block(
            text, spans, self.breaks, self.tags, self.brackets, self.rejected, self.problems, self.runs, self.newlines, []
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
            self.plain.append(Span(start + lead, self.length, self.wanted[label], line))
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

    def _spans(self, text: str) -> list[Span]:
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
            spans.append(Span(start, last_end, label, self._line(item.source)))
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

    def _with_unclosed(self, text: str, spans: list[Span]) -> list[Span]:
        """Adds the stretch where each annotation that is never closed may have been, as missing."""
        if not self.unclosed:
            return spans
        starts = [span.start for span in spans] + [len(text)]
        opened = sorted(item.start for item, _ in self.unclosed) + [len(text)]
        taken: list[Span] = []
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
                taken.append(Span(start, end, self.scheme.resolve(item.label or "") or "", line, "unclosed annotation"))
            else:
                self.rejected.append(Rejected(line, "unclosed annotation", item.label or "", ""))
        return sorted(spans + taken)

    def _tell(self, line: int, kind: str, message: str) -> None:
        self.problems.append(Problem(line, kind, message))


class _BracketScanner(Scanner):
    """Notes the brackets that `Scanner` takes out."""

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


def bracket_cuts(
    source: str, scheme: Scheme, is_html: bool, dialect: str, places: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Returns where the brackets of annotations are, with their labels and the white space that belongs to them."""
    scanner = _BracketScanner(source, scheme, is_html, dialect)
    for start, end in places:
        scanner.scan(start, end)
    return sorted(scanner.cuts)
