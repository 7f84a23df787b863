"""Streams of packed bytes (gzip, bzip2, xz): unpacked a chunk at a time, within limits."""

import bz2
import gzip
import io
import lzma
from collections.abc import Callable
from typing import Any, Protocol

from ..text import MAX_BYTES
from .limits import TAR_HEADER, XZ_MEMORY, LimitError

CHUNK = 65_536  # bytes that are unpacked at a time


class Readable(Protocol):
    """A stream of bytes; `read` returns no bytes at the end only."""

    def read(self, size: int = ..., /) -> bytes:
        """Returns at most `size` bytes."""
        ...


class ByteStream(Readable, Protocol):
    """A buffered stream, as `open` and the unpackers of the standard library return them."""

    def read1(self, size: int = ..., /) -> bytes:
        """Returns at most `size` bytes, with at most one read of what is below."""
        ...


class Rejoined:
    """A stream whose first bytes were read to look at them, made whole again.

    `counted` is called with the number of bytes that are read. `left` is how many may still be read, if limited.
    """

    def __init__(self, start: bytes, rest: ByteStream, counted: Callable[[int], None]) -> None:
        self._start = start
        self._rest = rest
        self._counted = counted
        self.left: int | None = None

    def read(self, size: int = CHUNK, /) -> bytes:
        """Returns at most `size` bytes, and no bytes at the end only. Raises LimitError.

        What can be unpacked before a damaged place is returned before the damage raises.
        """
        start, self._start = self._start[:size], self._start[size:]
        data = start or self._rest.read1(size)
        self._counted(len(data))
        if self.left is not None:
            self.left -= len(data)
            if self.left < 0:
                raise LimitError(f"has a header of more than {TAR_HEADER:,} bytes; pack it again with short names")
        return data


class _Xz(io.RawIOBase):
    """Unpacks xz within XZ_MEMORY bytes of memory; `lzma.open` takes what the file asks for, up to four gigabytes."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._decoder = self._new_decoder()
        self._rest = b""

    @staticmethod
    def _new_decoder() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)

    def readable(self) -> bool:
        """Returns True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # (the stubs' own buffer has no len)
        """Fills the buffer, and returns with how many bytes. Raises LZMAError, EOFError, LimitError."""
        data = b""
        while not data:
            if self._decoder.eof and not self._begin_next():
                return 0
            if self._decoder.needs_input and not self._rest:
                self._rest = self._stream.read(CHUNK)
                if not self._rest:
                    raise EOFError("Compressed file ended before the end-of-stream marker was reached")
            data = self._decompress(len(buffer))
            self._rest = b""
        buffer[: len(data)] = data
        return len(data)

    def _decompress(self, size: int) -> bytes:
        try:
            return self._decoder.decompress(self._rest, size)
        except lzma.LZMAError as error:
            if "limit" not in str(error):
                raise
            text = f"takes more than {XZ_MEMORY:,} bytes of memory to unpack; pack it again with xz -9 or gzip"
            raise LimitError(text) from error

    def _begin_next(self) -> bool:
        """Begins the next of several xz streams in a row, with zeros between them; returns whether there is one."""
        rest = self._decoder.unused_data.lstrip(b"\0")
        while not rest:
            more = self._stream.read(CHUNK)
            if not more:
                return False
            rest = more.lstrip(b"\0")
        self._rest, self._decoder = rest, self._new_decoder()
        return True


# By the first bytes of what they unpack. (They take a `Readable`; the stubs of the first two ask for more than is used.)
UNPACKERS: dict[bytes, Callable[[Any], ByteStream]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lambda stream: io.BufferedReader(_Xz(stream)),
}


def take(stream: Readable) -> bytes:
    """Returns the bytes of a cable, at most one more than it may have."""
    found = io.BytesIO()
    while found.tell() <= MAX_BYTES and (data := stream.read(min(CHUNK, MAX_BYTES + 1 - found.tell()))):
        found.write(data)
    return found.getvalue()
