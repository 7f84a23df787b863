"""`scripts/models.py`: what is listed, shown, compared and rolled back to, and what is said of names that are none."""

import json
import re
import shutil

import pytest

from cable_ner.corpus import ConversionSettings, convert
from cable_ner.evaluation import report
from cable_ner.retraining import Decision, present, read_lineage
from cable_ner.retraining.lineage import new_row
from cable_ner.retraining.store import current
from cable_ner.retraining.takeover import settle


def words(text: str) -> str:
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


@pytest.fixture
def project(raw, tmp_path, tiny_model, monkeypatch):
    """Returns the options for a project with two models that say the same, the second of them current."""
    monkeypatch.setattr(report, "render", lambda *_arguments, **_options: "<!doctype html>")
    monkeypatch.setenv("COLUMNS", "250")
    convert([str(raw)], tmp_path / "corpus", settings=ConversionSettings(shares=(0.5, 0.25, 0.25)))
    training = tmp_path / "training"
    shutil.copytree(tiny_model, training / "model-best")
    first = present(tmp_path / "corpus", training)
    work = training / "candidates" / ".work-x"
    shutil.copytree(tiny_model, work / "model-best")
    meta = json.loads((work / "model-best" / "meta.json").read_text())
    (work / "model-best" / "meta.json").write_text(json.dumps({**meta, "description": "another"}))
    made = new_row(
        training,
        work / "model-best",
        parent=first["id"],
        decision=Decision.ACCEPTED,
        reason="not worse",
        data=first["data"],
        way="continued",
        scores={"frozen": {"kind": "gold", "scores": {"all": {"f": 0.5, "interval": {"f": [0.4, 0.61]}}}}},
    )
    settle(training, work, made)
    return first["id"], made["id"], ["--corpus", tmp_path / "corpus", "--training", training]


def test_models_list(command, project):
    first, second, options = project
    result = command("models", "list", *options)
    assert result.exit_code == 0, result.output
    printed = words(result.output)
    assert f"{first} 20" in printed
    assert f"* {second}" in printed
    assert "0.500 [0.400, 0.610] (gold) accepted not worse" in printed
    assert "trained by `spacy project run all`" in printed


def test_models_list_adopts_what_all_has_trained(command, project, tiny_lexical_model, tmp_path):
    shutil.rmtree(tmp_path / "training" / "model-best")
    shutil.copytree(tiny_lexical_model, tmp_path / "training" / "model-best")
    assert command("models", "list", *project[2]).exit_code == 0
    row = read_lineage(tmp_path / "training")[-1]
    assert (row["decision"], row["parent"], current(tmp_path / "training")) == ("first", project[1], row["id"])


def test_models_keep(command, project, tmp_path):
    result = command("models", "keep", *project[2])
    assert result.exit_code == 0, result.output
    assert f"The model {project[1]} is kept in {tmp_path / 'training' / 'models' / project[1]}" in words(result.output)
    # Whatever is there, it does not keep the next model from being trained.
    config = tmp_path / "training" / "model-best" / "config.cfg"
    config.unlink()
    result = command("models", "keep", *project[2])
    assert (result.exit_code, "The current model is not kept: " in words(result.output)) == (0, True)
    shutil.rmtree(tmp_path / "training" / "model-best")
    result = command("models", "keep", *project[2])
    assert (result.exit_code, "there is no model yet" in words(result.output)) == (0, True)


def test_models_show(command, project):
    result = command("models", "show", project[1], *project[2][2:])
    assert json.loads(result.output)["reason"] == "not worse"


def test_models_compare(command, project):
    first, second, options = project
    result = command("models", "compare", second, first, *options)
    assert result.exit_code == 0, result.output
    assert f"{second} compared with {first}" in words(result.output)
    found = re.search(r"F1 difference on the frozen test \(silver, \d cables\): (.*)", result.output)
    assert re.fullmatch(r"\+0\.000 \[-[01]\.\d+, \+[01]\.\d+\], not worse", found[1])


def test_models_rollback(command, project, tmp_path):
    first, second, options = project
    result = command("models", "rollback", first, *options)
    assert result.exit_code == 0, result.output
    assert f"{first} is the current model again; it replaces {second}" in words(result.output)
    assert current(tmp_path / "training") == first
    starred = [line for line in command("models", "list", *options).output.splitlines() if line.startswith("*")]
    assert len(starred) == 1  # it has two lines: that it was made, and that it was gone back to
    assert "rolled back" in starred[0]
    assert json.loads((tmp_path / "training" / "metrics.json").read_text())["model"]["name"] == first


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compare", "nothing", "nothing"], "no model id starts with 'nothing'; give one of these: 20"),
        (["rollback", "nothing"], "no model id starts with 'nothing'"),
    ],
)
def test_models_bad_input(command, project, arguments, message):
    result = command("models", *arguments, *project[2])
    assert result.exit_code == 1
    assert message in words(result.output)
    assert "Traceback" not in result.output


def test_models_show_of_an_unknown_id(command, project):
    result = command("models", "show", "nothing", *project[2][2:])
    assert (result.exit_code, "no model id starts with 'nothing'; give one of these: 20" in result.output) == (1, True)


def test_models_usage(command):
    assert "No such command 'frobnicate'" in command("models", "frobnicate").output
    assert "Missing argument" in command("models", "compare", "a").output


def test_models_without_a_model(command, project, tmp_path):
    shutil.rmtree(tmp_path / "training" / "model-best")
    result = command("models", "list", *project[2])
    assert result.exit_code == 1
    assert "run `spacy project run all` first" in words(result.output)
