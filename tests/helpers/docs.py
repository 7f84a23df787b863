"""Docs made for tests, and what is compared of them."""

from spacy.tokens import Span


def make_docs(nlp, *texts):
    """Returns Docs whose first token is an entity (of a label spaCy has no string for) and whose last is missing."""
    docs = []
    for number, text in enumerate(texts):
        doc = nlp.make_doc(text)
        doc.set_ents([Span(doc, 0, 1, "MISC")], missing=[doc[len(doc) - 1 :]], default="outside")
        doc.user_data.update(cable=f"{text[:4]}.txt", index=number)
        docs.append(doc)
    return docs


def view(doc):
    return doc.text, [(ent.text, ent.label_) for ent in doc.ents], [token.ent_iob for token in doc], dict(doc.user_data)
