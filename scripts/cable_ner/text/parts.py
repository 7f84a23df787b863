"""What a person should know of a source that holds a part of a cable, or more than one: problems for convert.json."""

from collections.abc import Mapping, Sequence
from typing import Any

from .block import Block
from .cable import PARAGRAPH, SIGNATURE, Problem
from .messages import is_cut_off, is_partial, said_by_message
from .zones import ZoneSpan

_SHOWN = 20  # characters of the end of a text that a message shows


def parts_told(block: Block, starts: Sequence[int], zones: Sequence[ZoneSpan]) -> list[Problem]:
    """Returns a problem for a block that holds a part of a cable, and for each message in it after the first.

    `starts` are where the messages begin, as offsets of the block's text.
    """
    problems = []
    text = block.text
    if is_partial(text):
        message = "the archive has a part of this cable only; what is missing is not known here"
        problems.append(Problem(block.line(0), "partial extract", message))
    if all(zone.zone != SIGNATURE for zone in zones[-2:]) and is_cut_off(text):
        message = f"ends in '{text.rstrip()[-_SHOWN:]}', so it is cut off; fetch the whole cable"
        problems.append(Problem(block.line(len(text.rstrip())), "partial extract", message))
    for before, start in zip(starts, starts[1:]):
        has_body = any(zone.zone == PARAGRAPH and before <= zone.start < start for zone in zones)
        said = said_by_message(text, start)
        if has_body and not _is_section(said_by_message(text, before), said):
            message = (
                f"{said.get('post', '')} {said.get('number', '')} begins here, a message of its own, and is read as sections"
                " of this cable; give it a file of its own"
            )
            problems.append(Problem(block.line(start), "second message", message))
    return problems


def _is_section(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether two messages have the same post and number, so that they are sections of one, or copies."""
    return all(before.get(key) == after.get(key) for key in ("post", "number"))
