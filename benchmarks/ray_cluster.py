"""A Ray cluster on this machine, to measure and test work on several nodes."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import AbstractContextManager, ExitStack, suppress
from pathlib import Path

from cable_ner.work import QUIET, ended_with_this, short_folder, unasked

BUSY, IDLE = "ray::_run_prepared", "ray::IDLE"  # names of worker processes
_PATIENCE = 90.0  # seconds for a node to come up

# In a process of its own, because Ray connects to one cluster at a time, and is loud about one that is not up yet.
_WAIT = """
import sys, time, ray
while True:
    try:
        if not ray.is_initialized():
            ray.init(sys.argv[1], logging_level="FATAL", log_to_driver=False)
        if sum(node["Alive"] for node in ray.nodes()) > int(sys.argv[2]):
            sys.exit(0)
    except Exception:
        pass
    time.sleep(0.1)
"""


class RayCluster(AbstractContextManager):
    """A Ray cluster on this machine whose nodes are processes of their own, as `ray start` starts them on several machines.

    Give `address` to an engine; `nodes` are the processes of the worker nodes, each with one core. The head has no core, so
    that it does no work. All of it listens on loopback addresses (Linux has many), open only to who has the token that
    stands in this process's environment until the end. Raises OSError if the cluster does not start.
    """

    def __init__(self, workers: int = 2) -> None:
        self._files = ExitStack()
        self.folder = Path(self._files.enter_context(short_folder()))
        self.head: subprocess.Popen | None = None
        self.nodes: list[subprocess.Popen] = []
        self._environment = dict(os.environ)
        os.environ.update(RAY_AUTH_MODE="token", RAY_AUTH_TOKEN=secrets.token_hex(16), **QUIET)
        port = _free_port()
        self.address = f"127.0.0.2:{port}"  # (Ray takes 127.0.0.1 for another name of the machine's address)
        try:
            head = ["--head", f"--port={port}", "--num-cpus=0", "--include-dashboard=false", f"--temp-dir={self.folder}"]
            self.head = self._start("head", "127.0.0.2", *head)
            self._wait_for(0)
            for number in range(workers):  # one at a time, because together they take each other's ports
                self.add_node()
                self._wait_for(number + 1)
        except BaseException:
            self.__exit__()
            raise

    def add_node(self) -> None:
        """Starts one more worker node."""
        number = len(self.nodes)
        options = f"--address={self.address}", "--num-cpus=1"
        self.nodes.append(self._start(f"node{number}", f"127.0.0.{3 + number}", *options))

    def _start(self, name: str, ip: str, *options: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "ray.scripts.scripts", "start", "--block", "--disable-usage-stats"]
        command += [f"--node-ip-address={ip}", f"--object-store-memory={256 * 1024 * 1024}", *options]
        with (self.folder / f"{name}.log").open("wb") as log, unasked(str(self.folder)):
            return subprocess.Popen(
                ended_with_this(command, signal.SIGTERM),  # on which it ends its own processes
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait_for(self, workers: int) -> None:
        waiting = subprocess.Popen([sys.executable, "-c", _WAIT, self.address, str(workers)], stderr=subprocess.DEVNULL)
        end = time.monotonic() + _PATIENCE
        while waiting.poll() is None and time.monotonic() < end:
            if any(process.poll() is not None for process in (self.head, *self.nodes) if process):
                break
            time.sleep(0.1)
        waiting.kill()
        if waiting.wait() == 0:
            return
        told = "; ".join(path.read_text(errors="replace").strip()[-300:] for path in sorted(self.folder.glob("*.log")))
        raise OSError(f"the Ray cluster did not start: {told}")

    def kill_node(self, number: int) -> None:
        """Kills a worker node at once, with all of its processes."""
        _kill_group(self.nodes[number])

    def __exit__(self, *exception: object) -> None:
        for process in (*self.nodes, self.head):
            if process:
                _kill_group(process)
        os.environ.clear()
        os.environ.update(self._environment)
        self._files.close()


def _kill_group(process: subprocess.Popen) -> None:
    import psutil

    family = []
    with suppress(psutil.Error):
        family = psutil.Process(process.pid).children(recursive=True)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    for one in family:
        with suppress(psutil.Error):
            one.kill()
    process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.2", 0))
        return probe.getsockname()[1]


def ray_workers() -> dict[int, str]:
    """Returns the ids of the processes of this machine that work for a Ray cluster, and their names.

    A process's name begins with BUSY while it does our work, and with IDLE between tasks.
    """
    import psutil

    found = {}
    for process in psutil.process_iter(["pid", "cmdline"]):
        line = process.info["cmdline"] or [""]
        if line[0].startswith((BUSY, IDLE)):
            found[process.info["pid"]] = line[0]
    return found
