"""Token-spaced text (`Saif 's staff ( S/NF ) , " Tiger "`) -> text as the cable was written.

Only white space changes: every gap between two tokens becomes one space, a line break or nothing. What a token does
to the gaps beside it follows the Penn Treebank's conventions, which the tagger's tokenizer kept to
(https://catalog.ldc.upenn.edu/docs/LDC95T7/cl93.html): punctuation that was split off its word goes
back to it. Straight quotes do not say which side they belong to; `_quote_roles` decides.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate, pairwise
from typing import NamedTuple

from .cable import Mention, Paragraph

_SPLIT_OFF = re.compile(r" [,.;?!)](?=\s|$)")
# The lookbehind comes last, so that the search for the marks runs at full speed.
_GLUED = re.compile(r"[,;?!)](?=\s|$)(?<=[^\s(].)|\.(?=\s)(?<=[^\s.].)")
_WORD = re.compile(r"\S+")
_OTHER_SPACE = re.compile(r"[^\S ]")
_ENOUGH = 20  # marks that are enough to tell how a cable is spaced


def is_token_spaced(texts: Iterable[str]) -> bool:
    """Returns whether a cable's texts have punctuation split off their words, as a tagger writes them."""
    split_off = glued = 0
    for text in texts:
        split_off += len(_SPLIT_OFF.findall(text))
        glued += len(_GLUED.findall(text))
        if split_off + glued > _ENOUGH:
            break
    return split_off > glued


def restore(text: str) -> str:
    """Returns token-spaced text as it was written; differs from `text` in white space only."""
    return _written(*_spaced(text))


def restore_paragraph(paragraph: Paragraph) -> Paragraph:
    """Returns the paragraph with its text restored and every mention moved along."""
    tokens, gaps = _spaced(paragraph.text)
    text = _written(tokens, gaps)
    if text == paragraph.text or not paragraph.mentions:
        return paragraph._replace(text=text)
    # Characters that are no white space never change, so offsets are carried over by counting those.
    ends = list(accumulate(map(len, tokens)))
    joined = sorted(index for index, space in gaps.items() if not space)
    spaced = paragraph.text.replace("\n", " ")
    if len(spaced) - spaced.count(" ") != ends[-1]:  # other kinds of white space, which are rare
        spaced = _OTHER_SPACE.sub(" ", spaced)
    mentions = []
    count = position = 0
    for begin, stop, label, line, missing, fixed, decided in paragraph.mentions:
        start = count + begin - position - spaced.count(" ", position, begin)
        count = start + stop - begin - spaced.count(" ", begin, stop)
        position = stop
        first, last = bisect_right(ends, start), bisect_left(ends, count)  # the tokens it begins and ends in
        start += first - bisect_left(joined, first)
        end = count + last - bisect_left(joined, last)
        mentions.append(Mention(start, end, label, line, missing, fixed, decided))
    return paragraph._replace(text=text, mentions=mentions)


def carried(spans: Iterable[tuple[int, int]], before: str, after: str) -> list[tuple[int, int]]:
    """Returns where spans of one text are in another that differs from it in white space only; both are sorted.

    White space at the ends of a span is left out; one that holds nothing else becomes (0, 0).
    """
    words = [match.span() for match in _WORD.finditer(after)]
    ends = list(accumulate(end - start for start, end in words))
    moved, count, position = [], 0, 0
    for start, end in spans:
        first = count + len("".join(before[position:start].split()))
        count = first + len("".join(before[start:end].split()))
        position = end
        if first == count:
            moved.append((0, 0))
            continue
        begins, stops = bisect_right(ends, first), bisect_left(ends, count)  # the words it begins and ends in
        moved.append((words[begins][1] - (ends[begins] - first), words[stops][1] - (ends[stops] - count)))
    return moved


def _written(tokens: list[str], gaps: dict[int, str]) -> str:
    """Returns the tokens joined by spaces, except for the `gaps` that are something else, by the token before."""
    pieces: list[str] = []
    at = 0
    for index in sorted(gaps):
        pieces += (" ".join(tokens[at : index + 1]), gaps[index])
        at = index + 1
    return "".join([*pieces, " ".join(tokens[at:])])


# -- one gap -------------------------------------------------------------------------------------

_NO_SPACE_BEFORE = frozenset(", . ; : ? ! ) ] } % ... .. ” ’ » ?! !? '' n't N'T n’t N’T".split())
_NO_SPACE_AFTER = frozenset("( [ { “ ‘ « ``".split())
_CLITICS = frozenset(
    quote + letters for quote in "'’" for letters in ("s", "S", "re", "RE", "ve", "VE", "ll", "LL", "d", "D", "m", "M")
)
_CURRENCY = re.compile(r"(?:[A-Z]{1,3})?[$£€¥]")
_CURRENCY_SIGN = re.compile("[$£€¥]")
_CLOSING_STOP = re.compile(r"[.,;:?!)\]}]+|['’]")
_STRAIGHT_QUOTES = frozenset("\"'")
_SPECIAL = _NO_SPACE_BEFORE | _NO_SPACE_AFTER | _CLITICS | _STRAIGHT_QUOTES
_LINE_ENDS = frozenset(".?!:;,\"'”’)]-")
_DASHES = frozenset(("--", "-"))
OPEN, CLOSE, APOSTROPHE = "open", "close", "apostrophe"


def _spaced(text: str) -> tuple[list[str], dict[int, str]]:
    """Returns the tokens of a token-spaced paragraph, and the gaps that are not a space in natural text.

    Gaps are keyed by the index of the token before: '' where the two tokens belong together, or a line break.
    """
    tokens: list[str] = []
    gaps: dict[int, str] = {}
    for line in text.split("\n"):
        if tokens and tokens[-1][-1] not in _LINE_ENDS:
            # The tagger puts each sentence on its own line; a line that does not end a sentence was a line of the cable.
            gaps[len(tokens) - 1] = "\n"
        tokens += line.split()
    quotes = []
    for index in [index for index, token in enumerate(tokens) if token in _SPECIAL]:
        token = tokens[index]
        if token in _STRAIGHT_QUOTES:
            quotes.append(index)
        elif token in _NO_SPACE_AFTER:
            gaps[index] = ""
        elif not (token == ":" and tokens[index - 1] in _DASHES):
            gaps[index - 1] = ""
    if _CURRENCY_SIGN.search(text):
        for index, (token, following) in enumerate(pairwise(tokens)):
            if token[-1] in "$£€¥" and following[0].isdigit() and _CURRENCY.fullmatch(token):
                gaps[index] = ""
    for index, role in _quote_roles(tokens, quotes).items():
        gaps[index if role == OPEN else index - 1] = ""
    gaps.pop(-1, None)
    gaps.pop(len(tokens) - 1, None)
    return tokens, gaps


# -- straight quotes -----------------------------------------------------------------------------

# Costs of reading a quote against what stands beside it, of two in a row with the same role, of a quotation
# that is never closed, and of an apostrophe after a plural. Only their order matters: a quote's
# neighbours outweigh a break of the alternation, two doubtful neighbours do not.
_CERTAIN, _LIKELY, _UNOPENED, _UNPAIRED, _LEFT_OPEN, _PLURAL = 6.0, 1.0, 4.2, 4.0, 1.5, 0.4


def _quote_roles(tokens: list[str], quotes: list[int]) -> dict[int, str]:
    """Returns the role of each straight quote (given by its token's index): OPEN, CLOSE or APOSTROPHE.

    Quotes alternate within a paragraph, also across the tagger's line breaks, unless their neighbours
    say otherwise: the cheapest reading is found by dynamic programming (Viterbi) over two states, outside
    and inside a quotation.
    """
    roles: dict[int, str] = {}
    for mark in ('"', "'"):
        places = [index for index in quotes if tokens[index] == mark]
        if places:
            roles.update(zip(places, _cheapest([_costs(tokens, index) for index in places])))
    return roles


class _Path(NamedTuple):
    """A sequence of roles: the last one, and those before it."""

    role: str
    before: "_Path | None"


def _cheapest(costs: list[tuple[float, float, float]]) -> list[str]:
    """Returns the cheapest sequence of roles; `costs` are those of (OPEN, CLOSE, APOSTROPHE) for each quote."""
    # A linked path costs the same at each step, however long it is.
    outside: tuple[float, _Path | None] = (0.0, None)
    inside: tuple[float, _Path | None] = (float("inf"), None)
    for opening, closing, apostrophe in costs:
        to_inside = (
            (outside[0] + opening, OPEN, outside),
            (inside[0] + opening + _UNPAIRED, OPEN, inside),
            (inside[0] + apostrophe, APOSTROPHE, inside),
        )
        to_outside = (
            (inside[0] + closing, CLOSE, inside),
            (outside[0] + closing + _UNOPENED, CLOSE, outside),
            (outside[0] + apostrophe, APOSTROPHE, outside),
        )
        inside, outside = (
            (cost, _Path(role, before[1]))
            for cost, role, before in (min(way, key=lambda step: step[0]) for way in (to_inside, to_outside))
        )
    path = inside[1] if inside[0] + _LEFT_OPEN < outside[0] else outside[1]
    roles = []
    while path:
        roles.append(path.role)
        path = path.before
    return roles[::-1]


def _costs(tokens: list[str], index: int) -> tuple[float, float, float]:
    """Returns what it costs to read the quote at `index` as opening, as closing and as an apostrophe."""
    before = tokens[index - 1] if index else ""
    after = tokens[index + 1] if index + 1 < len(tokens) else ""
    open_cost = close_cost = 0.0
    if not before or before in _NO_SPACE_AFTER:
        close_cost += _CERTAIN
    if not after or _CLOSING_STOP.fullmatch(after):
        open_cost += _CERTAIN
    if before == "--" or before[-1:] == ":":
        close_cost += _LIKELY
    if before in (".", "?", "!") and after[:1].islower():
        open_cost += _LIKELY
    if before == "," and after[:1].isupper():
        close_cost += _LIKELY
    if tokens[index] == "'" and before and before[-1] in "sS" and before[-2:-1].isalpha():
        return open_cost + _LIKELY, close_cost, _PLURAL
    return open_cost, close_cost, float("inf")
