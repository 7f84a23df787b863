"""Output that belongs to no cable any more: of inputs that are gone, and of cables that were tagged again."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ..files import is_local, journal_lines, naming, new_docbin, read_docbin
from .earlier import EarlierCables
from .output import JOURNAL, TABLE, is_inside, shard_name
from .renderings import table_header
from .settings import CSV, SPACY
from .worker import JournalRow, Worker

_Batches = Iterator[tuple[int, list[JournalRow]]]


def drop_stale(earlier: EarlierCables, worker: Worker, home: Path) -> list[str]:
    """Removes stale output, and returns the names of files in the scratch folder that are to take their places in `home`.

    These are the journal with the rows that count and, in the format csv, the table without lines of other cables. A file
    of a cable is removed; a DocBin file with a stale cable is written anew under another number. If the run is killed
    before the journal is in its place, the next run tags the cables whose output it does not find. Raises OSError.
    """
    output, scratch = worker.output
    stale = {name for batch in earlier.batches() for row, counts in batch if not counts for name in row.get("files", ())}
    if worker.settings.format == CSV:
        batches = _with_table_anew(earlier, home / TABLE, scratch / TABLE, compare=worker.settings.compare)
    elif worker.settings.format == SPACY:
        batches = _with_shards_anew(earlier, worker)
    else:
        batches = _counting(earlier)
        stale -= {name for _, rows in _counting(earlier) for row in rows for name in row.get("files", ())}
    with naming(home / JOURNAL), (scratch / JOURNAL).open("wb") as journal:
        journal.write(earlier.journal.head())
        for number, rows in batches:
            journal.write(journal_lines(number, rows))
        journal.flush()
        os.fsync(journal.fileno())
    for name in stale:
        _remove(output, name)
    return [JOURNAL, TABLE] if worker.settings.format == CSV else [JOURNAL]


def _counting(earlier: EarlierCables) -> _Batches:
    """Yields the rows that count, by the numbers of their batches."""
    for batch in earlier.batches():
        if rows := [row for row, counts in batch if counts]:
            yield rows[0]["batch"], rows


def _with_table_anew(earlier: EarlierCables, old: Path, new: Path, *, compare: bool) -> _Batches:
    """Yields the rows that count, with the places in a new table that has only their lines."""
    with naming(old), old.open("rb") as source, new.open("wb") as target:
        target.write(source.read(len(table_header(compare=compare).encode())))
        for batch in earlier.batches():
            rows = []
            for row, counts in batch:
                lines = source.read(row.get("bytes", 0))
                row.pop("table", None)
                if counts:
                    target.write(lines)
                    rows.append(row)
            if rows:
                rows[-1]["table"] = target.tell()
                yield rows[0]["batch"], rows
        target.flush()
        os.fsync(target.fileno())


def _with_shards_anew(earlier: EarlierCables, worker: Worker) -> _Batches:
    """Yields the rows that count; those that shared a DocBin file with others come last, with one of their own."""
    number = earlier.journal.batches
    for shared in (False, True):
        for batch in earlier.batches():
            rows = [row for row, counts in batch if counts]
            if not rows or (len(rows) < len(batch)) != shared:
                continue
            if shared:
                _move(rows, worker, shard_name(number))
            yield number if shared else rows[0]["batch"], rows
            number += shared


def _move(rows: list[JournalRow], worker: Worker, name: str) -> None:
    """Writes the Docs of some cables of a batch into a DocBin file of their own, which their rows name from then on."""
    cables = {row["cable"] for row in rows}
    for old in {name: None for row in rows for name in row.get("files", ()) if (worker.output.path / name).exists()}:
        docbin = read_docbin((worker.output.path / old).read_bytes())
        with worker.nlp.memory_zone():
            docs = [doc for doc in docbin.get_docs(worker.nlp.vocab) if doc.user_data["cable"] in cables]
            data = new_docbin(docs).to_bytes()
            del docs
        worker.output.put(name, data)
        for row in rows:
            if "files" in row:
                row["files"] = {name: len(data)}


def _remove(output: Path, name: str) -> None:
    """Removes a file, and the folders that held nothing else."""
    if not is_inside(output, name) or not (output / name).is_file():
        return
    (output / name).unlink()
    if is_local(output):
        with suppress(OSError):
            for folder in Path(name).parents[:-1]:
                (output / folder).rmdir()
