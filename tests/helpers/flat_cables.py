"""Cables from markup, and their labels over text without white space."""

import spacy

from cable_ner.corpus import make_docs
from cable_ner.evaluation.alignment import flatten
from cable_ner.text import Cable, Paragraph, parse, restore_paragraph

NLP = spacy.blank("en")


def read(text, name="a.txt", *, natural=False):
    """Returns a cable in natural text from the tagger's markup."""
    cable = parse(text.encode(), name)
    if not natural:
        cable.paragraphs = [restore_paragraph(paragraph) for paragraph in cable.paragraphs]
    return cable


def flat(cable):
    return flatten(outcome.doc for outcome in make_docs(cable, NLP))


def paragraphs(*texts):
    """Returns a cable of paragraphs without mentions."""
    return Cable("a.txt", [Paragraph(text, [], "paragraph") for text in texts])
