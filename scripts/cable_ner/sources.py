"""Files, folders, archives and standard input -> the bytes of one cable after the other.

Archives are read as streams: no member is ever written to disk. What cannot be read becomes a `Failure`,
and the rest goes on.
"""

import gzip
import io
import lzma
import os
import stat
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

from .markup import MAX_BYTES

STANDARD_INPUT = "-"
SIDECAR = ".missing.jsonl"
_ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
_NOT_CABLES = (".md", ".spacy", ".json", ".jsonl", ".csv", ".py", ".cfg", ".yml")
_READ_ERRORS = (OSError, EOFError, zlib.error, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile, RuntimeError, NotImplementedError)


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

    Names are paths relative to the input; where several inputs are given, to the folder they share.
    """
    inputs = list(dict.fromkeys(item if item == STANDARD_INPUT else os.path.normpath(item) for item in inputs))
    for item, prefix in zip(inputs, _prefixes(inputs)):
        if item == STANDARD_INPUT:
            yield from _from_stream(sys.stdin.buffer, prefix or "stdin.txt")
        elif not os.path.exists(item):
            yield Failure(item, "does not exist; check the path")
        elif os.path.isdir(item):
            yield from _from_folder(Path(item), PurePosixPath(prefix))
        else:
            yield from _from_file(Path(item), prefix or Path(item).name)


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


def _from_folder(folder: Path, prefix: PurePosixPath) -> Iterator[Source | Failure]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield Failure(str(prefix / folder.name), f"cannot be opened ({error.strerror}); check its permissions")
        return
    for entry in entries:
        name = prefix / entry.name
        if entry.name.startswith(".") or entry.name.endswith(SIDECAR):
            continue
        if entry.is_dir(follow_symlinks=False):
            if entry.name.endswith((".txt", ".html", ".htm")):
                yield Failure(str(name), "is a folder named like a file; what is in it is read", fatal=False)
            yield from _from_folder(Path(entry.path), name)
        elif not entry.is_file():
            yield Failure(str(name), "is neither a file nor a folder; remove it, or give what it points to")
        elif entry.name.lower().endswith(_NOT_CABLES):
            yield Failure(str(name), "is not read as a cable, by its ending", fatal=False)
        else:
            yield from _from_file(Path(entry.path), str(name))


def _from_file(path: Path, name: str) -> Iterator[Source | Failure]:
    lower = path.name.lower()
    if not stat.S_ISREG(path.stat().st_mode):
        yield from _from_stream(path.open("rb"), name)
    elif lower.endswith(".zip"):
        yield from _from_zip(path, name)
    elif lower.endswith((*_ARCHIVES, ".gz")):
        try:
            with path.open("rb") as stream:
                yield from _from_stream(stream, name)
        except OSError as error:
            yield Failure(name, f"cannot be opened ({error.strerror}); check its permissions")
    else:
        yield Source(name, path=str(path))


def _from_stream(stream: BinaryIO, name: str) -> Iterator[Source | Failure]:
    """Yields the cables of a stream that may be a tar archive, a zip archive, a gzip file or a cable."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[arg-type]
    start = buffered.peek(512)[:512]
    is_tar = name.lower().endswith(_ARCHIVES) or start[257:262] == b"ustar"
    if start[:4] == b"PK\x03\x04":
        yield from _from_zip(io.BytesIO(buffered.read()), name)
    elif is_tar:
        yield from _from_tar(buffered, name)
    elif start[:2] == b"\x1f\x8b":
        unzipped = gzip.GzipFile(fileobj=buffered)
        try:
            inner = io.BufferedReader(unzipped)  # type: ignore[arg-type]
            tar_inside = inner.peek(512)[257:262] == b"ustar"
            if not tar_inside:
                yield Source(name.removesuffix(".gz"), data=inner.read(MAX_BYTES + 1))
        except _READ_ERRORS as error:
            yield Failure(name, f"is cut short or damaged ({_reason(error)}); fetch it again")
            return
        if tar_inside:
            yield from _from_tar(inner, name)
    else:
        yield Source(name, data=buffered.read(MAX_BYTES + 1))


def _from_tar(stream: BinaryIO, name: str) -> Iterator[Source | Failure]:
    done = 0
    try:
        with tarfile.open(fileobj=stream, mode="r|*") as archive:
            for member in archive:
                if member.isdir() or _is_hidden(member.name):
                    continue
                full, failure = _member_name(name, member.name)
                if failure:
                    yield failure
                elif not member.isfile():
                    yield Failure(full, "is a link or a device, not a file; pack the file itself")
                elif (data := archive.extractfile(member)) is not None:
                    yield from _from_member(full, data.read(MAX_BYTES + 1))
                    done += 1
    except _READ_ERRORS as error:
        yield Failure(name, f"is cut short or damaged after {done} members ({_reason(error)}); fetch it again")


def _from_zip(file: Path | BinaryIO, name: str) -> Iterator[Source | Failure]:
    try:
        archive = zipfile.ZipFile(file)
    except _READ_ERRORS as error:
        yield Failure(name, f"is cut short or damaged ({_reason(error)}); fetch it again")
        return
    with archive:
        for member in archive.infolist():
            if member.is_dir() or _is_hidden(member.filename):
                continue
            full, failure = _member_name(name, member.filename)
            if failure:
                yield failure
                continue
            try:
                with archive.open(member) as data:
                    content = data.read(MAX_BYTES + 1)
            except _READ_ERRORS as error:
                yield Failure(full, f"cannot be read ({_reason(error)}); pack it again, without a password")
            else:
                yield from _from_member(full, content)


def _from_member(name: str, data: bytes) -> Iterator[Source | Failure]:
    if name.lower().endswith(_NOT_CABLES) or name.endswith(SIDECAR):
        yield Failure(name, "is not read as a cable, by its ending", fatal=False)
    elif data[:2] == b"\x1f\x8b":
        yield from _from_stream(io.BytesIO(data), name)  # type: ignore[arg-type]
    else:
        yield Source(name, data=data)


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") and part not in (".", "..") for part in PurePosixPath(name).parts)


def _member_name(archive: str, member: str) -> tuple[str, Failure | None]:
    """Returns a member's name below its archive's, or the failure of one that points outside."""
    path = PurePosixPath(member.replace("\\", "/"))
    full = f"{archive}/{path.as_posix()}"
    if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")):
        return full, Failure(full, "points outside its archive; pack it again with plain relative names")
    return full, None


def _reason(error: BaseException) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
