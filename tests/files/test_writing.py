"""Files are written whole or not at all, one or several."""

import itertools
import os
import re
import signal
import stat
import subprocess
import sys
from functools import partial

import pytest

from cable_ner.files import writing
from cable_ner.files.writing import replacing, write_bytes
from tests.helpers.folders import fill, tree


@pytest.mark.parametrize("data", [b"", b"x", b"\0" * 300_000])
def test_writing_write_bytes_makes_and_replaces_a_file(tmp_path, data):
    write_bytes(tmp_path / "a.bin", data)
    assert tree(tmp_path) == {"a.bin": data}
    write_bytes(tmp_path / "a.bin", b"new")
    assert tree(tmp_path) == {"a.bin": b"new"}


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
@pytest.mark.parametrize("before", [{}, {"a.bin": b"old"}], ids=["new", "old"])
def test_writing_write_bytes_that_fails_leaves_everything(tmp_path, monkeypatch, step, error, before):
    fill(tmp_path, before)

    def fail(*_args):
        raise error("no space")

    monkeypatch.setattr(writing.os, step, fail)
    with pytest.raises(error, match="no space"):
        write_bytes(tmp_path / "a.bin", b"new")
    monkeypatch.undo()
    assert tree(tmp_path) == before


def test_writing_write_bytes_over_a_folder_fails_and_leaves_it(tmp_path):
    fill(tmp_path, {"a.bin/inside": b"1"})
    with pytest.raises(OSError, match="a.bin"):
        write_bytes(tmp_path / "a.bin", b"new")
    assert tree(tmp_path) == {"a.bin": None, "a.bin/inside": b"1"}


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_writing_write_bytes_gives_the_rights_any_file_gets(tmp_path, mask, mode):
    old = os.umask(mask)
    try:
        write_bytes(tmp_path / "a.bin", b"x")
        assert stat.S_IMODE((tmp_path / "a.bin").stat().st_mode) == mode
        assert os.umask(mask) == mask  # asking for the mask must not change it
    finally:
        os.umask(old)


def test_writing_write_bytes_takes_any_name_the_disk_takes(tmp_path):
    name = "x" * 250
    (tmp_path / name).write_bytes(b"old")
    write_bytes(tmp_path / name, b"new")
    assert tree(tmp_path) == {name: b"new"}


# -- several files at once ---------------------------------------------------------------------------

OLD = {"train.spacy": b"old train", "dev.spacy": b"old dev", "notes.txt": b"mine"}


def test_writing_replacing_moves_the_named_files_only(tmp_path):
    fill(tmp_path, OLD)
    with replacing(tmp_path, ["train.spacy", "dev.spacy"]) as scratch:
        assert scratch.parent == tmp_path  # on the same disk, so that moving is atomic
        fill(scratch, {"train.spacy": b"new train", "dev.spacy": b"new dev", "draft": b"not named"})
        assert {name: (tmp_path / name).read_bytes() for name in OLD} == OLD
    assert tree(tmp_path) == {"train.spacy": b"new train", "dev.spacy": b"new dev", "notes.txt": b"mine"}


def test_writing_replacing_makes_the_folder(tmp_path):
    with replacing(tmp_path / "a" / "b", ["train.spacy"]) as scratch:
        fill(scratch, {"train.spacy": b"new"})
    assert tree(tmp_path / "a" / "b") == {"train.spacy": b"new"}


def test_writing_replacing_removes_names_that_are_no_more(tmp_path):
    fill(tmp_path, {**OLD, "test.spacy/00000.spacy": b"old"})
    with replacing(tmp_path, ["train.spacy", "dev.spacy", "test.spacy", "never.spacy"]) as scratch:
        fill(scratch, {"train.spacy": b"new"})
    assert tree(tmp_path) == {"train.spacy": b"new", "notes.txt": b"mine"}


def test_writing_replacing_turns_a_file_into_a_folder_and_back(tmp_path):
    folder = {"train.spacy/00000.spacy": b"0", "train.spacy/00001.spacy": b"1", "train.spacy/00002.spacy": b"2"}
    for files in ({"train.spacy": b"one"}, folder, {"train.spacy": b"two"}, folder, {"train.spacy/00000.spacy": b"0"}):
        with replacing(tmp_path, ["train.spacy"]) as scratch:
            fill(scratch, files)
        # Shards of the last time must not stay among the new ones: spaCy reads whatever lies there.
        assert {name: content for name, content in tree(tmp_path).items() if content is not None} == files


@pytest.mark.parametrize("error", [OSError, ValueError, KeyboardInterrupt])
def test_writing_replacing_that_fails_leaves_everything(tmp_path, error):
    fill(tmp_path, OLD)

    def run():
        with replacing(tmp_path, ["train.spacy", "dev.spacy"]) as scratch:
            fill(scratch, {"train.spacy": b"new train"})
            raise error("bad cable")

    with pytest.raises(error, match="bad cable"):
        run()
    assert tree(tmp_path) == OLD


# Files take the place of files in one step; a folder first has to go, and what is no more only goes.
OLD_FOLDERS = {"train.spacy/00000.spacy": b"old 0", "train.spacy/00001.spacy": b"1", "dev.spacy": b"old", "test.spacy": b"-"}
NEW_FOLDERS = {"train.spacy": b"new", "dev.spacy/00000.spacy": b"new 0", "cables.jsonl": b"{}"}
NAMES = ["train.spacy", "dev.spacy", "test.spacy", "cables.jsonl"]
NEW = {"train.spacy": b"new train", "dev.spacy": b"new dev"}
MOVES = [  # old files, new files, whether the disk has links, how many moves there are (one says that all is ready)
    pytest.param({"dev.spacy": b"old"}, NEW, True, 3, id="files"),
    pytest.param({"dev.spacy": b"old"}, NEW, False, 4, id="files without links"),
    pytest.param(OLD_FOLDERS, NEW_FOLDERS, True, 7, id="folders"),
]
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a process the POSIX way")


def files_in(folder):
    return {name: content for name, content in tree(folder).items() if content is not None}


def before_moves(patch, action, links=True):
    """Has an action called with the number of each move, from 1, before it is made."""
    numbers, replace = itertools.count(1), os.replace

    def replacement(source, target):
        action(next(numbers))
        replace(source, target)

    def no_links(_source, _target):
        raise PermissionError("no links on this disk")

    patch.setattr(writing.os, "replace", replacement)
    if not links:
        patch.setattr(writing.os, "link", no_links)


def run(folder, new, patch, action, links=True):
    with replacing(folder, NAMES) as scratch:
        fill(scratch, new)
        before_moves(patch, action, links)


def is_killed(folder, new, action, links=True, *, from_start=False):
    """Runs in a fork, and returns whether that was killed by the action."""
    child = os.fork()
    if not child:
        try:
            with pytest.MonkeyPatch.context() as patch:
                if from_start:
                    before_moves(patch, action, links)
                run(folder, new, patch, action, links)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def kill(number, at):
    if number == at:
        os.kill(os.getpid(), signal.SIGKILL)


def fail(number, at):
    if number == at:
        raise OSError("locked")


def settle(folder):
    """Lets a next run put things right, and fail for a reason of its own."""
    with pytest.raises(KeyError, match="mine"), replacing(folder, NAMES):
        raise KeyError("mine")
    assert not list(folder.glob(".*"))
    return files_in(folder)


@pytest.mark.parametrize(("old", "new", "links", "moves"), MOVES)
def test_writing_replacing_that_fails_while_moving_changes_nothing(tmp_path, monkeypatch, old, new, links, moves):
    for at in range(1, moves + 1):
        fill(tmp_path / f"{at}", old)
        with monkeypatch.context() as patch, pytest.raises(OSError, match="locked"):
            run(tmp_path / f"{at}", new, patch, partial(fail, at=at), links)
        assert files_in(tmp_path / f"{at}") == old
        assert not list((tmp_path / f"{at}").glob(".*"))
    with monkeypatch.context() as patch:
        run(tmp_path / f"{at}", new, patch, partial(fail, at=moves + 1), links)
    assert files_in(tmp_path / f"{at}") == new


def test_writing_replacing_that_cannot_put_old_files_back_keeps_them(tmp_path, monkeypatch):
    def fail_from(number):
        if number >= 5:
            raise OSError("disk gone")

    fill(tmp_path, OLD_FOLDERS)
    with monkeypatch.context() as patch, pytest.raises(OSError, match="disk gone"):
        run(tmp_path, NEW_FOLDERS, patch, fail_from)
    assert set(OLD_FOLDERS.values()) <= set(files_in(tmp_path).values())
    assert settle(tmp_path) == NEW_FOLDERS


@forks
def test_writing_replacing_that_is_killed_before_it_is_done_leaves_the_old_files(tmp_path):
    fill(tmp_path, OLD)
    child = os.fork()
    if not child:
        with replacing(tmp_path, NAMES) as scratch:
            (scratch / "train.spacy").write_bytes(b"half")
            os.kill(os.getpid(), signal.SIGKILL)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    assert {name: (tmp_path / name).read_bytes() for name in OLD} == OLD
    assert len(list(tmp_path.glob(".scratch-*"))) == 1
    with replacing(tmp_path, ["train.spacy", "dev.spacy"]) as scratch:
        assert list(tmp_path.glob(".scratch-*")) == [scratch]
        fill(scratch, {"train.spacy": b"new"})
    assert tree(tmp_path) == {"train.spacy": b"new", "notes.txt": b"mine"}


@forks
@pytest.mark.parametrize(("old", "new", "links", "moves"), MOVES)
def test_writing_replacing_that_is_killed_while_moving_is_finished_by_the_next_run(tmp_path, old, new, links, moves):
    for at in range(1, moves + 1):
        folder = tmp_path / f"{at}"
        fill(folder, old)
        assert is_killed(folder, new, partial(kill, at=at), links)
        assert set(old.values()) <= set(files_in(folder).values())
        assert settle(folder) == (old if at == 1 else new)


@forks
def test_writing_replacing_that_is_killed_never_leaves_a_name_without_a_file(tmp_path):
    old = {name: b"old" for name in NEW}
    for at in range(1, 4):
        fill(tmp_path, old)
        assert is_killed(tmp_path, NEW, partial(kill, at=at))
        assert [(tmp_path / name).read_bytes() in (b"old", NEW[name]) for name in NEW] == [True, True]


@forks
@pytest.mark.parametrize(("old", "new", "links", "moves"), MOVES)
def test_writing_replacing_may_be_killed_while_it_finishes_what_another_began(tmp_path, old, new, links, moves):
    for first, second in itertools.product(range(2, moves + 1), range(1, moves)):
        folder = tmp_path / f"{first}-{second}"
        fill(folder, old)
        assert is_killed(folder, new, partial(kill, at=first), links)
        is_killed(folder, new, partial(kill, at=second), links, from_start=True)
        assert settle(folder) == new


@forks
@pytest.mark.parametrize(("old", "new", "links", "moves"), MOVES)
def test_writing_replacing_may_be_killed_while_it_undoes(tmp_path, old, new, links, moves):
    for failed, killed in itertools.product(range(2, moves + 1), range(1, moves)):
        folder = tmp_path / f"{failed}-{killed}"
        fill(folder, old)

        def fail_and_kill(number, failed=failed, killed=killed):
            kill(number, failed + killed)
            fail(number, failed)

        is_killed(folder, new, fail_and_kill, links)
        assert settle(folder) in (old, new)


HOLDER = """
import sys
from pathlib import Path
from cable_ner.files import replacing
with replacing(Path(sys.argv[1]), ["train.spacy"]) as scratch:
    (scratch / "train.spacy").write_bytes(b"theirs")
    print("writing", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.parametrize("is_ended", [True, False], ids=["ended", "killed"])
def test_writing_replacing_is_refused_while_another_run_goes_on(tmp_path, is_ended):
    fill(tmp_path, OLD)
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "writing\n"
        told = rf"{re.escape(str(tmp_path))}: process {other.pid} on .*; wait for it to finish, or give another folder"
        with pytest.raises(OSError, match=told), replacing(tmp_path, NAMES):
            pytest.fail("two runs at once")
        if is_ended:
            other.communicate("\n")
        else:
            other.kill()
    # What the other run left stands in nobody's way.
    expected = {**OLD, "train.spacy": b"theirs"} if is_ended else OLD
    assert settle(tmp_path) == expected


def test_writing_replacing_removes_old_drafts_of_runs_that_were_killed(tmp_path):
    fill(tmp_path, {".writing-old": b"half", ".writing-new": b"half", "mine.txt": b"mine"})
    os.utime(tmp_path / ".writing-old", (1, 1))
    with replacing(tmp_path, ["train.spacy"]):
        pass
    assert tree(tmp_path) == {".writing-new": b"half", "mine.txt": b"mine"}  # another run may be writing it


def test_writing_write_bytes_names_the_file_not_the_draft(tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        write_bytes(tmp_path / "none" / "a.bin", b"x")
    assert caught.value.filename == str(tmp_path / "none" / "a.bin")


@pytest.mark.parametrize("name", [".scratch-", ".scratch-x", ".scratch-x-y"])
def test_writing_replacing_removes_scratch_folders_of_no_process(tmp_path, name):
    fill(tmp_path, {f"{name}/train.spacy": b"old"})
    with replacing(tmp_path, ["train.spacy"]):
        pass
    assert tree(tmp_path) == {}


def test_writing_replacing_removes_what_a_killed_run_of_the_same_number_left(tmp_path):
    fill(tmp_path, {f".scratch-{os.getpid()}-abc/train.spacy": b"half"})
    with replacing(tmp_path, ["train.spacy"]):
        pass
    assert tree(tmp_path) == {}
