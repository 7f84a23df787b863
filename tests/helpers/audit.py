"""Helpers for the tests of the audit: Docs made by hand, and models with given opinions."""

import numpy
import spacy

from cable_ner.audit.audited_docs import audited_doc
from cable_ner.audit.crf import tags_of
from cable_ner.audit.opinions import SCORED, SPANNED, Effort, Opinion
from cable_ner.audit.proposals import propose
from cable_ner.audit.verdicts import judge_candidates
from cable_ner.corpus.docs import GOLD, SILVER
from cable_ner.labels import occurrences
from cable_ner.text import PARAGRAPH

NLP = spacy.blank("en")

QUICK = Effort(epochs=1, width=32, iterations=15)
LABELS = ("LOC", "ORG", "PER")


def make(text, *ents, cable="a.txt", index=0, missing=(), labels=SILVER, decided=None):
    """Returns a Doc with these (text, label) mentions, at every occurrence of the text."""
    doc = NLP.make_doc(text)
    spans = [doc.char_span(*place, label) for part, label in ents for place in occurrences(text, part)]
    holes = [doc.char_span(*place) for part in missing for place in occurrences(text, part)]
    doc.set_ents(spans, missing=holes, default="outside")
    doc.user_data.update(cable=cable, index=index, zone=PARAGRAPH, labels=labels)
    if decided is not None:
        doc.user_data["decided"] = decided
    return doc


def believes(doc, *ents, sure=0.9):
    """Returns the opinion of models that all see these (text, label) mentions, each tag with the probability `sure`."""
    text = audited_doc(doc).text
    spans = tuple(
        sorted((span.start, span.end, span.label_) for span in make(doc.text, *ents).ents),
    )
    tags = ["O", *(f"{first}-{label}" for label in LABELS for first in "BI")]
    scores = numpy.full((len(SCORED), len(text.words), len(tags)), (1 - sure) / (len(tags) - 1))
    for number, tag in enumerate(tags_of(len(text.words), spans)):
        scores[:, number, tags.index(tag)] = sure
    return Opinion((spans,) * len(SPANNED), numpy.log(scores).astype(numpy.float16))


def with_all_labels(docs, opinions):
    """Returns Docs and opinions with those of a gold Doc added that has all labels."""
    doc = make("Ann at Acme in Rome", ("Ann", "PER"), ("Acme", "ORG"), ("Rome", "LOC"), cable="z.txt", labels=GOLD)
    return [*docs, doc], [*opinions, believes(doc, ("Ann", "PER"), ("Acme", "ORG"), ("Rome", "LOC"))]


def proposals_of(docs, opinions):
    """Returns the proposals of Docs; those of the gold Doc are added."""
    docs, opinions = with_all_labels(docs, opinions)
    texts = [audited_doc(doc).text for doc in docs]
    return propose(texts, opinions)


def judged_of(docs, opinions):
    docs, opinions = with_all_labels(docs, opinions)
    audited = [audited_doc(doc) for doc in docs]
    return audited, judge_candidates(audited, opinions)


def archive(cables=6):
    """Returns Docs of cables in which one town in three is labelled ORG, and one person in two is missed."""
    docs = []
    for number in range(cables):
        name = f"c{number}.txt"
        town = ("Milltown", "ORG" if number % 3 == 0 else "LOC")
        docs.append(make(f"Mayor Ann Lee of Milltown spoke in year {number}.", ("Ann Lee", "PER"), town, cable=name))
        ents = () if number % 2 else (("Bob Stone", "PER"),)
        docs.append(
            make(f"then Bob Stone left for Oldtown, {number} miles.", ("Oldtown", "LOC"), *ents, cable=name, index=1)
        )
    return docs


def spans(doc):
    return [(ent.text, ent.label_) for ent in doc.ents]


def decided_docs(kept, changed):
    """Returns Docs a person decided on: in `kept` of them ORG stays, in `changed` it becomes PER, as the models say."""
    docs, opinions = [], []
    for number in range(kept + changed):
        form = f"{'Acme' if number < kept else 'Ann'}{number}"
        label = "ORG" if number < kept else "PER"
        doc = make(
            f"{form} left.",
            (form, label),
            index=number,
            cable=f"c{number}",
            decided=[[0, len(form), [[0, len(form), "ORG"]]]],
        )
        docs.append(doc)
        opinions.append(believes(doc, (form, "LOC" if number < kept else "PER"), sure=0.6 if number < kept else 0.95))
    return docs, opinions


def with_open_case(docs, opinions):
    doc = make("Bob left.", ("Bob", "ORG"), cable="open", index=99)
    return [*docs, doc], [*opinions, believes(doc, ("Bob", "PER"), sure=0.95)]
