"""Archives and packed files -> the cables in them. No member is ever written to disk.

What cannot be read becomes a `Failure`, and the rest goes on. `limits` says how much an archive may unpack to.
"""

import io
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

from ..text import MAX_BYTES
from .archive_csv import CSV, csv_cables, is_archive_csv
from .documents import ANNOTATIONS, documents, is_document
from .errors import first_line
from .limits import DEPTH, MOST_LISTED, UNSEEKABLE_ZIP, LimitError, Meter
from .source import NOT_CABLES, SIDECAR, WRONG_ENDING, Failure, Source
from .tars import tar_members
from .unpacking import CHUNK, UNPACKERS, Rejoined, take
from .zips import SIGNATURE, zip_members

TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
PACKED = (".gz", ".bz2", ".xz")
# As many bytes as it takes to tell what a stream holds: the header of a tar archive.
START = tarfile.BLOCKSIZE
NO_TABLE = "is skipped, because it is not the archive's table of eight columns; give cables, or JSON lines with offsets"


def read_zip(path: Path, name: str) -> Iterator[Source | Failure]:
    """Yields the cables of a zip archive on disk, which it must be."""
    meter = Meter()
    return _shortened(_failing_softly(_opened_zip(path, name, meter), name, meter), name)


def _opened_zip(path: Path, name: str, meter: Meter) -> Iterator[Source | Failure]:
    with path.open("rb") as file:
        yield from _cables(zip_members(file, name, meter), meter)


def read_stream(stream: io.BufferedIOBase, name: str, *, keep_name: bool = False) -> Iterator[Source | Failure]:
    """Yields the cables of a stream that may be a zip or tar archive, a packed file or a cable: its first bytes tell.

    A packed file that is no archive loses its ending in the name of the cable, unless `keep_name`.
    """
    return _shortened(_stream(stream, name, Meter(), keep_name=keep_name), name)


def _stream(stream: io.BufferedIOBase, name: str, meter: Meter, *, keep_name: bool = False) -> Iterator[Source | Failure]:
    return _failing_softly(_any_stream(stream, name, meter, keep_name), name, meter)


def _any_stream(stream: io.BufferedIOBase, name: str, meter: Meter, keep_name: bool) -> Iterator[Source | Failure]:
    start = stream.read(START)
    if start.startswith(SIGNATURE):
        yield from _cables(zip_members(_seekable(start, stream), name, meter), meter)
        return
    cable, whole = name, Rejoined(start, stream, meter.read)
    if unpack := next((opener for magic, opener in UNPACKERS.items() if start.startswith(magic)), None):
        unpacked = unpack(whole)
        start = unpacked.read(START)
        whole = Rejoined(start, unpacked, meter.unpack)
        if name.lower().endswith(PACKED) and not keep_name:
            cable = os.path.splitext(name)[0]
    if start[257:262] == b"ustar" or name.lower().endswith(TARS):
        yield from _cables(tar_members(whole, name), meter)
    elif is_archive_csv(start):
        yield from csv_cables(whole.read, cable)
    else:
        yield from _cables_of_text(Source(cable, data=take(whole)))


def _cables_of_text(source: Source) -> Iterator[Source | Failure]:
    """Yields the cables of what is neither packed nor an archive: itself, or those in a file of another program."""
    name, data = source.name, source.data
    is_table = name.lower().endswith(CSV)
    if name.endswith(ANNOTATIONS):
        yield Failure(name, "belongs to a text of the same name, and both are read from a folder; unpack the archive")
    elif not (is_table or is_document(name)):
        yield source
    elif len(data) > MAX_BYTES:
        yield Failure(name, f"is larger than {MAX_BYTES:,} bytes; take it out of the archive, and give the file itself")
    elif not is_table:
        yield from documents(data, name)
    elif is_archive_csv(data[:START]):
        yield from csv_cables(io.BytesIO(data).read, name)
    else:
        yield Failure(name, NO_TABLE, fatal=False)


def _seekable(start: bytes, stream: io.BufferedIOBase) -> io.BufferedIOBase:
    """Returns a stream of which `start` was read, at its beginning. Raises LimitError if it is too large to be held."""
    if stream.seekable():
        stream.seek(0)
        return stream
    held, data = io.BytesIO(), start
    while data:
        held.write(data)
        if held.tell() > UNSEEKABLE_ZIP:
            raise LimitError(f"is a zip archive of more than {UNSEEKABLE_ZIP:,} bytes in a pipe; give the file itself")
        data = stream.read(CHUNK)
    return held


def _cables(members: Iterator[Source | Failure], meter: Meter) -> Iterator[Source | Failure]:
    """Yields the cables of an archive from its members, which may be packed, or archives of their own."""
    for member in members:
        if isinstance(member, Failure):
            yield member
        else:
            yield from _cables_of(member, meter)


def _cables_of(member: Source, meter: Meter) -> Iterator[Source | Failure]:
    name, data = member.name, member.data
    if name.lower().endswith(NOT_CABLES) or name.endswith(SIDECAR):
        yield Failure(name, WRONG_ENDING, fatal=False)
    elif not data:
        yield Failure(name, "is empty; remove it, or fetch it again")
    elif not data.startswith(tuple(UNPACKERS)):
        yield from _cables_of_text(member)
    elif len(data) > MAX_BYTES:
        yield Failure(name, f"is larger than {MAX_BYTES:,} bytes, too large for an archive in an archive; unpack it first")
    elif meter.depth >= DEPTH:
        yield Failure(name, f"is nested in {DEPTH} other archives; unpack it first")
    else:
        yield from _stream(io.BytesIO(data), name, Meter(meter))


def _failing_softly(cables: Iterator[Source | Failure], name: str, meter: Meter) -> Iterator[Source | Failure]:
    """Yields the cables of an archive, and a Failure for what ends the reading of it.

    Raises LimitError if that is of an archive that this one is in.
    """
    try:
        yield from cables
    except LimitError as error:
        if error.meter not in (None, meter):
            raise
        yield Failure(name, str(error))
    except Exception as error:  # decompressors and zipfile raise more than they document
        yield Failure(name, f"is cut short or damaged ({first_line(error)}); fetch it again")


def _shortened(items: Iterator[Source | Failure], name: str) -> Iterator[Source | Failure]:
    """Yields the items, but only the first MOST_LISTED failures, then how many more there are."""
    failures, fatal = 0, False
    for item in items:
        if isinstance(item, Failure):
            failures += 1
            if failures > MOST_LISTED:
                fatal |= item.fatal
                continue
        yield item
    if failures > MOST_LISTED:
        message = f"holds {failures - MOST_LISTED:,} more members that were skipped and are not listed; pack only cables"
        yield Failure(name, message, fatal)
