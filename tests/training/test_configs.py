"""The recipes in configs/: all are the default one but for what they are there for, filled, and they train."""

import importlib.util
import re
from pathlib import Path

import pytest
import spacy
import srsly
from spacy.cli._util import init_cli
from spacy.cli.train import train
from spacy.tokens import Span
from spacy.training.initialize import init_nlp
from spacy.util import load_config, load_model_from_config
from thinc.api import Config
from typer.testing import CliRunner

import cable_ner.model.embedding  # noqa: F401  (registers the layer)
from cable_ner.files import new_docbin

ROOT = Path(__file__).parents[2]
CONFIGS, CODE = ROOT / "configs", ROOT / "scripts" / "training.py"
BASE = "ner_cpu.cfg"
# A recipe -> the settings and sections in which it differs from the default one.
VARIANTS = {
    "ner_cpu_small.cfg": {"training.dropout", "training.max_steps"},
    "ner_stream.cfg": {
        "paths.labels", "training.max_steps", "training.eval_frequency", "corpora.train.stream", "corpora.dev.limit",
        "initialize.components.ner",
    },
}  # fmt: skip
TINY = {
    "@architectures": "spacy.MultiHashEmbed.v2",
    "width": "${components.tok2vec.model.encode.width}",
    "attrs": ["NORM", "SHAPE"],
    "rows": [50, 50],
    "include_static_vectors": False,
}


@pytest.fixture(scope="module", autouse=True)
def _training_code():
    """Registers what the recipes name, as `--code scripts/training.py` does."""
    specification = importlib.util.spec_from_file_location("training_code", CODE)
    specification.loader.exec_module(importlib.util.module_from_spec(specification))


def settings_of(name: str) -> dict[str, object]:
    """Returns the settings of a recipe by their dotted names, as they are written there."""
    return flat(Config().from_disk(CONFIGS / name, interpolate=False))


def flat(section: dict, prefix: str = "") -> dict[str, object]:
    found = {}
    for key, value in section.items():
        found.update(flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value})
    return found


def is_of(key: str, names: set[str]) -> bool:
    return any(key == name or key.startswith(f"{name}.") for name in names)


def sections_of(name: str) -> dict[str, list[str]]:
    """Returns the lines of each section of a recipe, in order."""
    _, *parts = re.split(r"^\[([^\]\n]+)\]\n", (CONFIGS / name).read_text(encoding="utf8"), flags=re.MULTILINE)
    return {section: body.strip().split("\n") for section, body in zip(parts[::2], parts[1::2])}


# -- what the files say --------------------------------------------------------------------------


@pytest.mark.parametrize("name", VARIANTS)
def test_configs_variant_is_the_default_but_for_what_is_listed(name):
    base, variant = settings_of(BASE), settings_of(name)
    differing = {key for key in base.keys() | variant.keys() if base.get(key, ...) != variant.get(key, ...)}
    assert {key for key in differing if not is_of(key, VARIANTS[name])} == set()
    assert {name_ for name_ in VARIANTS[name] if not any(is_of(key, {name_}) for key in differing)} == set()


@pytest.mark.parametrize("name", VARIANTS)
def test_configs_sections_are_in_the_default_order(name):
    base, variant = list(sections_of(BASE)), list(sections_of(name))
    assert [section for section in variant if section in base] == [section for section in base if section in variant]


@pytest.mark.parametrize("name", VARIANTS)
def test_configs_every_difference_has_a_comment(name):
    base, sections = settings_of(BASE), sections_of(name)

    def is_explained(section: str, key: str = "") -> bool:
        """Says whether there is a comment above the line, or at the top of its section or of one that this is part of."""
        lines = sections.get(section, [""])
        at = next((index for index, line in enumerate(lines) if line.startswith(f"{key} =")), 0)
        if lines[max(at - 1, 0)].startswith("#") or lines[0].startswith("#"):
            return True
        return section not in sections_of(BASE) and "." in section and is_explained(section.rpartition(".")[0])

    differing = [key for key, value in settings_of(name).items() if base.get(key, ...) != value]
    assert [key for key in differing if not is_explained(*key.rpartition(".")[::2])] == []


@pytest.mark.parametrize("name", VARIANTS)
def test_configs_variant_is_as_filled_as_the_default(name):
    assert left_to_spacy(name) == left_to_spacy(BASE)


def left_to_spacy(name: str) -> dict[str, object]:
    """Returns the settings that a recipe does not have, and that spaCy fills in."""
    config = load_config(CONFIGS / name)
    filled = flat(load_model_from_config(config, auto_fill=True, validate=False).config)
    assert {key: filled[key] for key in flat(config)} == flat(config)
    return {key: value for key, value in filled.items() if key not in flat(config)}


# -- what they train -----------------------------------------------------------------------------


def small(name: str, folder: Path) -> Path:
    """Writes a recipe with a smaller model, and returns its path."""
    config = Config().from_disk(CONFIGS / name, interpolate=False)
    layers = config["components"]["tok2vec"]["model"]
    layers["encode"].update(width=16, depth=1)
    layers["embed"] = TINY
    path = folder / name
    config.to_disk(path, interpolate=False)
    return path


def make_docs(numbers: range, *, org: int = -1) -> list:
    """Returns Docs with a PER and a LOC; that of one number has an ORG instead."""
    nlp, docs = spacy.blank("en"), []
    for number in numbers:
        doc = nlp.make_doc(f"Mayor Ann Lee{number} of Milltown spoke about harvest number {number}.")
        doc.ents = [Span(doc, 1, 3, "PER"), Span(doc, 4, 5, "ORG" if number == org else "LOC")]
        docs.append(doc)
    return docs


@pytest.fixture
def paths(tmp_path: Path) -> dict[str, object]:
    """Returns the overrides for a corpus of three shards; only the last text of the last one has an ORG."""
    (tmp_path / "train.spacy").mkdir()
    for shard in range(3):
        docs = make_docs(range(shard * 60, shard * 60 + 60), org=179)
        new_docbin(docs).to_disk(tmp_path / "train.spacy" / f"{shard:05d}.spacy")
    new_docbin(make_docs(range(200, 203))).to_disk(tmp_path / "dev.spacy")
    return {"paths.train": str(tmp_path / "train.spacy"), "paths.dev": str(tmp_path / "dev.spacy")}


SHORT = {"training.max_steps": 3, "training.eval_frequency": 2}


def test_configs_stream_trains_on_shards_with_labels_that_were_read_before(tmp_path, paths):
    recipe, labels = small("ner_stream.cfg", tmp_path), tmp_path / "labels"
    given = {**paths, "training.max_epochs": 0, "initialize.components.ner.labels.require": "false"}
    options = [word for name, value in given.items() for word in (f"--{name}", str(value))]
    done = CliRunner().invoke(init_cli, ["labels", str(recipe), str(labels), "--code", str(CODE), *options])
    assert done.exit_code == 0, done.output
    known = srsly.read_json(labels / "ner.json")
    assert {label: count for actions in known.values() for label, count in actions.items() if label == "ORG"}
    overrides = {**paths, **SHORT, "paths.labels": str(labels / "ner.json")}
    train(recipe, tmp_path / "out", overrides=overrides)
    nlp = spacy.load(tmp_path / "out" / "model-last")
    assert nlp.get_pipe("ner").labels == ("LOC", "ORG", "PER")
    assert nlp.config["corpora"]["train"]["stream"] is True
    assert nlp.config["training"]["max_epochs"] == -1
    assert nlp("Mayor Ann Lee7 of Milltown spoke .").has_annotation("ENT_IOB")


def test_configs_stream_asks_for_labels(tmp_path, paths):
    overrides = {**paths, "paths.labels": str(tmp_path / "labels" / "ner.json")}
    with pytest.raises(ValueError, match="ner.json"):
        init_nlp(load_config(small("ner_stream.cfg", tmp_path), overrides=overrides))


def test_configs_stream_reads_every_text_of_all_shards_once_an_epoch(tmp_path, paths):
    config = load_config(small("ner_stream.cfg", tmp_path), overrides=paths)
    settings = config.interpolate()["corpora"]["train"]
    unvaried = {key: 0.0 if isinstance(value, float) else value for key, value in settings.items()}
    reader, nlp = spacy.registry.resolve({"reader": unvaried})["reader"], spacy.blank("en")
    epochs = [[example.reference.text for example in reader(nlp)] for _ in range(2)]
    assert [sorted(epoch) for epoch in epochs] == [sorted(doc.text for doc in make_docs(range(180)))] * 2
    assert epochs[0] != epochs[1]
