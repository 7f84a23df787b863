"""`scale`: convert and tag in one process, in two, and on a Ray cluster, also with a worker killed midway."""

import hashlib
import multiprocessing
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, wait
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from benchmarks.archives import perturbed_copies
from benchmarks.convert import RULES
from benchmarks.measuring import ROOT, table, timed
from benchmarks.memory import Memory
from benchmarks.pacing import paced
from benchmarks.ray_cluster import BUSY, RayCluster, ray_workers
from cable_ner.corpus import ConversionSettings, convert
from cable_ner.tagging import REPORT, tag
from cable_ner.work import LOCAL, PROCESSES, RAY, Where

_KILLED_AFTER = 0.25  # of the time it takes in one process


class Watched(NamedTuple):
    """The seconds of a function that ran in a process of its own, its memory, and whether a worker was killed."""

    seconds: float
    memory: Memory
    is_killed: bool


def bench_scale(
    raw: Annotated[Path, typer.Argument(help="Folder of cables")],
    model: Annotated[Path, typer.Option("--model", "-m", help="Folder of the model")] = ROOT / "training" / "model-best",
    cables: Annotated[int, typer.Option(help="Number of cables: those in the folder, plus perturbed copies")] = 500,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file for the table")] = None,
) -> None:
    """Convert and tag in one process, in two, and on a two-node Ray cluster, also with a worker killed midway."""
    with tempfile.TemporaryDirectory() as name, RayCluster(2) as cluster:
        folder = Path(name)
        perturbed_copies(raw, folder / "cables", cables)
        ways = {
            "one process": Where(LOCAL),
            "two processes": Where(PROCESSES, 2),
            "Ray, two nodes": Where(RAY, 2, cluster.address),
            "Ray, a worker killed": Where(RAY, 2, cluster.address),
        }
        works: dict[str, Callable] = {"convert": _convert, "tag": _tag}
        todo = [(work, way) for work in works for way in ways]
        rows = []
        alone: dict[str, tuple[float, str]] = {}  # seconds and digest of each in one process, which is first
        for work, way in paced(todo, "Runs", len(todo)):
            kill_after = alone[work][0] * _KILLED_AFTER if "killed" in way else None
            paths = folder / "cables", folder / "out"
            seconds, memory, is_killed = _watched(works[work], kill_after, *paths, model, ways[way])
            digest = _digest(folder / "out")
            shutil.rmtree(folder / "out")
            alone.setdefault(work, (seconds, digest))
            figures = (f"{cables / seconds:,.1f}", f"{alone[work][0] / seconds:.2f}")
            same = "yes" if digest == alone[work][1] else "NO"
            peaks = (f"{memory.driver:.0f}", f"{memory.worker:.0f}" if memory.worker else "-")
            rows.append((work, way + (" midway" if is_killed else ""), *figures, *peaks, same))
    table(("", "where", "cables per second", "times as fast", "driver, MB", "worker, MB", "same bytes"), rows, output)


def _watched(function: Callable, kill_after: float | None, *args: Any) -> Watched:
    """Runs a function in a process of its own; with `kill_after`, kills one of Ray's workers after so many seconds."""
    is_killed = False
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        process = pool.submit(os.getpid).result()
        with Memory(process) as memory:
            running = pool.submit(timed, function, args)
            if kill_after is not None:
                wait([running], timeout=kill_after)
                for victim in [number for number, name in ray_workers().items() if name.startswith(BUSY)][:1]:
                    os.kill(victim, signal.SIGKILL)
                    is_killed = True
            return Watched(running.result().seconds, memory, is_killed)


def _convert(raw: Path, output: Path, model: Path, where: Where) -> None:
    convert([str(raw)], output, settings=ConversionSettings(rules=RULES), where=where)


def _tag(raw: Path, output: Path, model: Path, where: Where) -> None:
    tag([str(raw)], output, model=str(model), where=where)


def _digest(folder: Path) -> str:
    """Returns a digest of all files of a run, without the seconds it took."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        if path.name == REPORT:
            data = re.sub(rb'"seconds":[^,}]*', b"", data)
        digest.update(path.relative_to(folder).as_posix().encode() + hashlib.sha256(data).digest())
    return digest.hexdigest()
