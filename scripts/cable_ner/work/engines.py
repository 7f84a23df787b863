"""Runs work in this process or in a pool of processes. The results are the same."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple, Protocol, TypeVar

from .garbage import collecting_as_before
from .stopping import ignore_interrupts, is_asked, shielding, taking

Task = TypeVar("Task")
Result = TypeVar("Result")
_WAITING = 4  # tasks per process that are read ahead, so that memory does not grow with the input


LOCAL, PROCESSES, RAY = ENGINES = ("local", "processes", "ray")


class Where(NamedTuple):
    """Where work is to run: on which engine (see ENGINES), and in how many processes (0: as many as cores).

    `address` is that of a Ray cluster; see `cluster.RayEngine`.
    """

    engine: str = PROCESSES
    processes: int = 1
    address: str = ""


class Runs(Protocol):
    """What the engines have in common; each is also a context manager."""

    processes: int

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yields the result of each task, in the order of the tasks; raises what a task raised, and OSError."""
        ...


@contextmanager
def engine_for(where: Where, initializer: Callable[..., None], args: tuple[Any, ...] = ()) -> Iterator[Runs]:
    """Gives the engine whose processes call `initializer(*args)` before their first task.

    This process calls it, too; if it changes how often garbage is collected here, that is put back at the end. Raises
    ValueError for an unknown engine or settings that do not fit it, OSError if it cannot start.
    """
    with collecting_as_before(), _engine(where, initializer, args) as engine:
        yield engine


def _engine(where: Where, initializer: Callable[..., None], args: tuple[Any, ...]) -> AbstractContextManager[Runs]:
    if where.engine not in ENGINES:
        raise ValueError(f"--engine {where.engine} is not one of {', '.join(ENGINES)}")
    if where.address and where.engine != RAY:
        raise ValueError(f"--address {where.address} is for a Ray cluster; also give --engine {RAY}")
    processes = count_processes(where.processes)
    if where.engine == RAY:
        from .cluster import RayEngine  # (Ray is an extra)

        return RayEngine(where.processes, initializer, args, address=where.address)
    return Engine(processes if where.engine == PROCESSES else 1, initializer, args)


def count_processes(processes: int) -> int:
    """Returns how many processes to use: for 0, as many as this process may use cores. Raises ValueError if negative."""
    if processes < 0:
        raise ValueError(f"--processes must be 0 (as many as cores) or more, not {processes}")
    return processes or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()) or 1


def _start_process(initializer: Callable[..., None] | None, args: tuple[Any, ...]) -> None:
    ignore_interrupts()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if initializer:
        initializer(*args)


def _end_with_parent() -> None:
    """Ends this process when its parent is killed: it would wait for tasks for ever."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


class Engine(AbstractContextManager["Engine"]):
    """Runs functions of a module over tasks; every process calls `initializer(*args)` before its first task.

    The initializer is also called in this process, even if others do the work: what it raises is raised here, and
    processes that are forked from this one need not call it again.
    """

    def __init__(self, processes: int, initializer: Callable[..., None], args: tuple[Any, ...] = ()) -> None:
        self.processes = count_processes(processes)
        self.pool: ProcessPoolExecutor | None = None
        initializer(*args)
        if self.processes > 1:
            # A forked process has all modules at once, but forking is safe only if no other thread holds a lock.
            methods = multiprocessing.get_all_start_methods()
            method = "fork" if "fork" in methods and threading.active_count() == 1 else "spawn"
            context = multiprocessing.get_context(method)
            initargs = (None, ()) if method == "fork" else (initializer, args)
            self.pool = ProcessPoolExecutor(
                self.processes, mp_context=context, initializer=_start_process, initargs=initargs
            )
            with shielding():
                self.pool.submit(int)  # forks all processes now, because a progress bar may start a thread later

    def __exit__(self, *exception: object) -> None:
        if self.pool:
            if isinstance(exception[1], KeyboardInterrupt):
                # Either the tasks in hand are finished, or nobody is to wait for them.
                for process in list((self.pool._processes or {}).values()):
                    process.kill()
            self.pool.shutdown(cancel_futures=True)

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yields the result of each task, in the order of the tasks; raises what a task raised.

        Raises OSError if a process ended in the middle of a task; KeyboardInterrupt, after the results of the tasks in
        hand, if a stop was asked for (`stopping.stoppable`).
        """
        with taking(tasks) as taken:
            if self.pool is None:
                yield from map(function, taken)
                return
            waiting: deque[Future[Result]] = deque()
            try:
                for task in taken:
                    with shielding():  # (submitting may start a process)
                        waiting.append(self.pool.submit(function, task))
                    if len(waiting) >= self.processes * _WAITING:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            except BrokenProcessPool:
                if is_asked():  # SIGTERM was sent to the workers, too
                    raise KeyboardInterrupt from None
                raise OSError(
                    "a process ended in the middle of its work, perhaps for lack of memory; run the same command again,"
                    " or give fewer --processes"
                ) from None
