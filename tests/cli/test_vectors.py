"""`scripts/vectors.py` and `scripts/pretrain.py`: what they write and print, and that the recipes take it up."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy
import pytest
import spacy
from spacy.training.initialize import init_nlp
from spacy.util import load_config
from thinc.api import Config

import cable_ner.model.embedding  # noqa: F401  (registers the layer)
from cable_ner.files import new_docbin

ROOT = Path(__file__).parents[2]
CODE = ROOT / "scripts" / "training.py"
SIZES = ("--dim", 8, "--buckets", 100, "--epochs", 1, "--min-count", 1)


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


def test_vectors_command_learns_from_train_alone(corpus, command):
    pytest.importorskip("floret_pybind")
    result = command("vectors", *SIZES)
    assert result.exit_code == 0, result.output
    train = partitions(corpus)["train"]
    assert f"{train['tokens']:,} tokens in {train['paragraphs']} paragraphs to learn from" in words(result.output)
    assert f"corpus/vectors: 100 vectors of length 8, trained on {train['tokens']:,} tokens in 1 passes" in words(
        result.output
    )
    assert spacy.load(corpus / "vectors").vocab.vectors.shape == (100, 8)


def test_vectors_command_reads_more_cables_but_those_to_score_with(corpus, command, write_cables, tmp_path):
    pytest.importorskip("floret_pybind")
    write_cables(tmp_path / "raw", range(24, 30))
    result = command("vectors", "corpus/train.spacy", "--raw", "raw", *SIZES)
    assert result.exit_code == 0, result.output
    found = partitions(corpus)
    scored = found["dev"]["cables"] + found["test"]["cables"]
    printed = words(result.output)
    assert f"left out: {found['train']['cables']} cables that are in the DocBin files" in printed
    assert f"left out: {scored} cables used for scoring" in printed
    report = json.loads((corpus / "vectors" / "text.json").read_text(encoding="utf8"))
    assert report["text"]["cables"] == 6
    assert report["text"]["paragraphs"] == found["train"]["paragraphs"] + 24
    result = command("vectors", "corpus/train.spacy", "--raw", "raw", "--transductive", *SIZES)
    assert result.exit_code == 0, result.output
    assert "used for scoring" not in words(result.output)
    report = json.loads((corpus / "vectors" / "text.json").read_text(encoding="utf8"))
    assert report["text"]["cables"] == 6 + scored


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.spacy"], "nowhere.spacy: contains no DocBin files; convert the cables first"),
        (["corpus/test.spacy"], "corpus/test.spacy is used for scoring; give other text, or --transductive"),
        (["--minn", "6"], "--minn 6 is more than --maxn 5"),
        (["--min-count", "99999"], "floret cannot learn from this text"),
    ],
)
def test_vectors_command_says_what_is_wrong(corpus, command, arguments, message):
    pytest.importorskip("floret_pybind")
    result = command("vectors", *arguments)
    assert result.exit_code == 1
    assert message in words(result.output)
    assert not (corpus / "vectors").exists()


# -- pretraining ---------------------------------------------------------------------------------


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
    result = command("pretrain", "--config", ROOT / "configs" / "ner_cpu.cfg", "--code", CODE)
    assert result.exit_code == 1
    assert "ner_cpu.cfg: its [pretraining] block is empty; use the one in configs/pretrain.cfg" in words(result.output)
    new_docbin().to_disk(corpus / "train.spacy")
    result = command("pretrain", "--config", recipe, "--code", CODE)
    assert result.exit_code == 1
    assert "there is no text to learn from" in words(result.output)
    assert not (corpus.parent / "training" / "pretrain").exists()


def test_vectors_command_offers_its_choices(corpus, command):
    result = command("vectors", "--attr", "SHAPE")
    assert result.exit_code == 2
    assert "'SHAPE' is not one of 'ORTH', 'LOWER', 'NORM'" in " ".join(result.output.split())
