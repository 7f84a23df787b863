"""The work on a Ray cluster (https://docs.ray.io): the same functions, in actors on one machine or on many.

An actor holds what a process of a pool holds (a tokenizer, a model), which it makes once, from the same few arguments; a
model is read from its folder and never sent. Blocks of cables go to the actors and a row for each comes back; files are
written by the actors, to a place that all machines see.

When an actor's process or machine dies, its tasks are given to others, and a new actor is asked for, which joins when the
cluster has room for it. (Ray's own restarts would leave tasks with an actor for which there is no room any more.) That a
task may be done twice does no harm: it writes the same files with the same bytes, each as a whole.
"""

import importlib.util
import os
import secrets
import signal
import site
import socket
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from .stopping import SIGNALS, taking

Task = TypeVar("Task")
Result = TypeVar("Result")
_AHEAD = 2  # tasks that an actor is given at a time, so that it need not wait for the next one
_WAITING = 4  # tasks per actor that are read ahead in all, as in a pool
_DEATHS = 3  # over one task, or in being prepared: what always ends its process must not go round for ever
_PATIENCE = 120.0  # seconds to wait for the first actor
_STORE = 256 * 1024 * 1024  # bytes of shared memory of a cluster of our own: blocks of cables are small


# Ray would report its use over the network; told not to, it reports that. Nobody listens at this address.
QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_USAGE_STATS_REPORT_URL": "http://127.0.0.1:9/"}


class _Actor:
    """What runs in an actor: prepared once, then task after task."""

    def __init__(self, folder: str, prepared: list[Any]) -> None:
        import ray

        if os.path.isdir(folder):
            os.chdir(folder)  # paths are the driver's, and may be relative
        initializer, args = ray.get(prepared[0])
        initializer(*args)

    def is_there(self) -> bool:
        """Returns that it is there."""
        return True

    def run(self, function: Callable[[Task], Result], task: Task) -> Result:
        """Returns the result of a task."""
        return function(task)


@dataclass
class _Job:
    """A task on its way: the actor that has it, how many have died over it, and what came of it."""

    task: Any
    worker: Any = None
    deaths: int = 0
    is_done: bool = False
    result: Any = None
    error: Exception | None = None


class RayEngine(AbstractContextManager):
    """Runs functions of a module over tasks in Ray actors, each of which has what `initializer(*args)` made.

    It is called in this process, too, as `engines.Engine` does. `address` is that of a running cluster ("auto": the one of
    this machine); without one, a cluster on this machine is started, and stopped at the end. `processes` actors with a core
    each; 0: as many as the cluster has cores. Raises ValueError if Ray is not installed, OSError if there is no cluster.
    """

    def __init__(
        self, processes: int, initializer: Callable[..., None], args: tuple[Any, ...] = (), *, address: str = ""
    ) -> None:
        if importlib.util.find_spec("ray") is None:
            raise ValueError("--engine ray: Ray is not installed; install this project with its extra, pip install '.[ray]'")
        initializer(*args)
        self._files = ExitStack()
        self.ray = _connected(address, processes, self._files)
        self._deaths = 0  # of actors that were being prepared
        try:
            self.processes = processes or int(self.ray.cluster_resources().get("CPU", 1)) or 1
            self._prepared = [self.ray.put((initializer, args))]  # (goes to each machine once)
            self._actor = self.ray.remote(num_cpus=1)(_Actor)
            self._ready: list[Any] = []
            self._coming: dict[Any, Any] = {}  # actors that are being prepared, by what tells that they are
            for _ in range(self.processes):
                self._start_worker()
        except BaseException:
            self.ray.shutdown()
            self._files.close()
            raise

    def __exit__(self, *exception: object) -> None:
        for worker in (*self._ready, *self._coming.values()):
            self.ray.kill(worker)
        self.ray.shutdown()
        self._files.close()

    def _start_worker(self) -> None:
        worker = self._actor.remote(os.getcwd(), self._prepared)
        self._coming[worker.is_there.remote()] = worker

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yields the result of each task, in the order of the tasks; raises what a task raised.

        Raises OSError if the cluster is gone, or a task ends whatever process has it; KeyboardInterrupt, after the results
        of the tasks in hand, if a stop was asked for (`stopping.stoppable`).
        """
        with taking(tasks) as taken:
            yield from self._results(function, iter(taken))

    def _results(self, function: Callable[[Task], Result], todo: Iterator[Task]) -> Iterator[Result]:
        again = deque[_Job]()  # what was lost with its actor
        waiting: deque[_Job] = deque()  # in the order of the tasks
        running: dict[Any, _Job] = {}  # by what stands for the result
        is_at_end = False
        while waiting or not is_at_end:
            while worker := self._free_worker(running):
                if again:
                    job = again.popleft()
                elif is_at_end or len(waiting) >= len(self._ready) * _WAITING:
                    break
                elif (task := next(todo, todo)) is todo:
                    is_at_end = True
                    break
                else:
                    waiting.append(job := _Job(task))
                job.worker = worker
                running[worker.run.remote(function, job.task)] = job
            if waiting or not is_at_end:
                again.extend(self._wait(running))
            while waiting and waiting[0].is_done:
                job = waiting.popleft()
                if job.error:
                    raise job.error
                yield job.result

    def _free_worker(self, running: dict[Any, _Job]) -> Any:
        """Returns the worker with the fewest tasks, or None if all have enough."""
        load = {worker: 0 for worker in self._ready}
        for job in running.values():
            load[job.worker] += 1
        worker = min(load, key=lambda one: load[one], default=None)
        return worker if worker is not None and load[worker] < _AHEAD else None

    def _wait(self, running: dict[Any, _Job]) -> list[_Job]:
        """Waits for a task to be done or an actor to be ready; returns the tasks of those that died, to be done again."""
        # (if all actors have died, nothing comes unless there is room for new ones)
        patience = None if running else _PATIENCE
        errors = self.ray.exceptions
        try:
            done, _ = self.ray.wait([*running, *self._coming], num_returns=1, timeout=patience, fetch_local=False)
            if not done:
                raise OSError(f"the Ray cluster has no free core for {_PATIENCE:.0f} seconds; see `ray status`")
            reference = done[0]
            if reference in self._coming:
                self._welcome(reference)
                return []
            job = running[reference]
            try:
                job.result = self.ray.get(reference)
            except errors.RayTaskError as error:
                job.error = error.cause
            job.is_done = True
            del running[reference]
        except errors.RayActorError as error:
            if reference in running:
                return self._bury(running[reference], running, error)
            self._count_death(error)
            self._start_worker()
        except errors.RayError as error:
            raise OSError(f"the Ray cluster fails ({_line(error)}); see that it runs, and run this again") from error
        return []

    def _welcome(self, reference: Any) -> None:
        worker = self._coming.pop(reference)
        self.ray.get(reference)  # raises if it died
        self._ready.append(worker)

    def _bury(self, died_in: _Job, running: dict[Any, _Job], error: Exception) -> list[_Job]:
        """Returns the tasks of an actor that died, and asks for another actor."""
        died_in.deaths += 1
        if died_in.deaths >= _DEATHS:
            raise OSError(
                f"{_DEATHS} workers of the cluster died over the same cables ({_line(error)}); have they enough memory?"
            )
        self._ready.remove(died_in.worker)
        self._start_worker()
        lost = {reference: job for reference, job in running.items() if job.worker == died_in.worker}
        for reference in lost:
            del running[reference]
        return list(lost.values())

    def _count_death(self, error: Exception) -> None:
        self._deaths += 1
        if self._deaths >= _DEATHS * self.processes:
            raise OSError(f"the workers of the Ray cluster cannot be started ({_line(error)})")


def _connected(address: str, processes: int, files: ExitStack) -> Any:
    """Returns the module `ray`, connected to a cluster; `files` is given what is to be removed at the end."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # (or it warns of cards that it does not look for)
    os.environ.setdefault("RAY_IGNORE_UNHANDLED_ERRORS", "1")  # of tasks after the one whose error is raised
    if not address:
        # Else Ray writes a token of its own into the user's home, for all to read.
        os.environ.setdefault("RAY_AUTH_MODE", "token")
        os.environ.setdefault("RAY_AUTH_TOKEN", secrets.token_hex(16))
    import ray

    options: dict[str, Any] = {"logging_level": "ERROR", "log_to_driver": False}
    if not address:
        options["_temp_dir"] = files.enter_context(short_folder())
        options |= {"num_cpus": processes or None, "object_store_memory": _STORE, "include_dashboard": False}
        if sys.platform == "linux":
            # Nobody else is to reach it. (127.0.0.1 Ray takes for the machine's own address.)
            options["_node_ip_address"] = "127.0.0.2"
    else:
        _check(address)
    try:
        with _handlers_kept(), unasked(options.get("_temp_dir")):
            ray.init(address=address or "local", **options)
    except Exception as error:  # of many kinds, by what is wrong
        where = f"no Ray cluster at {address}" if address else "a Ray cluster cannot be started"
        raise OSError(f"--engine ray: {where} ({_line(error)}); see `ray status`") from error
    return ray


@contextmanager
def short_folder() -> Iterator[str]:
    """Gives a folder for a cluster's files, which only this user can read; paths of sockets in it keep within 107 bytes."""
    usual = tempfile.gettempdir()
    where = usual if len(usual) < 20 else "/tmp"  # noqa: S108 (in which a folder of a new name is made)
    with tempfile.TemporaryDirectory(prefix="ray-", dir=where, ignore_cleanup_errors=True) as folder:
        inner = os.path.join(folder, "r")  # (Ray lets all read and write the folder it is given)
        os.mkdir(inner)
        yield inner


@contextmanager
def unasked(folder: str | None) -> Iterator[None]:
    """Keeps what is started in the block from asking the network for the name of the cloud that it is in.

    Ray's dashboard does, whatever it is told, but not where it finds a file about the cluster in the user's home: for its
    processes that is `folder`, which gets an empty one. Without a folder nothing is started.
    """
    if not folder:
        yield
        return
    Path(folder, "ray_bootstrap_config.yaml").write_text("{}\n", encoding="utf8")
    before = dict(os.environ)
    os.environ.setdefault("PYTHONUSERBASE", site.getuserbase())  # (packages may be in the home)
    os.environ["HOME"] = folder
    try:
        yield
    finally:
        for name in ("HOME", "PYTHONUSERBASE"):
            os.environ.pop(name)
            if name in before:
                os.environ[name] = before[name]


def _check(address: str) -> None:
    """Raises OSError if nobody listens at an address, which Ray itself would look for over minutes."""
    host, _, port = address.rpartition(":")
    if address == "auto":
        return
    if "://" in address or not (host and port.isdigit()):
        raise ValueError(f"--address {address}: give HOST:PORT as `ray start --head` prints it, or auto")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=10).close()
    except (OSError, OverflowError) as error:
        raise OSError(f"--engine ray: no Ray cluster at {address} ({error}); start one with `ray start`") from error


@contextmanager
def _handlers_kept() -> Iterator[None]:
    """Puts back what handles signals in this process: Ray takes SIGTERM for itself."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    if threading.current_thread() is threading.main_thread():
        for number, handler in before.items():
            signal.signal(number, handler)


def _line(error: BaseException) -> str:
    """Returns what an error says that may say it over many lines, the last of which has the reason."""
    return (str(error).strip().splitlines() or [type(error).__name__])[-1].strip()
