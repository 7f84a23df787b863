"""`spacy project run all`: it works from cables to a wheel, and re-runs what it must and nothing else."""

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import srsly
from weasel.cli.run import project_run
from weasel.util.config import load_project_config

ROOT = Path(__file__).parents[2]
PROJECT = srsly.read_yaml(ROOT / "project.yml")
STEPS = PROJECT["workflows"]["all"]
COMMANDS = {command["name"]: command for command in PROJECT["commands"]}
# Cables with hand-checked twins in dev and in test, and cables without.
CHECKED = {side: sorted(os.listdir(ROOT / "corpus" / "gold" / side))[:2] for side in ("dev", "test")}
OTHERS = sorted(os.listdir(ROOT / "corpus" / "gold-train"))[:4]
# What a step reads or writes, and does not need: a recipe's logger may write no file, and a learning curve takes long.
MAY_BE_THERE = ["training/train.jsonl", "training/learning_curve.json"]
SHORT = "--training.max_steps=10 --training.eval_frequency=5"


def copy_project(folder: Path) -> Path:
    """Copies what a clone has, with few cables."""
    for name in ("scripts", "configs"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy(ROOT / "project.yml", folder)
    (folder / "corpus").mkdir()
    shutil.copy(ROOT / "corpus" / "corrections.jsonl", folder / "corpus")
    for side, names in CHECKED.items():
        for name in names:
            _copy(folder, "raw", name)
            _copy(folder, f"gold/{side}", name)
    for name in OTHERS:
        _copy(folder, "raw", name)
        _copy(folder, "gold-train", name)
    return folder


def _copy(folder: Path, where: str, name: str) -> None:
    (folder / "corpus" / where).mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "corpus" / where / name, folder / "corpus" / where)


def run_all(folder: Path, *options: str) -> str:
    """Runs the workflow for some steps of training, and returns what was printed."""
    environment = os.environ | {"SPACY_CONFIG_OVERRIDES": SHORT, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "spacy", "project", "run", "all", ".", *options]
    done = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", done.stdout).split())


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> tuple[Path, str]:
    """Returns a project in which everything has run once, and what was printed. Not to be changed: take `project`."""
    folder = copy_project(tmp_path_factory.mktemp("project"))
    return folder, run_all(folder)


@pytest.fixture
def project(finished, tmp_path) -> Path:
    """Returns a copy of the finished project that a test may change."""
    return Path(shutil.copytree(finished[0], tmp_path / "project"))


@pytest.fixture
def to_run(capfd):
    """Returns a function that tells which steps would run now."""

    def steps(folder: Path, **overrides: object) -> list[str]:
        capfd.readouterr()
        project_run(folder, "all", overrides={f"vars.{name}": value for name, value in overrides.items()}, dry=True)
        printed = capfd.readouterr().out
        skipped = set(re.findall(r"Skipping '([\w-]+)': nothing changed", printed))
        return [name for name in STEPS if name not in skipped]

    return steps


# -- the whole way -------------------------------------------------------------------------------


def test_project_goes_from_cables_to_a_wheel(finished):
    folder, printed = finished
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


def test_project_compiled_files_are_no_edits(project, to_run):
    """Where Python writes compiled files, `evaluate` adds those of modules that `convert` did not need."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", "scripts"], cwd=project, check=True)
    assert to_run(project) == []


EDITS = {
    "scripts/convert.py": {"convert"},
    "scripts/evaluate.py": {"evaluate"},
    "scripts/package.py": {"package"},
    "scripts/export.py": set(),
    "scripts/training.py": {"train"},
    "scripts/audit.py": {"audit"},
    "scripts/label_accuracy.py": {"labels"},
    "scripts/review.py": set(),
    "scripts/cable_ner/opinions.py": {"audit"},
    "scripts/cable_ner/formats.py": {"labels"},
    "scripts/cable_ner/gazetteer.py": {"convert", "audit", "labels", "train", "evaluate", "package"},
    "scripts/cable_ner/lexicon.py": {"train", "evaluate", "package"},
    "scripts/cable_ner/crf.py": {"audit"},
    "scripts/cable_ner/reader.py": {"train"},
    "scripts/cable_ner/variation.py": {"train"},
    "scripts/cable_ner/backend.py": {"train", "evaluate"},
    "scripts/cable_ner/tokenizer.py": {"convert", "audit", "labels", "train", "evaluate", "package"},
    "scripts/cable_ner/embedding.py": {"train", "evaluate", "package"},
    "scripts/cable_ner/consistency.py": {"train", "evaluate", "package"},
    "scripts/cable_ner/vectors.py": set(),
    "scripts/cable_ner/spacing.py": {"convert", "labels"},
    "scripts/cable_ner/scoring.py": {"labels", "evaluate", "package"},
    "scripts/cable_ner/docs.py": {"convert", "audit", "labels", "evaluate", "package"},
    "configs/silver.yml": {"convert", "labels"},
    "configs/ner_cpu.cfg": {"train"},
    f"corpus/raw/{OTHERS[0]}": {"convert", "labels"},
    f"corpus/gold/test/{CHECKED['test'][0]}": {"convert", "labels"},
    f"corpus/gold-train/{OTHERS[0]}": {"convert", "labels"},
    "corpus/corrections.jsonl": {"convert", "labels"},
    "corpus/train.spacy": {"convert", "audit"},
    "corpus/audited/train.spacy": {"audit", "labels", "train", "evaluate"},
    "corpus/audit.json": {"audit"},
    "corpus/dev.spacy": {"convert", "train"},
    "corpus/test.spacy": {"convert", "evaluate"},
    "corpus/test-silver.spacy": {"convert", "evaluate"},
    "training/model-best/meta.json": {"train", "evaluate", "package"},
    "training/metrics.json": {"evaluate", "package"},
    "corpus/convert.json": {"convert", "evaluate", "package"},
    "corpus/label-accuracy/label-accuracy.json": {"labels", "evaluate"},
    "scripts/cable_ner/logger.py": {"train"},
    "scripts/cable_ner/report.py": {"evaluate"},
    "scripts/cable_ner/templates/report.html": {"evaluate"},
    "scripts/cable_ner/bootstrap.py": {"evaluate"},
    "scripts/cable_ner/models.py": {"package"},
    "scripts/cable_ner/tagging.py": set(),
}


@pytest.mark.parametrize("edited", EDITS)
def test_project_edit_runs_again_what_it_must(project, to_run, edited):
    with (project / edited).open("ab") as file:
        file.write(b"\n")
    assert set(to_run(project)) == EDITS[edited]


@pytest.mark.parametrize(
    ("name", "value", "where"), [("train_labels", "gold", "corpus/gold-train"), ("gold", "checked", "checked")]
)
def test_project_gold_elsewhere_is_a_dependency(project, to_run, name, value, where):
    """Hand-checked cables that are trained on, or lie in another folder: an edit of them has to be seen."""
    if where == "checked":
        (project / "corpus" / "gold").rename(project / "checked")
    project_run(project, "convert", overrides={f"vars.{name}": value})
    assert "convert" not in to_run(project, **{name: value})
    path = next((project / where).rglob("*.txt"))
    path.write_text(path.read_text(encoding="utf8").replace("[PER ", "[ORG "), encoding="utf8")
    assert "convert" in to_run(project, **{name: value})


def test_project_needs_no_gold(project):
    shutil.rmtree(project / "corpus" / "gold")
    (project / "corpus" / "gold").mkdir()
    try:
        project_run(project, "convert")
    except SystemExit:
        pytest.fail("a dependency is missing")
    report = srsly.read_json(project / "corpus" / "convert.json")
    assert {part["labels"] for part in report["partitions"].values()} == {"silver"}


@pytest.mark.parametrize(
    ("variable", "value", "steps"),
    [
        ("seed", 7, {"convert", "audit", "train"}),
        ("partition", "0.6,0.2,0.2", {"convert"}),
        ("rules", "no-rules", {"convert", "labels"}),
        ("label_map", "GPE=LOC", {"convert"}),
        ("version", "0.2.0", {"package"}),
        ("processes", 1, {"convert", "audit"}),
        ("engine", "local", {"convert", "audit"}),
        ("audit", "false", {"audit"}),
        ("corrections_use", "never", {"convert", "labels"}),
    ],
)
def test_project_variable_runs_again_what_it_must(project, to_run, variable, value, steps):
    assert set(to_run(project, **{variable: value})) == steps


def test_project_one_cable_works_and_warns(tmp_path):
    folder = copy_project(tmp_path / "project")
    (folder / "one").mkdir()
    shutil.copy(folder / "corpus" / "raw" / OTHERS[0], folder / "one")
    printed = run_all(folder, "--vars.raw=one")
    assert "only 1 message: split by paragraph, so that train, dev and test share names" in printed
    assert "agreement with the tagger (silver labels), not accuracy" in printed
    report = srsly.read_json(folder / "corpus" / "convert.json")
    assert all(report["partitions"][name]["paragraphs"] for name in ("train", "dev", "test"))
    assert report["settings"]["partition"] == [0.8, 0.1, 0.1]
    card = (folder / "training" / "packages" / "MODEL_CARD.md").read_text(encoding="utf8")
    assert "how accurate the model is, is not known" in card
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


def scripts_of(command: dict) -> list[list[str]]:
    """Returns the words of every line that a command runs, with the variables put in."""
    lines = []
    for line in command["script"]:
        for name, value in PROJECT["vars"].items():
            line = line.replace(f"${{vars.{name}}}", str(value))
        lines.append(shlex.split(line))
    return lines


def deps_of(command: dict) -> list[str]:
    """Returns what a command depends on, with the variables put in."""
    return [re.sub(r"\$\{vars\.(\w+)\}", lambda match: str(PROJECT["vars"][match[1]]), dep) for dep in command["deps"]]


def modules_of(path: Path) -> set[Path]:
    """Returns the files of the library that one file imports, wherever in it that is."""
    library = ROOT / "scripts" / "cable_ner"
    dotted = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.Import):
            dotted |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(filter(None, ("cable_ner" if node.level else "", node.module)))
            dotted |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    parts = [name.split(".") for name in dotted if name.split(".")[0] == "cable_ner"]
    found = {library / f"{names[1]}.py" for names in parts if len(names) > 1}
    return {path for path in found if path.exists()} | ({library / "__init__.py"} if parts else set())


def all_modules_of(path: Path) -> set[Path]:
    """Returns the files of the library that one file imports, and those that these import."""
    found, todo = set(), [path]
    while todo:
        new = modules_of(todo.pop()) - found
        found |= new
        todo += new
    return found


@pytest.mark.parametrize("name", STEPS)
def test_project_deps_name_the_scripts_that_run_and_the_modules_they_import(name):
    scripts = {word for words in scripts_of(COMMANDS[name]) for word in words if re.fullmatch(r"scripts/\w+\.py", word)}
    assert scripts
    modules = {str(path.relative_to(ROOT)) for script in scripts for path in all_modules_of(ROOT / script)}
    modules |= {"scripts/cable_ner/templates"} if "scripts/cable_ner/pages.py" in modules else set()
    deps = set(deps_of(COMMANDS[name]))
    assert scripts | modules <= deps
    # Nor is anything of the library named that is not imported: an edit of it would train again for nothing.
    assert {dep for dep in deps if dep.startswith("scripts/")} == scripts | modules


def test_project_modules_are_found_through_others():
    found = {path.name for path in all_modules_of(ROOT / "scripts" / "convert.py")}
    assert {"__init__.py", "conversion.py", "spacing.py", "sources.py"} <= found
    assert "formats.py" not in found


@pytest.mark.parametrize("name", STEPS)
def test_project_deps_are_read_one_by_one(name):
    """Where two items of a list are nothing but a variable each, side by side, they are read as one."""
    read = {command["name"]: command for command in load_project_config(ROOT)["commands"]}
    assert read[name]["deps"] == deps_of(COMMANDS[name])


@pytest.mark.parametrize("name", STEPS)
def test_project_every_path_that_a_command_names_is_a_dep_or_an_output(name):
    command = COMMANDS[name]
    known = [*deps_of(command), *command["outputs"], "corpus", "training", *MAY_BE_THERE]
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
