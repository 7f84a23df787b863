"""Token-spaced text (`Saif 's staff ( S/NF ) , " Tiger "`) -> text as the cable was written.

Only white space changes: every gap between two tokens becomes one space, a line break or nothing. What a token does
to the gaps beside it follows the Penn Treebank's conventions, which the tagger's tokenizer kept to
(https://catalog.ldc.upenn.edu/docs/LDC95T7/cl93.html): punctuation that was split off its word goes
back to it. Straight quotes do not say which side they belong to; `_quote_roles` decides.
"""

import re
from bisect import bisect_left
from itertools import pairwise
from typing import NamedTuple

from .markup import Mention, Paragraph

_SPLIT_OFF = re.compile(r" [,.;?!)](?=\s|$)")
_GLUED = re.compile(r"[^\s(][,;?!)](?=\s|$)|[^\s.]\.(?=\s)")


class Gap(NamedTuple):
    """White space in a text, from `start` to `end` (character offsets), and what it becomes."""

    start: int
    end: int
    space: str


def is_token_spaced(texts: list[str]) -> bool:
    """Returns whether a cable's texts have punctuation split off their words, as a tagger writes them."""
    split_off = sum(len(_SPLIT_OFF.findall(text)) for text in texts)
    return split_off > sum(len(_GLUED.findall(text)) for text in texts)


def restore(text: str) -> str:
    """Returns token-spaced text as it was written; differs from `text` in white space only."""
    return _apply(text, gaps(text))


def restore_paragraph(paragraph: Paragraph) -> Paragraph:
    """Returns the paragraph with its text restored and every mention moved along."""
    changes = [gap for gap in gaps(paragraph.text) if paragraph.text[gap.start : gap.end] != gap.space]
    if not changes:
        return paragraph
    starts = [gap.start for gap in changes]
    removed = [0]
    for gap in changes:
        removed.append(removed[-1] + gap.end - gap.start - len(gap.space))

    def moved(offset: int) -> int:
        # A mention begins and ends beside a token, so no offset lies inside a gap.
        return offset - removed[bisect_left(starts, offset)]

    mentions = [mention._replace(start=moved(mention.start), end=moved(mention.end)) for mention in paragraph.mentions]
    return paragraph._replace(text=_apply(paragraph.text, changes), mentions=mentions)


def _apply(text: str, changes: list[Gap]) -> str:
    pieces, at = [], 0
    for gap in changes:
        pieces += (text[at : gap.start], gap.space)
        at = gap.end
    return "".join([*pieces, text[at:]])


# -- one gap -------------------------------------------------------------------------------------

_TOKEN = re.compile(r"\S+")
_NO_SPACE_BEFORE = frozenset(", . ; : ? ! ) ] } % ... .. ” » ?! !? '' n't N'T n’t N’T".split())
_NO_SPACE_AFTER = frozenset("( [ { “ « ``".split())
_CLITIC = re.compile(r"['’](?:s|re|ve|ll|d|m)", re.I)
_CURRENCY = re.compile(r"(?:[A-Z]{1,3})?[$£€¥]")
_CLOSING_STOP = re.compile(r"[.,;:?!)\]}]+|['’]")
_LINE_ENDS = frozenset(".?!:;,\"'”’)]-")
OPEN, CLOSE = "open", "close"


def gaps(text: str) -> list[Gap]:
    """Returns every gap between two tokens of a token-spaced paragraph, with the space it should have."""
    spans = [match.span() for match in _TOKEN.finditer(text)]
    tokens = [text[start:end] for start, end in spans]
    quotes = _quote_roles(tokens)
    found = []
    for index, ((_, start), (end, _)) in enumerate(pairwise(spans)):
        if _joined(tokens, index, quotes):
            space = ""
        else:
            # The tagger puts a sentence on a line; a line that does not end one was a line before, too.
            space = "\n" if tokens[index][-1] not in _LINE_ENDS and "\n" in text[start:end] else " "
        found.append(Gap(start, end, space))
    return found


def _joined(tokens: list[str], index: int, quotes: dict[int, str]) -> bool:
    """Returns whether token `index` and the next were written without a space between them."""
    left, right = tokens[index], tokens[index + 1]
    if right in _NO_SPACE_BEFORE:
        return not _stands_alone(tokens, index + 1)
    if left in _NO_SPACE_AFTER:
        return True
    if quotes and (quotes.get(index) == OPEN or quotes.get(index + 1) == CLOSE):
        return True
    if right[0] in "'’" and _CLITIC.fullmatch(right):
        return quotes.get(index) != OPEN
    if left[-1] in "$£€¥":
        return right[0].isdigit() and _CURRENCY.fullmatch(left) is not None
    return False


def _stands_alone(tokens: list[str], index: int) -> bool:
    """Returns whether punctuation was a token of its own in the text too: `: )`, an ellipsis of stops."""
    return tokens[index] == ":" and index > 0 and tokens[index - 1] in ("--", "-")


# -- straight quotes -----------------------------------------------------------------------------

# Costs of reading a quote against what stands beside it, and of two in a row with the same role. Their
# order matters, not their size: a quote's neighbours outweigh a break of the alternation, two doubtful
# neighbours do not.
_CERTAIN, _LIKELY, _UNPAIRED, _LEFT_OPEN = 6.0, 1.0, 4.0, 1.5


def _quote_roles(tokens: list[str]) -> dict[int, str]:
    """Returns the role of each straight quote that is a token: OPEN or CLOSE, by token index.

    Quotes alternate within a paragraph, also across the tagger's line breaks, unless their neighbours
    say otherwise: the cheapest reading is found by dynamic programming (Viterbi) over two states.
    """
    roles: dict[int, str] = {}
    for mark in ('"', "'"):
        places = [index for index, token in enumerate(tokens) if token == mark]
        if places:
            roles.update(zip(places, _cheapest([_costs(tokens, index) for index in places])))
    return roles


def _cheapest(costs: list[tuple[float, float]]) -> list[str]:
    """Returns the cheapest sequence of roles; `costs` are those of (OPEN, CLOSE) for each quote."""
    # Each path is a linked pair (role, path before it), so that a step costs the same however long they are.
    paths: list = [(OPEN, None), (CLOSE, None)]
    totals = [costs[0][0], costs[0][1] + _UNPAIRED]
    for open_cost, close_cost in costs[1:]:
        to_open = min((totals[1], 1), (totals[0] + _UNPAIRED, 0))
        to_close = min((totals[0], 0), (totals[1] + _UNPAIRED, 1))
        paths = [(OPEN, paths[to_open[1]]), (CLOSE, paths[to_close[1]])]
        totals = [to_open[0] + open_cost, to_close[0] + close_cost]
    path = paths[0] if totals[0] + _LEFT_OPEN < totals[1] else paths[1]
    roles = []
    while path:
        roles.append(path[0])
        path = path[1]
    return roles[::-1]


def _costs(tokens: list[str], index: int) -> tuple[float, float]:
    """Returns what it costs to read the quote at `index` as opening and as closing."""
    before = tokens[index - 1] if index else ""
    after = tokens[index + 1] if index + 1 < len(tokens) else ""
    open_cost = close_cost = 0.0
    if not before or before in _NO_SPACE_AFTER:
        close_cost += _CERTAIN
    if not after or _CLOSING_STOP.fullmatch(after):
        open_cost += _CERTAIN
    if before in ("--", ":"):
        close_cost += _LIKELY
    if before in (".", "?", "!") and after[:1].islower():
        open_cost += _LIKELY
    if before == "," and after[:1].isupper():
        close_cost += _LIKELY
    if tokens[index] == "'" and before[-1:] in "sS" and after[:1].isalpha():
        open_cost += _LIKELY  # a plural's possessive
    return open_cost, close_cost
