"""The benchmark of the review's pages asks what it says, and answers it."""

import pytest

pytest.importorskip("starlette", reason="needs Starlette (extra [serve])")

from benchmarks.review_browser import _answered, write_audit, write_decisions  # noqa: E402
from cable_ner.audit import Review, read_contexts, read_findings  # noqa: E402
from cable_ner.labels import read_corrections  # noqa: E402
from tests.helpers.review_pages import TOKEN, reviewing  # noqa: E402


def test_review_browser_benchmark_answers_its_questions(tmp_path):
    write_audit(tmp_path, 20)
    write_decisions(tmp_path, 3)
    findings = read_findings(tmp_path / "audit.json")
    contexts = read_contexts(tmp_path / "train.spacy", findings.suspects)
    assert {(suspect.cable, suspect.paragraph) for suspect in findings.suspects} == set(contexts)
    session = Review(findings, tmp_path / "corrections.jsonl", by="kim")
    assert session.status()[:5] == (3, 20, 17, 40, 31)
    with reviewing(session, contexts) as address:
        assert _answered(f"{address}/{TOKEN}/", "key=y") > 0
        assert [decision.form for decision in read_corrections(session.path).decisions][3:] == ["Name3"]
        _answered(f"{address}/{TOKEN}/", "")
    assert len(read_corrections(session.path).decisions) == 3
