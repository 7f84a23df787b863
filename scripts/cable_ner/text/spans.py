"""What becomes of a block's annotations: spans of its text that do not overlap, or rejected brackets."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from .cable import Problem, Rejected
from .events import BREAK, CLOSE, LOST, OPEN, Event
from .scheme import Scheme
from .standoff import StandOff, wanted_label

_MAY_BE_UNCLOSED = 300  # how many characters an annotation that is never closed may have had
_UNCLOSED = "unclosed annotation"
UNKNOWN_LABEL = "unknown label"  # why a bracket whose label is not kept is rejected, before the label
EMPTY = "empty annotation"  # why a bracket without a text is rejected


class Span(NamedTuple):
    """An annotation in the text of a block; `missing` is the reason why it is not labelled, or empty."""

    start: int
    end: int
    label: str
    line: int
    missing: str = ""


# An annotation as its brackets have it: start and end in the text, the offset of its opening bracket in the source, and its
# label. One that is never closed ends where it is given up.
Annotation = tuple[int, int, int, str]
# What became of annotations, and what there is to say about it; the functions below add to it.
Fates = tuple[list[Span], list[Rejected], list[Problem]]


def read_spans(
    text: str,
    events: list[Event],
    offsets: list[int],
    scheme: Scheme,
    newlines: list[int],
    *,
    given: Sequence[tuple[StandOff, StandOff]] = (),
) -> Fates:
    """Returns the spans of a text, sorted and without overlaps; the rejected brackets; and the problems.

    `offsets` are those of the events in the text, `newlines` those of line feeds in the source. `given` are annotations that
    stand beside the text, each with offsets of the text, and with offsets of the source.
    """
    closed, unclosed = _annotations(events, offsets)
    fates: Fates = ([], [], [])
    wanted = {label: scheme.resolve(label) for label in {label for _, _, _, label in closed}}
    if given:
        wanted |= {one.label: wanted_label(one.label, scheme) for one, _ in given}
        closed += [(one.start, one.end, source.start, one.label) for one, source in given if not one.missing]
        closed.sort(key=lambda item: (item[0], -item[1], item[2]))
    breaks = {offset for (kind, _, _, _), offset in zip(events, offsets) if kind is BREAK}
    _add_closed(fates, text, closed, wanted, newlines, breaks)
    if given:
        _add_missing(fates, given, newlines)
    if unclosed:
        _add_unclosed(fates, text, unclosed, scheme, newlines)
    return fates


def _annotations(events: list[Event], offsets: list[int]) -> tuple[list[Annotation], list[Annotation]]:
    """Returns the annotations that are closed and those that are not, each sorted by where it starts, outer before inner."""
    opened: list[tuple[int, int, str]] = []
    closed: list[Annotation] = []
    unclosed: list[Annotation] = []
    for (kind, start, _, label), offset in zip(events, offsets):
        if kind is OPEN:
            opened.append((offset, start, label))
        elif kind is CLOSE or kind is LOST:
            begin, source, label = opened.pop()
            (closed if kind is CLOSE else unclosed).append((begin, offset, source, label))
    closed.sort(key=lambda item: (item[0], -item[1], item[2]))
    unclosed.sort(key=lambda item: item[0])
    return closed, unclosed


def _add_closed(
    fates: Fates, text: str, closed: list[Annotation], wanted: dict[str, str | None], newlines: list[int], breaks: set[int]
) -> None:
    spans, rejected, problems = fates
    last_end = -1
    for start, end, source, written in closed:
        line = bisect_left(newlines, source) + 1
        content = text[start:end]
        stripped = content.strip()
        if len(stripped) < len(content):
            start += len(content) - len(content.lstrip())
        label = wanted[written]
        is_number = start in breaks
        if label and stripped and start >= last_end and not is_number:
            last_end = start + len(stripped)
            spans.append(Span(start, last_end, label, line))
            continue
        kind, remedy = _objection(written, stripped, inside=start < last_end, is_number=is_number)
        rejected.append(Rejected(line, f"{kind} {written}" if kind == UNKNOWN_LABEL else kind, written, stripped))
        problems.append(Problem(line, kind, f"'[{written} {stripped[:60]}]' {remedy}"))


def _objection(label: str, content: str, *, inside: bool, is_number: bool) -> tuple[str, str]:
    """Returns why an annotation does not become a span, and the remedy."""
    if not content:
        return EMPTY, "annotates nothing; remove it"
    if is_number:
        return "paragraph number", "annotates the number of a paragraph; remove it"
    if inside:
        return "nested annotation", "lies inside another annotation, which is kept; remove one"
    return UNKNOWN_LABEL, f"has a label that is not kept; map it with --label-map {label}=LABEL"


def _add_missing(fates: Fates, given: Sequence[tuple[StandOff, StandOff]], newlines: list[int]) -> None:
    """Adds the stretches whose label is said to be unknown; one that touches an annotation is rejected."""
    spans, rejected, _ = fates
    starts = [span.start for span in spans]
    added: list[Span] = []
    last_end = 0
    for one, source in given:
        if not one.missing:
            continue
        line = bisect_left(newlines, source.start) + 1
        following = bisect_left(starts, one.end)  # the first annotation that begins behind this stretch
        is_free = not following or spans[following - 1].end <= one.start
        if last_end <= one.start < one.end and is_free:
            added.append(Span(one.start, one.end, "", line, one.missing))
            last_end = one.end
        else:
            rejected.append(Rejected(line, "nested annotation", "", ""))
    spans += added
    spans.sort()


def _add_unclosed(fates: Fates, text: str, unclosed: list[Annotation], scheme: Scheme, newlines: list[int]) -> None:
    """Adds the stretch where each annotation that is never closed may have been, as missing."""
    spans, rejected, problems = fates
    starts = [span.start for span in spans] + [len(text)]
    opened = [start for start, _, _, _ in unclosed] + [len(text)]
    last_end = -1
    for start, limit, source, label in unclosed:
        line = bisect_left(newlines, source) + 1
        following = min(starts[bisect_left(starts, start)], opened[bisect_right(opened, start, hi=len(opened) - 1)])
        end = min(following, limit, start + _MAY_BE_UNCLOSED)
        newline = text.find("\n", start, end)
        stretch = text[start : newline if newline >= 0 else end]
        end = start + len(stretch.rstrip())
        start += len(stretch) - len(stretch.lstrip())
        problems.append(
            Problem(line, _UNCLOSED, f"'[{label} {stretch.strip()[:40]}' is never closed; close it or escape it")
        )
        if last_end <= start < end:
            last_end = end
            spans.append(Span(start, end, scheme.resolve(label) or "", line, _UNCLOSED))
        else:
            rejected.append(Rejected(line, _UNCLOSED, label, ""))
    spans.sort()
