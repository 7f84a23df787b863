"""`scripts/pretrain.py`: what it reads, writes and prints, and that the recipe takes it up."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy
import pytest
from spacy.training.initialize import init_nlp
from spacy.util import load_config
from thinc.api import Config

import cable_ner.model.embedding  # noqa: F401  (registers the layer)
from cable_ner.files import new_docbin

ROOT = Path(__file__).parents[2]
CODE = ROOT / "scripts" / "training.py"


def words(text: str) -> str:
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


@pytest.fixture
def corpus(raw: Path, tmp_path: Path, command: Callable, monkeypatch) -> Path:
    """Returns the folder of a conversion of 24 cables, in the project's place for it."""
    monkeypatch.chdir(tmp_path)
    assert command("convert", raw, "--output", "corpus").exit_code == 0
    return tmp_path / "corpus"


def partitions(corpus: Path) -> dict:
    return json.loads((corpus / "convert.json").read_text(encoding="utf8"))["partitions"]


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    """Returns the recipe for pretraining with a smaller model, whose embedding is the project's own."""
    config = Config().from_disk(ROOT / "configs" / "pretrain.cfg", interpolate=False)
    layers = config["components"]["tok2vec"]["model"]
    layers["encode"].update(width=16, depth=1)
    layers["embed"].update(features=["lower", "suffix3"], rows=[100, 100], widths=[8, 8])
    config["pretraining"]["objective"].update(hidden_size=16)
    config.to_disk(tmp_path / "pretrain.cfg", interpolate=False)
    return tmp_path / "pretrain.cfg"


def test_pretrain_command_writes_weights_that_training_begins_with(corpus, command, recipe):
    options = ("--config", recipe, "--code", CODE, "--epochs", 2)
    result = command("pretrain", "--raw", "raw", "corpus/train.spacy", *options)
    assert result.exit_code == 0, result.output
    folder = corpus.parent / "training" / "pretrain"
    assert sorted(path.name for path in folder.iterdir()) == ["config.cfg", "log.jsonl", "model-last.bin", "text.json"]
    report = json.loads((folder / "text.json").read_text(encoding="utf8"))
    train = partitions(corpus)["train"]
    assert report["text"]["tokens"] == train["tokens"]
    assert f"training/pretrain/model-last.bin: trained on {train['tokens']:,} tokens" in words(result.output)
    [*_, last] = [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf8").splitlines()]
    assert last["nr_word"] > 1.8 * train["tokens"]  # texts of fewer than five tokens are left out
    paths = {"paths.train": "corpus/train.spacy", "paths.dev": "corpus/dev.spacy"}
    begun = init_nlp(load_config(recipe, overrides={**paths, "paths.init_tok2vec": str(folder / "model-last.bin")}))
    assert begun.get_pipe("tok2vec").model.to_bytes() == (folder / "model-last.bin").read_bytes()
    fresh = init_nlp(load_config(recipe, overrides={**paths, "paths.init_tok2vec": None}))
    doc = begun.make_doc("Mayor Ann Lee spoke .")
    [learnt], [random] = (nlp.get_pipe("tok2vec").model.predict([doc]) for nlp in (begun, fresh))
    assert learnt.shape == random.shape == (5, 16)
    assert not numpy.allclose(learnt, random)


def test_pretrain_command_reads_more_cables_but_those_to_score_with(corpus, command, recipe, write_cables, tmp_path):
    write_cables(tmp_path / "raw", range(24, 30))
    options = ("--config", recipe, "--code", CODE, "--epochs", 1)
    result = command("pretrain", "corpus/train.spacy", "--raw", "raw", *options)
    assert result.exit_code == 0, result.output
    found = partitions(corpus)
    scored = found["dev"]["cables"] + found["test"]["cables"]
    printed = words(result.output)
    assert f"left out: {found['train']['cables']} cables that are in the DocBin files" in printed
    assert f"left out: {scored} cables used for scoring" in printed
    report = corpus.parent / "training" / "pretrain" / "text.json"
    read = json.loads(report.read_text(encoding="utf8"))["text"]
    assert (read["cables"], read["paragraphs"]) == (6, found["train"]["paragraphs"] + 24)
    result = command("pretrain", "corpus/train.spacy", "--raw", "raw", "--transductive", *options)
    assert result.exit_code == 0, result.output
    assert "used for scoring" not in words(result.output)
    assert json.loads(report.read_text(encoding="utf8"))["text"]["cables"] == 6 + scored


def test_pretrain_command_repeats_itself(corpus, command, recipe):
    for name, seed in (("one", 0), ("two", 0), ("other", 1)):
        result = command(
            "pretrain", "--config", recipe, "--code", CODE, "--epochs", 1, "--seed", seed, "--output", f"training/{name}"
        )
        assert result.exit_code == 0, result.output
    one, two, other = (
        (corpus.parent / "training" / name / "model-last.bin").read_bytes() for name in ("one", "two", "other")
    )
    assert one == two != other


def test_pretrain_command_says_what_is_wrong(corpus, command, recipe):
    result = command("pretrain", "corpus/test.spacy", "--config", recipe, "--code", CODE)
    assert result.exit_code == 1
    assert "corpus/test.spacy is used for scoring; give other text, or --transductive" in words(result.output)
    result = command("pretrain", "--config", ROOT / "configs" / "ner_cpu.cfg", "--code", CODE)
    assert result.exit_code == 1
    assert "ner_cpu.cfg: its [pretraining] block is empty; use the one in configs/pretrain.cfg" in words(result.output)
    new_docbin().to_disk(corpus / "train.spacy")
    result = command("pretrain", "--config", recipe, "--code", CODE)
    assert result.exit_code == 1
    assert "there is no text to learn from" in words(result.output)
    assert not (corpus.parent / "training" / "pretrain").exists()
