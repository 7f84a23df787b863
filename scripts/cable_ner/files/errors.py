"""Errors of a disk, as one line that names the file and the remedy."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

_HIDDEN = (".scratch-", ".writing-")  # beginnings of the names of drafts, which mean nothing to the user
_AGAIN = "run the same command again"
_DENIED = "permission denied; change its permissions, or give another path"
_REMEDIES = {
    errno.ENOSPC: "no space left on its disk; free some and {again}",
    errno.EDQUOT: "the quota of its disk is used up; free some and {again}",
    errno.EROFS: "its disk is read-only; give another folder",
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EIO: "its disk has an input/output error; check the system log, or use another disk, and {again}",
}


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Makes an OSError raised in the block name this path: a failed write names no file, or only its draft."""
    try:
        yield
    except OSError as error:
        if error.errno is not None:
            error.filename, error.filename2 = str(path), None
        raise


def explain(error: Exception, again: str = _AGAIN) -> str:
    """Returns an error for the user: one of a disk as a line `path: what happened; remedy`, others as they are.

    `again` says what to do once the cause is removed.
    """
    if not isinstance(error, OSError) or error.errno is None or error.filename is None:
        return str(error)
    path = _shown(os.fsdecode(error.filename) if isinstance(error.filename, (str, bytes)) else str(error.filename))
    what = _REMEDIES.get(error.errno, f"{error.strerror or 'fails'}; check the path")
    if path == tempfile.gettempdir() and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{path}: no space left for temporary files; free some or set TMPDIR to another disk, and {again}"
    return f"{path}: {what.format(again=again)}"


def _shown(path: str) -> str:
    parts = PurePath(path).parts
    return str(PurePath(*(part for part in parts if not part.startswith(_HIDDEN)))) if parts else path


def first_line(error: BaseException) -> str:
    """Returns the first line of what an error says, or its type if it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
