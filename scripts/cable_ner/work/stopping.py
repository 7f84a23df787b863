"""A run that is asked to stop (SIGINT, SIGTERM) finishes the tasks in hand, and begins no more."""

import os
import signal
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

Task = TypeVar("Task")
SIGNALS = (signal.SIGINT, signal.SIGTERM)
STOPPED = 130  # exit status of a command that was stopped
_NOTICE = b"\nstopping after the tasks in hand; press Ctrl-C again to stop at once\n"


class _Stop:
    """Whether a stop was asked for, and whether it takes effect at once or only after the tasks in hand."""

    def __init__(self) -> None:
        self.asked = False
        self.blocks = 0  # how many blocks of `taking` are open, that is, have tasks in hand
        self.waits = False  # whether it is waiting for the next task, which can be interrupted without loss

    def handle(self, _number: int, _frame: object) -> None:
        """Handles a signal: raises KeyboardInterrupt if it is the second one, or no task is in hand."""
        at_once = self.asked or self.waits or not self.blocks
        self.asked = True
        if at_once:
            raise KeyboardInterrupt
        os.write(2, _NOTICE)  # (not to a stream, which may be in the middle of a write)

    def until(self, tasks: Iterator[Task]) -> Iterator[Task]:
        """Yields the tasks until a stop is asked for."""
        while not self.asked:
            try:
                self.waits = True
                task = next(tasks)
            except StopIteration:
                return
            except KeyboardInterrupt:
                self.asked = True
                return
            finally:
                self.waits = False
            yield task


_current: list[_Stop] = []


@contextmanager
def stoppable() -> Iterator[None]:
    """Makes SIGINT and SIGTERM raise KeyboardInterrupt in the block, but only after the tasks under way (`taking`) are done.

    A second signal raises it at once. A signal that this process was started to ignore (as by nohup) stays ignored. Outside
    the main thread, nothing is changed. The handlers are put back at the end.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    stop = _Stop()
    before = {number: signal.getsignal(number) for number in SIGNALS}
    taken = [number for number, handler in before.items() if handler not in (signal.SIG_IGN, None)]
    _current.append(stop)
    try:
        for number in taken:
            signal.signal(number, stop.handle)
        yield
    finally:
        for number in taken:
            signal.signal(number, before[number])
        _current.remove(stop)


@contextmanager
def taking(tasks: Iterable[Task]) -> Iterator[Iterator[Task]]:
    """Gives the tasks, and no more of them once a stop is asked for.

    The block then finishes those it has taken, after which KeyboardInterrupt is raised. Engines put `with taking(tasks) as
    taken` around their loop. Outside of `stoppable`, all tasks are given.
    """
    stop = _current[-1] if _current and threading.current_thread() is threading.main_thread() else _Stop()
    stop.blocks += 1
    try:
        yield stop.until(iter(tasks))
    finally:
        stop.blocks -= 1
    if stop.asked:
        raise KeyboardInterrupt


def is_asked() -> bool:
    """Returns whether a stop was asked for, in a block of `stoppable`."""
    return any(stop.asked for stop in _current)


@contextmanager
def shielding() -> Iterator[None]:
    """Has processes that are started in the block begin with the signals blocked, until they call `ignore_interrupts`."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def ended_with_this(command: Sequence[str], by: signal.Signals = signal.SIGKILL) -> list[str]:
    """Returns a command that Linux ends with a signal when this process ends, however it ends (prctl PR_SET_PDEATHSIG).

    The command keeps its own process id. Other systems run the command alone.
    """
    return [sys.executable, "-c", _WITH_PARENT, str(os.getpid()), str(int(by)), *command]


_WITH_PARENT = """\
import ctypes, os, sys
try:
    ctypes.CDLL(None).prctl(1, int(sys.argv[2]))
except (OSError, AttributeError, TypeError):
    pass
if os.getppid() == int(sys.argv[1]):
    os.execv(sys.argv[3], sys.argv[3:])
"""


def ignore_interrupts() -> None:
    """Leaves Ctrl-C to the process that this one works for: a terminal sends it to both. For a process's whole life."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # (a pool ends its processes with it)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
