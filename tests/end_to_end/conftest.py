"""A small project in which everything has run once: for all tests that look at one."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from filelock import FileLock

from tests.helpers import no_network

ROOT = Path(__file__).parents[2]
# Cables with hand-checked twins in dev and in test, and cables without.
CHECKED = {side: sorted(os.listdir(ROOT / "corpus" / "gold" / side))[:2] for side in ("dev", "test")}
OTHERS = sorted(os.listdir(ROOT / "corpus" / "gold-train"))[:4]
SHORT = "--training.max_steps=10 --training.eval_frequency=5"
# The group may read and others may not: what is 0600 or 0644 did not ask the umask.
UMASK = 0o027
UNSHARE = ["unshare", "--map-root-user", "--net"]


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


def network_of_its_own() -> list[str]:
    """Returns what a command begins with that is to have no network, or nothing where the kernel does not allow it."""
    if not shutil.which("unshare"):
        return []
    done = subprocess.run([*UNSHARE, "true"], capture_output=True, check=False)
    return UNSHARE if done.returncode == 0 else []


def run(folder: Path, *command: str, guard: Path) -> str:
    """Runs a command without a network and for few training steps, and returns what was printed, on one line.

    What it tries to reach is noted below `guard`; see `no_network.told`.
    """
    trap = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    options = {"SPACY_CONFIG_OVERRIDES": SHORT, "PYTHONDONTWRITEBYTECODE": "", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [*network_of_its_own(), sys.executable, *command],
        cwd=folder, env=os.environ | options | trap | no_network.guard(guard), umask=UMASK, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert done.returncode == 0, (command, done.stdout[-4000:])
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", done.stdout).split())


class Finished(NamedTuple):
    """A project in which the workflow has run, what was printed, and where what it tried to reach is noted."""

    folder: Path
    printed: str
    guard: Path


@pytest.fixture(scope="session", autouse=True)
def compiled_copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Removes, in the end, what Python has compiled of copies of the project; it keeps that below `sys.pycache_prefix`."""
    yield
    if sys.pycache_prefix:
        base = tmp_path_factory.getbasetemp()
        shutil.rmtree(Path(sys.pycache_prefix) / base.relative_to(base.anchor), ignore_errors=True)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Finished:
    """Returns a project in which everything has run once, without a network. Not to be changed: take a copy of it."""
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "finished"  # (all workers look at one)
    folder, guard, printed = shared / "project", shared / "guard", shared / "printed.txt"
    with FileLock(f"{shared}.lock"):
        if not printed.exists():
            shutil.rmtree(shared, ignore_errors=True)
            guard.mkdir(parents=True)
            folder.mkdir()
            text = run(copy_project(folder), "-m", "spacy", "project", "run", "all", ".", guard=guard)
            printed.write_text(text, encoding="utf8")
    return Finished(folder, printed.read_text(encoding="utf8"), guard)
