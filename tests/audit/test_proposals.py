"""Candidates with the models' probabilities, and those that all models agree on."""

import pytest

from cable_ner.audit.audited_docs import audited_doc
from cable_ner.audit.opinions import SPANNED
from cable_ner.audit.proposals import agreed
from tests.helpers.audit import believes, make, proposals_of


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
