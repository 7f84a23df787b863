"""`scripts/package.py`: a wheel that needs nothing but spaCy, and a card that says what the scores mean."""

import json
import re
import subprocess
import zipfile
from pathlib import Path

import pytest
import spacy

from tests.helpers.cards import CONVERSION, figures


def words(text: str) -> str:
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


@pytest.fixture
def package(tmp_path, tiny_model, command):
    """Returns a function that makes a package: (the command's result, the folder of the wheel)."""

    def run(metrics: dict, *options: str, model: Path = tiny_model):  # noqa: ANN202
        (tmp_path / "metrics.json").write_text(json.dumps(metrics), encoding="utf8")
        (tmp_path / "convert.json").write_text(json.dumps(CONVERSION), encoding="utf8")
        inputs = ["--metrics", tmp_path / "metrics.json", "--conversion", tmp_path / "convert.json"]
        return command("package", model, *inputs, "--output", tmp_path / "packages", *options), tmp_path / "packages"

    return run


# Loads the package from where the wheel was unpacked, and from nowhere else, with this project out of reach.
_LOAD = """
import importlib.metadata, json, sys
sys.modules["cable_ner"] = None
def _others(**wanted):
    found = importlib.metadata.distributions()
    points = (point for one in found if one.metadata["Name"] != "cable-ner" for point in one.entry_points)
    return importlib.metadata.EntryPoints(points).select(**wanted)
importlib.metadata.entry_points = _others
sys.path.insert(0, sys.argv[1])
import spacy
nlp = spacy.load("en_cable_ner")
assert nlp.path.is_relative_to(sys.argv[1]), nlp.path
doc = nlp("Mayor Ann Lee70 of Milltown spoke about harvest number 70.")
print(json.dumps([[(ent.text, ent.label_) for ent in doc.ents], nlp.meta["performance"], nlp.meta["version"]]))
"""


def test_package_is_a_wheel_that_plain_spacy_loads(tmp_path, tiny_model, package, python, environment):
    result, folder = package(figures("gold"), "--version", "1.2.3")
    assert result.exit_code == 0
    [wheel] = folder.glob("*.whl")
    assert wheel.name == "en_cable_ner-1.2.3-py3-none-any.whl"
    assert "".join(f"pip install {wheel}".split()) in "".join(words(result.stdout).split())

    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")  # noqa: S202
        [metadata] = [archive.read(name).decode() for name in archive.namelist() if name.endswith("/METADATA")]
        [record] = [archive.read(name).decode() for name in archive.namelist() if name.endswith("/RECORD")]
    needed = [line.split(":", 1)[1].strip() for line in metadata.splitlines() if line.startswith("Requires-Dist:")]
    assert {re.match(r"[a-z_-]+", requirement)[0] for requirement in needed} <= {"spacy"}
    assert "cable_ner/conversion" not in record

    command = [python, "-I", "-c", _LOAD, str(tmp_path / "site")]
    done = subprocess.run(command, capture_output=True, env=environment, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr.decode()
    ents, performance, version = json.loads(done.stdout)
    here = spacy.load(tiny_model)("Mayor Ann Lee70 of Milltown spoke about harvest number 70.")
    assert ents == [[ent.text, ent.label_] for ent in here.ents] != []
    assert version == "1.2.3"
    assert performance["ents_f"] == pytest.approx(1 / 3)
    assert performance["ents_per_type"] == {"PER": pytest.approx({"p": 0.5, "r": 0.25, "f": 1 / 3})}

    # The card comes with the wheel, in it and beside it.
    card = (folder / "MODEL_CARD.md").read_text(encoding="utf8")
    for text in (words(card), words(metadata)):
        assert "accuracy against hand-checked (gold) labels, on 3 test cables with 40 mentions" in text
        assert "20 cables (12,345 tokens) in train, 3 cables (900 tokens) in test; split by message." in text
        assert "Train: silver labels, 1,234 mentions." in text
        assert "too few cables." in text
        assert "`LOC`, `PER`" in text
        assert "There was no gold to measure against" not in text


def test_package_carries_what_the_model_needs_of_the_project(tmp_path, tiny_lexical_model, package, python, environment):
    _, folder = package(figures("gold"), model=tiny_lexical_model)
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")  # noqa: S202
    command = [python, "-I", "-c", _LOAD, str(tmp_path / "site")]
    done = subprocess.run(command, capture_output=True, env=environment, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr.decode()
    here = spacy.load(tiny_lexical_model)
    assert here.pipe_names == ["ner", "entity_consistency"]
    ents = [[ent.text, ent.label_] for ent in here("Mayor Ann Lee70 of Milltown spoke about harvest number 70.").ents]
    assert json.loads(done.stdout)[0] == ents != []


def test_package_requires_spacy_of_the_version_it_was_made_with(package):
    _, folder = package(figures("gold"))
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        [metadata] = [archive.read(name).decode() for name in archive.namelist() if name.endswith("/METADATA")]
    assert re.search(r"^Requires-Dist: spacy\W.*3\.8", metadata, re.M)


@pytest.mark.parametrize("broken", ["metrics", "conversion"])
def test_package_inputs_that_are_broken_are_told_of(tmp_path, tiny_model, command, broken):
    paths = {name: tmp_path / f"{name}.json" for name in ("metrics", "conversion")}
    paths["metrics"].write_text(json.dumps(figures("gold")), encoding="utf8")
    paths["conversion"].write_text(json.dumps(CONVERSION), encoding="utf8")
    for text in ("{", "{}", "[]"):
        paths[broken].write_text(text, encoding="utf8")
        inputs = ["--metrics", paths["metrics"], "--conversion", paths["conversion"]]
        result = command("package", tiny_model, *inputs, "--output", tmp_path / "packages")
        assert result.exit_code == 1
        assert isinstance(result.exception, SystemExit)
        assert f"{broken}.json: " in words(result.output)
        assert "again" in words(result.output)


@pytest.mark.parametrize("missing", ["model", "metrics", "conversion"])
def test_package_what_is_not_there_is_told_of(tmp_path, tiny_model, command, missing):
    paths = {"model": tiny_model, "metrics": tmp_path / "metrics.json", "conversion": tmp_path / "convert.json"}
    paths["metrics"].write_text(json.dumps(figures("gold")), encoding="utf8")
    paths["conversion"].write_text(json.dumps(CONVERSION), encoding="utf8")
    paths[missing] = tmp_path / "none"
    inputs = ["--metrics", paths["metrics"], "--conversion", paths["conversion"]]
    result = command("package", paths["model"], *inputs, "--output", tmp_path / "packages")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "none" in words(result.output)
    assert not (tmp_path / "packages").exists()


def test_package_that_fails_leaves_the_old_one(tmp_path, package):
    (tmp_path / "packages").mkdir()
    (tmp_path / "packages" / "old.whl").write_bytes(b"old")
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "meta.json").write_text('{"lang": "en", "name": "x"}', encoding="utf8")
    result, folder = package(figures("gold"), model=tmp_path / "model")
    assert result.exit_code != 0
    assert [path.name for path in folder.iterdir()] == ["old.whl"]
