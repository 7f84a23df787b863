"""What `spacy train --code scripts/training.py` finds there: the reader."""

import importlib.util
import inspect
import subprocess
from pathlib import Path

import pytest
import spacy
from spacy.cli.train import train
from spacy.tokens import Span
from spacy.util import load_config, registry

from cable_ner.files import new_docbin
from cable_ner.training.reader import FreshCorpus
from cable_ner.training.variation import Shares

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "training.py"
_specification = importlib.util.spec_from_file_location("training", SCRIPT)
_script = importlib.util.module_from_spec(_specification)
_specification.loader.exec_module(_script)
training = _script.code

NLP = spacy.blank("en")
SHARES = dict.fromkeys(Shares._fields, 0.3)
LABELS = {"PER", "LOC", "EVENT"}


def test_training_reader_takes_every_share(tmp_path):
    block = {
        "@readers": "cable_ner.FreshCorpus.v1",
        "path": str(tmp_path),
        "rare": 2,
        "seed": 7,
        "stream": True,
        "buffer": 5,
    }
    reader = registry.resolve({"train": {**block, **SHARES}})["train"]
    assert isinstance(reader, FreshCorpus)
    assert reader.shares == Shares(*SHARES.values())
    assert (reader.path, reader.rare, reader.seed, reader.stream, reader.buffer) == (tmp_path, 2, 7, True, 5)


def test_training_reader_by_default_varies_nothing(tmp_path):
    assert training.create_fresh_corpus(tmp_path).shares == Shares()
    settings = inspect.signature(training.create_fresh_corpus).parameters
    assert list(settings) == ["path", *Shares._fields, "rare", "seed", "stream", "buffer"]


def test_training_reader_needs_a_path():
    with pytest.raises(ValueError, match="give one with --paths.train"):
        training.create_fresh_corpus(None)


@pytest.fixture
def partitions(tmp_path) -> dict[str, Path]:
    """Returns train, as a folder of two files, and dev; the last Doc alone shows the label EVENT."""
    docs = []
    for number in range(150):
        doc = NLP.make_doc(f"{number}. (C) Mayor Ann Lee of Milltown came. He spoke of harvests in year {number}.")
        doc.ents = [doc.char_span(doc.text.index(name), doc.text.index(name) + len(name), label) for name, label in
                    (("Ann Lee", "PER"), ("Milltown", "LOC"))]  # fmt: skip
        docs.append(doc)
    docs.append(NLP.make_doc("The Fair"))
    docs[-1].ents = [Span(docs[-1], 1, 2, "EVENT")]
    (tmp_path / "train").mkdir()
    for number, part in enumerate((docs[:100], docs[100:])):
        new_docbin(part).to_disk(tmp_path / "train" / f"{number:05d}.spacy")
    new_docbin(docs[:5]).to_disk(tmp_path / "dev.spacy")
    return {"train": tmp_path / "train", "dev": tmp_path / "dev.spacy"}


@pytest.fixture
def fresh_config(tmp_path) -> Path:
    """Returns the default recipe with the reader, all variations and streaming off, as a file."""
    config = load_config(ROOT / "configs" / "ner_cpu.cfg", interpolate=False)
    config["corpora"]["train"] = {
        "@readers": "cable_ner.FreshCorpus.v1", "path": "${paths.train}", "seed": "${system.seed}", "stream": False,
        **SHARES,
    }  # fmt: skip
    config["training"]["batcher"] = {
        "@batchers": "spacy.batch_by_words.v1", "size": 200, "tolerance": 0.2, "discard_oversize": False, "get_length": None,
    }  # fmt: skip
    config["training"].update(max_epochs=-1, max_steps=10, eval_frequency=5)
    config.to_disk(tmp_path / "fresh.cfg", interpolate=False)
    return tmp_path / "fresh.cfg"


def test_training_with_the_reader(tmp_path, partitions, fresh_config, environment, python):
    paths = [f"--paths.{name}={path}" for name, path in partitions.items()]
    command = [python, "-m", "spacy", "train", fresh_config, "--code", SCRIPT, "--output", tmp_path / "out", *paths]
    run = subprocess.run(list(map(str, command)), capture_output=True, text=True, env=environment, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    assert set(spacy.load(tmp_path / "out" / "model-last").get_pipe("ner").labels) == LABELS


def test_training_with_the_reader_streaming(tmp_path, partitions, fresh_config):
    overrides = {f"paths.{name}": str(path) for name, path in partitions.items()}
    train(fresh_config, tmp_path / "out", overrides={**overrides, "corpora.train.stream": True})
    nlp = spacy.load(tmp_path / "out" / "model-last")
    assert set(nlp.get_pipe("ner").labels) == LABELS
    assert len(nlp("Mayor Ann Lee of Milltown")) == 5
