"""Tags of words: the best sequence that means something."""

import numpy
import pytest
import spacy
from spacy.tokens import Doc, Span

from cable_ner.training.teacher.tags import UNKNOWN, TagSet

TAGS = TagSet.of(["PER", "LOC"])


def scores(*words: dict[str, float]) -> numpy.ndarray:
    """Returns the scores of one text [1, words, tags]: 0 where nothing is given."""
    return numpy.array([[[word.get(tag, 0.0) for tag in TAGS.tags] for word in words]], numpy.float32)


def test_tags_are_sorted():
    assert TAGS.tags == ("O", "B-LOC", "I-LOC", "B-PER", "I-PER")
    assert TAGS.labels == ["LOC", "PER"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([{"B-PER": 2}, {"I-PER": 2}], [(0, 2, "PER")]),
        ([{"I-PER": 2, "B-PER": 1}, {"I-PER": 2}], [(0, 2, "PER")]),  # none begins with I-
        ([{"B-PER": 2}, {"I-LOC": 2, "I-PER": 1.5}], [(0, 2, "PER")]),  # none goes on with another label
        ([{"B-PER": 2}, {"B-PER": 2}], [(0, 1, "PER"), (1, 2, "PER")]),
        ([{"O": 2}, {"I-LOC": 3, "B-LOC": 1}, {"O": 1}], [(1, 2, "LOC")]),
    ],
)
def test_tags_best(words, expected):
    assert TAGS.spans(TAGS.best(scores(*words))[0].tolist()) == expected


def test_tags_that_go_on_from_the_text_before():
    assert TAGS.spans([4, 4, 0, 1]) == [(0, 2, "PER"), (3, 4, "LOC")]


def test_tags_of_a_doc():
    doc = Doc(spacy.blank("en").vocab, words=["Ann", "Lee", "saw", "rain", "Oz"])
    doc.set_ents([Span(doc, 0, 2, "PER"), Span(doc, 4, 5, "OTHER")], missing=[doc[3:4]], default="outside")
    assert TAGS.numbers(doc) == [3, 4, 0, UNKNOWN, 0]
