"""Candidates with the models' probabilities, and those that all models agree on."""

from weakref import ref

import pytest

from cable_ner.audit.audited_docs import audited_doc
from cable_ner.audit.opinions import SPANNED
from cable_ner.audit.proposals import agreed, propose
from cable_ner.files import Packed
from tests.helpers.audit import LABELS, believes, make, proposals_of


def test_proposals_where_models_differ():
    doc = make("then Khamis al-Qadhafi left.", ("Khamis", "LOC"))
    found = proposals_of([doc], [believes(doc, ("Khamis al-Qadhafi", "PER"))])
    (candidate,) = found.candidates
    assert (candidate.start, candidate.end, candidate.old) == (1, 5, ((1, 2, "LOC"),))
    assert candidate.options[0] == ((1, 5, "PER"),)
    assert () in candidate.options
    assert ((1, 2, "PER"),) in candidate.options
    assert candidate.old not in candidate.options
    assert len(candidate.said) == len(SPANNED) + 2  # the lexicon and capitals, too
    assert found.chances[0] == pytest.approx(0.9**4, abs=0.01)
    assert found.old_chances[0] == pytest.approx((0.1 / 6) ** 4, abs=0.001)
    assert list(agreed([audited_doc(doc).text], found)) == [(0, ((1, 5, "PER"),))]


def test_proposals_agreed_unless_the_form_has_the_label_elsewhere():
    docs = [make(f"then Rome left {number}.", ("Rome", "LOC"), index=number) for number in range(4)]
    opinions = [believes(docs[0], ("Rome", "PER")), *(believes(doc, ("Rome", "LOC")) for doc in docs[1:])]
    found = proposals_of(docs, opinions)
    assert [row.options[0] for row in found.candidates] == [((1, 2, "PER"),)]
    assert list(agreed([audited_doc(doc).text for doc in docs], found)) == []


class Streamed:
    """Opinions that are made when they are asked for; at most two may be in memory at a time."""

    def __init__(self, docs):
        self.docs = docs
        self.reads = 0

    def __iter__(self):
        self.reads += 1
        made = []
        for doc in self.docs:
            opinion = believes(doc, ("Khamis", "PER"))
            made.append(ref(opinion.scores))
            yield opinion
            del opinion
            assert sum(scores() is not None for scores in made) <= 2


def test_proposals_hold_no_opinion_and_no_candidate():
    docs = [make(f"then Khamis left {n}.", ("Khamis", label), cable=label) for n, label in enumerate(LABELS)]
    opinions = Streamed(docs)
    found = propose([audited_doc(doc).text for doc in docs], opinions)
    assert opinions.reads == 2  # for the forms, and for the candidates
    assert [candidate.text for candidate in found.candidates] == [0, 1]
    assert isinstance(found.candidates, Packed)
    assert found.candidates[0] is not next(iter(found.candidates))
