"""Where the work runs: in this process, or in a pool of processes. The results are the same."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from typing import Any, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
_WAITING = 4  # tasks per process that are read ahead, so that memory does not grow with the input


def count_processes(processes: int) -> int:
    """Returns the number of processes to use: as many as cores for 0."""
    if processes < 0:
        raise ValueError(f"--processes must be 0 (as many as cores) or more, not {processes}")
    return processes or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()) or 1


def _start_process(initializer: Callable[..., None] | None, args: tuple[Any, ...]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if initializer:
        initializer(*args)


def _end_with_parent() -> None:
    """Ends this process when the one that started it is killed: it would wait for tasks for ever."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


class Engine(AbstractContextManager):
    """Runs functions of a module over tasks; every process has what `initializer(*args)` made before its first one.

    It is called in this process, too, even if the work is done by others: what it raises is raised here, and
    processes that are forked from this one have it already.
    """

    def __init__(self, processes: int, initializer: Callable[..., None], args: tuple[Any, ...] = ()):
        self.processes = count_processes(processes)
        self.pool: ProcessPoolExecutor | None = None
        initializer(*args)
        if self.processes > 1:
            # A fork has all modules at once, but is safe only where no other thread holds a lock.
            methods = multiprocessing.get_all_start_methods()
            method = "fork" if "fork" in methods and threading.active_count() == 1 else "spawn"
            context = multiprocessing.get_context(method)
            initargs = (None, ()) if method == "fork" else (initializer, args)
            self.pool = ProcessPoolExecutor(
                self.processes, mp_context=context, initializer=_start_process, initargs=initargs
            )
            self.pool.submit(int)  # forks all processes now: a progress bar may start a thread later

    def __exit__(self, *exception: object) -> None:
        if self.pool:
            self.pool.shutdown(cancel_futures=True)

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yields the result of each task, in the order of the tasks; raises what a task raised.

        Raises OSError if a process ended in the middle of its work.
        """
        if self.pool is None:
            yield from map(function, tasks)
            return
        waiting: deque[Future] = deque()
        try:
            for task in tasks:
                waiting.append(self.pool.submit(function, task))
                if len(waiting) >= self.processes * _WAITING:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise OSError("a process was ended in its work, perhaps for want of memory; give fewer --processes") from None
