"""Where the work runs: in this process, or in a pool of processes. The results are the same."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol, TypeVar

from .stopping import ignore_interrupts, is_asked, shielding, taking

Task = TypeVar("Task")
Result = TypeVar("Result")
_WAITING = 4  # tasks per process that are read ahead, so that memory does not grow with the input


LOCAL, PROCESSES, RAY = ENGINES = ("local", "processes", "ray")


class Where(NamedTuple):
    """Where work is to run: in so many processes of a pool, or workers of a Ray cluster (0: as many as cores).

    `address` is that of the cluster; see `cluster.RayEngine`.
    """

    engine: str = PROCESSES
    processes: int = 1
    address: str = ""


class Runs(Protocol):
    """What all engines have in common; each is a context manager."""

    processes: int

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yields the result of each task, in the order of the tasks; raises what a task raised, and OSError."""


def engine_for(where: Where, initializer: Callable[..., None], args: tuple[Any, ...] = ()) -> AbstractContextManager[Runs]:
    """Returns the engine for it; see `Engine`. Raises ValueError for one there is none of, OSError if it cannot start."""
    if where.engine not in ENGINES:
        raise ValueError(f"--engine {where.engine} is none of {', '.join(ENGINES)}")
    if where.address and where.engine != RAY:
        raise ValueError(f"--address {where.address} is of a Ray cluster; give --engine {RAY}, too")
    processes = count_processes(where.processes)
    if where.engine == RAY:
        from .cluster import RayEngine  # (Ray is an extra)

        return RayEngine(where.processes, initializer, args, address=where.address)
    return Engine(processes if where.engine == PROCESSES else 1, initializer, args)


def count_processes(processes: int) -> int:
    """Returns the number of processes to use: as many as cores for 0."""
    if processes < 0:
        raise ValueError(f"--processes must be 0 (as many as cores) or more, not {processes}")
    return processes or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()) or 1


def _start_process(initializer: Callable[..., None] | None, args: tuple[Any, ...]) -> None:
    ignore_interrupts()
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
            with shielding():
                self.pool.submit(int)  # forks all processes now: a progress bar may start a thread later

    def __exit__(self, *exception: object) -> None:
        if self.pool:
            if isinstance(exception[1], KeyboardInterrupt):
                # What was to be finished is; or it is not to be waited for.
                for process in list((self.pool._processes or {}).values()):
                    process.kill()
            self.pool.shutdown(cancel_futures=True)

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yields the result of each task, in the order of the tasks; raises what a task raised.

        Raises OSError if a process ended in the middle of its work; KeyboardInterrupt, after the results of the tasks in
        hand, if a stop was asked for (`stopping.stoppable`).
        """
        with taking(tasks) as taken:
            if self.pool is None:
                yield from map(function, taken)
                return
            waiting: deque[Future] = deque()
            try:
                for task in taken:
                    with shielding():  # (which may start a process)
                        waiting.append(self.pool.submit(function, task))
                    if len(waiting) >= self.processes * _WAITING:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            except BrokenProcessPool:
                if is_asked():  # SIGTERM was for all of them
                    raise KeyboardInterrupt from None
                raise OSError(
                    "a process was ended in its work, perhaps for want of memory; run the same command again, or give fewer"
                    " --processes"
                ) from None
