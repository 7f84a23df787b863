"""`scripts/review.py status`: how far it is."""

from tests.helpers.audit_json import words


def test_review_status(run):
    run("terminal", lines=["y", "d", "q"])
    shown = words(run("status").output)
    assert "decisions taken 1" in shown
    assert "questions left 3 of 4" in shown
    assert "of these, answered `depends` 1" in shown
    assert "suspects left 3 of 6" in shown
    assert "mentions expected to be corrected 3.0 of 6.0" in shown
    assert "edits spread by the audit 2" in shown
