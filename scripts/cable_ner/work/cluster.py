"""Runs the work on a Ray cluster (https://docs.ray.io): the same functions, as Ray tasks on one machine or on many.

A worker process prepares itself once, as a process of a pool does: it makes its tokenizer or loads its model from the
same few arguments. A model is read from its folder and never sent, because arrays from Ray's object store are read-only.
Blocks of cables go to the workers, and a row for each cable comes back; workers write the files themselves, to a place
that all machines see.

When a worker or a machine dies, Ray runs its tasks again elsewhere. Running a task twice does no harm: it writes the same
files with the same bytes, each as a whole.
"""

import importlib.util
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from itertools import islice
from typing import Any, TypeVar

from .connection import connected, last_line
from .stopping import taking

Task = TypeVar("Task")
Result = TypeVar("Result")
_WAITING = 4  # tasks per worker that are read ahead, as in a pool
_DEATHS = 3  # workers that may die over one task: one that always ends its process must not go round for ever
_PATIENCE = 120.0  # seconds to wait for the first free core

_prepared = ""  # in a worker process: the id of the preparation that it has made


class RayEngine(AbstractContextManager["RayEngine"]):
    """Runs functions of a module over tasks in Ray workers, each of which has called `initializer(*args)` before.

    The initializer is also called in this process, as `engines.Engine` does. `address` is that of a running cluster
    ("auto": the one of this machine); without one, a cluster is started on this machine, and stopped at the end.
    `processes` is how many tasks run at a time, on a core each; 0: as many as the cluster has cores. Raises ValueError if
    Ray is not installed, OSError if there is no cluster, or none with a free core.
    """

    def __init__(
        self, processes: int, initializer: Callable[..., None], args: tuple[Any, ...] = (), *, address: str = ""
    ) -> None:
        if importlib.util.find_spec("ray") is None:
            raise ValueError("--engine ray: Ray is not installed; install this project with its extra, pip install '.[ray]'")
        initializer(*args)
        self._unfinished = set[Any]()  # references to results that were not seen yet
        with ExitStack() as stack:
            self._ray = stack.enter_context(connected(address, processes))
            self.processes = processes or int(self._ray.cluster_resources().get("CPU", 1)) or 1
            # In a list, so that a task gets the reference; Ray would otherwise send the arguments along with each task.
            self._preparation = [self._ray.put((initializer, args))]
            self._remote = self._ray.remote(num_cpus=1, max_retries=_DEATHS - 1)(_run_prepared)
            self._wait_for_core()
            stack.callback(self._cancel)
            self._stack = stack.pop_all()

    def __exit__(self, *exception: object) -> None:
        self._stack.close()

    def _wait_for_core(self) -> None:
        if not self._ray.wait([self._submit(os.getpid)], timeout=_PATIENCE)[0]:
            raise OSError(f"the Ray cluster has had no free core for {_PATIENCE:.0f} seconds; see `ray status`")

    def _cancel(self) -> None:
        for reference in self._unfinished:  # what nobody waits for any more must not go on writing
            self._ray.cancel(reference, force=True)

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yields the result of each task, in the order of the tasks; raises what a task raised.

        Raises OSError if the cluster is gone, or a task ends every process that runs it; KeyboardInterrupt, after the
        results of the tasks in hand, if a stop was asked for (`stopping.stoppable`).
        """
        with taking(tasks) as taken:
            yield from self._results(function, iter(taken))

    def _results(self, function: Callable[[Task], Result], tasks: Iterator[Task]) -> Iterator[Result]:
        waiting = deque[Any]()  # references to the results that are not yielded yet, in the order of the tasks
        running: list[Any] = []  # those of them that are not there yet
        while True:
            room = min(self.processes - len(running), self.processes * _WAITING - len(waiting))
            for task in islice(tasks, room):
                waiting.append(self._submit(function, task))
                running.append(waiting[-1])
            if not running:
                return
            with self._errors():
                done, running = self._ray.wait(running)
            self._unfinished.difference_update(done)
            while waiting and waiting[0] not in running:
                with self._errors():
                    result = self._ray.get(waiting.popleft())
                yield result

    def _submit(self, function: Callable[..., Result], *task: Any) -> Any:
        """Has a task run on the cluster, and returns the reference to its result."""
        with self._errors():
            reference = self._remote.remote(os.getcwd(), self._preparation, function, *task)
        self._unfinished.add(reference)
        return reference

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Raises what a task raised as it was, and OSError for Ray's own errors."""
        errors = self._ray.exceptions
        try:
            yield
        except errors.RayTaskError as error:
            raise error.cause from None
        except (errors.WorkerCrashedError, errors.NodeDiedError, errors.OutOfMemoryError) as error:
            raise OSError(
                f"{_DEATHS} workers of the cluster died on the same cables ({last_line(error)}); check that they have enough"
                " memory"
            ) from error
        except errors.RayError as error:
            raise OSError(
                f"the Ray cluster failed ({last_line(error)}); check that it runs, and run the command again"
            ) from error


def _run_prepared(folder: str, preparation: list[Any], function: Callable[..., Result], *task: Any) -> Result:
    """Returns the result of a task, in a worker process that is prepared by its first one."""
    global _prepared
    if preparation[0].hex() != _prepared:
        import ray

        if os.path.isdir(folder):
            os.chdir(folder)  # paths are the driver's, and may be relative
        initializer, args = ray.get(preparation[0])
        initializer(*args)
        _prepared = preparation[0].hex()
    return function(*task)
