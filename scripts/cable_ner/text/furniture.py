"""Page furniture: the page headers that are repeated in the text of a cable, such as `TRIPOLI 00000960 002.2 of 002`."""

import re
from bisect import bisect_left
from collections.abc import Iterable

from .block import Block
from .cable import Rejected
from .cuts import Cuts, without
from .spans import Span

# The pattern searches for the number, which is rare; the words before it are checked afterwards.
_PAGE_HEADER = re.compile(r"[0-9][0-9]{7}(?<=\s.{8})\s+\d{3}(?:\.\d)?\s+(?i:of)\s+\d{3}(?!\d)")
_POST_BEFORE = re.compile(r"(?:[A-Za-z][\w.'-]*+\s++){0,3}[A-Za-z][\w.'-]*+\s++$")
_POST_REACH = 60  # characters before the number that the name of a post may take


def without_furniture(block: Block, post: str) -> Block:
    """Returns the block without its page headers, which it lists in `furniture`; annotations inside them are rejected.

    `post` is the cable's post as its header writes it: a page header may begin with all of its words.
    """
    headers = _page_headers(block.text, post)
    if not headers:
        return block
    furniture = [(block.line(start), block.text[start:end]) for start, end in headers]
    return _without(block, _with_space_around(block.text, headers))._replace(furniture=furniture)


def _page_headers(text: str, post: str) -> Cuts:
    """Returns where the page headers are in a text."""
    found: Cuts = []
    wanted = post.upper().split()
    for match in _PAGE_HEADER.finditer(text):
        before = _POST_BEFORE.search(text, max(match.start() - _POST_REACH, 0), match.start())
        if not before:
            continue
        words = before[0].split()
        count = len(wanted) if wanted and [word.upper() for word in words[-len(wanted) :]] == wanted else 1
        start = match.start() - len(before[0])
        for word in words[:-count]:
            start = text.index(word, start) + len(word)
        while text[start].isspace():
            start += 1
        found.append((start, match.end()))
    return found


def _with_space_around(text: str, cuts: Cuts) -> Cuts:
    """Returns the cuts with the white space around them, except for one character that keeps their neighbours apart."""
    widened: Cuts = []
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


def _without(block: Block, cuts: Cuts) -> Block:
    """Returns the block without some stretches of its text, with all offsets moved along."""
    text = without(block.text, cuts)
    first = bisect_left([span.end for span in block.spans], cuts[0][0])
    spans, cut_off = _moved_spans(block.spans[first:], text, cuts)
    rejected = [Rejected(span.line, "page furniture", span.label, block.text[span.start : span.end]) for span in cut_off]
    runs = list(zip(_moved([offset for offset, _ in block.runs], cuts), [source for _, source in block.runs]))
    runs += zip(_moved([end for _, end in cuts], cuts), [block.source(end) for _, end in cuts])
    breaks = zip(_moved([offset for offset, _ in block.breaks], cuts), [number for _, number in block.breaks])
    return block._replace(
        text=text,
        spans=block.spans[:first] + spans,
        breaks=list(breaks),
        rejected=block.rejected + rejected,
        runs=sorted(runs),
    )


def _moved_spans(spans: list[Span], text: str, cuts: Cuts) -> tuple[list[Span], list[Span]]:
    """Returns where spans are in the text that is left, and the spans that nothing is left of, unchanged."""
    moved: list[Span] = []
    gone: list[Span] = []
    for span, start, end in zip(
        spans, _moved([span.start for span in spans], cuts), _moved([span.end for span in spans], cuts)
    ):
        if end - start < span.end - span.start:
            content = text[start:end]
            start += len(content) - len(content.lstrip())
            end = start + len(content.strip())
        if start < end:
            moved.append(Span(start, end, span.label, span.line, span.missing))
        else:
            gone.append(span)
    return moved, gone


def _moved(offsets: Iterable[int], cuts: Cuts) -> list[int]:
    """Returns where sorted offsets of a text are after the cuts; an offset inside a cut moves to where the cut was."""
    moved, removed, index, last_end = [], 0, 0, 0
    for offset in offsets:
        while index < len(cuts) and cuts[index][0] <= offset:
            start, last_end = cuts[index]
            removed += last_end - start
            index += 1
        moved.append(max(offset, last_end) - removed)
    return moved
