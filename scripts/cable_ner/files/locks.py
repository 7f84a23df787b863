"""One writer at a time: a lock file that names the process holding it."""

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import srsly
from filelock import FileLock, Timeout

from .errors import naming

# What `flock` says on a disk without locks, such as some network disks.
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL)


@contextmanager
def locked(path: Path, *, remedy: str = "wait for it to finish") -> Iterator[None]:
    """Holds the lock file `path` during the block, and removes it afterwards.

    The operating system frees the lock if this process is killed, and a forked child never holds it. On a disk without
    locks the block runs unlocked; the user then has to start one run at a time. Raises OSError that names the
    process holding the lock, and the remedy.
    """
    lock = FileLock(path, blocking=False, fallback_to_soft=False)
    try:
        with naming(path.parent):
            lock.acquire()
    except Timeout:
        raise OSError(f"{path.parent}: {_holder(path)}; {remedy}") from None
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
        path.unlink(missing_ok=True)
    try:
        if lock.is_locked:
            _sign(path)
        yield
    finally:
        if lock.is_locked:  # not so in a forked child, which must leave the file to its parent
            with suppress(OSError):
                path.unlink()  # before the release; whoever waits on this file then finds it gone, and makes a new one
        lock.release()


def _sign(path: Path) -> None:
    since = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    with suppress(OSError):  # a full disk is reported by what is to be written; Windows does not let us write here
        path.write_text(srsly.json_dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": since}), "utf8")


def _holder(path: Path) -> str:
    try:
        holder = srsly.read_json(path)
        return f"process {holder['pid']} on {holder['host']} has been writing there since {holder['since']}"
    except (OSError, ValueError, LookupError, TypeError):
        return "another process is writing there"
