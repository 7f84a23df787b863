"""Where output goes: a folder that all machines see, or an object store at a URL (with a protocol of fsspec)."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

SCRATCH = ".scratch-"


def place(text: str) -> Path:
    """Returns a local path; for a URL such as s3://bucket/folder a `upath.UPath`, which has the methods of a path.

    Raises ValueError if the packages for such URLs are not installed.
    """
    if "://" not in text:
        return Path(text)
    try:
        from upath import UPath

        path = cast(Path, UPath(text))
        _in_store(path)  # (fails if there is no file system for the protocol)
    except (ImportError, ValueError) as error:
        raise ValueError(
            f"{text}: cannot be written to ({error}); install this project with its extra, pip install '.[url]',"
            " and the fsspec package for the protocol, such as s3fs"
        ) from error
    return path


def is_local(path: Path) -> bool:
    """Returns whether a path is in a file system of this machine, not at a URL."""
    return isinstance(path, Path)


def make_folder(path: Path) -> None:
    """Makes a folder and those above it; does nothing in stores that have no folders."""
    with suppress(FileExistsError):
        path.mkdir(parents=True, exist_ok=True)


@contextmanager
def replacing_objects(folder: Path, names: Sequence[str]) -> Iterator[Path]:
    """Gives a scratch folder at a URL; if the block succeeds, moves what it holds under `names` into `folder`.

    A name that is not in the scratch folder is removed from `folder`. A store cannot put several objects in place at once.
    So the last name is removed first and put in place last: where it is, all others are from the same run. A store has no
    locks either: it is up to the user to start one run at a time. If the block fails, `folder` stays as it was.
    """
    scratch = folder / f"{SCRATCH}{uuid.uuid4().hex}"
    make_folder(scratch)
    try:
        yield scratch
        for name in (names[-1], *names[:-1]):
            remove(folder / name)
        for name in names:
            for new in _files(scratch / name):
                store, key = _in_store(new)
                target = folder / key[len(_in_store(scratch)[1]) :].lstrip("/")
                make_folder(target.parent)
                store.mv(key, _in_store(target)[1])
    finally:
        remove(scratch)


def _in_store(path: Path) -> tuple[Any, str]:
    """Returns the file system (of fsspec) of a path at a URL, and the path in it."""
    url: Any = path  # a `upath.UPath`
    return url.fs, url.path


def _files(path: Path) -> list[Path]:
    """Returns a file itself, or all files below a folder, in order of their URLs."""
    if path.is_dir():
        return sorted((found for entry in path.iterdir() for found in _files(entry)), key=str)
    return [path] if path.exists() else []


def remove(path: Path) -> None:
    """Removes an object, or all objects below a name, if there are any."""
    with suppress(FileNotFoundError):
        store, key = _in_store(path)
        store.rm(key, recursive=True)
