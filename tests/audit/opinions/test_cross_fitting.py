"""Every model reads texts that it was not trained on."""

import numpy
import pytest

from cable_ner.audit.audited_docs import audited_doc
from cable_ner.audit.opinions import SCORED, SPANNED
from cable_ner.audit.opinions.cross_fitting import second_opinions
from cable_ner.work import Where
from tests.helpers.audit import QUICK, archive, make


@pytest.fixture(scope="module")
def opinions():
    return second_opinions([audited_doc(doc).text for doc in archive()], effort=QUICK)


def test_cross_fitting_are_of_every_text_and_are_probabilities(opinions):
    docs = archive()
    assert len(opinions) == len(docs)
    for doc, opinion in zip(docs, opinions):
        assert len(opinion.spans) == len(SPANNED)
        assert opinion.scores.shape == (len(SCORED), len(doc), 7)
        assert numpy.exp(opinion.scores.astype(float)).sum(2) == pytest.approx(1.0, abs=0.01)


def test_cross_fitting_are_the_same_with_more_processes(opinions):
    parallel = second_opinions([audited_doc(doc).text for doc in archive()], effort=QUICK, where=Where(processes=2))
    for one, other in zip(opinions, parallel):
        assert one.spans == other.spans
        assert numpy.array_equal(one.scores, other.scores)


def test_cross_fitting_do_not_see_the_labels_they_judge():
    """A model cannot know a label by heart if it is in the cable that it reads alone."""
    docs = [make(f"zzz{number} saw Qqqq{number}.", cable=f"c{number}.txt") for number in range(8)]
    docs[0] = make("zzz0 saw Qqqq0.", ("zzz0", "PER"), cable="c0.txt")
    found = second_opinions([audited_doc(doc).text for doc in docs], effort=QUICK)
    assert found[0].spans == ((),) * len(SPANNED)
