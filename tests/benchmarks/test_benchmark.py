"""`scripts/benchmark.py labels` and `train`: what is spoiled, counted and said; what is kept of runs, and runs that fail."""

import importlib.util
import subprocess
from pathlib import Path

import numpy
import pytest
import srsly
import typer
from typer.testing import CliRunner

from cable_ner.audit import SCORED, Opinion, Text
from cable_ner.corpus import read_cable
from cable_ner.files.inputs import Source, sources


@pytest.fixture(scope="module")
def benchmark(script):
    return script("benchmark")


def gold_cables(folder: Path, write_cables) -> list:
    found = sources([str(write_cables(folder, range(60)))])
    return [read_cable(source) for source in found if isinstance(source, Source)]


def mentions(cables) -> list:
    return [mention[:3] for cable in cables for paragraph in cable.paragraphs for mention in paragraph.mentions]


def test_benchmark_spoils_one_mention_in_twenty(benchmark, tmp_path, write_cables):
    cables = gold_cables(tmp_path / "gold", write_cables)
    spoiled = [benchmark._spoil(cable, 0) for cable in cables]
    before, after = mentions(cables), mentions(spoiled)
    assert len(before) == 240
    kept = sum(
        mention in new.mentions
        for cable, other in zip(cables, spoiled)
        for old, new in zip(cable.paragraphs, other.paragraphs)
        for mention in old.mentions
    )
    assert 0.90 < kept / len(before) < 0.99
    assert len(before) - 12 < len(after) <= len(before)
    assert mentions([benchmark._spoil(cable, 0) for cable in cables]) == after
    assert mentions([benchmark._spoil(cable, 1) for cable in cables]) != after
    texts = [paragraph.text for cable in cables for paragraph in cable.paragraphs]
    assert texts == [paragraph.text for cable in spoiled for paragraph in cable.paragraphs]


def test_benchmark_cleanlab_of_labels_that_are_missing(benchmark):
    tags = ["B-PER", "-", "O", "B-PER", "O", "O"]
    text = Text("a.txt", "Ann saw Rome Bob left .".split(), [True] * 6, tags)
    chances = numpy.full((len(SCORED), 6, 3), 0.01)  # of O, B-PER, I-PER
    for number, tag in enumerate((1, 0, 0, 1, 0, 0)):
        chances[:, number, tag] = 0.98
    opinion = Opinion(((),) * 4, numpy.log(chances).astype(numpy.float16))
    assert benchmark._cleanlab([text], [opinion], (0,)) == [((0, 1, "PER"), (3, 4, "PER"))]


def test_benchmark_labels_without_cables(benchmark, tmp_path):
    app = typer.Typer()
    app.command()(benchmark.bench_labels)
    result = CliRunner().invoke(app, [str(tmp_path / "none")])
    assert result.exit_code == 1
    assert "no such folder" in result.output


def test_benchmark_labels(benchmark, tmp_path, write_cables):
    gold = write_cables(tmp_path / "gold", range(30))
    silver = tmp_path / "noisy" / "silver"
    silver.mkdir(parents=True)
    for path in gold.iterdir():
        text = path.read_text(encoding="utf8")
        (silver / path.name).write_text(text.replace("[LOC ", "[ORG ") if "c1" in path.name else text, encoding="utf8")
    app = typer.Typer()
    app.command()(benchmark.bench_labels)
    options = ["--gold", str(gold), "--held-out", "5", "--seeds", "1", "--no-spoiled", "--train", "--steps", "5"]
    result = CliRunner().invoke(app, [str(silver), *options, "-o", str(tmp_path / "out.json")])
    assert result.exit_code == 0, result.output
    assert "model trained on clean" in result.output


@pytest.fixture
def train(benchmark):
    """Returns a function that runs `benchmark.py train`."""

    def run(*arguments):
        app = typer.Typer()
        app.command()(benchmark.bench_train)
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    return run


def test_benchmark_train_on_a_split_and_again(train, tmp_path, write_cables):
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


def test_benchmark_train_with_a_test_of_its_own(train, tmp_path, write_cables):
    gold, test, output = write_cables(tmp_path / "a", range(8)), write_cables(tmp_path / "b", range(8, 12)), tmp_path / "o"
    result = train(gold, "--test", test, "--seeds", 2, "--rows", "crf", "-o", output)
    assert result.exit_code == 0, result.output
    assert "test is dev, too" in result.output
    (run,) = srsly.read_json(output)["runs"]  # two seeds, and one CRF
    assert run["ways"][""]["f1"] > 50


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["none"], "no such file or folder"),
        (["gold", "--rows", "spacy"], "there is no row 'spacy'"),
        (["gold", "--held-out", "9"], "too few to hold out 9 as test"),
        (["gold", "--rows", "crf", "--resume", "-o", "spoilt.json"], "is no report of runs"),
    ],
)
def test_benchmark_train_that_cannot_be(options, message, train, tmp_path, write_cables, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_cables(Path("gold"), range(5))
    Path("spoilt.json").write_text("{}")
    result = train(*options)
    assert result.exit_code == 1
    assert message in result.output


@pytest.mark.slow
def test_benchmark_scale_is_the_same_everywhere(python, environment, raw, tiny_model, tmp_path):
    pytest.importorskip("psutil")
    if importlib.util.find_spec("ray") is None:  # (to import it would settle how it is reached)
        pytest.skip("needs Ray")
    script = Path(__file__).parents[2] / "scripts" / "benchmark.py"
    command = [python, script, "scale", raw, "--model", tiny_model, "--cables", "60", "-o", tmp_path / "out.json"]
    subprocess.run(list(map(str, command)), env=environment, check=True, capture_output=True, timeout=300)
    rows = srsly.read_json(tmp_path / "out.json")
    assert [row[""] for row in rows] == ["convert"] * 4 + ["tag"] * 4
    assert {row["same bytes"] for row in rows} == {"yes"}
    assert all(float(row["cables per second"]) > 0 and float(row["driver, MB"]) > 50 for row in rows)
