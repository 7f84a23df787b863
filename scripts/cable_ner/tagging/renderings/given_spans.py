"""The annotations that a cable came with, as spans of its Docs."""

from collections import defaultdict

from spacy.language import Language
from spacy.tokens import Doc, Span

from ...corpus import make_doc
from ...text import Mention
from ..tagged import INPUT, Tagged


def add_given_spans(tagged: Tagged, nlp: Language) -> None:
    """Adds to each Doc the annotations it came with, as the span group `input`."""
    given: defaultdict[int, list[Mention]] = defaultdict(list)
    for item in tagged.given:
        given[item.paragraph].append(Mention(item.start, item.end, item.label, 1))
    for index, doc in enumerate(tagged.docs):
        ents = _given_doc(tagged, index, given[index], nlp).ents
        doc.spans[INPUT] = [Span(doc, ent.start, ent.end, ent.label_) for ent in ents]


def _given_doc(tagged: Tagged, index: int, mentions: list[Mention], nlp: Language) -> Doc:
    """Returns a paragraph as a Doc whose entities are the annotations it came with."""
    return make_doc(tagged.cable.paragraphs[index]._replace(mentions=mentions), nlp).doc
