"""Time and memory of a function in a process of its own, spread over repeats, and tables of figures."""

import multiprocessing
import re
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import mean, stdev
from typing import Any, NamedTuple

import srsly
from wasabi import msg

from benchmarks.pacing import paced

ROOT = Path(__file__).parents[1]


class Measured(NamedTuple):
    """What a function returned in a process of its own, its seconds, and the process's peak memory in MB."""

    result: Any
    seconds: float
    megabytes: float


def measure(function: Callable, *args: Any) -> Measured:
    """Runs a module's function in a fresh process, so that no run warms the caches of the next."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(timed, function, args).result()


def timed(function: Callable, args: Sequence[Any]) -> Measured:
    """Runs a function in this process, which should be a fresh one: peak memory is that of the whole process."""
    start = time.perf_counter()
    result = function(*args)
    seconds = time.perf_counter() - start
    return Measured(result, seconds, peak_megabytes())


def peak_megabytes(process: int | str = "self") -> float:
    """Returns the peak memory of a process in MB; 0 for one that has ended.

    Not getrusage's: that includes the peak of the process this one was forked from.
    """
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    return int(peak[1]) / 1024 if peak else 0.0


def repeated(todo: Mapping[str, tuple], repeats: int) -> dict[str, list[Measured]]:
    """Returns the runs of each function (given with its arguments), all of them in turn, so many times."""
    runs: dict[str, list[Measured]] = {key: [] for key in todo}
    for key in paced([*todo] * repeats, "Runs", len(todo) * repeats):
        function, *args = todo[key]
        runs[key].append(measure(function, *args))
    return runs


def mean_and_spread(values: Sequence[float]) -> str:
    """Returns the mean and, of several values, their standard deviation (n - 1); an empty string for none."""
    if not values:
        return ""
    return f"{mean(values):.1f} ±{stdev(values):.1f}" if len(values) > 1 else f"{mean(values):.1f}"


def table(header: tuple[str, ...], rows: list[tuple], path: Path | None) -> None:
    """Prints a table, and writes it as JSON if a path is given."""
    aligns = ("l", *["r"] * (len(header) - 1))
    msg.table([tuple(map(str, row)) for row in rows], header=header, aligns=aligns, divider=True)
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        srsly.write_json(path, [dict(zip(header, row)) for row in rows])
