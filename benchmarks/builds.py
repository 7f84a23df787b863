"""This build and another one as commands: what they take of a core, of the clock and of memory."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import srsly
from thinc.api import Config

from benchmarks.measuring import ROOT, peak_megabytes

_NOT_KNOWN = "label_rules"  # to builds of 29 November
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
_EVERY = 0.05  # seconds between looks at the memory


class Usage(NamedTuple):
    """What some work took: seconds of all cores and of the clock, and the most memory that one process had, in MB.

    The system counts all three; the memory is `VmHWM`.
    """

    core: float
    clock: float
    megabytes: float


def python_of(build: Path) -> Path:
    """Returns the Python of a checkout; of this one, that which runs."""
    return Path(sys.executable) if build == ROOT else build / ".venv" / "bin" / "python"


def usage_of_script(build: Path, output: Path, name: str, *arguments: object) -> Usage:
    """Runs a script of a build with one process and into a new folder, and returns what it took, its start included."""
    shutil.rmtree(output.parent, ignore_errors=True)
    output.parent.mkdir()
    script = [f"scripts/{name}.py", *map(str, arguments), "--output", str(output), "--processes", "1"]
    return usage_of([str(python_of(build)), *script], build, _ONE_THREAD)


def usage_of_job(build: Path, folder: Path) -> Usage:
    """Runs the main job in a copy of a checkout's files, with as many processes as it takes, and returns what it took."""
    shutil.rmtree(folder, ignore_errors=True)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=build, check=True, capture_output=True)  # noqa: S607
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (build / name).exists():  # (else it was removed, and that not committed)
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(build / name, folder / name)
    return usage_of([str(python_of(build)), "-m", "spacy", "project", "run", "all"], folder)


def usage_of(command: Sequence[str], folder: Path, environment: dict[str, str] | None = None) -> Usage:
    """Runs a command in a folder, with these variables set, and returns what it took. Raises RuntimeError if it fails."""
    variables = {**os.environ, **(environment or {})}
    variables.pop("PYTHONPATH", None)  # each build has its own code
    with tempfile.TemporaryFile() as told:
        begun = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, stdout=told, stderr=told, env=variables)
        peak = 0.0
        while not os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG):
            peak = max(peak, *_peaks(process.pid))
            time.sleep(_EVERY)
        clock = time.monotonic() - begun
        _, status, used = os.wait4(process.pid, 0)  # counts processes that it waited for, too
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            told.seek(0)
            raise RuntimeError(f"{' '.join(command)}: failed\n{told.read().decode(errors='replace')[-2000:]}")
    return Usage(used.ru_utime + used.ru_stime, clock, peak)


def _peaks(process: int) -> Iterator[float]:
    """Yields the peak memory in MB of a process and of those that it started."""
    yield 0.0
    with suppress(OSError):  # (it may have ended)
        yield peak_megabytes(process)
        for path in Path(f"/proc/{process}/task").glob("*/children"):
            for child in path.read_text().split():
                yield from _peaks(int(child))


def simplified(model: Path, folder: Path) -> None:
    """Copies a model without what builds of 29 November do not know; it finds the same, but applies no label rules."""
    shutil.copytree(model, folder, ignore=shutil.ignore_patterns(_NOT_KNOWN))
    config = Config().from_disk(folder / "config.cfg", interpolate=False)
    config["components"].pop(_NOT_KNOWN, None)
    for settings in config["components"].values():
        if settings.get("factory") == "recogniser":
            settings["factory"] = "ner"
    config["nlp"]["pipeline"] = [name for name in config["nlp"]["pipeline"] if name != _NOT_KNOWN]
    config["nlp"]["before_creation"] = None
    config["training"]["before_to_disk"] = config["initialize"]["before_init"] = None
    config.to_disk(folder / "config.cfg", interpolate=False)
    meta = srsly.read_json(folder / "meta.json")
    for key in ("pipeline", "components"):
        meta[key] = [name for name in meta[key] if name != _NOT_KNOWN]
    srsly.write_json(folder / "meta.json", meta)
