"""Where work runs: in this process, in a pool of processes or on a Ray cluster; how it reports progress, and stops.

`loopback` answers requests of this machine alone.
"""

from .connection import QUIET, short_folder, unasked
from .engines import ENGINES, LOCAL, PROCESSES, RAY, Runs, Where, count_processes, engine_for
from .garbage import collect_rarely, collecting_as_before
from .progress import Progress, no_progress
from .stopping import STOPPED, ended_with_this, stoppable
from .wording import number_of

__all__ = [
    "ENGINES",
    "LOCAL",
    "PROCESSES",
    "Progress",
    "QUIET",
    "RAY",
    "Runs",
    "STOPPED",
    "Where",
    "collect_rarely",
    "collecting_as_before",
    "count_processes",
    "ended_with_this",
    "engine_for",
    "no_progress",
    "number_of",
    "short_folder",
    "stoppable",
    "unasked",
]
