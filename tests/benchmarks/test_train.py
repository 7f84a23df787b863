"""`python -m benchmarks train`: what is kept of runs, and runs that fail."""

from pathlib import Path

import pytest
import srsly
from typer.testing import CliRunner

from benchmarks.app import app


@pytest.fixture
def train():
    """Returns a function that runs `python -m benchmarks train`."""

    def run(*arguments):
        return CliRunner().invoke(app, ["train", *map(str, arguments)])

    return run


@pytest.mark.slow
def test_train_on_a_split_and_again(train, tmp_path, write_cables):
    gold, output = write_cables(tmp_path / "gold", range(12)), tmp_path / "out.json"
    bad = tmp_path / "bad.cfg"
    bad.write_text('[nlp]\nlang = "none"\n[training]\neval_frequency = 100', encoding="utf8")
    options = [gold, "--seeds", 1, "--max-steps", 5, "--processes", 0, "-o", output]
    result = train(*options, "--rows", "default,crf,ours", "--config", bad)
    assert result.exit_code == 1
    assert "bad, seed 0: failed\n" in result.output
    assert "bad: 1 of 1 runs failed" in result.output
    assert "9 train, 1 dev, 2 test cables" in result.output
    report = srsly.read_json(output)
    names = ["spaCy efficiency", "CRF", "CRF, document-wide", "ours", "ours, document-wide", "bad", "bad, document-wide"]
    assert [row[""] for row in report["table"]] == names
    runs = {run["row"]: run for run in report["runs"]}
    assert list(runs["bad"]) == ["row", "seed", "key", "failed"]
    assert set(runs["spaCy efficiency"]["ways"]) == {""}
    assert set(runs["ours"]["ways"]) == {"", "document-wide"}
    assert runs["ours"]["ways"][""]["words_per_second_plain"] > 0
    for name in ("spaCy efficiency", "CRF", "ours"):
        figures = runs[name]["ways"][""]
        assert 0 <= figures["f1_capitals"] <= 100
        assert 0 <= figures["f1"] <= 100
        assert 0 < runs[name]["cpu_minutes"] < 2
        assert runs[name]["megabytes"] > 0

    again = train(*options, "--rows", "crf,ours", "--resume")
    assert again.exit_code == 0, again.output
    assert "seed 0" not in again.output
    assert [row[""] for row in srsly.read_json(output)["table"]] == names[1:5]
    assert srsly.read_json(output)["runs"] == report["runs"]


@pytest.mark.slow
def test_train_with_a_test_of_its_own(train, tmp_path, write_cables):
    gold, test, output = write_cables(tmp_path / "a", range(8)), write_cables(tmp_path / "b", range(8, 12)), tmp_path / "o"
    result = train(gold, "--test", test, "--seeds", 2, "--rows", "crf", "-o", output)
    assert result.exit_code == 0, result.output
    assert "test is also used as dev" in result.output
    (run,) = srsly.read_json(output)["runs"]  # two seeds, and one CRF
    assert run["ways"][""]["f1"] > 50


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["none"], "no such file or folder"),
        (["gold", "--rows", "spacy"], "there is no row 'spacy'"),
        (["gold", "--held-out", "9"], "too few to hold out 9 as test"),
        (["gold", "--rows", "crf", "--resume", "-o", "spoilt.json"], "is not a report of runs"),
    ],
)
def test_train_that_cannot_be(options, message, train, tmp_path, write_cables, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_cables(Path("gold"), range(5))
    Path("spoilt.json").write_text("{}")
    result = train(*options)
    assert result.exit_code == 1
    assert message in result.output
