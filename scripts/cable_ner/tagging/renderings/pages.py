"""A tagged cable as an HTML page with its mentions highlighted.

A page stays as it is, apart from `<mark>` around mentions and a few lines at its beginning: style, and a policy
(https://www.w3.org/TR/CSP3/) under which nothing is loaded and no script runs, neither the page's own nor one that a
highlight in an odd place would bring to life. For the same reason the marks hold no quotes, and nothing inside what looks
like a tag is highlighted. Plain text becomes a page of its own.
"""

import html
import re
from bisect import bisect_left
from collections.abc import Callable
from itertools import zip_longest

from ..tagged import INPUT, MODEL, Found, LeftOut, Tagged

Highlight = tuple[Found, str]  # a mention, and who says so
_STYLE = (
    "mark[data-ner],mark[data-was]{color:#000;border-radius:.2em;padding:0 .1em}"
    "mark[data-ner]{background:#ddd}mark[data-ner=PER]{background:#9fd4f5}mark[data-ner=ORG]{background:#ffd28a}"
    "mark[data-ner=LOC]{background:#8fe0c0}mark[data-ner=MISC]{background:#f3b6d6}"
    "mark[data-was]{background:none;color:inherit;border-bottom:2px dotted}"
    "mark[data-end]::after{font:600 .65em/1 sans-serif;margin-left:.3em;vertical-align:.15em}"
    "mark[data-ner][data-end]::after{content:attr(data-ner)}"
    "mark[data-was][data-end]::after{content:'was ' attr(data-was)}"
)
_HEAD = (
    "<meta charset={charset}><meta http-equiv=Content-Security-Policy"
    " content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">"
    "<style>{style}</style>"
)
_PLAIN = (
    "<!doctype html>\n<html lang=en>\n<meta charset={charset}><meta http-equiv=Content-Security-Policy"
    " content=\"default-src 'none'; style-src 'unsafe-inline'\"><meta name=viewport content=width=device-width>\n"
    "<style>:root{{color-scheme:light dark}}pre{{white-space:pre-wrap;overflow-wrap:anywhere}}{style}</style>\n"
    "<title>{title}</title>\n<pre>\n{body}</pre>\n"
)
# What a browser would read as a tag, and our reader reads as text.
_TAG_LIKE = re.compile(r"<[A-Za-z/!?][^<>]{0,2000}>?")
# A document type that is the first thing in a page, after nothing but comments that every browser reads as such.
_DOCTYPE = re.compile(r"(?:\s*<!--(?!-?>)[^<>]*-->)*\s*<!doctype[^<>]*>", re.I)
_CHARSETS = {"cp1252": "windows-1252"}


def page(tagged: Tagged) -> tuple[bytes, list[LeftOut]]:
    """Returns the cable as a page with its mentions highlighted, and the mentions that are not."""
    charset = _CHARSETS.get(tagged.encoding, "utf-8")
    mentions = [(mention, by) for by, group in ((MODEL, tagged.found), (INPUT, tagged.given)) for mention in group]
    if not tagged.is_html:
        body = _highlighted(tagged.source, mentions, lambda text: html.escape(text, quote=False))
        return tagged.encoded(_PLAIN.format(charset=charset, style=_STYLE, title=html.escape(tagged.name), body=body)), []
    shown, left_out = _outside_tags(tagged, mentions)
    doctype = _DOCTYPE.match(tagged.source)
    at = doctype.end() if doctype else 0
    head = _HEAD.format(charset=charset, style=_STYLE)
    text = _highlighted(tagged.source[at:], shown, str, at)
    return tagged.encoded(tagged.source[:at] + head + text), left_out


def _outside_tags(tagged: Tagged, mentions: list[Highlight]) -> tuple[list[Highlight], list[LeftOut]]:
    """Separates the mentions outside of what looks like a tag from those inside."""
    # A page may hold very many of them: only their starts and ends are kept.
    tag_like = [match.span() for match in _TAG_LIKE.finditer(tagged.source)]
    ends = [end for _, end in tag_like]
    shown, left_out = [], []
    for mention, by in mentions:
        if any(_touches(piece, tag_like, ends) for piece in mention.pieces):
            left_out.append(tagged.leave_out(mention, "it is inside what a browser reads as a tag"))
        else:
            shown.append((mention, by))
    return shown, left_out


def _touches(piece: tuple[int, int], spans: list[tuple[int, int]], ends: list[int]) -> bool:
    at = bisect_left(ends, piece[0] + 1)
    return at < len(spans) and spans[at][0] < piece[1]


def _highlighted(source: str, mentions: list[Highlight], write: Callable[[str], str], offset: int = 0) -> str:
    """Returns the source with marks around the pieces of mentions, nested where the model's and the input's overlap.

    `write` makes HTML of the text between marks; `offset` is where in the whole source this part begins.
    """
    edges = sorted({edge - offset for mention, _ in mentions for piece in mention.pieces for edge in piece})
    opening = _opening_marks(edges, mentions, offset)
    pieces: list[str] = []
    at = 0
    for edge, following in zip_longest(edges, edges[1:], fillvalue=len(source)):
        pieces.append(write(source[at:edge]))
        marks = opening[edge]
        if marks:
            pieces += (*marks, write(source[edge:following]), "</mark>" * len(marks))
        at = following if marks else edge
    return "".join([*pieces, write(source[at:])])


def _opening_marks(edges: list[int], mentions: list[Highlight], offset: int) -> dict[int, list[str]]:
    """Returns the marks that open at each edge; every one of them closes at the next edge."""
    opening: dict[int, list[str]] = {edge: [] for edge in edges}
    numbers = {edge: number for number, edge in enumerate(edges)}
    for mention, by in mentions:
        label = re.sub(r"\W", "-", mention.label)
        for start, end in mention.pieces:
            for edge in edges[numbers[start - offset] : numbers[end - offset]]:
                closes = (start, end) == mention.pieces[-1] and edges[numbers[edge] + 1] == end - offset
                opening[edge].append(f"<mark data-{'ner' if by == MODEL else 'was'}={label}{' data-end' * closes}>")
    return opening
