"""Paths over mentions: the formats of export and tag, written and read again."""

from collections.abc import Callable
from functools import partial
from typing import Any

from spacy.tokens import Span

from cable_ner.corpus.formats import FORMATS
from cable_ner.files import Source, new_docbin
from cable_ner.tagging.bare import read_bare
from cable_ner.tagging.renderings import add_given_spans, columns, inline, json_line, page, table_rows
from cable_ner.tagging.tagged import MODEL, PlacedMention, Tagged
from cable_ner.text import Scheme
from cable_ner.text.formats.brat import read_brat
from cable_ner.text.formats.columns import read_columns
from cable_ner.text.formats.rows import read_lines
from tests.fuzz.many_mentions import NLP, Path, Sizes, cable, docs, docs_of, with_holes


def _exported(format: str, *, holes: bool = False) -> Path:
    def prepare(sizes: Sizes) -> Callable[[], Any]:
        made = docs_of(with_holes(cable(sizes))) if holes else docs(sizes)
        return lambda: list(FORMATS[format](made, "mark"))

    return prepare


def _read_again(format: str) -> Path:
    def prepare(sizes: Sizes) -> Callable[[], Any]:
        texts = [output.text for output in FORMATS[format](docs(sizes), "mark")]
        if format == "brat":
            return lambda: read_brat(texts[0], texts[1].encode())
        read = read_columns if format == "conll" else read_lines
        return lambda: list(read(texts[0].encode()))

    return prepare


def _tagged(sizes: Sizes, *, risky: bool = False, as_html: bool = False) -> Tagged:
    """Returns a cable that came with annotations, and in which a model finds every name and calls it MISC.

    Where writing is `risky`, a bracket before each name makes its own hard to read again.
    """
    pieces = []
    for paragraph in cable(sizes).paragraphs:
        at, text = 0, ""
        parts = []
        for mention in paragraph.mentions:
            text = paragraph.text[at : mention.start]
            parts += [text, "[" * risky, f"[{mention.label} {paragraph.text[mention.start : mention.end]}  ]"]
            at = mention.end
        pieces.append("".join([*parts, paragraph.text[at:]]))
    source = "\n\n".join(pieces)
    data = f"<code><pre>{source}</pre></code>" if as_html else source
    tagged = read_bare(Source("a.txt", data=data.encode()), compare=True)
    tagged.docs = docs_of(tagged.cable, labels=MODEL)
    for mention in tagged.given:
        ent = tagged.docs[mention.paragraph].char_span(mention.start, mention.end, "MISC")
        if ent is not None:
            tagged.docs[mention.paragraph].spans.setdefault("x", []).append(ent)
    for number, doc in enumerate(tagged.docs):
        doc.ents = tuple(Span(doc, span.start, span.end, "MISC") for span in doc.spans.pop("x", ()))
        tagged.found += tagged.place(
            number, [PlacedMention(ent.start_char, ent.end_char, ent.label_, 0.5) for ent in doc.ents]
        )
    return tagged


def _written(write: Callable[[Tagged], Any], *, risky: bool = False, as_html: bool = False) -> Path:
    def prepare(sizes: Sizes) -> Callable[[], Any]:
        made = _tagged(sizes, risky=risky, as_html=as_html)
        return lambda: write(made)

    return prepare


def _as_conll(tagged: Tagged) -> Any:
    add_given_spans(tagged, NLP)
    return columns(tagged)


PATHS: dict[str, Path] = {
    **{f"export: {format}": _exported(format) for format in FORMATS},
    **{f"export: {format}, labels missing": _exported(format, holes=True) for format in FORMATS},
    **{f"exports read again: {format}": _read_again(format) for format in ("jsonl", "conll", "brat")},
    "tag: inline": _written(partial(inline, scheme=Scheme())),
    "tag: inline, risky": _written(partial(inline, scheme=Scheme()), risky=True),
    "tag: inline, page": _written(partial(inline, scheme=Scheme()), as_html=True),
    "tag: html": _written(page),
    "tag: html, page": _written(page, as_html=True),
    "tag: jsonl": _written(partial(json_line, compare=True)),
    "tag: csv": _written(partial(table_rows, compare=True)),
    "tag: conll": _written(_as_conll),
    "tag: spacy": _written(lambda tagged: new_docbin(tagged.docs).to_bytes()),
}
