"""The members of a zip archive."""

import io
import os
import zipfile
from collections.abc import Iterator

from .errors import first_line
from .limits import MEMBERS, ZIP_DIRECTORY, LimitError, Meter
from .members import member_name
from .source import Failure, Source
from .unpacking import take

SIGNATURE = b"PK\x03\x04"  # the first bytes of a zip archive
_ENTRY = b"PK\x01\x02"  # the first bytes of a member's entry in the directory


class _Guarded:
    """A zip archive's file that returns no more bytes at once than a directory may have, nor entries of more members."""

    def __init__(self, file: io.BufferedIOBase) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1, /) -> bytes:
        """Returns what the file's own `read` does. Raises LimitError."""
        data = self._file.read(size if 0 <= size <= ZIP_DIRECTORY else ZIP_DIRECTORY + 1)
        # (counted, because an archive may claim any number of members)
        if len(data) > ZIP_DIRECTORY or data.count(_ENTRY) > MEMBERS:
            raise LimitError(f"is a zip archive of more than {MEMBERS:,} members; pack it as .tar.gz, or as several")
        return data


def zip_members(file: io.BufferedIOBase, name: str, meter: Meter) -> Iterator[Source | Failure]:
    """Yields the members of the archive `name`, and a Failure for each one that cannot be read.

    Raises LimitError, and what zipfile raises for a damaged archive, which is more than it documents.
    """
    meter.read(file.seek(0, os.SEEK_END))
    with zipfile.ZipFile(_Guarded(file)) as archive:
        for entry in archive.infolist():
            member = _member(archive, entry, name)
            if isinstance(member, Source):
                meter.unpack(len(member.data))
            if member:
                yield member


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Source | Failure | None:
    full = member_name(name, entry.filename)
    if entry.filename.endswith("/") or not full:
        return None
    if isinstance(full, Failure):
        return full
    if entry.compress_type not in (
        zipfile.ZIP_STORED,
        zipfile.ZIP_DEFLATED,
    ):  # of others, zipfile unpacks any amount at once
        return Failure(
            full, "is compressed by another method than deflate; pack it again with a zip program's default settings"
        )
    try:
        with archive.open(entry) as data:
            return Source(full, data=take(data))
    except Exception as error:
        return Failure(full, f"cannot be read ({first_line(error)}); pack it again, without a password")
