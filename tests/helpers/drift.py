"""Increments of invented cables, and facts made by hand."""

from random import Random

import spacy
from spacy.tokens import Span

from cable_ner.corpus import BASELINE, Increment
from cable_ner.files import new_docbin
from cable_ner.retraining.drift.facts import CableFacts

NLP = spacy.blank("en")
PLACES, PEOPLE = [f"Town{number}" for number in range(30)], [f"Lee{number}" for number in range(30)]


def facts(name="c", tokens=10, caps=0, post="", tags=(), date="", **mentions):
    """Returns a cable's facts; mentions are given as form=labels, one a mention."""
    counts = {}
    for form, labels in mentions.items():
        for label in labels.split():
            counts[form, label] = counts.get((form, label), 0) + 1
    made = CableFacts(name, date, post, frozenset(tags), tokens, caps)
    made.mentions.update(counts)
    return made


def made(name, text, spans, labels="silver", **data):
    """Returns a Doc of a cable with spans (first token, token after the last, label)."""
    doc = NLP.make_doc(text)
    doc.set_ents([Span(doc, *span) for span in spans], default="outside")
    doc.user_data.update(cable=name, index=0, labels=labels, **data)
    return doc


def increment(folder, number=0, **partitions):
    folder.mkdir(parents=True)
    for name in ("train", "dev", "test", BASELINE):
        docs = partitions.get(name.replace("-", "_"), [])
        (folder / f"{name}.spacy").write_bytes(new_docbin(docs).to_bytes())
    counts = {name: len({doc.user_data["cable"] for doc in docs}) for name, docs in partitions.items()}
    return Increment(number, folder, counts, "")


def month(first, count, *, spoiled=False, seed=0):
    """Returns a Doc for each of so many cables: twelve mentions of people and places."""
    rng = Random(f"{seed} {first}")  # noqa: S311
    docs = []
    for number in range(first, first + count):
        names = [rng.choice(PLACES if place % 2 else PEOPLE) for place in range(12)]
        labels = ["LOC" if name in PLACES else "PER" for name in names]
        if spoiled:
            rng.shuffle(labels)
        spans = [(place, place + 1, label) for place, label in enumerate(labels)]
        docs.append(made(f"c{number}", " ".join(names), spans, post="ROME", tags=["IT"], date=f"2009-01-{number:03d}"))
    return docs
