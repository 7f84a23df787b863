"""Paragraphs with a question each, for the tests of the server."""

from cable_ner.audit.exchange.tasks import ParagraphTask
from cable_ner.audit.review import Suspect
from cable_ner.evaluation import Labelled
from cable_ner.files import digest
from tests.helpers.exchange import NLP


def paragraphs(count, *, first=0, label="LOC"):
    """Returns paragraphs in which a place is labelled, with the question whether it is a person."""
    return [_paragraph(number, label) for number in range(first, first + count)]


def _paragraph(number, label):
    text = f"😀 Milltown met the bakers {number} times."
    doc = NLP.make_doc(text)
    doc.ents = [doc.char_span(2, 10, label=label)]
    doc.user_data.update(cable=f"{number}.txt", zone="paragraph")
    old, new = (Labelled(2, 10, label),), (Labelled(2, 10, "PER"),)
    suspect = Suspect(
        f"{number}.txt", digest(text), "paragraph", 2, 10, "Milltown", old, new, 0.9, ("5 of 5",), "😀 ", " met"
    )
    return ParagraphTask(doc, digest(text), [(2, 10)], 1.0, (suspect,))
