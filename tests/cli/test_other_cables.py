"""`evaluate` and `package` of a model that was trained on other cables than are given with it."""

import json
import re
import shutil
from dataclasses import replace

import pytest

from cable_ner.corpus import convert
from cable_ner.evaluation import report
from tests.helpers.cards import figures
from tests.helpers.retraining import SETTINGS, note_texts


@pytest.fixture
def given(raw, tmp_path, tiny_model, monkeypatch):
    """Returns the arguments of `evaluate` for a model and the corpus that it says it was trained on."""
    monkeypatch.setattr(report, "render", lambda *_arguments, **_options: "<!doctype html>")
    corpus, model = tmp_path / "corpus", tmp_path / "training" / "model-best"
    convert([str(raw)], corpus, settings=SETTINGS)
    shutil.copytree(tiny_model, model)
    note_texts(model, corpus)
    return [model, corpus / "test.spacy", "--conversion", corpus / "convert.json", "--output", tmp_path / "out"]


def convert_otherwise(raw, tmp_path):
    convert([str(raw)], tmp_path / "corpus", settings=replace(SETTINGS, seed=1))


def words(text):
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


def test_evaluate_refuses_a_test_that_the_model_may_have_learned(command, given, raw, tmp_path):
    train = ["--train", tmp_path / "corpus" / "train.spacy"]
    result = command("evaluate", *given, *train)
    assert (result.exit_code, "other cables" in result.output) == (0, False), result.output
    shutil.rmtree(tmp_path / "out")
    convert_otherwise(raw, tmp_path)
    result = command("evaluate", *given, *train)
    assert result.exit_code == 1
    assert "was trained on other cables, so the test may hold some that it has learned; train" in words(result.output)
    assert not (tmp_path / "out").exists()
    result = command("evaluate", *given)  # without a claim about what it was trained on: a warning
    assert result.exit_code == 0
    assert "in train now, so the test may hold some that it has learned" in words(result.output)


def test_evaluate_of_some_other_cables_is_not_asked(command, given, raw, tmp_path):
    """Of an archive that was converted elsewhere nothing is known."""
    (tmp_path / "elsewhere").mkdir()
    shutil.copy(tmp_path / "corpus" / "test.spacy", tmp_path / "elsewhere")
    result = command("evaluate", given[0], tmp_path / "elsewhere" / "test.spacy", *given[-2:])
    assert (result.exit_code, "other cables" in result.output) == (0, False), result.output


def test_package_refuses_a_conversion_of_other_cables(command, given, raw, tmp_path):
    (tmp_path / "metrics.json").write_text(json.dumps(figures("gold")), encoding="utf8")
    files = ["--metrics", tmp_path / "metrics.json", "--conversion", tmp_path / "corpus" / "convert.json"]
    arguments = [given[0], *files, "--output", tmp_path / "packages"]
    convert_otherwise(raw, tmp_path)
    result = command("package", *arguments)
    assert result.exit_code == 1
    assert "model-best: was trained on other cables than" in words(result.output)
    assert not (tmp_path / "packages").exists()
    convert([str(raw)], tmp_path / "corpus", settings=SETTINGS)
    assert command("package", *arguments).exit_code == 0
