"""Cables made by hand for the exports."""

from collections.abc import Callable

import pytest
import spacy
from spacy.tokens import Doc

NLP = spacy.blank("en")
Marked = tuple[str, str]


@pytest.fixture
def make_cable() -> Callable[..., list[Doc]]:
    """Returns a function that makes the Docs of a cable: each paragraph is a text and the (text, label) of its names."""

    def make(*paragraphs: tuple[str, list[Marked]], name: str = "a.txt", **meta: object) -> list[Doc]:
        docs = []
        for index, (text, names) in enumerate(paragraphs):
            doc = NLP.make_doc(text)
            at, spans = 0, []
            for part, label in names:
                at = text.index(part, at)
                spans.append(doc.char_span(at, at + len(part), label))
                at += len(part)
            doc.ents = spans
            doc.user_data.update(
                cable=name, index=index, paragraphs=len(paragraphs), zone="paragraph", labels="silver", **meta
            )
            docs.append(doc)
        return docs

    return make
