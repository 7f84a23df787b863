"""Docs to draw samples of labels from, and the three verdicts on a place."""

import spacy

from cable_ner.evaluation.checked_sample import CheckedPlace

LABELS = ("PER", "ORG", "LOC", "MISC")
RIGHT, SPURIOUS, WRONG = CheckedPlace(1, 1), CheckedPlace(0, 0), CheckedPlace(0, 1)
NLP = spacy.blank("en")


def make(text, *ents, cable="a.txt", index=0, labels="silver"):
    """Returns a Doc with the ents at these texts, as (text, label)."""
    doc = NLP.make_doc(text)
    doc.ents = [doc.char_span(text.index(part), text.index(part) + len(part), label) for part, label in ents]
    doc.user_data.update(cable=cable, index=index, zone="paragraph", labels=labels)
    return doc


def corpus(count=60):
    return [
        make(f"Said Ann Lee{n} of the Mills in Kano. Rome is near Bern.", (f"Ann Lee{n}", "PER"), ("Kano", "LOC"), index=n)
        for n in range(count)
    ]
