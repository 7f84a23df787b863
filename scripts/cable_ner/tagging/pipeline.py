"""A pipeline over whole cables: their Docs, and the mentions it finds in them."""

import re
from collections.abc import Mapping, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from ..corpus import make_docs
from ..model import Key, confidences, tokenised
from ..text import carried
from .cutting import cut_lists
from .stages import Finders, found_by_stage
from .tagged import MODEL, PlacedMention, Tagged


def tag_cables(
    nlp: Language, cables: Sequence[Tagged], *, scores: bool = False, least: float | None = None
) -> dict[str, str]:
    """Adds to each cable its Docs and the mentions found in them; returns what went wrong, by the name of the cable.

    Mentions have the model's confidence if `scores`. With `least`, they are what has at least that confidence, also on other
    paths of the parser.

    The pipeline gets Docs as `corpus.make_docs` makes them, whole cables in a row, except that a blank line inside a Doc is
    a space: only headers hold any, and the headers of token-spaced cables, which models are trained on, have no lines.
    """
    try:
        _tag(nlp, cables, scores=scores, least=least)
    except Exception as error:
        if len(cables) < 2:
            return {cable.name: f"the model failed on it ({error}); check that it is a cable" for cable in cables}
        alone = (tag_cables(nlp, [cable], scores=scores, least=least) for cable in cables)
        return {name: text for failed in alone for name, text in failed.items()}
    return {}


def _tag(nlp: Language, cables: Sequence[Tagged], *, scores: bool, least: float | None) -> None:
    for cable in cables:
        cable.docs = [outcome.doc for outcome in make_docs(cable.cable, nlp, labels=MODEL)]
    texts = (paragraph.text for cable in cables for paragraph in cable.cable.paragraphs)
    docs = [doc for cable in cables for doc in cable.docs]
    seen, finders = found_by_stage(nlp, (_as_seen(doc, text, nlp) for doc, text in zip(docs, texts, strict=True)))
    sure = confidences(nlp, seen) if scores or least is not None else None
    if least is not None and sure is not None:
        cut_lists(nlp, seen, finders, sure, least=least)
    at = 0
    for cable in cables:
        cable.found = []
        for index, doc in enumerate(cable.docs):
            if spans := _spans(seen[at], finders[at], sure[at] if sure and scores else {}):
                if seen[at] is not doc:
                    spans = _carry(spans, seen[at], doc)
                cable.found += cable.place(index, spans)
            at += 1


_BLANK_LINES = re.compile(r"(?<!\s)\s*\n\s*\n\s*")  # (from the first space of a row on, or long rows would take hours)


def _as_seen(doc: Doc, text: str, nlp: Language) -> Doc:
    """Returns the Doc that the model is given for a Doc with this text."""
    if "\n" not in text or (without := _BLANK_LINES.sub(" ", text)) == text:
        return doc
    seen = tokenised(without, nlp)
    seen.user_data.update(doc.user_data)
    return seen


def _spans(doc: Doc, finders: Finders, sure: Mapping[Key, float]) -> list[PlacedMention]:
    """Returns the mentions of a Doc by character offsets, with who found each and the model's confidence if there is one."""
    keys = ((ent, (ent.start, ent.end, ent.label_)) for ent in doc.ents)
    return [
        PlacedMention(ent.start_char, ent.end_char, ent.label_, sure.get(key) if sure else None, finders[key])
        for ent, key in keys
    ]


def _carry(spans: Sequence[PlacedMention], seen: Doc, doc: Doc) -> list[PlacedMention]:
    """Moves mentions to a Doc that differs from `seen` only in white space; returns them by its character offsets."""
    places = carried([(start, end) for start, end, *_ in spans], seen.text, doc.text)
    ents = [doc.char_span(*place, span.label) for place, span in zip(places, spans)]
    kept = [(ent, span) for ent, span in zip(ents, spans) if ent is not None]
    doc.ents = tuple(ent for ent, _ in kept)
    return [span._replace(start=ent.start_char, end=ent.end_char) for ent, span in kept]
