"""Everything works without a network, and what is written has the permissions of any other file.

The commands run once, one after the other, on few cables and for few steps: in a network of their own where the kernel
lets anybody make one (nothing is up in it, not even the loopback interface), and watched by `no_network` everywhere.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
import srsly

from tests.helpers import no_network

from .conftest import CHECKED, OTHERS, ROOT, network_of_its_own, run

pytestmark = pytest.mark.slow  # it retrains; test_project.py looks at what the workflow itself tried to reach
NEW = [name for name in sorted(os.listdir(ROOT / "corpus" / "raw")) if name not in (*OTHERS, *sum(CHECKED.values(), []))][:4]
DOCS = ["corpus/train.spacy", "corpus/dev.spacy"]
AUDITED = ["--audit", "corpus/audit.json"]
RETRAIN = ["-m", "spacy", "project", "run", "retrain", ".", "--vars.retrain", "force", "--vars.audit", "no-audit"]
COMMANDS = [
    *(
        ["tag", f"corpus/raw/{NEW[0]}", "--format", format, "--output", f"out/{format}"]
        for format in ("inline", "html", "jsonl", "conll", "csv", "spacy")
    ),
    ["index", "corpus/train.spacy", "--output", "out/entities"],
    *(["export", *DOCS, "--format", format, "--output", f"out/export-{format}"] for format in ("inline", "conll")),
    ["review", "export", *AUDITED, "--format", "csv", "--output", "out/review/mentions.csv"],
    ["labels", "sample", "corpus/train.spacy", "-n", "16", "--output", "out/sample/sample.csv"],
    ["models", "list"],
]
# All in one process: to start one takes as long as most of them.
PROGRAM = (
    "import sys, json; from cable_ner.cli import app; [app(one, standalone_mode=False) for one in json.loads(sys.argv[1])]"
)


class Done(NamedTuple):
    """The project, and what the commands tried to reach."""

    folder: Path
    tried: str


@pytest.fixture(scope="module")
def done(finished, tmp_path_factory) -> Done:
    """Returns what all commands did."""
    folder = Path(shutil.copytree(finished.folder, tmp_path_factory.mktemp("offline") / "project"))
    guard = tmp_path_factory.mktemp("guard")
    for cable in NEW:
        shutil.copy(ROOT / "corpus" / "raw" / cable, folder / "corpus" / "raw")
    run(folder, *RETRAIN, guard=guard)
    run(folder, "-c", PROGRAM, json.dumps(COMMANDS), guard=guard)
    # What a clone has was not written by a command.
    for path in [path for path in folder.rglob("*") if path.is_file() and (ROOT / path.relative_to(folder)).exists()]:
        if is_of_a_clone(path.relative_to(folder)):
            path.unlink()
    return Done(folder, no_network.told(no_network.guard(finished.guard)) + no_network.told(no_network.guard(guard)))


def is_of_a_clone(name: Path) -> bool:
    """Returns whether a file below the project came with it."""
    return name.parts[0] in ("scripts", "configs", "project.yml") or name.parts[:2] in {
        ("corpus", part) for part in ("raw", "gold", "gold-train", "corrections.jsonl")
    }


def test_offline_the_network_is_off(python):
    if not (begin := network_of_its_own()):
        pytest.skip("the kernel gives nobody a network of their own")
    for address in ("127.0.0.1", "192.0.2.1"):
        program = f"import socket; socket.create_connection(('{address}', 9), timeout=5)"
        ran = subprocess.run([*begin, python, "-c", program], capture_output=True, text=True, check=False)
        assert "Network is unreachable" in ran.stderr


def test_offline_nothing_is_tried(done):
    assert done.tried == ""


def test_offline_everything_is_made(done):
    metrics = srsly.read_json(done.folder / "training" / "metrics.json")
    assert metrics["test"]["cables"] >= 2
    wheels = {path.name for path in (done.folder / "training" / "packages").glob("*.whl")}
    assert wheels == {"en_cable_ner-0.1.1-py3-none-any.whl"}  # of the retrained model
    lineage = list(srsly.read_jsonl(done.folder / "training" / "lineage.jsonl"))
    assert lineage[0]["decision"] == "first"
    assert lineage[1]["decision"] in ("accepted", "forced")  # (it is chance after so few steps)
    for format in ("inline", "html", "jsonl", "conll", "csv", "spacy"):
        assert srsly.read_json(done.folder / "out" / format / "tag.json")["cables"] == 1
    for name in ("entities/entities.html", "review/mentions.csv", "sample/sample.csv"):
        assert (done.folder / "out" / name).stat().st_size


@pytest.mark.parametrize("kind", ["files", "folders"])
def test_offline_outputs_have_the_permissions_that_the_user_gives_to_all(done, kind):
    written = [path for name in ("corpus", "training", "out") for path in (done.folder / name).rglob("*")]
    written = [path for path in written if path.is_dir() == (kind == "folders") and not path.is_symlink()]
    expected = 0o640 if kind == "files" else 0o750
    assert len(written) > 10
    # (folders that the cables came in were there before)
    ours = [path for path in written if path.is_file() or not (path.name in CAME_IN or path.parent.name == "gold")]
    odd = {str(path.relative_to(done.folder)): oct(path.stat().st_mode & 0o777) for path in ours}
    assert {path: mode for path, mode in odd.items() if mode != oct(expected)} == {}


CAME_IN = ("raw", "gold", "gold-train")
