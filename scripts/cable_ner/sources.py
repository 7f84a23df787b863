"""Files, folders, archives and standard input -> the bytes of one cable after the other.

Archives are read as streams: no member is ever written to disk. What cannot be read becomes a `Failure`,
and the rest goes on.
"""

import bz2
import gzip
import io
import lzma
import os
import sys
import tarfile
import zipfile
from collections.abc import Container, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

from .markup import MAX_BYTES

STANDARD_INPUT = "-"
SIDECAR = ".missing.jsonl"
_TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
_PACKED = (".gz", ".bz2", ".xz")
_UNPACKERS = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\x00": lzma.open}
_NOT_CABLES = (".md", ".spacy", ".json", ".jsonl", ".csv", ".py", ".cfg", ".yml")
# As many bytes as it takes to tell what a stream holds: the header of a tar archive.
_START = tarfile.BLOCKSIZE


class Source(NamedTuple):
    """One cable to be read: either `path` (on disk) or `data` (a member of an archive) is set."""

    name: str
    path: str = ""
    data: bytes = b""

    def read(self) -> bytes:
        """Returns the bytes, at most one more than a cable may have. Raises OSError."""
        if not self.path:
            return self.data
        with open(self.path, "rb") as file:
            return file.read(MAX_BYTES + 1)

    def sidecar(self) -> str:
        """Returns the text of the file that lists the cable's missing spans, or nothing if there is none."""
        path = Path(self.path + SIDECAR)
        return path.read_text(encoding="utf8") if self.path and path.is_file() else ""


class Failure(NamedTuple):
    """Something that could not be read, or was passed over (`fatal` is False); the message says what to do."""

    name: str
    message: str
    fatal: bool = True


def sources(inputs: Sequence[str]) -> Iterator[Source | Failure]:
    """Yields every cable in files, folders and archives, and a Failure for what cannot be read.

    Names are paths relative to the input; where several inputs are given, to the folder they share. No two
    cables have one name: of those that would, as an archive may hold them, the first is read.
    """
    named: set[str] = set()
    for item in _from_inputs(inputs):
        if isinstance(item, Failure):
            yield item
        elif item.name in named:
            yield Failure(item.name, "has the name of another cable; rename one, or pack the archive again")
        else:
            named.add(item.name)
            yield item


def _from_inputs(inputs: Sequence[str]) -> Iterator[Source | Failure]:
    given = {item if item == STANDARD_INPUT else os.path.abspath(item): os.path.normpath(item) for item in inputs}
    inputs = list(given.values())
    for item, prefix in zip(inputs, _prefixes(inputs)):
        if item == STANDARD_INPUT:
            yield from _from_stream(sys.stdin.buffer, prefix or "stdin.txt")
        elif not os.path.exists(item):
            yield Failure(item, "does not exist; check the path")
        elif os.path.isdir(item):
            yield from _from_folder(Path(item), PurePosixPath(prefix), given)
        elif os.path.isfile(item):
            yield from _from_file(Path(item), prefix or Path(item).name)
        else:
            yield from _from_opened(Path(item), prefix or Path(item).name)


def _prefixes(inputs: list[str]) -> list[str]:
    """Returns what each input's names begin with: nothing for one alone, else its path below the shared folder."""
    if len(inputs) == 1:
        return [""]
    paths = [os.path.abspath(item) for item in inputs if item != STANDARD_INPUT]
    shared = os.path.commonpath([os.path.dirname(path) for path in paths]) if paths else ""
    return [
        "stdin.txt" if item == STANDARD_INPUT else PurePosixPath(os.path.relpath(os.path.abspath(item), shared)).as_posix()
        for item in inputs
    ]


def _from_folder(folder: Path, prefix: PurePosixPath, given: Container[str]) -> Iterator[Source | Failure]:
    """Yields the cables below a folder, but for those under a path that is an input of its own (`given`)."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        name = str(prefix) if prefix.parts else str(folder)
        yield Failure(name, f"cannot be opened ({error.strerror}); check its permissions")
        return
    for entry in entries:
        name = prefix / entry.name
        if entry.name.startswith(".") or entry.name.endswith(SIDECAR) or os.path.abspath(entry.path) in given:
            continue
        if entry.is_dir(follow_symlinks=False):
            if entry.name.endswith((".txt", ".html", ".htm")):
                yield Failure(str(name), "is a folder named like a file; what is in it is read", fatal=False)
            yield from _from_folder(Path(entry.path), name, given)
        elif not os.path.isfile(entry.path):
            yield Failure(str(name), "is neither a file nor a folder; remove it, or give what it points to")
        elif entry.name.lower().endswith(_NOT_CABLES):
            yield Failure(str(name), "is not read as a cable, by its ending", fatal=False)
        else:
            yield from _from_file(Path(entry.path), str(name))


def _from_file(path: Path, name: str) -> Iterator[Source | Failure]:
    lower = path.name.lower()
    if lower.endswith(".zip"):
        yield from _from_zip(path, name)
    elif lower.endswith((*_TARS, *_PACKED)):
        yield from _from_opened(path, name)
    else:
        yield Source(name, path=str(path))


def _from_opened(path: Path, name: str) -> Iterator[Source | Failure]:
    try:
        with path.open("rb") as stream:
            # Beside a file of the name that it would have when unpacked, a packed file keeps its own.
            yield from _from_stream(stream, name, keep_name=path.with_suffix("").exists())
    except OSError as error:
        yield Failure(name, f"cannot be opened ({error.strerror}); check what it is, and its permissions")


def _from_stream(stream: BinaryIO, name: str, *, keep_name: bool = False) -> Iterator[Source | Failure]:
    """Yields the cables of a stream that may be a zip or tar archive, a packed file or a cable: its first bytes say."""
    try:
        start = stream.read(_START)
        if start.startswith(b"PK\x03\x04"):
            yield from _from_zip(io.BytesIO(start + stream.read()), name)
            return
        cable = name
        if unpack := next((opener for magic, opener in _UNPACKERS.items() if start.startswith(magic)), None):
            stream = unpack(_Rejoined(start, stream))
            start = stream.read(_START)
            if name.lower().endswith(_PACKED) and not keep_name:
                cable = os.path.splitext(name)[0]
        if start[257:262] == b"ustar" or name.lower().endswith(_TARS):
            yield from _from_tar(_Rejoined(start, stream), name)
        else:
            yield Source(cable, data=start + stream.read(MAX_BYTES + 1 - len(start)))
    except Exception as error:  # decompressors raise more than they document
        yield Failure(name, f"is cut short or damaged ({_reason(error)}); fetch it again")


class _Rejoined:
    """A stream whose first bytes have been read to look at them, as one that is still to be read."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start = start
        self._rest = rest

    def read(self, size: int) -> bytes:
        """Returns at most `size` bytes, and none at the end only.

        What can be unpacked before the place of a damage is returned before that raises.
        """
        start, self._start = self._start[:size], self._start[size:]
        return start or self._rest.read1(size)  # type: ignore[attr-defined]


class _Header(tarfile.TarInfo):
    """The header of a member. A damaged or missing one raises, where tarfile would take it for the end."""

    @classmethod
    def fromtarfile(cls, archive: "_Tar") -> tarfile.TarInfo:
        """Returns the next header. Raises HeaderError at the end, ReadError where a header should be."""
        after_zeros, archive.after_zeros = archive.after_zeros, False
        try:
            return super().fromtarfile(archive)
        except tarfile.EOFHeaderError:
            archive.after_zeros = True
            raise
        except tarfile.HeaderError as error:
            if after_zeros and isinstance(error, tarfile.EmptyHeaderError):
                raise
            raise tarfile.ReadError(str(error)) from None


class _Tar(tarfile.TarFile):
    """A tar archive, or several in a row: read to the end of the stream, which must come after a block of zeros."""

    tarinfo = _Header
    ignore_zeros = True
    after_zeros = False


def _from_tar(stream: _Rejoined, name: str) -> Iterator[Source | Failure]:
    done = 0
    try:
        with _Tar.open(fileobj=stream, mode="r|") as archive:
            for member in archive:
                archive.members.clear()  # which would grow with the archive
                full = _member_name(name, member.name)
                if member.isdir() or not full:
                    continue
                if isinstance(full, Failure):
                    yield full
                elif not member.isfile():
                    yield Failure(full, "is a link or a device, not a file; pack the file itself")
                elif (data := archive.extractfile(member)) is not None:
                    yield from _from_member(full, data.read(MAX_BYTES + 1))
                    done += 1
    except Exception as error:  # and so does tarfile
        yield Failure(name, f"is cut short or damaged after {done} members ({_reason(error)}); fetch it again")


def _from_zip(file: Path | BinaryIO, name: str) -> Iterator[Source | Failure]:
    try:
        archive = zipfile.ZipFile(file)
    except Exception as error:  # and zipfile
        yield Failure(name, f"is cut short or damaged ({_reason(error)}); fetch it again")
        return
    with archive:
        for member in archive.infolist():
            full = _member_name(name, member.filename)
            if member.filename.endswith("/") or not full:
                continue
            if isinstance(full, Failure):
                yield full
                continue
            try:
                with archive.open(member) as data:
                    content = data.read(MAX_BYTES + 1)
            except Exception as error:
                yield Failure(full, f"cannot be read ({_reason(error)}); pack it again, without a password")
            else:
                yield from _from_member(full, content)


def _from_member(name: str, data: bytes) -> Iterator[Source | Failure]:
    if name.lower().endswith(_NOT_CABLES) or name.endswith(SIDECAR):
        yield Failure(name, "is not read as a cable, by its ending", fatal=False)
    elif data.startswith(tuple(_UNPACKERS)):
        yield from _from_stream(io.BytesIO(data), name)
    else:
        yield Source(name, data=data)


def _member_name(archive: str, member: str) -> str | Failure:
    """Returns a member's name below its archive's, nothing if it is hidden, the failure of one that points outside."""
    path = PurePosixPath(member.replace("\\", "/"))
    full = f"{archive}/{path.as_posix()}"
    if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
        return Failure(full, "points outside its archive; pack it again with plain relative names")
    return "" if any(part.startswith(".") for part in path.parts) else full


def _reason(error: BaseException) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
