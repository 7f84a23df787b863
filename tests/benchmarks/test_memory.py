"""Peak memory of a process and of those that work for it."""

import subprocess
import sys
import time

import pytest

from benchmarks.memory import Memory

pytest.importorskip("psutil")
_HOLDS = "import time; held = bytearray(60_000_000); held[::4096] = b'x' * len(held[::4096]); print('held', flush=True); "


def test_memory_is_that_of_a_process_and_of_those_that_work_for_it():
    child = "held = bytearray(120_000_000); held[::4096] = b'x' * len(held[::4096]); input()"
    driver = _HOLDS + f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], stdin=sys.stdin)"
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", driver], **pipes) as process:
        assert process.stdout.readline() == b"held\n"
        with Memory(process.pid) as memory:
            end = time.monotonic() + 20
            while memory.worker < 120 and time.monotonic() < end:
                time.sleep(0.1)
        process.kill()
    assert 60 < memory.driver < 110
    assert 120 < memory.worker < 170


def test_memory_ends_with_its_process():
    with subprocess.Popen([sys.executable, "-c", _HOLDS], stdout=subprocess.PIPE) as process:
        process.wait()
    with Memory(process.pid) as memory:
        time.sleep(0.5)
    assert (memory.driver, memory.worker) == (0, 0)
