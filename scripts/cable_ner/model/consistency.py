"""One decision for a whole document: a pipeline component that makes the entities of its parts agree.

A model reads one paragraph at a time, and may call the same name a person here and a place there. This component looks
at all entities of a document with the labels PER, ORG, LOC and MISC, and leaves others alone. This file and those it
imports need nothing but spaCy, and stand side by side, because the wheel of a model carries copies of them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from .document import DocumentText
from .edges import trim_edges
from .evidence import LABEL_IDS, LABELS
from .labelling import decide_labels
from .passes import add_acronyms, add_repeats, add_surnames, divide_joined, drop_common_words, extend_boundaries
from .settings import ConsistencySettings

FACTORY = "entity_consistency"


def consistent(docs: Sequence[Doc], settings: ConsistencySettings = ConsistencySettings()) -> Counter[str]:
    """Changes the entities of one document's Docs, and returns the number of changes by pass (`labels`: new labels).

    Tokens whose annotation is missing or blocked stay as they are. Time is linear in the number of tokens.
    """
    if not settings.enabled:
        return Counter()
    text = DocumentText(docs)
    if not text.mentions:
        return text.changes
    trim_edges(text)
    if settings.common_words:
        drop_common_words(text)
    if settings.boundaries:
        divide_joined(text)
        extend_boundaries(text)
    acronyms = add_acronyms(text) if settings.acronyms else set()
    if settings.repeats:
        add_repeats(text)
    if settings.surnames:
        add_surnames(text)
    if settings.one_label or settings.context or settings.surnames or settings.short_names or settings.acronyms:
        decide_labels(text, settings, acronyms)
    _write(text)
    return text.changes


def _write(text: DocumentText) -> None:
    names = dict(zip(LABEL_IDS, LABELS))
    after: dict[int, set[tuple[int, int, int]]] = defaultdict(set)
    for number, *span in text.spans():
        after[number].add((span[0], span[1], span[2]))
    for number, doc in enumerate(text.docs):
        kept = {(ent.start, ent.end): ent for ent in doc.ents}
        before = {(*place, ent.label) for place, ent in kept.items() if ent.label in LABEL_IDS}
        new = sorted(after[number] - before)
        outside = {index for start, end, _ in before - after[number] for index in range(start, end)}
        if not new and not outside:
            continue
        spans = []
        for start, end, label in new:
            outside -= set(range(start, end))
            same = kept.get((start, end))
            ids = (same.kb_id, same.id) if same is not None else (0, 0)
            spans.append(Span(doc, start, end, names[label], kb_id=ids[0], span_id=ids[1]))
        doc.set_ents(spans, outside=[doc[index : index + 1] for index in sorted(outside)], default="unmodified")


def _document_of(doc: Doc) -> object:
    cable = doc.user_data.get("cable")
    return doc if cable is None else cable


class EntityConsistency:
    """The pipeline component. A document is all consecutive Docs with the same `user_data["cable"]`, or a single Doc."""

    def __init__(self, settings: ConsistencySettings) -> None:
        self.settings = settings

    def __call__(self, doc: Doc) -> Doc:
        """Returns the Doc, after its entities were made to agree."""
        consistent([doc], self.settings)
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 1) -> Iterator[Doc]:
        """Yields the Docs in their order. Holds one document and the Doc after it, whatever the batch size."""
        for _, group in groupby(stream, key=_document_of):
            docs = list(group)
            consistent(docs, self.settings)
            yield from docs
            del docs


def make_entity_consistency(
    nlp: Language,
    name: str,
    enabled: bool,
    common_words: bool,
    boundaries: bool,
    acronyms: bool,
    repeats: bool,
    surnames: bool,
    one_label: bool,
    context: bool,
    short_names: bool,
) -> EntityConsistency:
    """Returns the component with these passes on or off (see ConsistencySettings)."""
    return EntityConsistency(
        ConsistencySettings(
            enabled=enabled,
            common_words=common_words,
            boundaries=boundaries,
            acronyms=acronyms,
            repeats=repeats,
            surnames=surnames,
            one_label=one_label,
            context=context,
            short_names=short_names,
        )
    )


# What spaCy's analysis of a pipeline is told of the component, and its settings by default.
FACTORY_META: dict[str, Any] = {
    "assigns": ["doc.ents"],
    "requires": ["doc.ents"],
    "default_config": asdict(ConsistencySettings()),
}
