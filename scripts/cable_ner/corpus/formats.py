"""Docs -> text: annotated cables in their original markup (inline), JSON lines, CoNLL columns, brat's stand-off."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import srsly
from spacy.tokens import Doc

from ..files import SIDECAR
from ..text import PARAGRAPH, REFERENCE_SIGN, TRANSMISSION, Cable, Paragraph, formats
from .docs import UNLABELLED

INLINE, JSONL, CONLL, BRAT = "inline", "jsonl", "conll", "brat"
# What becomes of tokens whose label is unknown: marked, taken for no name, or left out with their paragraph.
MARK, OUTSIDE, LEAVE_OUT_PARAGRAPH = "mark", "outside", "leave-out"


class Output(NamedTuple):
    """A file to be written: its path below the output folder, and its text."""

    name: str
    text: str


def whole_cables(docs: Iterable[Doc]) -> Iterator[list[Doc]]:
    """Yields the Docs of one cable after another, in reading order, each cable as soon as it is complete.

    Cables of which `docs` has only some Docs come last.
    """
    waiting: dict[tuple[str, str], list[Doc]] = {}
    for doc in docs:
        key = (doc.user_data.get("cable", "cable.txt"), doc.user_data.get("labels", ""))
        group = waiting.setdefault(key, [])
        group.append(doc)
        if len(group) == doc.user_data.get("paragraphs"):
            yield sorted(waiting.pop(key), key=_index)
    for group in waiting.values():
        yield sorted(group, key=_index)


def cable_of(docs: Sequence[Doc]) -> Cable:
    """Returns the Docs of one cable as a cable, without mentions."""
    paragraphs = [Paragraph(doc.text, [], doc.user_data.get("zone", "")) for doc in docs]
    return Cable(str(docs[0].user_data.get("cable", "")), paragraphs, meta=docs[0].user_data)


def _index(doc: Doc) -> int:
    return int(doc.user_data.get("index", 0))


def missing_spans(doc: Doc) -> list[tuple[int, int]]:
    """Returns the character offsets of the runs of tokens whose label is missing."""
    spans: list[tuple[int, int]] = []
    for missing, tokens in groupby(doc, key=lambda token: token.ent_iob == 0):
        if missing:
            run = list(tokens)
            spans.append((run[0].idx, run[-1].idx + len(run[-1])))
    return spans


# -- inline --------------------------------------------------------------------------------------


def inline(group: list[Doc], missing: str = MARK) -> Iterator[Output]:
    """Yields a cable in its original markup, and a sidecar file that lists its missing spans, if it has any.

    Converting the cable again, with the sidecar beside it, gives the same Docs.
    """
    group = sorted(group, key=_index)
    meta = group[0].user_data
    name = formats.text_name(meta.get("cable", "cable.txt"))
    blocks = [list(docs) for _, docs in groupby(group, key=lambda doc: doc.user_data.get("zone") == TRANSMISSION)]
    texts = ["\n\n".join(map(_inline_paragraph, docs)) for docs in blocks]
    if meta.get("markup", "html") == "html":
        texts = [_page_table(meta), *(f"<code><pre>{text}</pre></code>\n" for text in texts)]
    yield Output(name, "".join(texts))
    rows = [
        {"index": index, "start": start, "end": end, "text": text[start:end]}
        for index, doc in enumerate(group)
        for text in [doc.text]  # (once, since spaCy builds it anew at each access)
        for start, end in missing_spans(doc)
    ]
    if rows and meta.get("labels") != UNLABELLED:
        yield Output(name + SIDECAR, "".join(srsly.json_dumps(row) + "\n" for row in rows))


def _inline_paragraph(doc: Doc) -> str:
    meta = doc.user_data
    is_html = meta.get("markup", "html") == "html"
    space = "  " if meta.get("dialect", "double") == "double" else ""
    natural = doc.text
    pieces, at = [], 0
    for ent in doc.ents:
        pieces.append(_escaped(natural[at : ent.start_char], is_html))
        content = _escaped(ent.text, is_html)
        if is_html and content.count("\n") > 1:  # (read as an annotation that was never closed)
            content = content.replace("\n", "&#10;")
        pieces.append(f"[{ent.label_} {content}{space}]")
        at = ent.end_char
    text = "".join([*pieces, _escaped(natural[at:], is_html)])
    number = meta.get("paragraph")
    if meta.get("zone") != PARAGRAPH or not meta.get("pilcrows") or _printed_number(doc) != number:
        return text
    return f"<a id='par{number}' href='#par{number}'>¶</a>{text}" if is_html else f"¶{text}"


def _printed_number(doc: Doc) -> int | None:
    """Returns the number at the start of a Doc's text, or None; later parts of a numbered paragraph have none."""
    printed = re.match(r"[0-9]+", doc.text)
    return int(printed[0]) if printed else None


def _escaped(text: str, is_html: bool) -> str:
    """Returns text with markup characters escaped; only HTML has a way to do so, plain text has none."""
    return html.escape(text, quote=False).replace("[", "&#91;").replace("]", "&#93;") if is_html else text


_PAGE_CELLS = (
    ("Reference ID", "reference_id"),
    ("Created", "date"),
    ("Released", "released"),
    ("Classification", "classification"),
    ("Origin", "origin"),
    ("References", "references"),
)


def _page_table(meta: dict[str, Any]) -> str:
    """Returns the table of a web page's metadata, or nothing if the cable came without a page."""
    if "reference_id" not in meta:
        return ""
    known = [(head, _cell(meta[key])) for head, key in _PAGE_CELLS if key in meta]
    heads = "".join(f"<th>{head}</th>" for head, _ in known)
    values = "".join(f"<td>{html.escape(value)}</td>" for _, value in known)
    return f"<table class='cable'>\n<tr>{heads}</tr>\n<tr>{values}</tr>\n</table>\n"


def _cell(value: Any) -> str:
    return REFERENCE_SIGN.join(value) if isinstance(value, list) else str(value)


# -- other formats -------------------------------------------------------------------------------


def jsonl(group: list[Doc], missing: str = MARK) -> Iterator[Output]:
    """Yields one JSON object per paragraph: text, entities and missing spans (character offsets), metadata."""
    rows = []
    for doc in sorted(group, key=_index):
        entities = [{"start": e.start_char, "end": e.end_char, "label": e.label_, "text": e.text} for e in doc.ents]
        unknown = [{"start": start, "end": end} for start, end in missing_spans(doc)]
        rows.append({"text": doc.text, "entities": entities, "missing": unknown, "meta": dict(doc.user_data)})
    yield Output(_renamed(group, ".jsonl"), "".join(srsly.json_dumps(row) + "\n" for row in rows))


def conll(group: list[Doc], missing: str = MARK) -> Iterator[Output]:
    """Yields one token per line with its IOB2 tag (`-` if it is missing), and an empty line after each paragraph."""
    lines = []
    for doc in sorted(group, key=_index):
        if (tags := tags_of(doc, missing)) is not None:
            lines += [f"{token}\t{tag}\n" for token, tag in tags]
            lines.append("\n")
    yield Output(_renamed(group, ".conll"), "".join(lines))


def tags_of(doc: Doc, missing: str) -> list[tuple[str, str]] | None:
    """Returns the tokens that are not white space with their IOB2 tags; None if the paragraph is left out.

    A token whose label is unknown has the tag `-`, or O, as `missing` says.
    """
    if missing == LEAVE_OUT_PARAGRAPH and missing_spans(doc):
        return None
    unknown = "O" if missing == OUTSIDE else "-"
    return [
        (token.text, (token.ent_iob_ + (f"-{token.ent_type_}" if token.ent_type_ else "")) if token.ent_iob else unknown)
        for token in doc
        if not token.is_space
    ]


_BETWEEN = "\n\n"  # paragraphs of brat's text


def brat(group: list[Doc], missing: str = MARK) -> Iterator[Output]:
    """Yields a text, and a file `.ann` with its mentions; one whose label is unknown is of the type MISSING.

    Offsets count characters. A name over several lines is in pieces, as brat writes it.
    """
    texts, at, lines = list[str](), 0, list[str]()
    for doc in sorted(group, key=_index):
        spans = [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]
        unknown = missing_spans(doc)
        if unknown and missing == LEAVE_OUT_PARAGRAPH:
            continue
        if missing == MARK and doc.user_data.get("labels") != UNLABELLED:
            spans += [(start, end, formats.MISSING_TYPE) for start, end in unknown]
        text = doc.text
        for start, end, label in sorted(spans):
            pieces = [match.span() for match in re.finditer(r"[^\r\n]+", text[start:end])]
            places = ";".join(f"{at + start + first} {at + start + last}" for first, last in pieces)
            shown = " ".join(text[start + first : start + last] for first, last in pieces)
            lines.append(f"T{len(lines) + 1}\t{label} {places}\t{shown}\n")
        if text or texts:
            texts.append(text)
            at += len(text) + len(_BETWEEN)
    name = _renamed(group, "").removesuffix(".txt")
    yield Output(f"{name}.txt", _BETWEEN.join(texts))
    yield Output(f"{name}.ann", "".join(lines))


def _renamed(group: list[Doc], ending: str) -> str:
    return str(PurePosixPath(group[0].user_data.get("cable", "cable.txt"))) + ending


FORMATS = {INLINE: inline, JSONL: jsonl, CONLL: conll, BRAT: brat}
