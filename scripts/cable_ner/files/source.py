"""What an input holds: cables to be read, and what cannot be read as one."""

from pathlib import Path
from typing import NamedTuple

from ..text import MAX_BYTES

SIDECAR = ".missing.jsonl"  # ending of the file beside a cable that lists its missing spans
NOT_CABLES = (".md", ".spacy", ".json", ".jsonl", ".csv", ".py", ".cfg", ".yml")
WRONG_ENDING = "is skipped, because its extension is not that of a cable"


class Source(NamedTuple):
    """One cable to be read: either `path` (a file on disk) or `data` (a member of an archive) is set."""

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
        """Returns the text of the file that lists the cable's missing spans; an empty string if there is none.

        Raises OSError, also if the file is larger than a cable may be, and UnicodeDecodeError.
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
    """Something that could not be read, or was skipped (`fatal` is False); the message says what to do."""

    name: str
    message: str
    fatal: bool = True


def one_line(text: str) -> str:
    """Returns text that is safe to print and to store: characters that are not printable become escapes."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape", "surrogatepass").decode() for char in text)
