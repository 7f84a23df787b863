"""A list cut at a confidence: mentions below it go, and spans of the parser's other paths above it come in."""

from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc, Span

from ..model import Key, Point, cut, fingerprint, other_spans, promise_of
from .settings import TagSettings
from .stages import LIST, OTHER_PATH, Finders


def point_of(nlp: Language, settings: TagSettings) -> Point | None:
    """Returns at which confidence the list is to be cut, and what is known of such lists; None if nothing was promised.

    Raises ValueError if it cannot be promised.
    """
    misses, wrong = settings.misses_at_most, settings.wrong_at_most
    if misses is None and wrong is None:
        return None
    promise = promise_of(nlp, fingerprint(nlp))
    if promise is None:
        option = "--misses-at-most" if misses is not None else "--wrong-at-most"
        raise ValueError(
            f"{option}: nothing can be promised of {nlp.path}: `cable-ner evaluate` has not measured its lists on"
            " hand-checked cables; run it with such a test (docs/how-to/promise.md)"
        )
    return cut(promise, misses=misses, wrong=wrong)


def cut_lists(
    nlp: Language, docs: Sequence[Doc], finders: Sequence[Finders], sure: Sequence[dict[Key, float]], *, least: float
) -> None:
    """Leaves in each Doc what has at least this confidence, and adds spans of other paths that have it.

    `finders` say who found each mention, and `sure` how confident it is; both get the spans that come in. What a person has
    listed stays, whatever the model says of it.
    """
    for doc, found_by, known, others in zip(docs, finders, sure, other_spans(nlp, docs) or [{} for _ in docs]):
        kept = [ent for ent in doc.ents if found_by[_key(ent)] == LIST or known.get(_key(ent), 1.0) >= least]
        for (start, end, label), value in others.items():
            if value >= least:
                kept.append(Span(doc, start, end, label=label))
                found_by[start, end, label], known[start, end, label] = OTHER_PATH, value
        doc.ents = tuple(sorted(kept, key=lambda span: span.start))


def _key(span: Span) -> Key:
    return span.start, span.end, span.label_
