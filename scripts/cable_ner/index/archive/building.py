"""Builds the database: reads the cables, groups their names, writes a new file, and puts it in the place of the old one."""

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ...files import digest, locked
from ...work import Progress, no_progress
from ..decisions import Applied, NameDecision
from .naming import ArchiveNames
from .records import read_records, record_files
from .staging import Staging
from .writing import ArchiveWriter, rows_of

_COMMITTED = 200  # cables, at least, that are kept together while they are read


@dataclass
class ArchiveFigures:
    """How many rows each table has, the cables that are in several inputs, of which the first counts, and what became of
    people's decisions.
    """

    rows: dict[str, int]
    repeated: list[str] = field(default_factory=list)
    applied: Applied = field(default_factory=Applied)


def build_archive(
    inputs: Sequence[Path],
    output: Path,
    *,
    decisions: Sequence[NameDecision] = (),
    progress: Progress = no_progress,
) -> ArchiveFigures:
    """Builds the database of the cables in DocBin files or files of JSON lines, and returns its figures.

    `decisions` about names are applied in their order.

    The old file stays whole until the new one takes its place. A build that was stopped or killed goes on where it was, if
    the inputs begin with the same files. Raises ValueError for inputs that are neither or hold no mention, OSError, also if
    another process builds the same database.
    """
    files = [file for path in inputs for file in record_files(path)]
    folder = output.with_name(f".{output.name}.building")
    output.parent.mkdir(parents=True, exist_ok=True)
    lock = output.with_name(f".{output.name}.lock")
    with locked(lock, remedy="wait for it to finish, or give another --output"), _explained(output, folder):
        folder.mkdir(exist_ok=True)
        with closing(Staging(folder / "read.db")) as staging:
            new = folder / f"new-{digest(repr(decisions))[:12]}.db"  # (with others, the names would be others)
            _read(staging, files, folder, progress)
            if not staging.forms:
                shutil.rmtree(folder)
                raise ValueError(f"{', '.join(map(str, inputs))}: no mentions found; tag more cables first")
            names = ArchiveNames(staging, decisions)
            with closing(ArchiveWriter(new, staging, names, decisions)) as writer:
                writer.write(progress)
            repeated = staging.repeated()
        _synced(new)
        os.replace(new, output)
        shutil.rmtree(folder)
    return ArchiveFigures(dict(rows_of(output)), repeated, names.applied)


def _read(staging: Staging, files: Sequence[Path], folder: Path, progress: Progress) -> None:
    """Reads the files that are not read yet. Raises ValueError, OSError."""
    known = staging.inputs()
    if any((str(file.absolute()), _digest(file)) != before for file, before in zip(files, known)) or len(known) > len(files):
        staging.clear()
        known = []
    if len(known) < len(files):
        for new in folder.glob("new-*.db*"):  # (it was begun with other cables)
            new.unlink()
    read: list[tuple[str, str]] = []
    cables = 0
    staging.begin()
    for file in progress(files[len(known) :], "Reading", len(files) - len(known)):
        for record in read_records(file):
            staging.add(record)
            cables += 1
        read.append((str(file.absolute()), _digest(file)))
        if cables >= _COMMITTED:
            staging.commit(read)
            staging.begin()
            cables, read = 0, []
    staging.commit(read)


def _digest(file: Path) -> str:
    return digest(file.read_bytes())


def _synced(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def _explained(output: Path, folder: Path) -> Iterator[None]:
    """Makes errors of SQLite errors of the system, with the remedy."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        remedy = "make room" if "full" in str(error) else f"remove {folder}"
        raise OSError(f"{output}: cannot be built ({error}); {remedy}, and run the same command again") from error
