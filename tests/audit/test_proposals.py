"""Where models, lexicon and capitals differ from the labels, and what could be right there."""

import pytest

from cable_ner.audit.opinions import spans_of
from cable_ner.audit.proposals import KINDS, SOURCES, agreed, kind_of, propose
from cable_ner.audit.verdicts import source_of
from tests.helpers.audit import LABELS, believes, make, with_all_labels


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ((), ((0, 1, "PER"),), "add"),
        (((0, 1, "PER"),), (), "delete"),
        (((0, 1, "PER"),), ((0, 1, "LOC"),), "relabel"),
        (((1, 2, "PER"),), ((0, 2, "PER"),), "grow"),
        (((0, 2, "PER"),), ((0, 1, "LOC"),), "shrink"),
        (((0, 2, "PER"),), ((1, 3, "PER"),), "other"),
        (((0, 1, "PER"), (1, 2, "PER")), ((0, 2, "PER"),), "other"),
    ],
)
def test_proposals_kind_of(old, new, kind):
    assert kind in KINDS
    assert kind_of(old, new) == kind


def proposals_of(docs, opinions):
    docs, opinions = with_all_labels(docs, opinions)
    texts = [source_of(doc).text for doc in docs]
    return propose(texts, [spans_of(text.tags) for text in texts], opinions)


def test_proposals_where_models_differ():
    doc = make("then Khamis al-Qadhafi left.", ("Khamis", "LOC"))
    found = proposals_of([doc], [believes(doc, ("Khamis al-Qadhafi", "PER"))])
    (candidate,) = found.candidates
    assert (candidate.start, candidate.end, candidate.old) == (1, 5, ((1, 2, "LOC"),))
    assert candidate.options[0] == ((1, 5, "PER"),)
    assert () in candidate.options
    assert ((1, 2, "PER"),) in candidate.options
    assert candidate.old not in candidate.options
    assert len(candidate.said) == len(SOURCES)
    assert found.chances[0] == pytest.approx(0.9**4, abs=0.01)
    assert found.old_chances[0] == pytest.approx((0.1 / 6) ** 4, abs=0.001)
    assert list(agreed([source_of(doc).text], found)) == [(0, ((1, 5, "PER"),))]


def test_proposals_agreed_unless_the_form_has_the_label_elsewhere():
    docs = [make(f"then Rome left {number}.", ("Rome", "LOC"), index=number) for number in range(4)]
    opinions = [believes(docs[0], ("Rome", "PER")), *(believes(doc, ("Rome", "LOC")) for doc in docs[1:])]
    found = proposals_of(docs, opinions)
    assert [row.options[0] for row in found.candidates] == [((1, 2, "PER"),)]
    assert list(agreed([source_of(doc).text for doc in docs], found)) == []


def test_proposals_none_where_all_agree():
    doc = make("then Ann left.", ("Ann", "PER"))
    assert proposals_of([doc], [believes(doc, ("Ann", "PER"))]).candidates == []


def test_proposals_none_on_missing_tokens():
    doc = make("then Ann Lee left.", missing=("Lee",))
    assert proposals_of([doc], [believes(doc, ("Ann Lee", "PER"))]).candidates == []


def test_proposals_of_the_lexicon():
    docs = [make(f"then WHA left {number}.", ("WHA", "ORG"), index=number) for number in range(4)]
    docs.append(make("then WHA left again.", index=4))
    docs.append(make("then WHA left for good.", ("WHA", "PER"), index=5))
    found = proposals_of(docs, [believes(doc, *[(ent.text, ent.label_) for ent in doc.ents]) for doc in docs])
    assert [(row.text, row.old, row.options[0]) for row in found.candidates] == [
        (4, (), ((1, 2, "ORG"),)),
        (5, ((1, 2, "PER"),), ((1, 2, "ORG"),)),
    ]


def test_proposals_of_capitals_that_may_be_a_name():
    doc = make("then Qux of Baz left.")
    sure, unsure = (believes(doc, sure=sure) for sure in (0.99, 0.9))
    assert proposals_of([doc], [sure]).candidates == []
    (candidate,) = proposals_of([doc], [unsure]).candidates
    assert (candidate.start, candidate.end, candidate.old) == (1, 4, ())
    assert sorted(candidate.options) == [((1, 4, label),) for label in LABELS]
