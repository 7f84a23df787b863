"""Cables between the two passes, packed as msgpack in a temporary file, so that memory does not grow with the archive."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from ..files import Content, naming
from ..text import Cable
from .identity import Identity

_ENCODER, _DECODER = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Cable)


def pack(cable: Cable) -> bytes:
    """Returns a cable as msgpack."""
    return _ENCODER.encode(cable)


def unpack(packed: bytes) -> Cable:
    """Returns the cable that was packed."""
    return _DECODER.decode(packed)


class Spilled(NamedTuple):
    """A cable that was read: its place in the spill file, and what is needed before it is read back.

    `content` is what its source held; `offset` and `length` are in bytes; `characters` counts those of its paragraphs, and
    `annotated` says whether it has labels (`unlabelled.is_annotated`).
    """

    identity: Identity
    content: Content
    offset: int
    length: int
    characters: int
    annotated: bool


class Spill:
    """The file of packed cables that the first pass writes and the second reads. All methods raise OSError."""

    def __init__(self, file: BinaryIO, folder: Path) -> None:
        self._file = file
        self._folder = folder  # for error messages, because the file itself has no name
        self._size = 0

    def add(self, packed: bytes, identity: Identity, *, content: Content, characters: int, annotated: bool) -> Spilled:
        """Appends a cable and returns its place."""
        with naming(self._folder):
            self._file.write(packed)
        spilled = Spilled(identity, content, self._size, len(packed), characters, annotated)
        self._size += len(packed)
        return spilled

    def flush(self) -> None:
        """Writes out what is still in memory, so that cables can be read back."""
        with naming(self._folder):
            self._file.flush()

    def packed(self, cable: Spilled) -> bytes:
        """Returns a cable as it was packed."""
        self._file.seek(cable.offset)
        return self._file.read(cable.length)

    def load(self, cable: Spilled) -> Cable:
        """Returns a cable."""
        return unpack(self.packed(cable))


@contextmanager
def spill_file() -> Iterator[Spill]:
    """Yields an empty spill in the folder for temporary files, and removes it afterwards. Raises OSError."""
    try:
        folder = Path(tempfile.gettempdir())
    except FileNotFoundError as error:
        raise OSError(f"{error.strerror}; set TMPDIR to a folder that can be written to") from error
    with naming(folder):
        file = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        yield Spill(file, folder)
    finally:
        with suppress(OSError):  # (`flush` has reported what could not be written)
            file.close()
