"""The linear readers: both learn from context, and one of them knows no token by its full form."""

import numpy
import pytest

from cable_ner.audit.audited_docs import audited_doc
from cable_ner.audit.opinions.linear import read_with_all_features, read_with_few_features
from cable_ner.audit.opinions.opinion import Effort, Lesson
from tests.helpers.audit import make

TAGS = ["O", "B-LOC", "I-LOC", "B-PER", "I-PER"]
READERS = [read_with_all_features, read_with_few_features]
NAME, OTHER = "Brentmoorfield", "Brentmillfield"


def texts(*docs):
    return [audited_doc(doc).text for doc in docs]


def taught(*unseen):
    """Returns the lesson that what follows `Mayor` is a person."""
    names = ["Ann", "Bob", "Cleo", "Dora", "Emil", "Fay"]
    docs = [make(f"Mayor {name} spoke of rain.", (name, "PER"), cable=name) for name in names]
    return Lesson(texts(*docs), texts(*unseen), TAGS, Effort(iterations=40), 0, "en")


@pytest.mark.parametrize("read", READERS)
def test_linear_readers_learn_from_context(read):
    [first, second, none] = read(taught(make("Mayor Zoe spoke of rain."), make("So rain of Zoe."), make("")))
    assert first.spans == (((1, 2, "PER"),),)
    chances = numpy.exp(first.scores.astype(float))
    assert chances.shape == (6, len(TAGS))
    assert chances.sum(1) == pytest.approx(1.0, abs=0.01)
    assert chances[1].argmax() == TAGS.index("B-PER")
    assert chances[:, TAGS.index("B-LOC")].max() < 1e-5  # no training text has it
    assert second.spans == ((),)
    assert (none.spans, none.scores.shape) == (((),), (0, len(TAGS)))


def test_linear_reader_of_few_features_does_not_know_a_token_by_its_form():
    # The same contexts, shapes and affixes: only its full form tells which word is a name.
    docs = [make(f"so {word} of it.", *((NAME, "PER"),) * (word == NAME)) for word in (NAME, OTHER) * 8]
    lesson = Lesson(texts(*docs), texts(make("so Brentmoorfield of it.")), TAGS, Effort(iterations=60), 0, "en")
    by_form, by_shape = (numpy.exp(next(read(lesson)).scores[1, TAGS.index("B-PER")].astype(float)) for read in READERS)
    assert by_form > 0.9
    assert by_form > by_shape + 0.2
