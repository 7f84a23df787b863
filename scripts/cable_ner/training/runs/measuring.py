"""Measure a model on the plain text of test: F1, also in capitals, and words per second."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import spacy
from spacy.cli._util import import_code
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import NumpyOps, require_cpu, set_current_ops

from ...corpus import by_cable
from ...evaluation import ALL, score_pairs
from ...files import read_docs
from ...model import FACTORY, ConsistencySettings, consistent
from ...rules import RULES_FACTORY
from ..variation.case import upper_of
from .messages import cable_name

DOCUMENT_WIDE = "document-wide"
_LANG = "en"


class Item(NamedTuple):
    """A text to be tagged, the cable it is from, its gold mentions, where labels are missing (characters), and its zone."""

    text: str
    cable: str
    spans: tuple[tuple[int, int, str], ...]
    missing: tuple[tuple[int, int], ...]
    zone: str = ""


Tagger = Callable[[Sequence[Item]], list[Doc]]
EntitySetter = Callable[[list[Doc]], object]  # changes the entities of one cable's Docs


def item_of(doc: Doc) -> Item:
    """Returns what is to be tagged of a gold Doc, and its labels."""
    missing = tuple((token.idx, token.idx + len(token)) for token in doc if token.ent_iob == 0)
    spans = tuple((ent.start_char, ent.end_char, ent.label_) for ent in doc.ents)
    return Item(doc.text, cable_name(doc), spans, missing, doc.user_data.get("zone", ""))


def reference_of(item: Item, nlp: Language) -> tuple[Doc, int]:
    """Returns the gold Doc of a text as the tokenizer splits it, and how many mentions miss its token boundaries.

    The tokens that such mentions touch have missing labels.
    """
    doc = nlp.make_doc(item.text)
    aligned = [doc.char_span(*span) for span in item.spans]
    off = [span[:2] for span, found in zip(item.spans, aligned) if found is None]
    ents = [span for span in aligned if span is not None]
    taken = {token.i for ent in ents for token in ent}
    holes = [doc.char_span(start, end, alignment_mode="expand") for start, end in (*item.missing, *off)]
    missing = {token.i for hole in holes if hole is not None for token in hole} - taken
    doc.set_ents(ents, missing=[doc[index : index + 1] for index in sorted(missing)], default="outside")
    return doc, len(off)


def blank_docs(items: Iterable[Item], nlp: Language) -> list[Doc]:
    """Returns a Doc of each text, without labels, that names its cable and zone."""
    return [_blank_doc(item, nlp) for item in items]


def _blank_doc(item: Item, nlp: Language) -> Doc:
    doc = nlp.make_doc(item.text)
    doc.user_data.update({"cable": item.cable, **({"zone": item.zone} if item.zone else {})})
    return doc


def measure(model: Path, test: Path, *, code: Path | None = None, wide: bool = False) -> dict[str, Any]:
    """Returns how a spaCy model does on the plain text of test; see `measure_tagger`.

    For a model with `code`, `words_per_second` is with our matrix products, and `words_per_second_plain` without.
    """
    if code:
        import_code(code)
        import_module("cable_ner.model.backend")
    tagger, decide = _spacy_tagger(model)

    def plain() -> Tagger:
        return _spacy_tagger(model, plain=True)[0]

    return measure_tagger(tagger, test, decide=decide if wide else None, plain=plain if code else None)


def measure_tagger(
    tagger: Tagger, test: Path, *, decide: EntitySetter | None = None, plain: Callable[[], Tagger] | None = None
) -> dict[str, Any]:
    """Returns how well a tagger does on the plain text of test: `ways` and `off_boundaries`.

    `ways` has, for the tagger's own entities ("") and, if `decide` is given, those after it (DOCUMENT_WIDE): F1 in points
    (`f1`, and `f1_capitals` on the text in capitals), and `words_per_second` of processor time, tokenisation included,
    in the better of two passes. `plain` loads the tagger for `words_per_second_plain`. `off_boundaries` counts the
    mentions that miss token boundaries, in plain text and in capitals: their tokens are not scored.
    """
    blank = spacy.blank(_LANG)
    items = [item_of(doc) for doc in read_docs(test, blank.vocab)]
    capitals = [item._replace(text=upper_of(item.text)) for item in items]
    (references, off), (references_in_capitals, off_in_capitals) = _references(items, blank), _references(capitals, blank)
    passes = [_read(tagger, decide, items, references) for _ in range(2)]
    upper = _read(tagger, decide, capitals, references_in_capitals)
    words = sum(map(len, references))
    ways = {
        way: {
            "f1": passes[0][way].f1,
            "f1_capitals": upper[way].f1,
            "words_per_second": words / min(found[way].seconds for found in passes),
        }
        for way in upper
    }
    if plain:
        other = plain()
        seconds = min(_read(other, None, items, references)[""].seconds for _ in range(2))
        ways[""]["words_per_second_plain"] = words / seconds
    return {"ways": ways, "off_boundaries": [off, off_in_capitals]}


def _references(items: Iterable[Item], nlp: Language) -> tuple[list[Doc], int]:
    found = [reference_of(item, nlp) for item in items]
    return [doc for doc, _ in found], sum(off for _, off in found)


class _Reading(NamedTuple):
    f1: float
    seconds: float  # of processor time


def _read(
    tagger: Tagger, decide: EntitySetter | None, items: Sequence[Item], references: Sequence[Doc]
) -> dict[str, _Reading]:
    """Tags the texts; returns how well and how fast, by whether the document-wide decision was made."""
    start = time.process_time()
    docs = tagger(items)
    seconds = time.process_time() - start
    found = {"": _Reading(_f1(docs, references), seconds)}
    if decide:
        start = time.process_time()
        for members in by_cable([cable_name(doc) for doc in docs]):
            decide([docs[index] for index in members])
        found[DOCUMENT_WIDE] = _Reading(_f1(docs, references), seconds + time.process_time() - start)
    return found


def _f1(docs: Sequence[Doc], references: Sequence[Doc]) -> float:
    return 100 * score_pairs(zip(docs, references))[ALL].f1


def _spacy_tagger(model: Path, *, plain: bool = False) -> tuple[Tagger, EntitySetter]:
    """Returns a tagger by a model without its components for whole cables, and these, with the model's own settings.

    `plain`: with spaCy's own matrix products.
    """
    if plain:
        set_current_ops(NumpyOps())
    else:
        require_cpu()
    nlp, settings = spacy.load(model), ConsistencySettings()
    rules: list[Callable[..., Iterable[Doc]]] = []
    for name in nlp.pipe_names:
        pipe, factory = nlp.get_pipe(name), nlp.get_pipe_meta(name).factory
        if factory == FACTORY:
            settings = replace(getattr(pipe, "settings"), enabled=True)  # noqa: B009 (not in spaCy's types)
        elif factory == RULES_FACTORY:
            rules.append(getattr(pipe, "pipe"))  # noqa: B009 (neither)
        else:
            continue
        nlp.disable_pipe(name)

    def decide(docs: list[Doc]) -> None:
        consistent(docs, settings)
        for apply in rules:
            list(apply(docs))

    return lambda items: list(nlp.pipe(_blank_doc(item, nlp) for item in items)), decide
