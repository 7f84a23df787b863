"""The journal of a run over many cables, so that a run that was stopped can resume.

It is a file of JSON lines: the run's settings, then a line for each cable, batch by batch. A cable's line is written once
its output is in place. A batch counts when all of its lines are there: what a killed run has left of one is cut off.
"""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import srsly

from .errors import naming
from .lines import whole_lines, write_whole
from .writing import write_bytes

_SYNC_EVERY = 2.0  # seconds
_FORM = 2  # of the rows: with a digest of what was tagged


def journal_lines(number: int, rows: Sequence[dict[str, Any]]) -> bytes:
    """Returns the lines of a batch: its rows, with its number and how many there are."""
    lines = ({**row, "batch": number, "of": len(rows)} for row in rows)
    return "".join(srsly.json_dumps(line) + "\n" for line in lines).encode()


class Journal:
    """The journal at `path`, opened for more lines, and created if it is not there.

    `batches` is the number of whole batches in it, `last` the last line of these. Raises ValueError if the file is not a
    journal, is damaged, or was begun with other settings.
    """

    def __init__(self, path: Path, settings: dict[str, Any]) -> None:
        self.path = path
        self.batches = 0
        self.last: dict[str, Any] = {}
        if not path.exists():
            write_bytes(path, (srsly.json_dumps({"form": _FORM, "settings": settings}) + "\n").encode())
        self._check(settings)
        end = self._end()
        self._file = path.open("r+b", buffering=0)
        self._file.truncate(end)
        self._synced = time.monotonic()

    def _check(self, settings: dict[str, Any]) -> None:
        try:
            head = srsly.json_loads(self.head())
            begun = head["settings"]
        except (ValueError, LookupError, TypeError) as error:
            raise ValueError(f"{self.path}:1: is not a tagging journal; give another --output, or --restart") from error
        if head.get("form") != _FORM:
            raise ValueError(
                f"{self.path}:1: was started by an earlier version, which did not record what each cable held; give another"
                " --output, or --restart to tag all of them again"
            )
        for name, value in srsly.json_loads(srsly.json_dumps(settings)).items():
            if begun.get(name) != value:
                raise ValueError(
                    f"{self.path}:1: was started with {name} {begun.get(name)}, not {value}; give another --output, or"
                    " --restart to start over"
                )

    def head(self) -> bytes:
        """Returns the first line."""
        with self.path.open("rb") as file:
            return file.readline()

    def _end(self) -> int:
        end = 0
        for end, row in self._whole_batches():
            if row:
                self.batches, self.last = row["batch"] + 1, row
        return end

    def _whole_batches(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yields the rows of whole batches, each with the byte offset after its batch; first {} for the settings."""
        waiting: list[dict[str, Any]] = []
        at = 0
        for number, line in whole_lines(self.path):
            if not line.endswith(b"\n"):
                return  # (nothing but its line feed was cut off)
            at += len(line)
            if number == 1:
                yield at, {}
                continue
            waiting.append(self._row(number, line))
            if len(waiting) == waiting[-1]["of"]:
                yield from ((at, row) for row in waiting)
                waiting = []

    def _row(self, number: int, line: bytes) -> dict[str, Any]:
        try:
            row: dict[str, Any] = srsly.json_loads(line)
            row["batch"], row["of"], row["cable"]  # noqa: B018
        except (ValueError, LookupError, TypeError) as error:
            raise ValueError(
                f"{self.path}:{number}: is damaged; correct the line, or give --restart to start over"
            ) from error
        return row

    def rows(self) -> Iterator[dict[str, Any]]:
        """Returns the rows of cables that are done or have failed; for a cable that was tried again, the last one counts."""
        return (row for _, row in self._whole_batches() if row)

    def add(self, number: int, rows: Sequence[dict[str, Any]]) -> None:
        """Writes the rows of a batch. Raises OSError that names the journal."""
        with naming(self.path):
            write_whole(self._file, journal_lines(number, rows))
        self.batches = number + 1
        if time.monotonic() - self._synced > _SYNC_EVERY:
            self._sync()

    def _sync(self) -> None:
        with naming(self.path):
            os.fsync(self._file.fileno())
        self._synced = time.monotonic()

    def __enter__(self) -> "Journal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self._sync()
        finally:
            with suppress(OSError) if error else naming(self.path):  # (the error says what could not be written)
                self._file.close()


def count_done(path: Path) -> int:
    """Returns how many cables are done according to a journal; 0 if the file does not exist."""
    done: set[str] = set()
    for number, line in whole_lines(path):
        with suppress(ValueError, LookupError, TypeError):
            row = srsly.json_loads(line) if number > 1 else {"failed": "", "cable": ""}
            (done.discard if "failed" in row else done.add)(row["cable"])
    return len(done)
