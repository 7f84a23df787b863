"""Where a paragraph's text was read from: the way back from its offsets to stretches of the source."""

import html
import re
from typing import NamedTuple

from .block import RunStarts, run_at
from .signs import ENTITY_SIGN, TAG_SIGN

_ENTITY = re.compile(f"&{ENTITY_SIGN}")
_TAG = re.compile(f"<{TAG_SIGN}")


class Origin(NamedTuple):
    """Where a paragraph's text was read from. Offsets of the source count its characters.

    `runs` are those of the paragraph's block, and `start` is the paragraph's offset in the text of that block.
    """

    runs: RunStarts
    start: int
    source: str
    is_html: bool

    def pieces(self, start: int, end: int) -> list[tuple[int, int]]:
        """Returns the stretches of the source that the paragraph's text between two offsets was read from, in order.

        Between two stretches there is markup or page furniture. A character that HTML writes as an entity comes as the
        whole entity; a line break that stands for a tag does not come at all.
        """
        offset, stop = self.start + start, self.start + end
        index = run_at(self.runs, offset)
        found: list[tuple[int, int]] = []
        while offset < stop:
            begin, source = self.runs[index]
            index += 1
            limit = min(self.runs[index][0], stop) if index < len(self.runs) else stop
            if limit <= offset:
                continue
            first, last = self._sign(source) or (source + offset - begin, source + limit - begin)
            if found and found[-1][1] == first:
                found[-1] = (found[-1][0], last)
            elif first < last:
                found.append((first, last))
            offset = limit
        return found

    def _sign(self, at: int) -> tuple[int, int] | None:
        """Returns the stretch of the sign that begins here if it stands for another one; an empty stretch for a tag."""
        first = self.source[at : at + 1]
        if first == "\r":
            return at, at + (2 if self.source.startswith("\n", at + 1) else 1)
        if first == "&" and self.is_html:
            entity = _ENTITY.match(self.source, at)
            return entity.span() if entity and html.unescape(entity[0]) != entity[0] else None
        if first == "<" and self.is_html and _TAG.match(self.source, at):
            return at, at
        return None
