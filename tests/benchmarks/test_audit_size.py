"""`python -m benchmarks audit-size`, on cables with known errors."""

import json

import pytest
from typer.testing import CliRunner

from benchmarks import audit_size
from benchmarks.app import app
from cable_ner.audit import audit
from tests.helpers.audit import QUICK


def test_audit_size_without_cables(tmp_path):
    result = CliRunner().invoke(app, ["audit-size", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert "no such folder" in " ".join(result.output.split())


def test_audit_size(tmp_path, write_cables, monkeypatch):
    monkeypatch.setattr(audit_size, "audit", lambda docs, **how: audit(docs, effort=QUICK, **how))
    gold = write_cables(tmp_path / "gold", range(5))
    silver = tmp_path / "silver"
    silver.mkdir()
    for path in gold.iterdir():
        text = path.read_text(encoding="utf8")
        (silver / path.name).write_text(text.replace("[LOC ", "[ORG ") if "c1" in path.name else text, encoding="utf8")
    options = ["--gold", str(gold), "--sizes", "1,4", "--seeds", "1", "--no-rules", "--processes", "1"]
    result = CliRunner().invoke(app, ["audit-size", str(silver), *options, "-o", str(tmp_path / "out.json")])
    assert result.exit_code == 0, result.output
    assert "Audits: 1 of 2, " in result.output
    runs = json.loads((tmp_path / "out.json").read_text())
    assert [run["cables"] for run in runs] == [1, 4]
    assert all(0 <= run[key] <= 1 for run in runs for key in ("wrong", "AUC", "told, wrong", "first 20, wrong"))
    assert runs[1]["tokens"] == pytest.approx(4 * runs[0]["tokens"], rel=0.2)
