"""What a failing disk is told as."""

import errno
import os
import pickle
import tempfile
from pathlib import Path

import pytest

from cable_ner.files.errors import explain, naming


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "/a/b: no space left on its disk; free some and run the same command again"),
        (errno.EDQUOT, "/a/b: the quota of its disk is used up; free some and run the same command again"),
        (errno.EROFS, "/a/b: its disk is read-only; give another folder"),
        (errno.EACCES, "/a/b: permission denied; change its permissions, or give another path"),
        (errno.ENOTDIR, "/a/b: Not a directory; check the path"),
    ],
)
def test_disks_explain(number, told):
    assert explain(OSError(number, os.strerror(number), "/a/b")) == told
    assert explain(OSError(number, os.strerror(number), b"/a/b")) == told


def test_disks_explain_says_what_to_do_then():
    assert explain(OSError(errno.ENOSPC, "", "/a"), "go on") == "/a: no space left on its disk; free some and go on"


def test_disks_explain_names_no_draft():
    error = PermissionError(errno.EACCES, "Permission denied", "/a/.scratch-7-x/train.spacy/.writing-y")
    assert explain(error).startswith("/a/train.spacy: permission denied")


def test_disks_explain_full_folder_for_temporary_files():
    error = OSError(errno.ENOSPC, "", tempfile.gettempdir())
    assert "no space left for temporary files; free some or set TMPDIR to another disk, and run" in explain(error)


@pytest.mark.parametrize("error", [OSError("a.txt: in use"), ValueError("a.txt:1: odd"), OSError(errno.EIO, "Input")])
def test_disks_explain_leaves_other_errors(error):
    assert explain(error) == str(error)


def test_disks_naming_survives_the_way_from_another_process():
    with pytest.raises(OSError, match="No space") as caught, naming(Path("/a/b")):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert explain(pickle.loads(pickle.dumps(caught.value))).startswith("/a/b: no space left")  # noqa: S301
    with pytest.raises(OSError, match="mine$") as caught, naming(Path("/a/b")):
        raise OSError("mine")
    assert caught.value.filename is None
