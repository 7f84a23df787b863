"""`spacy project run all`: it works from cables to a wheel, and re-runs what it must and nothing else."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import srsly
from weasel.cli.run import project_run, update_lockfile
from weasel.util.config import load_project_config

from cable_ner.cli.inventory import main as inventory
from tests.helpers import no_network
from tests.helpers.faults import files

from .conftest import CHECKED, OTHERS, ROOT, copy_project, run

PROJECT = srsly.read_yaml(ROOT / "project.yml")
STEPS = [name for name in PROJECT["workflows"]["all"] if name not in ("keep", "inventory")]  # (which are always run)
COMMANDS = {command["name"]: command for command in PROJECT["commands"]}
# What a step reads or writes, and does not need: a recipe's logger may write no file, and a learning curve takes long.
MAY_BE_THERE = ["training/train.jsonl", "training/learning_curve.json"]


@pytest.fixture
def project(finished, tmp_path) -> Path:
    """Returns a copy of the finished project that a test may change."""
    return Path(shutil.copytree(finished.folder, tmp_path / "project"))


@pytest.fixture
def to_run(capfd, monkeypatch):
    """Returns a function that tells which steps would run now, after an inventory."""
    monkeypatch.setattr(srsly, "read_yaml", _remembers(srsly.read_yaml))  # (weasel reads project.yml once for each command)

    def steps(folder: Path, **overrides: object) -> list[str]:
        monkeypatch.chdir(folder)
        for words in scripts_of(COMMANDS["inventory"], overrides):
            at = words.index("--output")
            inventory(words[2:at], Path(words[at + 1]))
        capfd.readouterr()
        project_run(folder, "all", overrides={f"vars.{name}": value for name, value in overrides.items()}, dry=True)
        printed = capfd.readouterr().out
        skipped = set(re.findall(r"Skipping '([\w-]+)': nothing changed", printed))
        return [name for name in STEPS if name not in skipped]

    return steps


def _remembers(read: Callable[[Path], dict]) -> Callable[[Path], dict]:
    """Returns the same function, which parses the same text only once."""
    known: dict[bytes, str] = {}

    def remembered(path: Path) -> dict:
        text = Path(path).read_bytes()
        if text not in known:
            known[text] = json.dumps(read(path))
        return json.loads(known[text])

    return remembered


# -- the whole way -------------------------------------------------------------------------------


def test_project_tries_to_reach_nothing(finished):
    assert no_network.told(no_network.guard(finished.guard)) == ""


def test_project_goes_from_cables_to_a_wheel(finished):
    folder, printed, _ = finished
    report = srsly.read_json(folder / "corpus" / "convert.json")
    parts = report["partitions"]
    assert {name: (part["labels"], part["cables"]) for name, part in parts.items()} == {
        "train": ("silver", 4), "dev": ("gold", 2), "test": ("gold", 2), "test-silver": ("silver", 2)
    }  # fmt: skip
    assert report["settings"]["rules"] is True
    metrics = srsly.read_json(folder / "training" / "metrics.json")
    assert metrics["measured_against"] == "gold"
    assert metrics["test"]["cables"] == 2
    assert metrics["scores"]["all"]["support"] == sum(parts["test"]["mentions"].values())
    assert 0 <= metrics["ents_f"] <= 1
    assert srsly.read_json(folder / "training" / "model-best" / "meta.json")["trained_on"].keys() == {"train", "dev"}
    report = (folder / "training" / "report.html").read_text(encoding="utf8")
    assert "accuracy against hand-checked (gold) labels" in report
    assert "Loss, and F1 on dev, by training step" in report  # (from training/train.jsonl)
    [wheel] = (folder / "training" / "packages").glob("*.whl")
    assert wheel.name == "en_cable_ner-0.1.0-py3-none-any.whl"
    assert (folder / "training" / "packages" / "MODEL_CARD.md").exists()
    assert "is accuracy against hand-checked (gold) labels" in printed
    assert "pip install" in printed


def test_project_second_run_skips_everything(project, to_run):
    assert to_run(project) == []


def test_project_compiled_files_are_no_edits(project, python):
    """What weasel would take for an edit of a room: compiled files. None is written, by whatever way Python was started."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    commands = [["scripts/convert.py", "--help"], ["-c", "import cable_ner.retraining"], ["-m", "spacy", "train", "--help"]]
    for command in commands:
        own = environment | {"PYTHONPATH": str(project / "scripts")}
        subprocess.run([python, *command], cwd=project, env=own, check=True, capture_output=True)
    assert [*project.rglob("__pycache__"), *project.rglob("*.pyc")] == []


# By what is edited: which steps are to run again.
ALL = {*STEPS}
EDITS = {
    "scripts/convert.py": {"convert"},
    "scripts/evaluate.py": {"evaluate"},
    "scripts/package.py": {"package"},
    "scripts/export.py": set(),
    "scripts/training.py": {"train"},
    "scripts/audit.py": {"audit"},
    "scripts/label_accuracy.py": {"labels"},
    "scripts/review.py": set(),
    "scripts/cable_ner/cli/convert.py": {"convert"},
    "scripts/cable_ner/cli/tag.py": set(),
    "scripts/cable_ner/work/engines.py": {"convert"},
    "scripts/cable_ner/names/gazetteer.py": {"convert", "audit", "labels", "train"},
    "scripts/cable_ner/text/spacing.py": {"convert", "labels"},
    "scripts/cable_ner/files/docbin.py": ALL,
    "scripts/cable_ner/model/tokenizer.py": ALL,
    "scripts/cable_ner/labels/__init__.py": {"convert", "audit", "labels"},
    "scripts/cable_ner/corpus/docs.py": {"convert", "audit", "labels"},
    "scripts/cable_ner/evaluation/intervals.py": {"labels", "evaluate"},
    "scripts/cable_ner/evaluation/templates/report.html": {"labels", "evaluate"},
    "scripts/cable_ner/training/reader.py": {"audit", "train"},  # (an encoder may read for the audit)
    "scripts/cable_ner/audit/__init__.py": {"audit"},
    "scripts/cable_ner/tagging/__init__.py": set(),
    "scripts/cable_ner/index/__init__.py": set(),
    "scripts/cable_ner/retraining/__init__.py": {"package"},
    "configs/silver.yml": {"convert", "audit", "labels", "train"},  # (the model applies the rules, too)
    "configs/ner_cpu.cfg": {"train"},
    f"corpus/raw/{OTHERS[0]}": {"convert", "labels"},
    f"corpus/gold/test/{CHECKED['test'][0]}": {"convert", "labels"},
    f"corpus/gold-train/{OTHERS[0]}": {"convert", "labels"},
    "corpus/corrections.jsonl": {"convert", "labels"},
    "corpus/train.spacy": {"convert", "audit"},
    "corpus/audited/train.spacy": {"audit", "labels", "train", "evaluate"},
    "corpus/audit.json": {"audit", "evaluate"},
    "corpus/dev.spacy": {"convert", "train"},
    "corpus/test.spacy": {"convert", "evaluate"},
    "corpus/test-silver.spacy": {"convert", "evaluate"},
    "training/model-best/meta.json": {"train", "evaluate", "package"},
    "training/metrics.json": {"evaluate", "package"},
    "corpus/convert.json": {"convert", "evaluate", "package"},
    "corpus/label-accuracy/label-accuracy.json": {"labels", "evaluate"},
}


def test_project_edit_runs_again_what_it_must(project, to_run):
    found = {}
    for edited in EDITS:
        path = project / edited
        before = path.read_bytes()
        path.write_bytes(before + b"\n")
        found[edited] = set(to_run(project))
        path.write_bytes(before)
    assert found == EDITS
    assert to_run(project) == []


def test_project_sees_names_and_empty_files(project, to_run):
    """weasel hashes the bytes of a folder: it does not see that a cable was renamed or moved, or that an empty one came."""
    raw = project / "corpus" / "raw"
    cable = raw / OTHERS[0]
    (raw / "below").mkdir()
    ways = {"renamed": raw / "another.txt", "moved": raw / "below" / OTHERS[0]}
    for name, place in ways.items():
        cable.rename(place)
        assert "convert" in to_run(project), name
        place.rename(cable)
    (raw / "empty.txt").touch()
    assert "convert" in to_run(project)
    (raw / "empty.txt").unlink()
    assert to_run(project) == []


def test_project_cable_that_comes_while_convert_runs_is_not_taken_for_read(project, to_run, monkeypatch):
    """weasel hashes what a command depends on when the command has ended."""
    new = project / "corpus" / "raw" / "new.txt"
    (project / "corpus" / "raw" / OTHERS[0]).unlink()
    project_run(project, "inventory")
    new.write_bytes((ROOT / "corpus" / "raw" / OTHERS[0]).read_bytes())
    project_run(project, "convert")
    assert "convert" in to_run(project)


def test_project_rules_that_are_edited_while_convert_runs_are_applied_in_the_next_run(project, to_run):
    (project / "corpus" / "raw" / OTHERS[0]).unlink()
    project_run(project, "inventory")
    with (project / "configs" / "silver.yml").open("a", encoding="utf8") as file:  # (convert has read the one before)
        file.write("# a comment\n")
    project_run(project, "convert")
    assert {"convert", "labels"} <= set(to_run(project))
    project_run(project, "inventory")
    project_run(project, "convert")
    assert "convert" not in to_run(project)


def test_project_recipe_that_is_edited_while_train_runs_is_used_in_the_next_run(project, to_run):
    with (project / "configs" / "ner_cpu.cfg").open("a", encoding="utf8") as file:
        file.write("\n")
    config = load_project_config(project)
    update_lockfile(project, next(command for command in config["commands"] if command["name"] == "train"))
    assert to_run(project) == ["train"]


def test_project_inventory_lists_all_that_convert_reads():
    """Hand-checked cables may lie anywhere: an edit of them has to be seen."""
    inputs = re.findall(r"\$\{vars\.(\w+)\}", COMMANDS["inventory"]["script"][0])
    assert inputs == ["raw", "gold", "gold_train", "corrections"]
    for name in ("convert", "labels"):
        [line] = COMMANDS[name]["script"]
        assert {*inputs} <= {*re.findall(r"\$\{vars\.(\w+)\}", line)}
        assert "corpus/inventory.json" in COMMANDS[name]["deps"]


def test_project_needs_no_gold(project):
    shutil.rmtree(project / "corpus" / "gold")
    (project / "corpus" / "gold").mkdir()
    project_run(project, "inventory")
    project_run(project, "convert")
    report = srsly.read_json(project / "corpus" / "convert.json")
    assert {part["labels"] for part in report["partitions"].values()} == {"silver"}


VARIABLES = [
    ("seed", 7, {"convert", "audit", "train"}),
    ("partition", "0.6,0.2,0.2", {"convert"}),
    ("rules", "no-rules", {"convert", "audit", "labels"}),
    ("label_map", "GPE=LOC", {"convert"}),
    ("version", "0.2.0", {"package"}),
    ("processes", 1, {"convert", "audit"}),
    ("engine", "local", {"convert", "audit"}),
    ("audit", "no-audit", {"audit"}),
    ("corrections_use", "never", {"convert", "labels"}),
]


def test_project_variable_runs_again_what_it_must(project, to_run):
    assert [(name, value, set(to_run(project, **{name: value}))) for name, value, _ in VARIABLES] == VARIABLES


def test_project_one_cable_is_split_by_paragraph(project):
    (project / "one").mkdir()
    shutil.copy(project / "corpus" / "raw" / OTHERS[0], project / "one")
    project_run(project, "inventory", overrides={"vars.raw": "one"})
    project_run(project, "convert", overrides={"vars.raw": "one"})
    report = srsly.read_json(project / "corpus" / "convert.json")
    assert all(report["partitions"][name]["paragraphs"] for name in ("train", "dev", "test"))
    expected = "only 1 message: the split is by paragraph, so train, dev and test share names"
    assert any(warning.startswith(expected) for warning in report["split"]["warnings"])


def test_project_keeps_the_model_that_is_there_before_another_takes_its_place(project):
    """Also if the cables are others: `spacy project run all . --vars.raw mine`."""
    assert all(PROJECT["workflows"][name][0] == "keep" for name in ("all", "stream"))
    project_run(project, "keep")
    before = files(project / "training" / "model-best")
    shutil.rmtree(project / "training" / "model-best")  # (which is how spaCy's training begins)
    [kept] = (project / "training" / "models").iterdir()
    assert {name: data for name, data in files(kept).items() if name != "lineage.json"} == before


def test_project_retrain_dry_run_changes_nothing(project):
    [line] = COMMANDS["retrain"]["script"]
    assert "--package training/packages" in line
    text = (project / "corpus" / "raw" / OTHERS[0]).read_text(encoding="utf8")
    (project / "corpus" / "raw" / "new.txt").write_text(text.replace("1", "7"), encoding="utf8")
    before = files(project)
    project_run(project, "retrain", overrides={"vars.retrain": "dry-run"})
    assert {name: data for name, data in files(project).items() if name != "project.lock"} == {
        name: data for name, data in before.items() if name != "project.lock"
    }


@pytest.mark.slow
def test_project_one_cable_works_and_warns(tmp_path):
    (tmp_path / "project").mkdir()
    folder = copy_project(tmp_path / "project")
    (folder / "one").mkdir()
    shutil.copy(folder / "corpus" / "raw" / OTHERS[0], folder / "one")
    printed = run(folder, "-m", "spacy", "project", "run", "all", ".", "--vars.raw=one", guard=tmp_path)
    assert "only 1 message: the split is by paragraph, so train, dev and test share names" in printed
    assert "agreement with the tagger (silver labels), not accuracy" in printed
    report = srsly.read_json(folder / "corpus" / "convert.json")
    assert all(report["partitions"][name]["paragraphs"] for name in ("train", "dev", "test"))
    assert report["settings"]["partition"] == [0.8, 0.1, 0.1]
    card = (folder / "training" / "packages" / "MODEL_CARD.md").read_text(encoding="utf8")
    assert "the accuracy of the model is unknown" in card
    assert "only 1 message" in card


def test_project_clean_removes_what_was_made(project):
    before = {path.relative_to(project) for path in project.rglob("*") if path.is_file()}
    cables = {path for path in before if path.suffix == ".txt" and path.parts[0] == "corpus"}
    cables.add(Path("corpus/corrections.jsonl"))
    subprocess.run([sys.executable, "scripts/clean.py"], cwd=project, check=True, capture_output=True)
    after = {path.relative_to(project) for path in project.rglob("*") if path.is_file()}
    assert cables <= after
    kept = {path for path in after if path.parts[0] in ("corpus", "training")}
    assert kept == cables
    assert len(before - after) > 10


# -- what the file says --------------------------------------------------------------------------


def scripts_of(command: dict, overrides: Mapping[str, object] = {}) -> list[list[str]]:  # noqa: B006
    """Returns the words of every line that a command runs, with the variables put in."""
    lines = []
    for line in command["script"]:
        for name, value in (PROJECT["vars"] | overrides).items():
            line = line.replace(f"${{vars.{name}}}", str(value))
        lines.append(shlex.split(line))
    return lines


def deps_of(command: dict) -> list[str]:
    """Returns what a command depends on, with the variables put in."""
    return [re.sub(r"\$\{vars\.(\w+)\}", lambda match: str(PROJECT["vars"][match[1]]), dep) for dep in command["deps"]]


def test_project_deps_name_folders_of_the_library():
    rooms = {f"scripts/cable_ner/{path.name}" for path in (ROOT / "scripts" / "cable_ner").iterdir() if path.is_dir()}
    values = "scripts/cable_ner/text/cable.py"  # of the room `text` all that most steps use, by way of the rules
    for name in STEPS:
        deps = [dep for dep in deps_of(COMMANDS[name]) if dep != values]
        own = {word for line in scripts_of(COMMANDS[name]) for word in line if re.fullmatch(r"scripts/\w+\.py", word)}
        assert own <= {*deps}
        assert all((ROOT / dep).exists() for dep in deps if dep.startswith("scripts/"))
        assert len([dep for dep in deps if dep.startswith("scripts/") and dep not in rooms | own]) <= 1, (
            name
        )  # (its cli file)


@pytest.mark.parametrize("name", STEPS)
def test_project_deps_are_read_one_by_one(name):
    """Where two items of a list are nothing but a variable each, side by side, they are read as one."""
    read = {command["name"]: command for command in load_project_config(ROOT)["commands"]}
    assert read[name]["deps"] == deps_of(COMMANDS[name])


@pytest.mark.parametrize("name", STEPS)
def test_project_every_path_that_a_command_names_is_a_dep_or_an_output(name):
    command = COMMANDS[name]
    known = [*deps_of(command), *command["outputs"], "corpus", "training", *MAY_BE_THERE]
    if "corpus/inventory.json" in known:
        known += [PROJECT["vars"][name] for name in ("raw", "gold", "gold_train", "corrections")]
    named = [word for words in scripts_of(command) for word in words]
    paths = [word for word in named if re.match(r"(?:corpus|configs|scripts|training)\b", word)]
    assert set(paths) <= set(known)


def test_project_every_step_has_help_and_outputs():
    for name in STEPS:
        assert COMMANDS[name]["help"]
        assert COMMANDS[name]["outputs"]


def test_project_measures_on_test_and_never_on_dev():
    words = [word for line in scripts_of(COMMANDS["evaluate"]) for word in line]
    assert "corpus/test.spacy" in words
    assert not any("dev" in word for word in words)


def test_project_no_variable_has_dashes_that_weasel_would_drop():
    """`--vars.rules --no-rules` is taken for two options, and of `--vars.rules=--no-rules` the dashes are lost."""
    assert [
        name for name, value in PROJECT["vars"].items() if str(value).startswith("-") and name not in ("gpu_id", "log")
    ] == []


def test_project_paths_with_spaces_stay_whole():
    line = next(line for line in COMMANDS["convert"]["script"] if "convert.py" in line)
    assert "my cables" in shlex.split(line.replace("${vars.raw}", "my cables"))
