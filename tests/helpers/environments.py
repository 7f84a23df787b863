"""Environments in which only some of what is installed here can be imported: for a user who has spaCy and nothing else."""

import os
import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement


def environment_of(folder: Path, *names: str) -> Path:
    """Makes an environment of links to these distributions and to what they require; returns its Python."""
    venv.create(folder, symlinks=True)
    [site] = folder.glob("lib/python*/site-packages")
    for found in _required(names):
        for top in {file.parts[0] for file in found.files or () if file.parts[0] not in ("..", "__pycache__")}:
            if not (site / top).exists():
                (site / top).symlink_to(Path(str(found.locate_file(top))).absolute())
    return folder / "bin" / "python"


def _required(names: tuple[str, ...]) -> Iterator[Distribution]:
    seen, open_ = set(), list(names)
    while open_:
        name = re.sub(r"[-_.]+", "-", open_.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        found = distribution(name)
        yield found
        needed = map(Requirement, found.requires or ())
        open_ += [one.name for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]


def pip_install(python: Path, *arguments: object) -> None:
    """Installs into an environment with the pip that is here, without an index."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-index",
        "--no-build-isolation",
    ]
    run(*command, *arguments)


def run(*command: object, **options: object) -> str:
    """Runs a command with nothing of this environment but what Python needs to start; returns what it printed."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    own = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "PIP_CONFIG_FILE": os.devnull}
    done = subprocess.run(
        [*map(str, command)], env=kept | own, capture_output=True, text=True, check=False, **options,  # type: ignore[call-overload]
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout
