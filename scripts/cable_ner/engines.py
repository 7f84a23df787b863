"""Where the work runs: in this process, or in a pool of processes. The results are the same."""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
_WAITING = 4  # tasks per process that are read ahead, so that memory does not grow with the input


def count_processes(processes: int) -> int:
    """Returns the number of processes to use: as many as cores for 0."""
    if processes < 0:
        raise ValueError(f"--processes must be 0 (as many as cores) or more, not {processes}")
    return processes or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else processes or os.cpu_count() or 1


class Engine(AbstractContextManager):
    """Runs functions of a module over tasks; `initializer(*args)` is called once in every process first."""

    def __init__(self, processes: int, initializer: Callable[..., None], args: tuple[Any, ...] = ()):
        self.processes = count_processes(processes)
        self.pool: ProcessPoolExecutor | None = None
        if self.processes == 1:
            initializer(*args)
        else:
            # A fork of a server that holds no threads: safe beside progress bars and BLAS.
            method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
            context = multiprocessing.get_context(method)
            if method == "forkserver":
                context.set_forkserver_preload([initializer.__module__])
            self.pool = ProcessPoolExecutor(self.processes, mp_context=context, initializer=initializer, initargs=args)

    def __exit__(self, *exception: object) -> None:
        if self.pool:
            self.pool.shutdown(cancel_futures=True)

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yields the result of each task, in the order of the tasks; raises what a task raised."""
        if self.pool is None:
            yield from map(function, tasks)
            return
        waiting: deque[Future] = deque()
        for task in tasks:
            waiting.append(self.pool.submit(function, task))
            if len(waiting) >= self.processes * _WAITING:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
