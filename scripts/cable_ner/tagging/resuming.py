"""How far a tagging run is: which cables are done, which are left, and what is removed to begin anew."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import srsly

from ..files import ENDING, Failure, Journal, Source, is_local, one_line, sources
from .earlier import EarlierCables
from .output import JOURNAL, REPORT, SHARDS, TABLE, file_name, is_inside, size_of
from .settings import CSV, SPACY, TagSettings
from .table import UNFINISHED, MentionTable
from .worker import Batch, BatchDone, JournalRow

_BATCH, _BATCH_BYTES = 16, 400_000  # the most cables and bytes of a batch of more than one cable


class Bar(Protocol):
    """A progress bar."""

    def update(self, n: int) -> object:
        """Shows that `n` more cables are done."""


class NoBar:
    """A progress bar that shows nothing."""

    def update(self, n: int) -> None:
        """Does nothing."""


class TagRun:
    """One run over the inputs: the cables left to be done, and what has become of the others so far.

    `failures` are the inputs that cannot be read or written, `passed_over` those that are no cables, by name. `missing` are
    the cables that were there in an earlier run with the same inputs; they are `gone` if all inputs could be read.
    """

    def __init__(self, inputs: Sequence[str], output: Path, home: Path, settings: TagSettings, journal: Journal) -> None:
        self.inputs, self.output, self.settings, self.journal = inputs, output, settings, journal
        self.failures: dict[str, str] = {}
        self.passed_over: dict[str, str] = {}
        self.missing: list[str] = []
        self.cables = 0  # that were read now or done before
        self.tagged = 0  # by this run
        self.table: MentionTable | None = None
        if settings.format == CSV:
            self.table = MentionTable(home, compare=settings.compare, end=journal.last.get("table", 0))
        self.earlier = EarlierCables(journal, inputs, is_there=self._is_there)
        if settings.format == SPACY:
            self._remove_unknown_shards()

    def _is_there(self, row: JournalRow) -> bool:
        return all(size_of(self.output / name) == size for name, size in row.get("files", {}).items())

    def _remove_unknown_shards(self) -> None:
        known = {name for row in self.earlier.rows() if self._is_there(row) for name in row.get("files", {})}
        for path in (self.output / SHARDS).glob("*" + ENDING):
            if f"{SHARDS}/{path.name}" not in known:
                path.unlink()

    def batches(self, bar: Bar) -> Iterator[Batch]:
        """Yields the cables that are not done, in batches, which are cut in the same places whatever is done already."""
        number = self.journal.batches
        for batch in self._whole_batches():
            left = [source for source, is_done in batch if not is_done]
            if len(left) < len(batch):
                bar.update(len(batch) - len(left))
            if left:
                yield Batch(number, left)
                number += 1

    def _whole_batches(self) -> Iterator[list[tuple[Source, bool]]]:
        """Yields all cables, in batches, and whether they are done as they are now; such are without their data."""
        batch: list[tuple[Source, bool]] = []
        size = 0
        for source in self._sources():
            size_of_source = len(source.data) or size_of(Path(source.path))
            if len(batch) >= _BATCH or (batch and size + size_of_source > _BATCH_BYTES):
                yield batch
                batch, size = [], 0
            is_done = self.earlier.is_done(source)
            batch.append((source._replace(data=b"") if is_done else source, is_done))
            size += size_of_source
        if batch:
            yield batch

    def _sources(self) -> Iterator[Source]:
        taken = {JOURNAL, REPORT}
        could_all_be_read = True
        for item in sources(self.inputs):
            if isinstance(item, Failure):
                could_all_be_read &= not item.fatal
                (self.failures if item.fatal else self.passed_over)[item.name] = one_line(item.message)
            elif problem := self._problem(item, taken):
                self.failures[item.name] = problem
                self.earlier.see(item)
            else:
                self.cables += 1
                yield item
        self.missing = self.earlier.missing()
        if could_all_be_read:
            self.earlier.gone = frozenset(self.missing)

    def _problem(self, source: Source, taken: set[str]) -> str:
        """Returns why a cable's output cannot be written, or an empty string; adds its file to those `taken`."""
        name = file_name(source.name, self.settings.format) or source.name
        path = self.output / name
        if name in taken:
            return "another output file has the same name; rename the cable"
        taken.add(name)
        if not is_inside(self.output, name):
            return f"its name points outside {self.output}; rename the cable"
        if source.path and is_local(path) and os.path.abspath(source.path) == os.path.abspath(path):
            return "its output would overwrite it; give another --output"
        return ""

    def finish(self, done: BatchDone) -> None:
        """Notes a batch whose output is in place."""
        for row in done.rows:
            row["inputs"] = self.earlier.key
        if self.table:
            done.rows[-1]["table"] = self.table.add(done.table)
        self.journal.add(done.number, done.rows)
        self.tagged += sum("failed" not in row for row in done.rows)

    def close(self) -> None:
        """Puts the table in place."""
        self.failures |= self.earlier.unread
        if self.table:
            self.table.close()

    @property
    def has_stale(self) -> bool:
        """Whether there is output of cables that are gone, or were tagged again."""
        return bool(self.earlier.has_stale or self.earlier.changed or self.earlier.gone)


def forget(output: Path, home: Path) -> None:
    """Removes the output of an earlier run, as its journal lists it, and the journal."""
    journal = home / JOURNAL
    if journal.exists():
        for line in journal.read_text(encoding="utf8", errors="replace").splitlines()[1:]:
            try:
                files = srsly.json_loads(line).get("files", {})
            except (ValueError, AttributeError):
                continue
            for name in files:
                if is_inside(output, str(name)) and (output / str(name)).is_file():
                    (output / str(name)).unlink()
    for name in (JOURNAL, TABLE, UNFINISHED):
        (home / name).unlink(missing_ok=True)
