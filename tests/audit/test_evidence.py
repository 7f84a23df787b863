"""Kinds of edits, and the features of candidates."""

import pytest

from cable_ner.audit.evidence import EditKind, edit_kind
from tests.helpers.audit import believes, make, proposals_of


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
def test_evidence_edit_kind(old, new, kind):
    assert edit_kind(old, new) is EditKind(kind)


def test_evidence_votes_by_hand():
    doc = make("then Khamis left.", ("Khamis", "LOC"))
    found = proposals_of([doc], [believes(doc, ("Khamis", "PER"))])
    everyone, lexicon_alone = [1.0] * 6, [0.0, 0.0, 0.0, 0.0, 1.0, 0.0]
    # All say the extent; the four models and the capitals say PER, the lexicon leaves LOC.
    old, options = found.evidence.rows(0)
    assert old[:21].tolist() == [*everyone, *lexicon_alone, 6.0, 1.0, *lexicon_alone, 1.0]
    # The old labels are one more voice on the options, the first of which is PER.
    models = [1.0, 1.0, 1.0, 1.0, 0.0, 1.0]
    assert found.candidates[0].options[0] == ((1, 2, "PER"),)
    assert options[0][:25].tolist() == [*everyone, 1.0, *models, 0.0, 7.0, 5.0, *models, 5.0, 1.0, 0.0]
