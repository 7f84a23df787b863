"""`scripts/retrain.py`: its exit statuses, what it prints, real trainings both ways, and runs that are killed in them."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from thinc.api import Config

from cable_ner.corpus import ConversionSettings, convert
from cable_ner.model import load_model
from cable_ner.retraining import lock, read_lineage
from cable_ner.retraining.digests import model_digest
from cable_ner.retraining.store import current

ROOT = Path(__file__).parents[2]


def words(text: str) -> str:
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


@pytest.fixture(scope="module")
def trained(tmp_path_factory, cable, python, tiny_recipe):
    """Returns a project in which 24 cables were converted and trained on, and 12 more came. To be copied."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "raw").mkdir()
    for number in range(24):
        (folder / "raw" / f"c{number}.txt").write_text(cable(number), encoding="utf8")
    convert([str(folder / "raw")], folder / "corpus", settings=ConversionSettings(shares=(0.5, 0.25, 0.25)))
    for number in range(100, 112):
        (folder / "raw" / f"c{number}.txt").write_text(cable(number), encoding="utf8")
    (folder / "tiny.cfg").write_text(tiny_recipe, encoding="utf8")
    paths = ["--paths.train", "corpus/train.spacy", "--paths.dev", "corpus/dev.spacy"]
    command = [python, "-m", "spacy", "train", "tiny.cfg", "--output", "training", *paths]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def project(trained, tmp_path, monkeypatch):
    """Returns a copy of the trained project, which is the working directory."""
    folder = Path(shutil.copytree(trained, tmp_path / "project"))
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "250")
    return folder


OPTIONS = ["--corpus", "corpus", "--training", "training", "--config", "tiny.cfg", "--no-rules", "--accept-unusual"]


def test_retrain_continued_then_nothing_is_new(command, project):
    result = command("retrain", "raw", *OPTIONS, "--way", "continued", "--steps", "20", "--rate", "0.01")
    printed = words(result.output)
    assert result.exit_code == 0, result.output
    first, made = read_lineage(project / "training")
    assert f"{made['id']} (continued on " in printed
    assert f"is now the current model; it replaces {first['id']}" in printed
    assert (made["way"], made["decision"]) == ("continued", "accepted")
    # The model is whole: it does not need the one that it was continued from.
    config = Config().from_disk(project / "training" / "model-best" / "config.cfg")
    assert config["components"]["ner"]["factory"] == "ner"
    log = (project / "training" / "train.jsonl").exists()
    assert log is False  # (this recipe's logger writes none)
    assert "Increment 001: how the new cables differ" in printed
    assert "frozen (silver) all" in printed

    result = command("retrain", "raw", *OPTIONS)
    assert result.exit_code == 0
    assert f"Nothing is new: the current model, {made['id']}, has seen all cables" in words(result.output)


def test_retrain_refused_is_status_3_and_forced_is_0(command, project):
    # One step is no training.
    result = command("retrain", "raw", *OPTIONS, "--max-steps", "1")
    printed = words(result.output)
    assert result.exit_code == 3, result.output
    lost = read_lineage(project / "training")[-1]
    assert f"{lost['id']} (fresh on " in printed
    assert "was refused: F1 difference on the frozen test" in printed
    assert f"The current model stays. training/candidates/{lost['id']}/report.html" in printed
    assert (project / "training" / "candidates" / lost["id"] / "report.html").exists()
    result = command("retrain", "raw", *OPTIONS, "--max-steps", "1", "--again", "--force")
    assert result.exit_code == 0, result.output
    assert "accepted because of --force" in words(result.output)
    row = read_lineage(project / "training")[-1]
    assert (row["decision"], current(project / "training")) == ("forced", row["id"])


def test_retrain_dry_run(command, project):
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    result = command("retrain", "raw", *OPTIONS, "--dry-run", "--package", "packages")
    assert result.exit_code == 0, result.output
    assert "A candidate would be trained (fresh on" in words(result.output)
    assert "nothing was changed" in words(result.output)
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before


def test_retrain_settings_are_those_of_the_first_cables(command, project):
    result = command("retrain", "raw", *OPTIONS, "--dry-run", "--labels", "PER,LOC", "--way", "continued")
    printed = words(result.output)
    assert "Settings differ from those of the base: labels: PER,LOC (base: PER,ORG,LOC,MISC)" in printed
    assert "cannot continue from the current model: labels: PER,LOC" in printed
    assert "shares of train" not in printed


def test_retrain_two_at_once(command, project):
    with lock(project / "training"):
        result = command("retrain", "raw", *OPTIONS)
    assert result.exit_code == 1
    assert f"process {os.getpid()} on" in words(result.output)
    assert "has been writing there since" in words(result.output)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--label-map", "GPE"], "--label-map 'GPE' is not of the form GPE=LOC,PERSON=PER"),
        (["--label-map", "GPE=TOWN"], ": TOWN is none of the labels"),
        (["--corpus", "nowhere"], "no cables have been converted yet; run `spacy project run all` first"),
        (["--config", "nowhere.cfg"], "nowhere.cfg"),
    ],
)
def test_retrain_bad_input(command, project, options, message):
    result = command("retrain", "raw", *OPTIONS, *options)
    assert result.exit_code == 1
    assert message in words(result.output)
    assert "Traceback" not in result.output


def test_retrain_choices_are_named(command, project):
    choices = {("--way", "anew"): "'fresh', 'continued'", ("--corrections-use", "often"): "'any', 'of-these', 'never'"}
    for options, named in choices.items():
        result = command("retrain", "raw", *OPTIONS, *options)
        assert (result.exit_code, named in result.output) == (2, True)


def test_retrain_training_that_fails(command, project):
    (project / "bad.py").write_text("raise SystemExit('no such architecture')\n")
    result = command("retrain", "raw", *OPTIONS, "--code", "bad.py")
    assert result.exit_code == 1
    assert "training failed" in words(result.output)
    assert "no such architecture" in words(result.output)
    load_model("training/model-best")


# -- killed --------------------------------------------------------------------------------------


def start(python: str, environment: dict[str, str]) -> subprocess.Popen:
    command = [python, str(ROOT / "scripts" / "retrain.py"), "raw", *OPTIONS]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def trainings(folder: Path) -> list[str]:
    """Returns the processes that train in a folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if " train " in line and os.readlink(path.parent / "cwd") == str(folder):
                found.append(line)
        except OSError:
            continue
    return found


@pytest.mark.slow
def test_retrain_killed_at_random_moments(command, project, python, environment):
    """kill -9 at ten moments of real runs: the model says what it said, no training goes on, the next run ends well."""
    begin = time.monotonic()
    whole = Path(shutil.copytree(project, project.parent / "whole"))
    os.chdir(whole)
    assert start(python, environment).wait() == 0
    os.chdir(project)
    duration = time.monotonic() - begin
    text = (project / "raw" / "c3.txt").read_text()
    generator = random.Random(0)  # noqa: S311
    before = [(ent.text, ent.label_) for ent in load_model("training/model-best")(text).ents]
    first = model_digest(project / "training" / "model-best")
    for _ in range(10):
        process = start(python, environment)
        time.sleep(generator.uniform(0.1, 0.95) * duration)
        process.send_signal(signal.SIGKILL)
        process.wait()
        time.sleep(0.3)
        assert trainings(project) == []
        nlp = load_model("training/model-best")
        if model_digest(project / "training" / "model-best") == first:
            assert [(ent.text, ent.label_) for ent in nlp(text).ents] == before
    result = command("retrain", "raw", *OPTIONS)
    assert result.exit_code == 0, result.output
    rows = read_lineage(project / "training")
    assert [row["decision"] for row in rows] == ["first", "accepted"]
    assert current(project / "training") == rows[-1]["id"]
    assert json.loads((project / "training" / "metrics.json").read_text())["model"]["name"] == rows[-1]["id"]
