"""What an input holds: cables to be read, and what cannot be read as one."""

import os
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..text import MAX_BYTES, Layer
from .digests import digest

SIDECAR = ".missing.jsonl"  # ending of the file beside a cable that lists its missing spans
# Endings of files that hold no cable: of this project, of other programs, and of what lies beside saved web pages.
NOT_CABLES = (
    ".md", ".spacy", ".py", ".cfg", ".conf", ".yml", ".yaml", "typesystem.xml",
    ".pdf", ".doc", ".docx", ".odt", ".rtf", ".xls", ".xlsx", ".ods", ".ppt", ".pptx", ".parquet", ".sqlite",
    ".css", ".js", ".jpg", ".jpeg", ".png", ".gif", ".svg", ".ico", ".tif", ".tiff", ".webp",
)  # fmt: skip
_ENCODER = msgspec.msgpack.Encoder()
WRONG_ENDING = "is skipped, because its extension is not that of a cable"


class Content(NamedTuple):
    """What a cable and its sidecar held when they were read: their size in bytes together, and a digest."""

    size: int
    digest: str


class Source(NamedTuple):
    """One cable to be read: either `path` (a file on disk) or `data` (a member of an archive, a text in a file) is set.

    `layer` are the annotations that stand beside the text.
    """

    name: str
    path: str = ""
    data: bytes = b""
    layer: Layer | None = None

    def read(self) -> bytes:
        """Returns the bytes, at most one more than a cable may have. Raises OSError."""
        if not self.path:
            return self.data
        with open(self.path, "rb") as file:
            return file.read(MAX_BYTES + 1)

    def sidecar(self) -> bytes:
        """Returns the bytes of the file that lists the cable's missing spans; none if there is no such file.

        Raises OSError, also if the file is larger than a cable may be.
        """
        if not (path := self._sidecar):
            return b""
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise OSError(f"larger than {MAX_BYTES:,} bytes")
        return data

    def is_still(self, content: Content) -> bool:
        """Returns whether cable and sidecar hold the same as before; they are read only if their size is the same.

        Raises OSError.
        """
        return self._size() == content.size and content_of(self.read(), self.beside()) == content

    def beside(self) -> bytes:
        """Returns what belongs to the text and is not in it: its sidecar, or the annotations beside it. Raises OSError."""
        return _ENCODER.encode(self.layer) if self.layer else self.sidecar()

    def _size(self) -> int:
        if not self.path:
            return len(self.data) + len(self.beside())
        return os.stat(self.path).st_size + (self._sidecar.stat().st_size if self._sidecar else 0)

    @property
    def _sidecar(self) -> Path | None:
        path = Path(self.path + SIDECAR)
        return path if self.path and path.is_file() else None


def content_of(data: bytes, beside: bytes = b"") -> Content:
    """Returns what a cable and what is beside it hold. (A cable has no NUL byte, so they cannot be taken for another.)"""
    return Content(len(data) + len(beside), digest(data + b"\0" + beside if beside else data))


class Failure(NamedTuple):
    """Something that could not be read, or was skipped (`fatal` is False); the message says what to do."""

    name: str
    message: str
    fatal: bool = True


def one_line(text: str) -> str:
    """Returns text that is safe to print and to store: characters that are not printable become escapes."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape", "surrogatepass").decode() for char in text)
