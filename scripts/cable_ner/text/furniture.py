"""Page furniture: the page headers that are repeated in the text of a cable, such as `TRIPOLI 00000960 002.2 of 002`."""

import re
from bisect import bisect_left, bisect_right

from .block import Block, Span
from .cable import Rejected

# (the search is for the number, which is rare; what stands before it is looked at afterwards)
_PAGE_HEADER = re.compile(r"[0-9][0-9]{7}(?<=\s.{8})\s+\d{3}(?:\.\d)?\s+(?i:of)\s+\d{3}(?!\d)")
_POST_BEFORE = re.compile(r"(?:[A-Za-z][\w.'-]*+\s++){0,3}[A-Za-z][\w.'-]*+\s++$")
_POST_REACH = 60  # characters before the number that the name of a post may take

Cuts = list[tuple[int, int]]


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
    """Returns the cuts with the white space around them, but for one character that parts their neighbours."""
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
    """Returns the block without some stretches of its text, everything else moved along."""
    starts = [start for start, _ in cuts]
    removed = [0]
    for start, end in cuts:
        removed.append(removed[-1] + end - start)

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
    spans, rejected = block.spans[:first], []
    for span in block.spans[first:]:
        content = text[moved(span.start) : moved(span.end)]
        start = moved(span.start) + len(content) - len(content.lstrip())
        if content.strip():
            spans.append(Span(start, start + len(content.strip()), span.label, span.line, span.missing))
        else:
            rejected.append(Rejected(span.line, "page furniture", span.label, block.text[span.start : span.end]))
    runs = [(moved(offset), source) for offset, source in block.runs]
    runs += [(moved(end), block.source(end)) for _, end in cuts]
    return block._replace(
        text=text,
        spans=spans,
        breaks=[(moved(offset), number) for offset, number in block.breaks],
        rejected=block.rejected + rejected,
        runs=sorted(runs),
    )
