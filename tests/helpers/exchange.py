"""Helpers for the tests of exchange with other programs: a review of one paragraph, and what a person does to its labels."""

import spacy

from cable_ner.audit.exchange import ReadingOptions, paragraph_tasks
from cable_ner.audit.review import Findings, Form, Review, Suspect
from cable_ner.evaluation import Labelled
from cable_ner.files import digest
from cable_ner.labels import PlaceDecision

LABELS = ("PER", "ORG", "LOC", "MISC")
HOW = ReadingOptions(LABELS)
NLP = spacy.blank("en")
TEXT = "😀 Khamis met Saif’s aide\nin Tripoli. \x1b[31m WHA, =Malta and “Rome”."


def spans(*found, text=TEXT):
    """Returns spans of a text from (part, label)."""
    return [Labelled(text.index(part), text.index(part) + len(part), label) for part, label in found]


OURS = spans(("Khamis", "LOC"), ("Saif’s", "ORG"), ("Tripoli", "LOC"), ("Rome", "LOC"))


def suspect(part, old, new, **changes):
    """Returns a suspect about a part of the text; old and new are labels of the whole part, or spans."""
    start = TEXT.index(part)
    end = start + len(part)
    old, new = (tuple(side) if not isinstance(side, str) else tuple(spans((part, side))) for side in (old, new))
    beside = TEXT[max(start - 60, 0) : start], TEXT[end : end + 60]
    return Suspect("=a.txt", digest(TEXT), "paragraph", start, end, part, old, new, 0.9, ("+ reason",), *beside)._replace(
        **changes
    )


SUSPECTS = [
    suspect("Khamis", "LOC", "PER"),
    suspect("Saif’s", "ORG", spans(("Saif", "PER"))),
    suspect("WHA", (), "ORG"),
    suspect("Rome", "LOC", "ORG"),
]
FORMS = [
    Form("Khamis", "LOC", "PER", "", 3, 0.9, 2.5, ("a",), (0,)),
    Form("Saif’s", "ORG", "PER", "Saif", 1, 0.9, 0.9, (), (1,)),
    Form("WHA", "", "ORG", "", 1, 0.9, 0.8, (), (2,), zone="text"),
    Form("Rome", "LOC", "ORG", "", 1, 0.9, 0.5, (), (3,), single=True),
]


def session(tmp_path):
    """Returns a review of the paragraph that nobody began."""
    return Review(Findings(FORMS, SUSPECTS, []), tmp_path / "corrections.jsonl")


def doc():
    """Returns the paragraph with our labels, those on whole tokens."""
    made = NLP.make_doc(TEXT)
    made.ents = [made.char_span(*span, alignment_mode="expand") for span in OURS if made.char_span(*span)]
    made.user_data.update(cable="=a.txt", index=0, zone="paragraph", labels="silver")
    return made


DOC = doc()
DOC_SPANS = [Labelled(ent.start_char, ent.end_char, ent.label_) for ent in DOC.ents]


def open_tasks(tmp_path):
    """Returns the tasks of the review, and how many suspects are lost."""
    return paragraph_tasks(session(tmp_path), [NLP.make_doc("Another."), DOC, DOC])


def place(start, end, *found):
    """Returns the decision that these are the mentions in a stretch of the text."""
    return PlaceDecision(digest(TEXT), start, end, TEXT[start:end], tuple(map(tuple, found)), "=a.txt")


def at(part):
    """Returns the character offsets of a part of the text."""
    return TEXT.index(part), TEXT.index(part) + len(part)


KEPT = [
    place(*at("Khamis"), OURS[0]),
    place(*at("Saif’s"), *(span for span in DOC_SPANS if span[:2] == at("Saif’s"))),
    place(*at("WHA")),
    place(*at("Rome"), OURS[3]),
]
# What a person does to our labels, and what follows: one more decision or another one, the others stay.
EDITED = [*spans(("Khamis", "PER"), ("Saif", "PER"), ("aide\nin Tripoli", "LOC"), ("WHA", "ORG"), ("Rome", "LOC"))]
FROM_EDITED = [
    place(*at("Khamis"), EDITED[0]),
    place(*at("Saif’s"), EDITED[1]),
    place(*at("aide\nin Tripoli"), EDITED[2]),
    place(*at("WHA"), EDITED[3]),
    place(*at("Rome"), EDITED[4]),
]
