"""Where work runs: in this process, in a pool of processes, on a Ray cluster; and how a run is asked to stop."""

from .cluster import QUIET, short_folder, unasked
from .engines import ENGINES, LOCAL, PROCESSES, RAY, Runs, Where, count_processes, engine_for
from .stopping import STOPPED, ended_with_this, stoppable

__all__ = [
    "ENGINES",
    "LOCAL",
    "PROCESSES",
    "QUIET",
    "RAY",
    "Runs",
    "STOPPED",
    "Where",
    "count_processes",
    "ended_with_this",
    "engine_for",
    "short_folder",
    "stoppable",
    "unasked",
]
