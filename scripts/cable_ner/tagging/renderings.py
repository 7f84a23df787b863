"""Tagged cables -> files: the cable with brackets or highlights added, JSON lines, CoNLL columns, rows of a table."""

import html
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

import srsly
from spacy.language import Language
from spacy.tokens import Doc, Span

from ..corpus import CABLE_KEYS, CONLL, INLINE, JSONL, make_doc
from ..files import as_table
from ..text import CableError, Mention, Scheme, parse_source, without_annotations
from .tagged import INPUT, MODEL, Found, LeftOut, Tagged

HTML, SPACY, CSV = "html", "spacy", "csv"
FORMATS = (INLINE, HTML, JSONL, CONLL, SPACY, CSV)
ENDINGS = {INLINE: "", HTML: ".html", JSONL: ".jsonl", CONLL: ".conll"}  # of formats with one file a cable

# -- inline --------------------------------------------------------------------------------------

INLINE_LABEL = re.compile(r"[A-Z][A-Z_]{1,19}")
_CLOSINGS = {"double": "  ]", "single": "]"}
_LONGEST = 1_900  # characters of the source between the brackets; the reader gives up at 2,000
_MOST_TRIALS = 60  # readings of one cable to find the mentions that its text has no room for
_NO_ROOM = "its brackets would be read otherwise here, for the signs around them"


def inline(tagged: Tagged, scheme: Scheme) -> tuple[bytes, list[LeftOut]]:
    """Returns the cable in the tagger's markup, and the mentions that cannot be written in it.

    What the text holds of brackets, tags and entities stays as it is, so some mention may have no place: with more than
    one line break, or where its brackets would be taken for something else. What is written is read again
    wherever that could be, and as many mentions kept as come back just so, the text around them unchanged.
    """
    kept, left_out = [], []
    for mention in tagged.found:
        if reason := _unfit(tagged.source, mention):
            left_out.append(tagged.leave_out(mention, reason))
        else:
            kept.append(mention)
    dialects = [tagged.cable.meta["dialect"] if tagged.was_annotated else "double"]
    dialects += [dialect for dialect in _CLOSINGS if dialect not in dialects]
    if "[" not in tagged.source and "]" not in tagged.source and not any(_is_risky(tagged, item) for item in kept):
        return tagged.encoded(_bracketed(tagged.source, kept, dialects[0])), left_out
    written, refused = _that_come_back(tagged, kept, dialects, scheme)
    left_out += [tagged.leave_out(mention, _NO_ROOM) for mention in refused]
    return tagged.encoded(written), sorted(left_out)


def _unfit(source: str, mention: Found) -> str:
    """Returns why a mention cannot stand between brackets, or nothing."""
    start, end = mention.span
    if not mention.pieces or mention.text != mention.text.strip():
        return "it begins or ends with white space"
    if source[start].isdigit() and _follows_pilcrow(source, start):
        return "it is the number that a paragraph begins with"
    if source.count("\n", start, end) > 1:
        return "it is on more than two lines"
    return "it is too long" if end - start > _LONGEST else ""


_PILCROW = re.compile(r"(?:¶|&(?:para|#0*182|#[xX]0*[bB]6);)\s*(?:</a>\s*)?\Z")


def _follows_pilcrow(source: str, start: int) -> bool:
    before = source[max(start - 300, 0) : start]
    return bool(start and not before.strip()) or _PILCROW.search(before) is not None


def _is_risky(tagged: Tagged, mention: Found) -> bool:
    """Whether brackets around a mention may change how the signs in and beside it are read.

    A `<` may be the beginning of a tag, brackets may pair up otherwise, and an entity may stand for two signs.
    """
    source, (start, end) = tagged.source, mention.span
    if source.rfind("<", max(start - 12, 0), end) > source.rfind(">", max(start - 12, 0), end):
        return True
    if "[" in source[max(start - 1, 0) : end] or "]" in source[start : end + 3]:
        return True
    if source[start] == "<" and _follows_pilcrow(source, start):  # a closing tag, and the paragraph's number behind it
        return True
    return tagged.is_html and (source[start] == "&" or source[end - 1] == ";")


def _bracketed(source: str, mentions: Iterable[Found], dialect: str) -> str:
    pieces, at = [], 0
    for mention in mentions:
        start, end = mention.span
        pieces += (source[at:start], f"[{mention.label} ", source[start:end], _CLOSINGS[dialect])
        at = end
    return "".join([*pieces, source[at:]])


def _that_come_back(tagged: Tagged, mentions: list[Found], dialects: list[str], scheme: Scheme) -> tuple[str, list[Found]]:
    """Returns the source with the mentions that come back when it is read, and those that do not."""
    for dialect in dialects:
        written = _bracketed(tagged.source, mentions, dialect)
        if _comes_back(tagged, written, mentions, scheme):
            return written, []
    best: tuple[str, list[Found]] = (tagged.source, mentions)
    for dialect in dialects:
        kept = _most(tagged, mentions, dialect, scheme)
        if len(mentions) - len(kept) < len(best[1]):
            best = _bracketed(tagged.source, kept, dialect), [mention for mention in mentions if mention not in kept]
    return best


def _most(tagged: Tagged, mentions: list[Found], dialect: str, scheme: Scheme) -> list[Found]:
    """Returns mentions that come back together.

    First those that nothing speaks against, then the others: whatever group can be added is, of others their halves.
    """
    kept: list[Found] = []
    risky = [mention for mention in mentions if _is_risky(tagged, mention)]
    groups, trials = [risky, [mention for mention in mentions if mention not in risky]], 0
    while groups and trials < _MOST_TRIALS:
        group = groups.pop()
        trials += 1
        together = sorted([*kept, *group], key=lambda mention: mention.span)
        if _comes_back(tagged, _bracketed(tagged.source, together, dialect), together, scheme):
            kept = together
        elif len(group) > 1:
            middle = len(group) // 2
            groups += [group[middle:], group[:middle]]
    return kept


def _comes_back(tagged: Tagged, written: str, mentions: list[Found], scheme: Scheme) -> bool:
    """Whether a source, when it is read, gives the cable's text and paragraphs with just these mentions."""
    if without_annotations(written, scheme) != tagged.source:
        return False
    try:
        cable = parse_source(written, tagged.name, scheme)
    except CableError:
        return False
    if [paragraph.text for paragraph in cable.paragraphs] != tagged.written:
        return False
    expected: list[list[tuple[int, int, str]]] = [[] for _ in tagged.written]
    for mention in mentions:
        expected[mention.index].append((*mention.written, mention.label))
    return [
        [(item.start, item.end, item.missing or item.label) for item in paragraph.mentions] for paragraph in cable.paragraphs
    ] == expected


# -- html ----------------------------------------------------------------------------------------

_STYLE = (
    "mark[data-ner],mark[data-was]{color:#000;border-radius:.2em;padding:0 .1em}"
    "mark[data-ner]{background:#ddd}mark[data-ner=PER]{background:#9fd4f5}mark[data-ner=ORG]{background:#ffd28a}"
    "mark[data-ner=LOC]{background:#8fe0c0}mark[data-ner=MISC]{background:#f3b6d6}"
    "mark[data-was]{background:none;color:inherit;border-bottom:2px dotted}"
    "mark[data-end]::after{font:600 .65em/1 sans-serif;margin-left:.3em;vertical-align:.15em}"
    "mark[data-ner][data-end]::after{content:attr(data-ner)}"
    "mark[data-was][data-end]::after{content:'was ' attr(data-was)}"
)
# What a browser would read as a tag, and our reader as text.
_TAG_LIKE = re.compile(r"<[A-Za-z/!?][^<>]{0,2000}>?")
# A document type that is the first thing of a page, but for comments that no browser reads otherwise.
_DOCTYPE = re.compile(r"(?:\s*<!--(?!-?>)[^<>]*-->)*\s*<!doctype[^<>]*>", re.I)
_CHARSETS = {"cp1252": "windows-1252"}


def page(tagged: Tagged) -> tuple[bytes, list[LeftOut]]:
    """Returns the cable as a page with its mentions highlighted, and the mentions that are not.

    A page stays as it is, but for `<mark>` around mentions and a few lines at its beginning: style, and a policy
    (https://www.w3.org/TR/CSP3/) by which nothing is loaded and no script runs, neither the page's own nor one that a
    highlight in an odd place would bring to life. For the same reason the marks hold no quotes, and nothing is highlighted
    inside of what looks like a tag. Plain text becomes a page of its own.
    """
    charset = _CHARSETS.get(tagged.encoding, "utf-8")
    mentions = [(mention, by) for by, group in ((MODEL, tagged.found), (INPUT, tagged.given)) for mention in group]
    if not tagged.is_html:
        body = _highlighted(tagged.source, mentions, lambda text: html.escape(text, quote=False))
        return tagged.encoded(_PLAIN.format(charset=charset, style=_STYLE, title=html.escape(tagged.name), body=body)), []
    # (a run of them may be long: only their starts and ends are kept)
    tag_like = [match.span() for match in _TAG_LIKE.finditer(tagged.source)]
    ends = [end for _, end in tag_like]
    shown, left_out = [], []
    for mention, by in mentions:
        if any(_touches(piece, tag_like, ends) for piece in mention.pieces):
            left_out.append(tagged.leave_out(mention, "it is inside of what a browser takes for a tag"))
        else:
            shown.append((mention, by))
    doctype = _DOCTYPE.match(tagged.source)
    at = doctype.end() if doctype else 0
    head = _HEAD.format(charset=charset, style=_STYLE)
    text = _highlighted(tagged.source[at:], shown, str, at)
    return tagged.encoded(tagged.source[:at] + head + text), left_out


def _touches(piece: tuple[int, int], spans: list[tuple[int, int]], ends: list[int]) -> bool:
    at = bisect_left(ends, piece[0] + 1)
    return at < len(spans) and spans[at][0] < piece[1]


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


def _highlighted(source: str, mentions: list[tuple[Found, str]], write, offset: int = 0) -> str:  # noqa: ANN001
    """Returns the source with marks around the pieces of mentions, nested where the model's and the input's overlap.

    `write` is what becomes of the text between marks; `offset` is where in the whole source it begins.
    """
    edges = sorted({edge - offset for mention, _ in mentions for piece in mention.pieces for edge in piece})
    opening: dict[int, list[str]] = {edge: [] for edge in edges}
    numbers = {edge: number for number, edge in enumerate(edges)}
    for mention, by in mentions:
        label = re.sub(r"\W", "-", mention.label)
        for start, end in mention.pieces:
            for edge in edges[numbers[start - offset] : numbers[end - offset]]:
                closes = (start, end) == mention.pieces[-1] and edges[numbers[edge] + 1] == end - offset
                opening[edge].append(f"<mark data-{'ner' if by == MODEL else 'was'}={label}{' data-end' * closes}>")
    pieces, at = [], 0
    for edge, following in zip_longest(edges, edges[1:], fillvalue=len(source)):
        pieces.append(write(source[at:edge]))
        marks = opening[edge]
        if marks:
            pieces += (*marks, write(source[edge:following]), "</mark>" * len(marks))
        at = following if marks else edge
    return "".join([*pieces, write(source[at:])])


# -- others --------------------------------------------------------------------------------------


def json_line(tagged: Tagged, *, compare: bool) -> bytes:
    """Returns the cable as one JSON object: `text` (the source), what it says of itself, paragraphs, entities.

    An entity's `start` and `end` are offsets of `text`; `in_paragraph` are those of the paragraph (`index`) it is in.
    """
    found = [(mention, MODEL) for mention in tagged.found] + [(mention, INPUT) for mention in tagged.given]
    entities = []
    for mention, by in sorted(found, key=lambda pair: (pair[0].index, pair[0].start, pair[0].end, pair[1])):
        start, end = mention.span
        row = {"start": start, "end": end, "label": mention.label, "text": mention.text, "index": mention.index}
        row["in_paragraph"] = [mention.start, mention.end]
        if mention.score is not None:
            row["score"] = round(mention.score, 4)
        entities.append({**row, "by": by} if compare else row)
    data = {
        "cable": tagged.name,
        "encoding": tagged.encoding,
        "meta": {key: tagged.cable.meta[key] for key in CABLE_KEYS if tagged.cable.meta.get(key) not in (None, "", [])},
        "text": tagged.source,
        "entities": entities,
        "paragraphs": list(_paragraphs(tagged)),
    }
    return (srsly.json_dumps(data) + "\n").encode()


def _paragraphs(tagged: Tagged) -> Iterator[dict]:
    for index, (paragraph, written, origin) in enumerate(zip(tagged.cable.paragraphs, tagged.written, tagged.origins)):
        pieces = origin.pieces(0, len(written))
        row = {"index": index, "zone": paragraph.zone, "start": pieces[0][0], "end": pieces[-1][1], "text": paragraph.text}
        if paragraph.number is not None:
            row["paragraph"] = paragraph.number
        yield {**row, "marking": paragraph.marking} if paragraph.marking else row


def given_doc(tagged: Tagged, index: int, nlp: Language) -> Doc:
    """Returns a paragraph's tokens with the annotations it came with."""
    mentions = [Mention(item.start, item.end, item.label, 1) for item in tagged.given if item.index == index]
    return make_doc(tagged.cable.paragraphs[index]._replace(mentions=mentions), nlp).doc


def with_given(tagged: Tagged, nlp: Language) -> None:
    """Adds to each Doc the annotations it came with, as the span group `input`."""
    for index, doc in enumerate(tagged.docs):
        doc.spans[INPUT] = [Span(doc, ent.start, ent.end, ent.label_) for ent in given_doc(tagged, index, nlp).ents]


def columns(tagged: Tagged) -> bytes:
    """Returns a token a line and its IOB2 tag, an empty line after each paragraph; a third column has the input's tag.

    That is there if the Docs have a span group `input`.
    """
    lines = []
    for doc in tagged.docs:
        tags = [_tags(doc, doc.ents)]
        if INPUT in doc.spans:
            tags.append(_tags(doc, doc.spans[INPUT]))
        lines += ["\t".join((token.text, *row)) + "\n" for token, *row in zip(doc, *tags) if not token.is_space]
        lines.append("\n")
    return "".join(lines).encode()


def _tags(doc: Doc, spans: Iterable[Span]) -> list[str]:
    tags = ["O"] * len(doc)
    for span in spans:
        tags[span.start : span.end] = [f"B-{span.label_}", *[f"I-{span.label_}"] * (len(span) - 1)]
    return tags


COLUMNS = (
    "cable", "date", "reference_id", "index", "paragraph", "zone", "start", "end", "text", "label", "score",
)  # fmt: skip
_HEADING = as_table([], [])


def table_header(*, compare: bool) -> str:
    """Returns the first line of the table of mentions."""
    return as_table([*COLUMNS, "by"] if compare else COLUMNS, [])


def table_rows(tagged: Tagged, *, compare: bool) -> str:
    """Returns a line of comma-separated values for each mention; offsets are of the source."""
    meta, paragraphs = tagged.cable.meta, tagged.cable.paragraphs
    found = [(mention, MODEL) for mention in tagged.found] + [(mention, INPUT) for mention in tagged.given]
    rows: list[Sequence[object]] = []
    for mention, by in sorted(found, key=lambda pair: (pair[0].index, pair[0].start, pair[0].end, pair[1])):
        paragraph = paragraphs[mention.index]
        score = "" if mention.score is None else f"{mention.score:.4f}"
        number = "" if paragraph.number is None else paragraph.number
        row = (tagged.name, meta.get("date", ""), meta.get("reference_id", ""), mention.index, number, paragraph.zone)
        row += (*mention.span, mention.text, mention.label, score)
        rows.append((*row, by) if compare else row)
    return as_table([], rows)[len(_HEADING) :]
