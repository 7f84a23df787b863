"""Commands run from several threads, each on one thread of its own; all of them end with whoever waits for them."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import FrameType
from typing import Any

_LAST_LINES = 15
_ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "BLIS")}


class Failed(Exception):
    """A command ended with an error; the message is the end of its output."""


class Commands(AbstractContextManager["Commands"]):
    """Runs commands, from several threads. Those still running when the context is left, also by SIGTERM, are ended."""

    def __init__(self) -> None:
        self.running: set[subprocess.Popen[bytes]] = set()
        self.lock = threading.Lock()
        self.is_left = False
        self.handler: Any = None

    def __enter__(self) -> "Commands":
        if threading.current_thread() is threading.main_thread():
            self.handler = signal.signal(signal.SIGTERM, _exit)
        return self

    def __exit__(self, *exception: object) -> None:
        with self.lock:
            self.is_left = True
            for process in self.running:
                process.terminate()
        if self.handler is not None:
            signal.signal(signal.SIGTERM, self.handler)

    def run(self, command: Sequence[str], log: Path) -> tuple[float, float]:
        """Runs a command on one thread, its output in `log`; returns its processor and wall-clock seconds. Raises Failed."""
        start = time.perf_counter()
        with log.open("wb") as file, self.lock:
            if self.is_left:
                raise Failed("not run")
            process = subprocess.Popen(
                command,
                env={**os.environ, **_ONE_THREAD},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
            self.running.add(process)
        # Its own usage, because RUSAGE_CHILDREN also counts the commands of other threads.
        _, status, usage = os.wait4(process.pid, 0)
        with self.lock:
            self.running.remove(process)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            lines = log.read_text(encoding="utf8", errors="replace").strip().splitlines()
            raise Failed("\n".join(lines[-_LAST_LINES:]) or f"ended with status {process.returncode}")
        return usage.ru_utime + usage.ru_stime, time.perf_counter() - start


def _exit(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
