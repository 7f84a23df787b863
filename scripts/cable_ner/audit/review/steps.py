"""What a session appended to files, so that it can be taken back byte by byte."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from ...files import cut_torn_line

Written = TypeVar("Written")


class _Step(NamedTuple, Generic[Written]):
    """Something appended to a file, and the file's size before (None: there was no file) and after."""

    path: Path
    before: int | None
    after: int
    what: Written


class UndoSteps(Generic[Written]):
    """The steps of a session, the last one first to be taken back."""

    def __init__(self) -> None:
        self._steps: list[_Step[Written]] = []

    def __bool__(self) -> bool:
        return bool(self._steps)

    def take(self, path: Path, what: Written, *, append: Callable[[], None]) -> None:
        """Calls `append`, which appends `what` to a file, and remembers the step."""
        cut_torn_line(path)
        before = _size(path)
        append()
        self._steps.append(_Step(path, before, _size(path) or 0, what))

    def take_back(self) -> Written:
        """Gives the file of the last step its earlier bytes back, and returns what was appended.

        Raises ValueError, and changes nothing, if another program wrote to the file since.
        """
        step = self._steps[-1]
        if _size(step.path) != step.after:
            raise ValueError(f"{step.path}: was changed by another program; nothing was undone")
        _truncate(step.path, step.before)
        return self._steps.pop().what


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.exists() else None


def _truncate(path: Path, size: int | None) -> None:
    """Gives a file its earlier size back, or removes it if there was none."""
    if size is None:
        path.unlink()
        return
    with path.open("rb+") as file:
        file.truncate(size)
        file.flush()
        os.fsync(file.fileno())
