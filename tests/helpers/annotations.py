"""Docs of numbered tokens, and annotations of them drawn by hypothesis."""

from hypothesis import strategies as st
from spacy.tokens import Doc, Span

from cable_ner.evaluation.scoring import Labelled

LABELS = ["PER", "ORG", "LOC", "MISC"]


def make(vocab, length, *ents, missing=()):
    """Returns a Doc of so many tokens; ents are (start, end, label), missing are token indices."""
    doc = Doc(vocab, words=[f"w{number}" for number in range(length)])
    spans = [Span(doc, start, end, label) for start, end, label in ents]
    doc.set_ents(spans, missing=[doc[index : index + 1] for index in missing], default="outside")
    return doc


@st.composite
def annotation(draw, length):
    """Returns ents as (start, end, label) that do not overlap, in a Doc of so many tokens."""
    cuts = sorted(draw(st.sets(st.integers(0, length), max_size=length + 1)))
    kept = draw(st.lists(st.sampled_from([None, *LABELS]), min_size=len(cuts), max_size=len(cuts)))
    return [(start, end, label) for start, end, label in zip(cuts, cuts[1:], kept) if label]


def mentions(*spans):
    return [Labelled(*span) for span in spans]
