"""brat's stand-off: a text, and beside it a file `.ann` with lines such as `T1⇥PER 0 4⇥Denz`. Offsets count characters."""

import re

from ..cable import Problem
from ..standoff import NO_PLACE, UNKNOWN, Layer, StandOff, lines_of, placed

MISSING_TYPE = "MISSING"  # of a stretch whose label is unknown, as `cable-ner export` writes it
_ENTITY = re.compile(r"(T\S*)\t(\S+) ([0-9]+ [0-9]+(?:;[0-9]+ [0-9]+)*)(?:\t(.*))?")


def read_brat(text: str, annotations: bytes) -> Layer:
    """Returns the annotations of a text. Relations, events, attributes and notes are not read.

    brat makes an empty file for each text, also for one that nobody has annotated: that is no sign of being complete.
    """
    spans: list[StandOff] = []
    lost: list[Problem] = []
    for number, line in enumerate(lines_of(annotations), 1):
        if not line.startswith("T"):
            continue
        try:
            spans.append(_span(text, line))
        except ValueError as error:
            lost.append(Problem(number, NO_PLACE, f"line {number} of its .ann file {error}; it is left out"))
    return Layer(sorted(spans), lost=lost)


def _span(text: str, line: str) -> StandOff:
    match = _ENTITY.fullmatch(line)
    if not match:
        raise ValueError(f"is not as brat writes them ({line[:40]})")
    pieces = [tuple(map(int, piece.split())) for piece in match[3].split(";")]
    for (_, end), (start, _) in zip(pieces, pieces[1:]):
        if text[end:start].strip():  # (a name over two lines comes in two pieces, too)
            raise ValueError(f"is in pieces that have words between them ({match[3]})")
    start, end = placed(text, pieces[0][0], pieces[-1][1], shown=match[4])
    return StandOff(start, end, "", UNKNOWN) if match[2] == MISSING_TYPE else StandOff(start, end, match[2])
