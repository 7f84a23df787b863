"""`cable-ner train`: spaCy's training, with what the recipes need, on the project's files."""

import pytest
import spacy

from cable_ner.corpus import convert


@pytest.fixture
def folder(raw, tmp_path, tiny_recipe, monkeypatch):
    """Returns a folder with 24 converted cables and a recipe, and makes it the current one."""
    convert([str(raw)], tmp_path / "corpus")
    (tmp_path / "tiny.cfg").write_text(tiny_recipe)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_train_writes_a_model_after_the_steps_that_were_asked_for(folder, command):
    options = ("--dev", "corpus/dev.spacy", "--config", "tiny.cfg", "-o", "out", "--max-steps", 2, "--seed", 3)
    result = command("train", "corpus/train.spacy", *options)
    assert result.exit_code == 0, result.output
    assert "out/model-best; score it with `cable-ner evaluate out/model-best corpus/test.spacy`" in result.output
    nlp = spacy.load(folder / "out" / "model-best")
    assert set(nlp.get_pipe("ner").labels) == {"PER", "LOC", "ORG"}
    assert (nlp.config["training"]["max_steps"], nlp.config["system"]["seed"]) == (2, 3)


@pytest.mark.parametrize("missing", ["train", "dev"])
def test_train_says_which_file_is_missing(folder, command, missing):
    (folder / "corpus" / f"{missing}.spacy").unlink()
    result = command("train", "corpus/train.spacy", "--config", "tiny.cfg", "-o", "out")
    assert result.exit_code == 1
    assert f"corpus/{missing}.spacy: does not exist; convert cables first, or give another path" in result.output
    assert not (folder / "out").exists()
