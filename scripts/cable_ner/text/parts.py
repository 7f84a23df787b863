"""What a person should know of a source that holds a part of a cable, or more than one: problems for convert.json."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from .block import Block
from .cable import PARAGRAPH, SIGNATURE, Problem
from .messages import is_cut_off, is_partial, is_section, said_by_message, second_message
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
    with_body = {bisect_right(starts, zone.start) - 1 for zone in zones if zone.zone == PARAGRAPH}
    for index, (before, start) in enumerate(pairwise(starts)):
        said = said_by_message(text, start)
        if index in with_body and not is_section(said_by_message(text, before), said):
            problems.append(second_message(block.line(start), said))
    return problems
