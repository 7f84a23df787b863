"""`python -m benchmarks labels`, on cables with known errors."""

import pytest
from typer.testing import CliRunner

from benchmarks.app import app


def test_labels_without_cables(tmp_path):
    result = CliRunner().invoke(app, ["labels", str(tmp_path / "none")])
    assert result.exit_code == 1
    assert "no such folder" in " ".join(result.output.split())


@pytest.mark.slow
def test_labels(tmp_path, write_cables):
    gold = write_cables(tmp_path / "gold", range(30))
    silver = tmp_path / "noisy" / "silver"
    silver.mkdir(parents=True)
    for path in gold.iterdir():
        text = path.read_text(encoding="utf8")
        (silver / path.name).write_text(text.replace("[LOC ", "[ORG ") if "c1" in path.name else text, encoding="utf8")
    options = ["--gold", str(gold), "--held-out", "5", "--seeds", "1", "--no-spoiled", "--train", "--steps", "5"]
    result = CliRunner().invoke(app, ["labels", str(silver), *options, "-o", str(tmp_path / "out.json")])
    assert result.exit_code == 0, result.output
    assert "model trained on clean" in result.output
