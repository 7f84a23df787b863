"""A first signal lets work in hand come to its end, a second one does not; handlers are put back."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from cable_ner.work import engines
from cable_ner.work.stopping import SIGNALS, is_asked, shielding, stoppable, taking

BLOCKED = """
import signal
from cable_ner.work.stopping import ignore_interrupts
before = sorted(map(int, signal.pthread_sigmask(signal.SIG_BLOCK, [])))
ignore_interrupts()
after = sorted(signal.pthread_sigmask(signal.SIG_BLOCK, []))
print(before, after, signal.getsignal(signal.SIGINT) == signal.SIG_IGN)
"""


@pytest.fixture(autouse=True)
def handlers():
    """Python's own handler (a shell may have had the tests ignore Ctrl-C), and afterwards the one there was."""
    before = [signal.signal(number, signal.default_int_handler) for number in SIGNALS]
    yield
    assert [signal.getsignal(number) for number in SIGNALS] == [signal.default_int_handler] * 2
    for number, handler in zip(SIGNALS, before):
        signal.signal(number, handler)


def send(number=signal.SIGINT):
    os.kill(os.getpid(), number)


def _sent_at_three(task):
    if task == 3:
        os.kill(os.getppid() if "child" in _where else os.getpid(), signal.SIGINT)
    return task


_where = []


def _in_child():
    _where.append("child")


@pytest.mark.parametrize("number", SIGNALS)
def test_stopping_ends_the_task_in_hand(number):
    done = []

    def run():
        with stoppable(), taking(range(9)) as tasks:
            for task in tasks:
                if task == 2:
                    send(number)
                done.append(task)

    with pytest.raises(KeyboardInterrupt):
        run()
    assert done == [0, 1, 2]
    assert not is_asked()


def test_stopping_second_signal_comes_at_once():
    done = []

    def run():
        with stoppable(), taking(range(9)) as tasks:
            for task in tasks:
                send()
                assert is_asked()
                send()
                done.append(task)

    with pytest.raises(KeyboardInterrupt):
        run()
    assert done == []


@pytest.mark.parametrize("number", SIGNALS)
def test_stopping_comes_at_once_outside_of_tasks(number):
    done = []

    def run():
        with stoppable():
            with taking([1, 2]) as tasks:
                done.extend(tasks)
            send(number)
            done.append(3)

    with pytest.raises(KeyboardInterrupt):
        run()
    assert done == [1, 2]


def test_stopping_does_not_wait_for_the_next_task():
    """What was taken before is finished: a pipe that brings the next one may stay silent for ever."""
    taken = []

    def tasks():
        yield 1
        send()
        threading.Event().wait(30)
        yield 2

    def run():
        with stoppable(), taking(tasks()) as some:
            taken.extend(some)
            taken.append("finished")

    with pytest.raises(KeyboardInterrupt):
        run()
    assert taken == [1, "finished"]


def test_stopping_leaves_ignored_signals_ignored():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with stoppable(), taking([1, 2]) as tasks:
        for _ in tasks:
            send()
    assert signal.signal(signal.SIGINT, signal.default_int_handler) == signal.SIG_IGN


def test_stopping_leaves_other_threads_alone():
    found = []

    def run():
        with stoppable(), taking([1, 2]) as tasks:
            found.extend([signal.getsignal(signal.SIGINT), *tasks])

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert found == [signal.default_int_handler, 1, 2]


def test_stopping_errors_of_tasks_are_theirs():
    def run():
        with stoppable(), taking([1, 2]) as tasks:
            for _ in tasks:
                send()
                raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        run()


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals are blocked the POSIX way")
def test_stopping_processes_begin_with_the_signals_blocked():
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    with shielding():
        shown = subprocess.run([sys.executable, "-c", BLOCKED], capture_output=True, text=True, check=True)
    assert shown.stdout == "[2, 15] [] True\n"
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == before


def test_stopping_a_pool_gives_the_results_of_what_it_has_taken():
    found, taken = [], []

    def tasks():
        for number in range(500):
            taken.append(number)
            yield number

    def run():
        with stoppable(), engines.Engine(2, _in_child) as engine:
            _where.clear()
            for result in engine.map(_sent_at_three, tasks()):
                found.append(result)

    with pytest.raises(KeyboardInterrupt):
        run()
    assert found == list(range(len(found)))
    assert 4 <= len(found) < 100
    assert len(taken) - len(found) <= 1  # (one may have been asked for, and not been taken any more)
