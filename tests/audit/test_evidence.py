"""Kinds of edits, and the features of candidates."""

import pytest

from cable_ner.audit.evidence import EditKind, edit_kind


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
