"""Everything works without a network, and what is written has the permissions of any other file.

The commands run once, one after the other, on few cables and for few steps: in a network of their own where the kernel
lets anybody make one (nothing is up in it, not even the loopback interface), and watched by `no_network` everywhere.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import srsly

from tests.helpers import no_network

from .test_project import CHECKED, OTHERS, ROOT, SHORT, copy_project

UNSHARE = ["unshare", "--map-root-user", "--net"]
# The group may read and others may not: what is 0600 or 0644 did not ask the umask.
UMASK = 0o027
NEW = [name for name in sorted(os.listdir(ROOT / "corpus" / "raw")) if name not in (*OTHERS, *sum(CHECKED.values(), []))][:4]
DOCS = ["corpus/train.spacy", "corpus/dev.spacy"]
AUDITED = ["--audit", "corpus/audit.json"]
SPACY_PROJECT = ["-m", "spacy", "project", "run"]
COMMANDS = {
    "all": [*SPACY_PROJECT, "all", "."],
    "retrain": [*SPACY_PROJECT, "retrain", ".", "--vars.retrain", "force"],
    **{
        f"tag {format}": ["scripts/tag.py", f"corpus/raw/{NEW[0]}", "--format", format, "--output", f"out/{format}"]
        for format in ("inline", "html", "jsonl", "conll", "csv", "spacy")
    },
    "entities": ["scripts/entities.py", "corpus/train.spacy", "--output", "out/entities"],
    **{
        f"export {format}": ["scripts/export.py", *DOCS, "--format", format, "--output", f"out/export-{format}"]
        for format in ("inline", "conll")
    },
    "review": ["scripts/review.py", "export", *AUDITED, "--format", "csv", "--output", "out/review/mentions.csv"],
    "sample": ["scripts/label_accuracy.py", "sample", "corpus/train.spacy", "-n", "8", "--output", "out/sample/sample.csv"],
    "models": ["scripts/models.py", "list"],
}


def network_of_its_own() -> list[str]:
    """Returns what a command begins with that is to have no network, or nothing where the kernel does not allow it."""
    if not shutil.which("unshare"):
        return []
    done = subprocess.run([*UNSHARE, "true"], capture_output=True, check=False)
    return UNSHARE if done.returncode == 0 else []


class Done(NamedTuple):
    """The project, what each command printed, and what they tried to reach."""

    folder: Path
    printed: dict[str, str]
    tried: str


@pytest.fixture(scope="module")
def done(tmp_path_factory) -> Done:
    """Returns what all commands did."""
    folder = copy_project(tmp_path_factory.mktemp("offline"))
    guard = no_network.guard(tmp_path_factory.mktemp("guard"))
    trap = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    options = {"SPACY_CONFIG_OVERRIDES": SHORT, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    before = {*folder.rglob("*")}
    printed = {}
    for name, command in COMMANDS.items():
        if name == "retrain":
            for cable in NEW:
                before.add(Path(shutil.copy(ROOT / "corpus" / "raw" / cable, folder / "corpus" / "raw")))
        ran = subprocess.run(
            [*network_of_its_own(), sys.executable, *command],
            cwd=folder, env=os.environ | options | trap | guard, umask=UMASK, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        assert ran.returncode == 0, (name, ran.stdout[-4000:])
        printed[name] = " ".join(re.sub(r"\x1b\[[0-9;]*m", "", ran.stdout).split())
    for path in before:
        if path.is_file():
            path.unlink()
    return Done(folder, printed, no_network.told(guard))


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
