"""Atomic writes: of one file, or of several files and folders at once."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import srsly

from .errors import naming
from .locks import locked
from .places import SCRATCH, is_local, replacing_objects

_WRITING = ".writing-"
_STALE = 3600  # seconds; writing a file takes a moment
_OLD, _LOCK = ".old", ".lock"
# Which names are new and which are removed: a draft until all new files are there, ready from the first move on.
_DRAFT, _READY = ".draft.json", ".ready.json"


def write_bytes(path: Path, data: bytes) -> None:
    """Writes a file so that it is there as a whole or not at all. Raises OSError that names it."""
    with replacing_file(path) as file:
        file.write(data)


@contextmanager
def replacing_file(path: Path) -> Iterator[IO[bytes]]:
    """Gives a binary file; if the block fails, `path` stays as it was. Raises OSError that names it."""
    if not is_local(path):
        with path.open("wb") as file:  # a store has an object once all of it is there
            yield file
        return
    with naming(path):
        descriptor, temporary = tempfile.mkstemp(prefix=_WRITING, dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o666 & ~_umask())
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise


def remove_drafts(folder: Path) -> None:
    """Removes half-written files that killed runs have left in a folder, an hour ago or earlier."""
    for draft in folder.glob(f"{_WRITING}*"):
        with suppress(OSError):
            if time.time() - draft.stat().st_mtime > _STALE:
                draft.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def replacing(folder: Path, names: Iterable[str]) -> Iterator[Path]:
    """Gives a scratch folder; if the block succeeds, moves what it holds under `names` into `folder`.

    A name that is not in the scratch folder is removed from `folder`. A run that fails leaves `folder` as it was, and
    so does one that is killed; if it was killed while files were being put in place, the next run finishes that.
    Raises OSError if another run is writing into the folder. For a folder at a URL, see `places.replacing_objects`.
    """
    if not is_local(folder):
        with replacing_objects(folder, list(names)) as scratch:
            yield scratch
        return
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / _LOCK, remedy="wait for it to finish, or give another folder"):
        _settle(folder)
        scratch = Path(tempfile.mkdtemp(prefix=f"{SCRATCH}{os.getpid()}-", dir=folder))
        try:
            yield scratch
            with naming(folder):
                srsly.write_json(scratch / _DRAFT, {name: (scratch / name).exists() for name in names})
                _put_in_place(folder, scratch)
        finally:
            if not (scratch / _READY).exists():  # otherwise it holds old files that could not be put back
                shutil.rmtree(scratch, ignore_errors=True)


def _settle(folder: Path) -> None:
    """Finishes or removes what killed runs have left."""
    for left_behind in folder.glob(f"{SCRATCH}*"):
        if (left_behind / _READY).exists():
            _put_in_place(folder, left_behind)
        shutil.rmtree(left_behind, ignore_errors=True)
    remove_drafts(folder)


def _put_in_place(folder: Path, scratch: Path) -> None:
    """Moves the new files into the folder and the old ones out; if a move fails, undoes those before it."""
    done: list[tuple[Path, Path]] = []
    try:
        for move, source, target in _moves(folder, scratch):
            move(source, target)
            done.append((source, target))
    except BaseException:
        for source, target in reversed(done):
            if not os.path.lexists(source):  # (an old file that was linked, and not replaced yet, is still there)
                os.replace(target, source)
        raise
    (scratch / _READY).unlink()


def _moves(folder: Path, scratch: Path) -> Iterator[tuple[Callable[[Path, Path], None], Path, Path]]:
    """Yields the moves left to do, as (function, source, target), each to be done before the next is asked for.

    From the first move on, another run can finish what a killed one has begun.
    """
    if not (scratch / _READY).exists():
        yield os.replace, scratch / _DRAFT, scratch / _READY
    (scratch / _OLD).mkdir(exist_ok=True)
    for name, is_new in srsly.read_json(scratch / _READY).items():
        new, current, old = scratch / name, folder / name, scratch / _OLD / name
        if is_new and not new.exists():
            continue  # it is in place
        if os.path.lexists(current) and not os.path.lexists(old):
            yield _link_or_move if is_new and new.is_file() and current.is_file() else os.replace, current, old
        if is_new:
            yield os.replace, new, current


def _link_or_move(source: Path, target: Path) -> None:
    """Gives a file a second name, so that a new one can take its place without a moment in between.

    Moves it on a disk without hard links (unlike `links.link_or_copy`: half a copy would pass for the old file).
    """
    try:
        os.link(source, target)
    except OSError:
        os.replace(source, target)
