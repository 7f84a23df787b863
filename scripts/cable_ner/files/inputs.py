"""Files, folders, archives and standard input -> the bytes of one cable after the other.

Archives are read as streams: no member is ever written to disk. What cannot be read becomes a `Failure`,
and the rest goes on. What an archive unpacks to is limited, so that a small one that unpacks to very much (a "bomb",
https://www.bamsoftware.com/hacks/zipbomb/) costs neither memory nor hours.
"""

import bz2
import gzip
import io
import lzma
import os
import sys
import tarfile
import zipfile
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

from ..text import MAX_BYTES

STANDARD_INPUT = "-"
SIDECAR = ".missing.jsonl"
_TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
_PACKED = (".gz", ".bz2", ".xz")
_NOT_CABLES = (".md", ".spacy", ".json", ".jsonl", ".csv", ".py", ".cfg", ".yml")
# As many bytes as it takes to tell what a stream holds: the header of a tar archive.
_START = tarfile.BLOCKSIZE
_CHUNK = 65_536  # bytes that are unpacked at a time

# An archive that unpacks to more than this, and to more than a hundred times its size, is a bomb. Archives of cables unpack
# to two to five times their size, with ten copies of each cable to forty times. Apache Tika and POI have the same ratio.
RATIO = 100
_ANY_RATIO = 64_000_000
_ANY_RATIO_OF_MEMBER = 2 * MAX_BYTES  # of one packed member
DEPTH = 4  # archives in archives
# The directory of a zip archive is read as a whole, and takes 600 bytes of memory a member.
MEMBERS, _DIRECTORY = 500_000, 128_000_000
UNSEEKABLE_ZIP = 256_000_000  # bytes of a zip archive that is held in memory, for its directory is at its end
XZ_MEMORY = 128_000_000  # bytes; what `xz -9` packs takes 68 million
_TAR_HEADER = 1_000_000  # bytes of what goes before a member: long names, and other people's extensions
_TAR_GLOBALS = 100  # things said of all members
NAME = 1_024  # characters of a member's name
FOLDERS = 100  # folders in folders
_MOST_LISTED = 1_000  # failures in one archive


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
        """Returns the text of the file that lists the cable's missing spans, or nothing if there is none.

        Raises OSError, also for one that is larger than a cable may be, and UnicodeDecodeError.
        """
        path = Path(self.path + SIDECAR)
        if not self.path or not path.is_file():
            return ""
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise OSError(f"larger than {MAX_BYTES:,} bytes")
        return data.decode("utf8")


class Failure(NamedTuple):
    """Something that could not be read, or was passed over (`fatal` is False); the message says what to do."""

    name: str
    message: str
    fatal: bool = True


def sources(inputs: Sequence[str]) -> Iterator[Source | Failure]:
    """Yields every cable in files, folders and archives, and a Failure for what cannot be read.

    Names are paths relative to the input; where several inputs are given, to the folder they share. No two
    cables have one name: of those that would, as an archive may hold them, the first is read. Names are printable, on
    one line: what is not is written as an escape.
    """
    named: set[bytes] = set()
    twice = 0
    for item in _from_inputs(inputs):
        item = item._replace(name=one_line(item.name))
        if isinstance(item, Failure):
            yield item
            continue
        key = blake2b(item.name.encode(), digest_size=16).digest()  # shorter than the name
        if key not in named:
            named.add(key)
            yield item
            continue
        twice += 1
        if twice <= _MOST_LISTED:
            yield Failure(item.name, "has the name of another cable; rename one, or pack the archive again")
    if twice > _MOST_LISTED:
        yield Failure(" ".join(inputs), f"{twice - _MOST_LISTED:,} more cables have the name of another, and are not listed")


def one_line(text: str) -> str:
    """Returns text that is safe to print and to store: what is not printable is written as an escape."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape", "surrogatepass").decode() for char in text)


def _from_inputs(inputs: Sequence[str]) -> Iterator[Source | Failure]:
    given = {item if item == STANDARD_INPUT else os.path.abspath(item): os.path.normpath(item) for item in inputs}
    inputs = list(given.values())
    for item, prefix in zip(inputs, _prefixes(inputs)):
        if item == STANDARD_INPUT:
            name = prefix or "stdin.txt"
            yield from _shortened(_from_stream(sys.stdin.buffer, name, _Meter()), name)
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


def _from_folder(folder: Path, prefix: PurePosixPath, given: Container[str], depth: int = 0) -> Iterator[Source | Failure]:
    """Yields the cables below a folder, but for those under a path that is an input of its own (`given`)."""
    if depth > FOLDERS:
        yield Failure(str(prefix), f"is more than {FOLDERS} folders deep; give it as an input of its own")
        return
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
            yield from _from_folder(Path(entry.path), name, given, depth + 1)
        elif not os.path.isfile(entry.path):
            yield Failure(str(name), "is neither a file nor a folder; remove it, or give what it points to")
        elif entry.name.lower().endswith(_NOT_CABLES):
            yield Failure(str(name), "is not read as a cable, by its ending", fatal=False)
        else:
            yield from _from_file(Path(entry.path), str(name))


def _from_file(path: Path, name: str) -> Iterator[Source | Failure]:
    lower = path.name.lower()
    if lower.endswith(".zip"):
        yield from _shortened(_from_zip(path, name, _Meter()), name)
    elif lower.endswith((*_TARS, *_PACKED)):
        yield from _from_opened(path, name)
    else:
        yield Source(name, path=str(path))


def _from_opened(path: Path, name: str) -> Iterator[Source | Failure]:
    try:
        with path.open("rb") as stream:
            # Beside a file of the name that it would have when unpacked, a packed file keeps its own.
            keep_name = path.with_suffix("").exists()
            yield from _shortened(_from_stream(stream, name, _Meter(), keep_name=keep_name), name)
    except OSError as error:
        yield Failure(name, f"cannot be opened ({error.strerror}); check what it is, and its permissions")


def _shortened(items: Iterator[Source | Failure], name: str) -> Iterator[Source | Failure]:
    """Yields what an archive holds; of more failures than anybody reads, how many there are."""
    failures, fatal = 0, False
    for item in items:
        if isinstance(item, Failure):
            failures += 1
            if failures > _MOST_LISTED:
                fatal |= item.fatal
                continue
        yield item
    if failures > _MOST_LISTED:
        message = f"holds {failures - _MOST_LISTED:,} more members that are not read, and not listed; pack only cables"
        yield Failure(name, message, fatal)


# -- what an archive may unpack to ---------------------------------------------------------------


class _LimitError(Exception):
    """An archive goes beyond a limit; the text says which, and what to do. `meter`: the one that says so."""

    def __init__(self, text: str, meter: "_Meter | None" = None) -> None:
        super().__init__(text)
        self.meter = meter


@dataclass(eq=False)
class _Meter:
    """How many bytes were read of an archive so far, and how many they were unpacked to.

    `above` is the meter of the archive that this one is in, for which the same bytes count.
    """

    above: "_Meter | None" = None
    packed: int = 0
    unpacked: int = 0

    def read(self, count: int) -> None:
        """Notes bytes as they are in the archive."""
        self.packed += count

    def unpack(self, count: int) -> None:
        """Notes unpacked bytes. Raises _LimitError if they are too many for an archive of this size."""
        self.unpacked += count
        if self.unpacked > max(_ANY_RATIO_OF_MEMBER if self.above else _ANY_RATIO, RATIO * self.packed):
            raise _LimitError(
                f"unpacks to more than {RATIO} times its size, as no cables do; unpack it, and give those", self
            )
        if self.above:
            self.above.unpack(count)

    @property
    def depth(self) -> int:
        """How many archives there are around what is in this one."""
        return 1 + (self.above.depth if self.above else 0)


class _Rejoined:
    """A stream whose first bytes have been read to look at them, as one that is still to be read.

    `counted` is told of the bytes that are read. `left`: how many may be read, if there is a limit.
    """

    def __init__(self, start: bytes, rest: BinaryIO, counted: Callable[[int], None]) -> None:
        self._start = start
        self._rest = rest
        self._counted = counted
        self.left: int | None = None

    def read(self, size: int) -> bytes:
        """Returns at most `size` bytes, and none at the end only.

        What can be unpacked before the place of a damage is returned before that raises. Raises _LimitError.
        """
        start, self._start = self._start[:size], self._start[size:]
        data = start or self._rest.read1(size)  # type: ignore[attr-defined]
        self._counted(len(data))
        if self.left is not None:
            self.left -= len(data)
            if self.left < 0:
                raise _LimitError(f"has a header of more than {_TAR_HEADER:,} bytes; pack it again with short names")
        return data


class _Xz(io.RawIOBase):
    """Unpacks xz within XZ_MEMORY bytes of memory; `lzma.open` takes what the file asks for, up to four gigabytes."""

    def __init__(self, stream: _Rejoined) -> None:
        self._stream = stream
        self._decoder = self._new_decoder()
        self._rest = b""

    @staticmethod
    def _new_decoder() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)

    def readable(self) -> bool:
        """Returns that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fills the buffer and returns with how many bytes. Raises LZMAError, EOFError, _LimitError."""
        data = b""
        while not data:
            if self._decoder.eof and not self._next():
                return 0
            if self._decoder.needs_input and not self._rest:
                self._rest = self._stream.read(_CHUNK)
                if not self._rest:
                    raise EOFError("Compressed file ended before the end-of-stream marker was reached")
            try:
                data = self._decoder.decompress(self._rest, len(buffer))
            except lzma.LZMAError as error:
                if "limit" not in str(error):
                    raise
                text = f"takes more than {XZ_MEMORY:,} bytes of memory to unpack; pack it again with xz -9 or gzip"
                raise _LimitError(text) from error
            self._rest = b""
        buffer[: len(data)] = data
        return len(data)

    def _next(self) -> bool:
        """Begins the next of several xz streams in a row, with zeros between them; returns whether there is one."""
        rest = self._decoder.unused_data.lstrip(b"\0")
        while not rest:
            more = self._stream.read(_CHUNK)
            if not more:
                return False
            rest = more.lstrip(b"\0")
        self._rest, self._decoder = rest, self._new_decoder()
        return True


_UNPACKERS: dict[bytes, Callable[[_Rejoined], BinaryIO]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lambda stream: io.BufferedReader(_Xz(stream)),
}


def _take(stream: _Rejoined | BinaryIO) -> bytes:
    """Returns the bytes of a cable, at most one more than it may have."""
    found = io.BytesIO()
    while found.tell() <= MAX_BYTES and (data := stream.read(min(_CHUNK, MAX_BYTES + 1 - found.tell()))):
        found.write(data)
    return found.getvalue()


# -- archives ------------------------------------------------------------------------------------


def _from_stream(stream: BinaryIO, name: str, meter: _Meter, *, keep_name: bool = False) -> Iterator[Source | Failure]:
    """Yields the cables of a stream that may be a zip or tar archive, a packed file or a cable: its first bytes say."""
    try:
        start = stream.read(_START)
        if start.startswith(b"PK\x03\x04"):
            yield from _from_zip(_seekable(start, stream), name, meter)
            return
        cable, whole = name, _Rejoined(start, stream, meter.read)
        if unpack := next((opener for magic, opener in _UNPACKERS.items() if start.startswith(magic)), None):
            unpacked = unpack(whole)
            start = unpacked.read(_START)
            whole = _Rejoined(start, unpacked, meter.unpack)
            if name.lower().endswith(_PACKED) and not keep_name:
                cable = os.path.splitext(name)[0]
        if start[257:262] == b"ustar" or name.lower().endswith(_TARS):
            yield from _from_tar(whole, name, meter)
        else:
            yield Source(cable, data=_take(whole))
    except _LimitError as error:
        if error.meter not in (None, meter):
            raise
        yield Failure(name, str(error))
    except Exception as error:  # decompressors raise more than they document
        yield Failure(name, f"is cut short or damaged ({_reason(error)}); fetch it again")


def _seekable(start: bytes, stream: BinaryIO) -> BinaryIO:
    """Returns a stream of which `start` was read, at its beginning. Raises _LimitError if there is too much to be held."""
    if stream.seekable():
        stream.seek(0)
        return stream
    held, data = io.BytesIO(), start
    while data:
        held.write(data)
        if held.tell() > UNSEEKABLE_ZIP:
            raise _LimitError(f"is a zip archive of more than {UNSEEKABLE_ZIP:,} bytes in a pipe; give the file itself")
        data = stream.read(_CHUNK)
    return held


class _Header(tarfile.TarInfo):
    """The header of a member. A damaged or missing one raises, where tarfile would take it for the end."""

    @classmethod
    def fromtarfile(cls, archive: "_Tar") -> tarfile.TarInfo:
        """Returns the next header. Raises HeaderError at the end, ReadError where a header should be."""
        after_zeros, archive.after_zeros = archive.after_zeros, False
        first = archive.source.left is None  # and no header that goes before another
        if first:
            archive.source.left = _TAR_HEADER
        try:
            return super().fromtarfile(archive)
        except tarfile.EOFHeaderError:
            archive.after_zeros = True
            raise
        except tarfile.HeaderError as error:
            if after_zeros and isinstance(error, tarfile.EmptyHeaderError):
                raise
            raise tarfile.ReadError(str(error)) from None
        finally:
            if first:
                archive.source.left = None


class _Tar(tarfile.TarFile):
    """A tar archive, or several in a row: read to the end of the stream, which must come after a block of zeros."""

    tarinfo = _Header
    ignore_zeros = True
    after_zeros = False

    def __init__(self, *args: object, source: _Rejoined, **options: object) -> None:
        self.source = source
        super().__init__(*args, **options)  # type: ignore[arg-type]


def _from_tar(stream: _Rejoined, name: str, meter: _Meter) -> Iterator[Source | Failure]:
    done = 0
    try:
        with _Tar.open(fileobj=stream, mode="r|", source=stream) as archive:
            for member in archive:
                archive.members.clear()  # which would grow with the archive
                if len(archive.pax_headers) > _TAR_GLOBALS:
                    raise _LimitError(f"has more than {_TAR_GLOBALS} global headers; pack it again")
                full = _member_name(name, member.name)
                if member.isdir() or not full:
                    continue
                if isinstance(full, Failure):
                    yield full
                elif not member.isfile():
                    yield Failure(full, "is a link or a device, not a file; pack the file itself")
                elif member.issparse():
                    yield Failure(full, "is a sparse file, which is no text; pack it again without holes")
                elif (data := archive.extractfile(member)) is not None:
                    yield from _from_member(full, _take(data), meter)
                    done += 1
    except _LimitError:
        raise
    except Exception as error:  # and so does tarfile
        yield Failure(name, f"is cut short or damaged after {done} members ({_reason(error)}); fetch it again")


class _Guarded:
    """A zip archive's file, of which no more is read at once than a directory may have, nor more members."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)

    def read(self, size: int = -1) -> bytes:
        """Returns what the file's own `read` does. Raises _LimitError."""
        data = self._file.read(size if 0 <= size <= _DIRECTORY else _DIRECTORY + 1)
        # (every member's entry begins with this, whatever number of them the archive claims to have)
        if len(data) > _DIRECTORY or data.count(b"PK\x01\x02") > MEMBERS:
            raise _LimitError(f"is a zip archive of more than {MEMBERS:,} members; pack it as .tar.gz, or as several")
        return data


def _from_zip(file: Path | BinaryIO, name: str, meter: _Meter) -> Iterator[Source | Failure]:
    try:
        with ExitStack() as stack:
            opened = stack.enter_context(file.open("rb")) if isinstance(file, Path) else file
            meter.read(opened.seek(0, os.SEEK_END))
            archive = stack.enter_context(zipfile.ZipFile(_Guarded(opened)))  # type: ignore[arg-type]
            for member in archive.infolist():
                yield from _from_zip_member(archive, member, name, meter)
    except _LimitError as error:
        yield Failure(name, str(error))
    except Exception as error:  # and so does zipfile
        yield Failure(name, f"is cut short or damaged ({_reason(error)}); fetch it again")


def _from_zip_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, meter: _Meter
) -> Iterator[Source | Failure]:
    full = _member_name(name, member.filename)
    if member.filename.endswith("/") or not full:
        return
    if isinstance(full, Failure):
        yield full
        return
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # of which zipfile unpacks any amount at once
        yield Failure(full, "is packed with neither deflate nor nothing; pack it again as zip programs do by default")
        return
    try:
        with archive.open(member) as data:
            content = _take(data)
    except Exception as error:
        yield Failure(full, f"cannot be read ({_reason(error)}); pack it again, without a password")
        return
    meter.unpack(len(content))
    yield from _from_member(full, content, meter)


def _from_member(name: str, data: bytes, meter: _Meter) -> Iterator[Source | Failure]:
    if name.lower().endswith(_NOT_CABLES) or name.endswith(SIDECAR):
        yield Failure(name, "is not read as a cable, by its ending", fatal=False)
    elif not data:
        yield Failure(name, "is empty; remove it, or fetch it again")
    elif not data.startswith(tuple(_UNPACKERS)):
        yield Source(name, data=data)
    elif len(data) > MAX_BYTES:
        yield Failure(name, f"is larger than {MAX_BYTES:,} bytes, too large for an archive in an archive; unpack it first")
    elif meter.depth >= DEPTH:
        yield Failure(name, f"is an archive in {DEPTH} others; unpack it first")
    else:
        yield from _from_stream(io.BytesIO(data), name, _Meter(meter))


def _member_name(archive: str, member: str) -> str | Failure:
    """Returns a member's name below its archive's, nothing if it is hidden, the failure of one that points outside."""
    if len(member) > NAME:
        return Failure(
            f"{archive}/{member[:80]}…", f"has a name of more than {NAME:,} characters; pack it again with a short one"
        )
    path = PurePosixPath(member.replace("\\", "/"))
    full = f"{archive}/{path.as_posix()}"
    if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
        return Failure(full, "points outside its archive; pack it again with plain relative names")
    return "" if any(part.startswith(".") for part in path.parts) else full


def _reason(error: BaseException) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
