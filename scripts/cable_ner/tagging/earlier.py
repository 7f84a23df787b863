"""What earlier runs into the same output have tagged, as the journal says, and what of it the inputs still hold."""

import os
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from ..files import STANDARD_INPUT, Journal, Source, digest
from .worker import JournalRow


class EarlierCables:
    """The cables in a journal, each of which is to be seen again among the `inputs` of this run.

    `is_there` says of a row whether its output is still there. `changed` are the cables that hold something else now,
    `unread` those that cannot be read now, with the reason. `has_stale` says whether output of a cable that was tagged
    again is left beside the new one.
    """

    def __init__(self, journal: Journal, inputs: Sequence[str], *, is_there: Callable[[JournalRow], bool]) -> None:
        self.journal = journal
        self.key = _key(inputs)
        self.changed: list[str] = []
        self.unread: dict[str, str] = {}
        self.gone: frozenset[str] = frozenset()
        self.has_stale = False
        # The digest of each cable by its name, empty if it is to be tagged; those from the same inputs, and from others.
        self._own: dict[str, bytes] = {}
        self._others: dict[str, bytes] = {}
        for row in journal.rows():
            name = row["cable"]
            before = self._own.pop(name, b"") or self._others.pop(name, b"")
            self.has_stale |= bool(before)
            is_done = "failed" not in row and is_there(row)
            mine = self._own if row["inputs"] == self.key else self._others
            mine[name] = bytes.fromhex(row["digest"]) if is_done else b""

    @property
    def of_others(self) -> int:
        """How many cables of other inputs there are that this run has not seen."""
        return len(self._others)

    def is_done(self, source: Source) -> bool:
        """Returns whether a cable was tagged as it is now, and from then on counts it as seen."""
        known = self._own.pop(source.name, b"") or self._others.pop(source.name, b"")
        if not known:
            return False
        try:
            is_same = bytes.fromhex(digest(source.read())) == known
        except OSError as error:
            reason = f"cannot be read now ({error.strerror}), and what was tagged before stays; check its permissions"
            self.unread[source.name] = reason
            return True
        if not is_same:
            self.changed.append(source.name)
        return is_same

    def see(self, source: Source) -> None:
        """Counts a cable as seen."""
        self._own.pop(source.name, None)
        self._others.pop(source.name, None)

    def missing(self) -> list[str]:
        """Returns the cables from the same inputs that were not seen, sorted."""
        return sorted(self._own)

    def batches(self) -> Iterator[list[tuple[JournalRow, bool]]]:
        """Yields the rows of each batch, and whether they count.

        Of a cable that was tried again, only the row of the last batch it was in counts; of one that is `gone`, none.
        """
        last = {row["cable"]: row["batch"] for row in self.journal.rows() if row["cable"] not in self.gone}
        for number, rows in groupby(self.journal.rows(), itemgetter("batch")):
            yield [(row, last.get(row["cable"]) == number) for row in rows]

    def rows(self) -> Iterator[JournalRow]:
        """Yields the rows that count."""
        return (row for batch in self.batches() for row, counts in batch if counts)


def _key(inputs: Sequence[str]) -> str:
    """Returns what is the same for the same inputs, whatever their order and the working directory."""
    return digest("\n".join(sorted(item if item == STANDARD_INPUT else os.path.abspath(item) for item in inputs)))[:8]
