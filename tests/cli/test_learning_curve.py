"""`scripts/learning_curve.py`: trains on shares of the cables, keeps what is done, and says what more cables bring."""

import json

import pytest
import typer
from typer.testing import CliRunner

from cable_ner.corpus import ConversionSettings, convert

FILES = [f"learning_curve.{ending}" for ending in ("csv", "json", "png", "svg")]


@pytest.fixture
def arguments(raw, tiny_recipe, tmp_path, monkeypatch):
    """Returns the arguments for 24 converted cables and a recipe that takes a moment."""
    convert([str(raw)], tmp_path / "corpus", settings=ConversionSettings(shares=(0.5, 0.25, 0.25)))
    (tmp_path / "tiny.cfg").write_text(tiny_recipe, encoding="utf8")
    (tmp_path / "nothing.py").write_text("")
    monkeypatch.chdir(tmp_path)
    options = ["--dev", "corpus/dev.spacy", "--test", "corpus/test.spacy", "--config", "tiny.cfg", "--code", "nothing.py"]
    return ["corpus/train.spacy", *options, "--seeds", "1", "-o", "out"]


def test_learning_curve_and_on_from_there(command, arguments, tmp_path):
    first = command("learning-curve", *arguments, "--shares", "1")
    assert first.exit_code == 0, first.output
    assert "(1 of 1, done)" in first.output
    kept = json.loads((tmp_path / "out" / "learning_curve.json").read_text())["runs"]

    result = command("learning-curve", *arguments, "--shares", "0.25,1", "--resume", "--processes", "1")
    assert result.exit_code == 0, result.output
    assert "(1 of 1, done)" in result.output  # only the smaller share
    assert "agreement with the tagger" in result.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == FILES
    curve = json.loads((tmp_path / "out" / "learning_curve.json").read_text())
    assert (curve["config"], curve["steps"], curve["seeds"]) == ("tiny.cfg", 20, [0])
    assert (curve["measured_against"], curve["trained_on"]) == ("silver", "silver")
    smaller, larger = curve["points"]
    assert larger["f"] == [kept[0]["f"]]
    assert larger["f"][0] > 0.5
    assert smaller["cables"] == round(larger["cables"] / 4)
    assert smaller["mentions"] == 4 * smaller["cables"]
    assert " ".join(curve["answer"].split()) in " ".join(result.output.replace("ℹ", "").split())

    again = command("learning-curve", *arguments, "--shares", "0.25,1", "--resume")
    assert again.exit_code == 0, again.output
    assert " of " not in again.output.split("F1 (")[0]
    assert json.loads((tmp_path / "out" / "learning_curve.json").read_text()) == curve


def test_learning_curve_of_a_recipe_that_fails(command, arguments, tiny_recipe, tmp_path):
    (tmp_path / "tiny.cfg").write_text(tiny_recipe.replace("MaxoutWindowEncoder", "NoSuch"), encoding="utf8")
    result = command("learning-curve", *arguments, "--shares", "1")
    assert result.exit_code == 1
    assert " cables, seed 0: failed\n" in result.output
    assert "1 of 1 runs failed; run again with --resume to repeat them" in result.output
    assert json.loads((tmp_path / "out" / "learning_curve.json").read_text())["points"] == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--shares", "2"], "'2' is not above 0 and at most 1"),
        (["--test", "none.spacy"], "none.spacy: contains no DocBin files"),
        (["--config", "nothing.py"], "nothing.py: is not a spaCy configuration"),
        (["--resume", "-o", "spoilt"], "spoilt/learning_curve.json: was not written by this command"),
        (["--code", "none.py"], "none.py: no such file"),
        (["-o", "tiny.cfg"], "tiny.cfg: is not a folder; give another --output"),
    ],
)
def test_learning_curve_that_cannot_be(options, message, command, arguments, tmp_path):
    (tmp_path / "spoilt").mkdir()
    (tmp_path / "spoilt" / "learning_curve.json").write_text("{}")
    result = command("learning-curve", *arguments, *options)
    assert result.exit_code == 1
    assert message in " ".join(result.output.split())
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


def test_learning_curve_that_is_stopped_keeps_what_is_done(script, arguments, tmp_path, monkeypatch):
    def runs_of(jobs, **_):
        (job, _), *others = jobs
        assert len(others) == 2
        yield {"row": job.recipe.row, "seed": job.seed, "key": job.key, "ways": {"": {"f1": 50.0}}}
        raise KeyboardInterrupt

    module = script("learning_curve")
    monkeypatch.setattr(module, "run_jobs", runs_of)
    app = typer.Typer()
    app.command()(module.main)
    result = CliRunner().invoke(app, [*arguments, "--shares", "0.25,0.5,1", "--processes", "1"])
    assert result.exit_code != 0
    assert "F1 0.500 (1 of 3, about " in result.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == FILES
    (point,) = json.loads((tmp_path / "out" / "learning_curve.json").read_text())["points"]
    assert (point["share"], point["f"], point["sd"]) == (0.25, [0.5], None)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 seconds"), (89.6, "90 seconds"), (90, "2 minutes"), (3600, "60 minutes")]
)
def test_learning_curve_time_left(seconds, text, script):
    assert script("learning_curve")._duration(seconds) == text
