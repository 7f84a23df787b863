"""Where the work runs makes no difference to what comes out."""

import itertools
import os
import subprocess
import sys
import threading
import time

import pytest

from cable_ner.text import CableError
from cable_ner.work import engines
from cable_ner.work.engines import Engine, count_processes

# Set by the initializer in every process that runs tasks.
_started = {}


def _start(offset):
    _started["offset"] = offset


def _fail_to_start(_offset):
    raise ImportError("no such language")


def _shifted(number):
    return number + _started["offset"]


def _slow_if_even(number):
    # The even ones come back after their successors.
    time.sleep(0.05 * (number % 2 == 0))
    return number


def _process(_number):
    time.sleep(0.02)
    return os.getpid()


def _killed_at_three(number):
    if number == 3:
        os._exit(9)
    return number


def _divided(number):
    return 12 // number


def _rejected_at_three(number):
    if number == 3:
        raise CableError("three is a crowd", 7)
    return number


@pytest.fixture(params=[1, 2], ids=["one process", "two processes"])
def engine(request):
    with Engine(request.param, _start, (100,)) as running:
        yield running


@pytest.mark.parametrize("count", [0, 1, 7, 40])
def test_engines_results_are_in_the_order_of_tasks(engine, count):
    assert list(engine.map(_shifted, range(count))) == [number + 100 for number in range(count)]


def test_engines_order_does_not_depend_on_who_is_first(engine):
    assert list(engine.map(_slow_if_even, range(8))) == list(range(8))


def test_engines_take_any_iterable_and_run_again(engine):
    assert list(engine.map(_shifted, (number for number in (3, 1)))) == [103, 101]
    assert list(engine.map(len, ["a", "bcd", ""])) == [1, 3, 0]


def test_engines_same_results_with_one_process_and_two():
    tasks = [(number * 7919) % 101 for number in range(60)]
    results = []
    for processes in (1, 2):
        with Engine(processes, _start, (5,)) as running:
            results.append(list(running.map(_shifted, tasks)))
    assert results[0] == results[1] == [task + 5 for task in tasks]


def test_engines_start_every_process_with_their_own_arguments():
    # A process that is forked has what was started in this one, too.
    with Engine(2, _start, (1,)) as first, Engine(2, _start, (2,)) as second:
        assert list(second.map(_shifted, range(12))) == list(range(2, 14))
        assert list(first.map(_shifted, range(12))) == list(range(1, 13))


FORKED = """
import threading
from cable_ner.work.engines import Engine
with Engine(2, int) as running:
    before = set(running.pool._processes)
    threading.Thread(target=threading.Event().wait, daemon=True).start()  # as a progress bar has one
    results = list(running.map(len, ["a", "bc"] * 20))
    print(running.pool._mp_context.get_start_method(), len(before), before == set(running.pool._processes), sum(results))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_engines_fork_at_once_so_that_no_thread_is_caught_in_it():
    # Not in this process: a progress bar of another test may have left a thread.
    forked = subprocess.run([sys.executable, "-c", FORKED], capture_output=True, text=True, timeout=60, check=False)
    assert (forked.stdout, forked.stderr) == ("fork 2 True 60\n", "")


def test_engines_do_not_fork_beside_a_thread():
    stop = threading.Event()
    bar = threading.Thread(target=stop.wait)
    bar.start()
    try:
        with Engine(2, _start, (3,)) as running:
            assert running.pool._mp_context.get_start_method() == "spawn"
            assert list(running.map(len, ["a", "bc"])) == [1, 2]
    finally:
        stop.set()
        bar.join()


def test_engines_work_runs_where_it_is_said_to():
    with Engine(1, _start, (0,)) as running:
        assert set(running.map(_process, range(4))) == {os.getpid()}
    with Engine(2, _start, (0,)) as running:
        workers = set(running.map(_process, range(12)))
    assert os.getpid() not in workers
    assert 1 <= len(workers) <= 2


@pytest.mark.parametrize(("tasks", "before"), [([0], []), ([1, 2, 0, 3], [12, 6]), ([4] * 20 + [0], [3] * 20)])
def test_engines_raise_what_a_task_raised_when_its_turn_comes(engine, tasks, before):
    results = engine.map(_divided, tasks)
    assert list(itertools.islice(results, len(before))) == before
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_engines_raise_exceptions_of_our_own_with_what_they_hold(engine):
    with pytest.raises(CableError, match="three is a crowd") as caught:
        list(engine.map(_rejected_at_three, range(9)))
    assert caught.value.line == 7


def test_engines_raise_what_the_tasks_iterable_raised(engine):
    def tasks():
        yield 1
        raise OSError("disk gone")

    with pytest.raises(OSError, match="disk gone"):
        list(engine.map(_shifted, tasks()))


def test_engines_go_on_after_a_task_failed(engine):
    with pytest.raises(ZeroDivisionError):
        list(engine.map(_divided, [1, 0, 3]))
    assert list(engine.map(_divided, [3, 4])) == [4, 3]


@pytest.mark.parametrize(("processes", "most"), [(1, 1), (2, 2 * engines._WAITING)])
def test_engines_read_no_more_tasks_ahead_than_memory_holds(processes, most):
    taken = []

    def tasks():
        for number in range(500):
            taken.append(number)
            yield number

    with Engine(processes, _start, (0,)) as running:
        results = running.map(_shifted, tasks())
        assert [next(results) for _ in range(50)] == list(range(50))
        assert 50 <= len(taken) <= 49 + most


def test_engines_leave_work_that_is_not_wanted_any_more():
    begun = time.monotonic()
    with Engine(2, _start, (0,)) as running:
        assert next(running.map(_slow_if_even, [0] * 1000)) == 0
    # All of it would take two processes 25 seconds.
    assert time.monotonic() - begun < 10


def test_engines_keep_the_exception_of_the_block():
    def block():
        with Engine(2, _start, (0,)) as running:
            next(running.map(_shifted, [1]))
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        block()


@pytest.mark.parametrize("processes", [1, 2, 7])
def test_engines_count_processes_is_what_was_asked(processes):
    assert count_processes(processes) == processes


def test_engines_zero_processes_are_as_many_as_cores_this_process_may_use(monkeypatch):
    monkeypatch.setattr(engines.os, "sched_getaffinity", lambda _process: {0, 3, 5}, raising=False)
    assert count_processes(0) == 3
    monkeypatch.delattr(engines.os, "sched_getaffinity")
    monkeypatch.setattr(engines.os, "cpu_count", lambda: 6)
    assert count_processes(0) == 6
    assert count_processes(2) == 2
    monkeypatch.setattr(engines.os, "cpu_count", lambda: None)
    assert count_processes(0) == 1


def test_engines_zero_processes_on_one_core_need_no_pool(monkeypatch):
    monkeypatch.setattr(engines.os, "sched_getaffinity", lambda _process: {2}, raising=False)
    with Engine(0, _start, (1,)) as running:
        assert (running.processes, running.pool) == (1, None)
        assert list(running.map(_shifted, [1, 2])) == [2, 3]


@pytest.mark.parametrize("processes", [-1, -8])
def test_engines_refuse_negative_numbers(processes):
    with pytest.raises(ValueError, match=rf"--processes must be 0 \(as many as cores\) or more, not {processes}"):
        count_processes(processes)
    with pytest.raises(ValueError, match="--processes"):
        Engine(processes, _start, (0,))


def test_engines_that_cannot_start_say_why_in_this_process():
    with pytest.raises(ImportError, match="no such language"), Engine(1, _fail_to_start, (0,)) as running:
        list(running.map(_shifted, [1]))


def test_engines_that_cannot_start_say_why_in_a_pool():
    with pytest.raises(ImportError, match="no such language"), Engine(2, _fail_to_start, (0,)) as running:
        list(running.map(_shifted, [1]))


def test_engines_tell_of_a_process_that_was_ended():
    with (
        Engine(2, _start, (0,)) as running,
        pytest.raises(OSError, match="a process ended .* or give fewer --processes"),
    ):
        list(running.map(_killed_at_three, range(9)))


KILLED = """
import os, signal, time
from cable_ner.work.engines import Engine
with Engine(2, int) as running:
    print(*running.pool._processes, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a process the POSIX way")
def test_engines_processes_end_when_this_one_is_killed():
    killed = subprocess.run([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, timeout=60, check=False)
    assert killed.returncode == -9
    workers = [int(number) for number in killed.stdout.split()]
    assert len(workers) == 2
    deadline = time.monotonic() + 10
    while any(map(_runs, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [_runs(worker) for worker in workers] == [False, False]


def _runs(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
