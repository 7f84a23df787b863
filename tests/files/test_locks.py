"""Locks: one process at a time, freed with the process, nothing left behind."""

import errno
import json
import os
import re
import signal
import subprocess
import sys

import pytest

from cable_ner.files import locked

fcntl = pytest.importorskip("fcntl")  # (Windows has locks of its own, and no fork)

HOLD = """
import os, signal, sys, time
from pathlib import Path
from cable_ner.files import locked
with locked(Path(sys.argv[1])):
    child = os.fork() if "fork" in sys.argv else 0
    if child or "fork" not in sys.argv:
        print(child, flush=True)
        sys.stdin.readline()
        if "killed" in sys.argv:
            os.kill(os.getpid(), signal.SIGKILL)
    elif "leaves" not in sys.argv:
        time.sleep(60)
    if "fork" in sys.argv and not child:
        os.close(1)
"""


def hold(path, *options):
    command = [sys.executable, "-c", HOLD, str(path), *options]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("end", ["ended", "killed"])
def test_locks_name_the_process_that_holds_the_lock_and_end_with_it(tmp_path, end):
    path = tmp_path / ".lock"
    with hold(path, end) as other:
        assert other.stdout.readline() == "0\n"
        message = (
            rf"^{re.escape(str(tmp_path))}: process {other.pid} on \S+ has been writing there since 2\S+Z; try elsewhere$"
        )
        with pytest.raises(OSError, match=message), locked(path, remedy="try elsewhere"):
            pytest.fail("two at once")
        other.communicate("\n")
    if end == "killed":
        assert json.loads(path.read_text())["pid"] == other.pid  # it could not remove the file
    with locked(path):
        assert json.loads(path.read_text())["pid"] == os.getpid()
    assert list(tmp_path.iterdir()) == []


def test_locks_exclude_the_process_that_holds_them_too(tmp_path):
    path = tmp_path / ".lock"
    with locked(path):
        message = f"process {os.getpid()} on .*; wait for it to finish"
        with pytest.raises(OSError, match=message), locked(path):
            pytest.fail("two at once")
        with pytest.raises(OSError, match=message), locked(path):  # the first refusal did not free it
            pytest.fail("two at once")


@pytest.mark.parametrize("text", ["", "no JSON", "[]", "{}"])
def test_locks_of_a_holder_that_has_not_signed_yet(tmp_path, text):
    path = tmp_path / ".lock"
    with locked(path):
        path.write_text(text)
        with pytest.raises(OSError, match="another process is writing there; wait"), locked(path):
            pytest.fail("two at once")


def test_locks_are_not_kept_by_a_forked_child_when_its_parent_is_killed(tmp_path):
    with hold(tmp_path / ".lock", "fork", "killed") as other:
        child = int(other.stdout.readline())
        try:
            other.stdin.write("\n")
            other.stdin.flush()
            assert other.wait(30) == -signal.SIGKILL
            with locked(tmp_path / ".lock"):
                os.kill(child, 0)  # it lives still
        finally:
            os.kill(child, signal.SIGKILL)


def test_locks_are_not_freed_by_a_forked_child_that_leaves_the_block(tmp_path):
    with hold(tmp_path / ".lock", "fork", "leaves") as other:
        child = int(other.stdout.readline())
        for _ in range(3):
            with pytest.raises(OSError, match=f"process {other.pid} on"), locked(tmp_path / ".lock"):
                pytest.fail(f"freed by {child}")
        other.communicate("\n")


def copies_of(path):
    """Returns duplicates of this process's open descriptors of a file."""
    found = []
    for descriptor in range(3, 256):
        try:
            if os.path.samestat(os.fstat(descriptor), path.stat()):
                found.append(os.dup(descriptor))
        except OSError:
            continue
    return found


def test_locks_are_unlocked_not_only_closed(tmp_path):
    """A child forked a moment ago may not have closed its copy yet."""
    path = tmp_path / ".lock"
    with locked(path):
        copies = copies_of(path)
        path.rename(tmp_path / "kept")  # (the lock file's removal alone would free it)
    (tmp_path / "kept").rename(path)
    with locked(path):
        pass
    assert copies
    for descriptor in copies:
        os.close(descriptor)


@pytest.mark.parametrize("code", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_locks_on_a_disk_that_has_none_do_not_stop_the_work(tmp_path, monkeypatch, code):
    def no_locks(_file, _operation):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with locked(tmp_path / ".lock"):
        assert list(tmp_path.iterdir()) == []
    assert list(tmp_path.iterdir()) == []


def test_locks_that_cannot_be_made_are_an_error_of_the_folder(tmp_path, monkeypatch):
    def denied(*_args, **_options):
        raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path / ".lock"))

    monkeypatch.setattr(os, "open", denied)
    with pytest.raises(PermissionError) as caught, locked(tmp_path / ".lock"):
        pytest.fail("without a lock")
    assert caught.value.filename == str(tmp_path)


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_locks_end_with_a_block_that_fails(tmp_path, error):
    for _ in range(2):
        with pytest.raises(error, match="mine"), locked(tmp_path / ".lock"):
            raise error("mine")
        assert list(tmp_path.iterdir()) == []
