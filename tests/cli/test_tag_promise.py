"""A list with a promise, from hand-checked cables to the wheel and the tagged cables."""

import csv
import io
import json
import re
import shutil
import zipfile

import pytest

from cable_ner.files import new_docbin
from tests.helpers.cards import CONVERSION
from tests.helpers.systems import make

TEXT = "Mayor Ann Lee{0} of Milltown spoke about harvest number {0}."


def words(text: str) -> str:
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


@pytest.fixture
def measured(tiny_model, tmp_path, command):
    """Returns a folder with a model and the report on forty hand-checked cables, and what evaluates it on others."""
    model = tmp_path / "training" / "model-best"
    shutil.copytree(tiny_model, model)

    def evaluate(cables, labels="gold"):
        made = [
            make(TEXT.format(number), (f"Ann Lee{number}", "PER"), ("Milltown", "LOC"), cable=f"{number}.txt", labels=labels)
            for number in range(cables)
        ]
        new_docbin(made).to_disk(tmp_path / "test.spacy")
        done = command("evaluate", model, tmp_path / "test.spacy", "--output", model.parent)
        assert done.exit_code == 0, done.output
        return model

    return evaluate


@pytest.fixture
def tag(command, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT.format(7) + "\n\nRain fell.", encoding="utf8")

    def run(model, *options):
        done = command("tag", tmp_path / "a.txt", "-m", model, "-f", "csv", "-o", tmp_path / "out", "--restart", *options)
        return done, words(done.output)

    return run


def rows(folder):
    table = (folder / "out" / "mentions.csv").read_text(encoding="utf8")
    return [(row["label"], float(row["score"])) for row in csv.DictReader(io.StringIO(table))]


def test_tag_cuts_the_list_where_the_report_says(measured, tag, tmp_path):
    model = measured(40)
    done, shown = tag(model, "--misses-at-most", "0.1")
    assert done.exit_code == 0, done.output
    assert "missed: at most 10.0%, with 95 % confidence; 0.0% on the hand-checked cables" in shown
    assert "wrong: nothing is promised; " in shown
    report = json.loads((tmp_path / "out" / "tag.json").read_text(encoding="utf8"))
    point, share = report["promise"], report["misses_at_most"]
    points = json.loads((model.parent / "metrics.json").read_text(encoding="utf8"))["promise"]["points"]
    assert share == 0.1
    assert point["threshold"] == max(row[0] for row in points if row[2] <= 0.1)
    assert all(score >= point["threshold"] for _, score in rows(tmp_path))
    # With fewer cables the same share cannot be promised, and nothing is tagged.
    measured(20)
    done, shown = tag(model, "--misses-at-most", "0.1")
    assert done.exit_code == 1
    assert "cannot be promised from 20 hand-checked cables; it would take about 32 like these; 0.17 can be promised" in shown


def test_tag_promises_nothing_from_silver_labels_or_of_another_model(measured, tag):
    model = measured(40, labels="silver")
    assert "nothing can be promised" in tag(model, "--wrong-at-most", "0.2")[1]
    measured(40)
    (model / "README.md").write_text("changed", encoding="utf8")
    assert "nothing can be promised" in tag(model, "--wrong-at-most", "0.2")[1]


def test_tag_promise_travels_in_the_wheel(measured, command, tmp_path):
    model = measured(40)
    (tmp_path / "convert.json").write_text(json.dumps(CONVERSION), encoding="utf8")
    inputs = ("--metrics", model.parent / "metrics.json", "--conversion", tmp_path / "convert.json")
    done = command("package", model, *inputs, "--output", tmp_path / "packages")
    assert done.exit_code == 0, done.output
    [wheel] = (tmp_path / "packages").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if re.fullmatch(r"en_cable_ner/en_cable_ner-[^/]*/meta.json", name)]
        meta = json.loads(archive.read(name))
    assert (meta["promise"]["cables"], len(meta["promise"]["points"])) == (40, 57)
    card = (tmp_path / "packages" / "MODEL_CARD.md").read_text(encoding="utf8")
    assert "from 40 hand-checked test cables: the smallest share missed that can be promised is 0.08, 95 % sure" in words(
        card
    )
