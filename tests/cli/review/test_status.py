"""`scripts/review.py status`: how far it is."""

import json

from tests.helpers.audit_json import AUDIT, words


def test_review_status(run):
    run("terminal", lines=["y", "d", "q"])
    shown = words(run("status").output)
    assert "decisions taken 1" in shown
    assert "questions left 3 of 4" in shown
    assert "of these, answered `depends` 1" in shown
    assert "suspects left 3 of 6" in shown
    assert "mentions expected to be corrected 3.0 of 6.0" in shown
    assert "edits spread by the audit 2" in shown


def test_review_status_says_when_to_stop_once_decisions_tell_how_probable_errors_are(run, tmp_path):
    assert "by the next 50 answers" not in words(run("status").output)
    known = {**AUDIT, "next": {"answers": 4, "value": 6.0, "low": 2.0, "high": 6.0}}
    (tmp_path / "audit.json").write_text(json.dumps(known), encoding="utf8")
    run("terminal", lines=["y", "q"])
    # Three questions are left, each with a gain of 1 of one mention.
    assert "… by the next 50 answers 3.0 95 % interval 2 to 3" in words(run("status").output)


def test_review_of_an_audit_that_cannot_tell_says_so(run, tmp_path):
    empty = {"forms": [], "suspects": [], "spread": [], "cannot_tell": "99 tokens are too few to learn from"}
    (tmp_path / "audit.json").write_text(json.dumps(empty), encoding="utf8")
    for command in (["status"], ["terminal"], ["export", "-o", tmp_path / "sheet.csv"]):
        shown = words(run(*command).output)
        assert "the audit cannot tell which labels are wrong: 99 tokens are too few to learn from" in shown
        assert "No questions left" not in shown
