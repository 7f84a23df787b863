"""White space: around punctuation, as taggers write it, and line ends in place of spaces."""

import re
from collections.abc import Iterator
from random import Random

from .pieces import CLOSING_SIGNS, sentence_gaps
from .sample import TextSample, edited, is_free

_LINE = (65, 75)  # characters; telegrams were printed on 69
_SPLIT_OFF = re.compile(
    r"""(?<=[^\s(\[{])(?=[,;?!)\]}](?:[\s"'”’)\]},;.?!]|\Z))
    | (?<=[(\[{])(?=\S)
    | (?<=\S)(?=") | (?<=")(?=\S)
    | (?<=[^\W\d_])(?='(?:s|S|re|ve|ll|d|m)\b) | (?<=[^\W\d_])(?=n't\b)""",
    re.X,
)


def token_spaced(sample: TextSample) -> TextSample:
    """Returns the sample with spaces around punctuation, as taggers write it: `" yes , " said Saif 's aide .`"""
    places = {match.start() for match in _SPLIT_OFF.finditer(sample.text)} | set(_final_stops(sample))
    return edited(sample, [(at, at, " ") for at in sorted(places)])


def _final_stops(sample: TextSample) -> Iterator[int]:
    """Yields the places of the stops that end sentences, except those that belong to a name, too (`Inc.`, `U.S.`)."""
    text = sample.text
    for end in (*(start for start, _ in sentence_gaps(sample)), len(text.rstrip())):
        stop = len(text[:end].rstrip(CLOSING_SIGNS)) - 1
        if stop > 0 and text[stop] == "." and (text[stop - 1].islower() or text[stop - 1].isdigit()):
            if is_free(sample, stop, stop + 1):
                yield stop


def wrapped(sample: TextSample, rng: Random) -> TextSample:
    """Returns the sample with line ends in place of single spaces, also inside names: cables were sent in short lines.

    Its first line may be short, because a piece of a paragraph may begin anywhere in a line.
    """
    text, width = sample.text, rng.randint(*_LINE)
    line = -rng.randrange(width)  # where the current line begins
    ends: list[int] = []
    while len(text) - line > width:
        begin, reach = max(line, 0), line + width + 1
        if (newline := text.find("\n", begin, reach)) >= 0:
            line = newline + 1
            continue
        space = _last_single_space(text, begin, reach)
        if space > 0:
            ends.append(space)
            line = space + 1
        else:
            line = max(reach, 1)  # a line without a space to end it at
    return edited(sample, [(space, space + 1, "\n") for space in ends])


def _last_single_space(text: str, start: int, end: int) -> int:
    """Returns the last space between these characters that has no white space beside it, or -1."""
    while (space := text.rfind(" ", start, end)) > 0:
        if space + 1 < len(text) and not text[space - 1].isspace() and not text[space + 1].isspace():
            return space
        end = space
    return -1
