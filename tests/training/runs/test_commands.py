"""Commands: their times and threads, their failures, and their end."""

import sys
import threading
import time

import pytest

from cable_ner.training.runs.commands import Commands, Failed


def test_commands_tell_their_processor_time_and_have_one_thread(tmp_path):
    busy = "import os, time\nprint(os.environ['OPENBLAS_NUM_THREADS'])\nwhile time.process_time() < 0.3: pass"
    with Commands() as commands:
        cpu, wall = commands.run([sys.executable, "-c", busy], tmp_path / "log")
    assert 0.3 <= cpu < 2
    assert wall >= 0.3
    assert (tmp_path / "log").read_text() == "1\n"


def test_commands_that_fail_say_their_last_lines(tmp_path):
    lines = "for number in range(40): print(number)\nraise SystemExit(3)"
    with Commands() as commands, pytest.raises(Failed) as error:
        commands.run([sys.executable, "-c", lines], tmp_path / "log")
    assert str(error.value).splitlines() == [str(number) for number in range(25, 40)]
    with Commands() as commands, pytest.raises(Failed, match="ended with status 3"):
        commands.run([sys.executable, "-c", "raise SystemExit(3)"], tmp_path / "log")


def test_commands_end_with_those_who_wait_for_them(tmp_path):
    errors = []

    def wait():
        try:
            commands.run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path / "log")
        except Failed as error:
            errors.append(str(error))

    start = time.perf_counter()
    with Commands() as commands:
        thread = threading.Thread(target=wait)
        thread.start()
        while not commands.running:
            time.sleep(0.01)
    thread.join()
    assert time.perf_counter() - start < 30
    assert errors == ["ended with status -15"]
    with pytest.raises(Failed, match="not run"):
        commands.run([sys.executable, "-c", ""], tmp_path / "log")
