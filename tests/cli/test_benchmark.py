"""`scripts/benchmark.py labels`: what is spoiled, what is counted, and what is said where there is nothing to measure on."""

from pathlib import Path

import numpy
import pytest
import typer
from typer.testing import CliRunner

from cable_ner.conversion import read_cable
from cable_ner.opinions import SCORED, Opinion, Text
from cable_ner.sources import Source, sources


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


@pytest.mark.parametrize(
    ("values", "expected"), [([], ""), ([70.0], "70.0 ±0.0"), ([70.0, 72.0], "71.0 ±1.4"), ([1.0, 2.0, 3.0], "2.0 ±1.0")]
)
def test_benchmark_mean_and_spread(benchmark, values, expected):
    assert benchmark._mean_and_spread(values) == expected


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
