"""Takes page furniture out of a block, such as `TRIPOLI 00000960 002.2 of 002`; what it was is kept for convert.json."""

from bisect import bisect_left
from collections.abc import Sequence

from .block import Block
from .cable import Rejected
from .cuts import Cuts, without
from .numbering import body_start
from .page_headers import SIPDIS, page_furniture
from .spans import Span

_STOPS = (".", "?", "!", ":", '"', "”", ")")


def without_furniture(block: Block, post: str) -> Block:
    """Returns the block without its page furniture, which it lists in `furniture`; annotations inside it are rejected.

    `post` is the cable's post as its header writes it: a page header may begin with all of its words.
    """
    cuts = page_furniture(block.text, post, body_start(block.text, block.breaks))
    if not cuts:
        return block
    furniture = [(block.line(start), block.text[start:end]) for start, end in cuts]
    return _without(block, _with_space_around(block.text, cuts))._replace(furniture=furniture)


def _with_space_around(text: str, cuts: Cuts) -> Cuts:
    """Returns the cuts with the white space around them, except for one character that keeps their neighbours apart.

    That is a line end if there is one.
    """
    widened: Cuts = []
    for start, end in cuts:
        first, after = start, end
        while first > 0 and text[first - 1].isspace():
            first -= 1
        while after < len(text) and text[after].isspace():
            after += 1
        if text[start:end].upper() == SIPDIS and _is_between_paragraphs(text, (first, start), (end, after)):
            first = text.index("\n", text.index("\n", first) + 1) + 1
        elif first < start:
            kept = max(text.find("\n", first, start), first)
            widened.append((first, kept))
            first = kept + 1
        elif after > end:
            after -= 1
        widened.append((first, after))
    return _joined(widened)


def _joined(cuts: Cuts) -> Cuts:
    """Returns cuts that begin in order without those of no length; those that overlap or touch are one."""
    joined: Cuts = []
    for start, end in cuts:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return joined


def _is_between_paragraphs(text: str, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Whether two stretches of white space hold a blank line each, and a whole text ends before the first."""
    return text[before[0] - 1 : before[0]] in _STOPS and all(text.count("\n", *space) > 1 for space in (before, after))


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


def _moved(offsets: Sequence[int], cuts: Cuts) -> list[int]:
    """Returns where sorted offsets of a text are after the cuts; an offset inside a cut moves to where the cut was."""
    moved: list[int] = []
    removed = at = 0
    for start, end in cuts:
        before = bisect_left(offsets, start, at)
        moved += [offset - removed for offset in offsets[at:before]]
        at = bisect_left(offsets, end, before)
        moved += [start - removed] * (at - before)
        removed += end - start
    return moved + [offset - removed for offset in offsets[at:]]
