"""What `spacy train` needs besides spaCy: `--code scripts/training.py`. A trained model does not need it."""

import random
from collections.abc import Callable, Iterator

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example


@spacy.registry.augmenters("cable_ner.capitals.v1")
def create_capitals_augmenter(level: float, seed: int = 0) -> Callable[[Language, Example], Iterator[Example]]:
    """Returns an augmenter that adds a copy in capitals of a share `level` of the Docs.

    Subject lines and headings of cables are in capitals, their text is not: a model that has seen names in
    capitals but rarely takes such lines for a string of abbreviations.
    """
    rng = random.Random(seed)  # noqa: S311

    def augment(nlp: Language, example: Example) -> Iterator[Example]:
        yield example
        if rng.random() < level:
            yield in_capitals(nlp, example)

    return augment


def in_capitals(nlp: Language, example: Example) -> Example:
    """Returns the example with its words in capitals; entities and missing tokens stay where they are."""
    reference = example.reference
    words = [token.text.upper() for token in reference]
    spaces = [bool(token.whitespace_) for token in reference]
    doc = Doc(nlp.vocab, words=words, spaces=spaces, user_data=reference.user_data)
    ents = [Span(doc, ent.start, ent.end, ent.label_) for ent in reference.ents]
    missing = [doc[token.i : token.i + 1] for token in reference if token.ent_iob == 0]
    doc.set_ents(ents, missing=missing, default="outside")
    return Example(nlp.make_doc(doc.text), doc)
