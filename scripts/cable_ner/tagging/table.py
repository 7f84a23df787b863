"""The table of mentions on disk, which grows under another name until a run is complete."""

import os
import shutil
from pathlib import Path

from ..files import naming, write_whole
from .output import TABLE, size_of
from .renderings import table_header

UNFINISHED = TABLE + ".unfinished"


class MentionTable:
    """The table in `folder`, opened to go on at byte `end`, where an earlier run has come to (0: there was none).

    What follows `end` belongs to a batch that was never noted in the journal, and is cut off. Raises ValueError if the
    table is not what the earlier run has written, OSError.
    """

    def __init__(self, folder: Path, *, compare: bool, end: int) -> None:
        self.path, self.draft = folder / TABLE, folder / UNFINISHED
        if end and size_of(self.draft) < end and size_of(self.path) == end:
            # (a draft that is smaller is such a copy, interrupted midway)
            with naming(self.draft):
                shutil.copyfile(self.path, self.draft)
        if end and size_of(self.draft) < end:
            raise ValueError(f"{self.path}: is not what the previous run wrote; give --restart to start over")
        self._file = self.draft.open("r+b" if end else "wb", buffering=0)
        self._file.truncate(end)
        if not end:
            self.add(table_header(compare=compare))

    def add(self, text: str) -> int:
        """Writes some lines, and returns where the file ends, in bytes."""
        with naming(self.path):
            write_whole(self._file, text.encode())
        return self._file.tell()

    def close(self) -> None:
        """Puts the file in place."""
        with naming(self.path):
            os.fsync(self._file.fileno())
            self._file.close()
            os.replace(self.draft, self.path)
