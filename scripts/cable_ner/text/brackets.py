"""Which brackets in a source belong to an annotation."""

import re

from .cuts import Cuts
from .events import ANNOTATION, BREAK, CLOSE, LOST, OPEN, SQUARE, Event
from .markup import CLOSINGS, DOUBLE, Markup
from .signs import signs

_MOST_LINES, _MOST_CHARACTERS = 3, 2000  # line ends and characters of the source, that an annotation must not reach
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_DOUBLE_SPACED = CLOSINGS[DOUBLE]


def scan(source: str, start: int, end: int, markup: Markup) -> list[Event]:
    """Returns the events between two offsets of the source, in order.

    The only brackets among them are those of annotations: each OPEN has a CLOSE or a LOST, and pairs nest.
    """
    events: list[Event] = []
    opened: list[Event] = []  # brackets that may still be closed, the innermost one last
    closing = len(CLOSINGS[markup.dialect])
    for event in signs(source, start, end, markup):
        kind, begin, stop, label = event
        if kind is ANNOTATION:
            if opened:
                _lose_stale(opened, events, source, begin)
            events.append((OPEN, begin, begin + len(label) + 2, label))
            events.append((CLOSE, stop - closing, stop, ""))
        elif kind is OPEN:
            _lose_stale(opened, events, source, begin)
            opened.append(event)
            events.append(event)
        elif kind is SQUARE:
            if opened:
                opened.append(event)
        elif kind is CLOSE:
            if opened and _closes(opened[-1], source, begin, end, markup):
                _close(opened, events, source, begin, markup.dialect)
        else:
            if kind is BREAK and not (len(opened) == 1 and _begins_with(opened[0], events, begin)):
                _lose_all(opened, events, begin)
            events.append(event)
    _lose_all(opened, events, end)
    return events


def bracket_cuts(events: list[Event]) -> Cuts:
    """Returns where the brackets of annotations are, with their labels and the white space that belongs to them."""
    return [(start, end) for kind, start, end, _ in events if kind is OPEN or kind is CLOSE]


def _begins_with(opening: Event, events: list[Event], at: int) -> bool:
    """Whether no text lies between the opening bracket of an annotation and an offset."""
    for event in reversed(events):
        if event[2] != at:
            return False
        if event is opening:
            return True
        at = event[1]
    return False


def _closes(top: Event, source: str, at: int, end: int, markup: Markup) -> bool:
    """In the older dialect two spaces close an annotation. Without them, one is closed that is empty or added by hand."""
    if markup.dialect != DOUBLE or at == top[2] or source[at - 2 : at].isspace():
        return True
    return markup.scheme.knows(top[3]) and _is_added_by_hand(source, top[2], at, end)


def _is_added_by_hand(source: str, start: int, at: int, end: int) -> bool:
    """Whether a bracket with no other one in it is closed here, not by two spaces and a bracket later on its line."""
    if source.find("[", start, at) >= 0 or source.find("\n", start, at) >= 0:
        return False
    later = source.find(_DOUBLE_SPACED, at, min(at + _MOST_CHARACTERS, end))
    return later < 0 or source.find("[", at, later) >= 0 or source.find("\n", at, later) >= 0


def _close(opened: list[Event], events: list[Event], source: str, at: int, dialect: str) -> None:
    kind, start, _, _ = opened.pop()
    if kind is SQUARE:
        return
    read = events[-1][2]
    if _is_too_long(source, start, at):
        events.append((LOST, read, read, ""))
    else:
        space = at - 2 if dialect == DOUBLE and source[at - 2 : at].isspace() else at
        events.append((CLOSE, max(space, read), at + 1, ""))


def _is_too_long(source: str, start: int, end: int) -> bool:
    """Whether an annotation is longer than a name over three lines, or runs over a blank line."""
    if end - start > _MOST_CHARACTERS or (lines := source.count("\n", start, end)) >= _MOST_LINES:
        return True
    return lines > 1 and _BLANK_LINE.search(source, start, end) is not None


def _lose_stale(opened: list[Event], events: list[Event], source: str, at: int) -> None:
    """An annotation that is still open when another opens on a later line was never closed."""
    while opened and source.find("\n", start := opened[-1][1], min(at, start + _MOST_CHARACTERS)) >= 0:
        _lose(opened, events, at)


def _lose_all(opened: list[Event], events: list[Event], at: int) -> None:
    while opened:
        _lose(opened, events, at)


def _lose(opened: list[Event], events: list[Event], at: int) -> None:
    if opened.pop()[0] is OPEN:
        events.append((LOST, at, at, ""))
