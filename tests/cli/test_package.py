"""`cable-ner package`: a wheel, a card that says what the scores mean, and errors that say what to do."""

import json
import re
import zipfile
from pathlib import Path

import pytest

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


def test_package_is_a_wheel_with_a_card(package):
    options = ["--version", "1.2.3", "--author", "Ann Lee", "--license", "CC-BY-4.0"]
    result, folder = package(figures("gold"), *options)
    assert result.exit_code == 0
    [wheel] = folder.glob("*.whl")
    assert wheel.name == "en_cable_ner-1.2.3-py3-none-any.whl"
    assert "".join(f"pip install {wheel}".split()) in "".join(words(result.stdout).split())
    with zipfile.ZipFile(wheel) as archive:
        wanted = [name for name in archive.namelist() if name.endswith(("/METADATA", "/README.md", "/meta.json"))]
        texts = {name.split("/", 1)[1]: archive.read(name).decode() for name in wanted}
    meta = json.loads(texts["meta.json"])
    assert (meta["name"], meta["version"], meta["author"], meta["license"]) == ("cable_ner", "1.2.3", "Ann Lee", "CC-BY-4.0")
    assert meta["performance"]["ents_f"] == pytest.approx(1 / 3)
    assert meta["performance"]["ents_per_type"] == {"PER": pytest.approx({"p": 0.5, "r": 0.25, "f": 1 / 3})}

    # The card comes with the wheel, in its metadata and its folder, and beside it.
    card = (folder / "MODEL_CARD.md").read_text(encoding="utf8")
    assert texts["en_cable_ner-1.2.3/README.md"] == card
    assert "Author: Ann Lee" in texts["METADATA"]
    for text in (words(card), words(texts["METADATA"])):
        assert "accuracy against hand-checked (gold) labels, on 3 test cables with 40 mentions" in text
        assert "20 cables (12,345 tokens) in train, 3 cables (900 tokens) in test; split by message." in text
        assert "Training labels: silver, 1,234 mentions." in text
        assert "too few cables." in text
        assert "| `PER` | persons" in text
        assert "| **Author** | Ann Lee |" in text
        assert "| **License** | `CC-BY-4.0` |" in text
        assert "There was no gold to measure against" not in text


def test_package_of_a_model_of_spacys_own_parts_carries_no_code(package):
    _, folder = package(figures("gold"))
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        [config] = [archive.read(name).decode() for name in names if name.endswith("config.cfg")]
    assert [name for name in names if name.endswith(".py")] == ["en_cable_ner/__init__.py"]
    assert "first run" not in config
    assert "import en_cable_ner" not in (folder / "MODEL_CARD.md").read_text(encoding="utf8")


@pytest.mark.parametrize("options", [("--name", "cable-ner"), ("--name", ""), ("--name", "spacy"), ("--version", "one.1")])
def test_package_name_or_version_that_it_cannot_have_is_told_of(package, options):
    result, folder = package(figures("gold"), *options)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert f"'{options[1]}'" in words(result.output)
    assert not folder.exists()


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
    assert "; check the " in words(result.output)
    assert not (tmp_path / "packages").exists()


def test_package_that_fails_leaves_the_old_one(tmp_path, package):
    (tmp_path / "packages").mkdir()
    (tmp_path / "packages" / "old.whl").write_bytes(b"old")
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "meta.json").write_text('{"lang": "en", "name": "x"}', encoding="utf8")
    result, folder = package(figures("gold"), model=tmp_path / "model")
    assert result.exit_code != 0
    assert [path.name for path in folder.iterdir()] == ["old.whl"]
