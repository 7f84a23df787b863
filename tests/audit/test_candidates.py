"""Where models, lexicon and capitals differ from the labels, and what could be right there."""

from tests.helpers.audit import LABELS, believes, make, proposals_of


def test_candidates_none_where_all_agree():
    doc = make("then Ann left.", ("Ann", "PER"))
    assert not list(proposals_of([doc], [believes(doc, ("Ann", "PER"))]).candidates)


def test_candidates_none_on_missing_tokens():
    doc = make("then Ann Lee left.", missing=("Lee",))
    assert not list(proposals_of([doc], [believes(doc, ("Ann Lee", "PER"))]).candidates)


def test_candidates_of_the_lexicon():
    docs = [make(f"then WHA left {number}.", ("WHA", "ORG"), index=number) for number in range(4)]
    docs.append(make("then WHA left again.", index=4))
    docs.append(make("then WHA left for good.", ("WHA", "PER"), index=5))
    found = proposals_of(docs, [believes(doc, *[(ent.text, ent.label_) for ent in doc.ents]) for doc in docs])
    assert [(row.text, row.old, row.options[0]) for row in found.candidates] == [
        (4, (), ((1, 2, "ORG"),)),
        (5, ((1, 2, "PER"),), ((1, 2, "ORG"),)),
    ]


def test_candidates_of_capitals_that_may_be_a_name():
    doc = make("then Qux of Baz left.")
    sure, unsure = (believes(doc, sure=sure) for sure in (0.99, 0.9))
    assert not list(proposals_of([doc], [sure]).candidates)
    (candidate,) = proposals_of([doc], [unsure]).candidates
    assert (candidate.start, candidate.end, candidate.old) == (1, 4, ())
    assert sorted(candidate.options) == [((1, 4, label),) for label in LABELS]
