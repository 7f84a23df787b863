"""Files of JSON lines that grow at their end: every line is there as a whole, whatever stops the writing.

A full disk cuts the file back to what it held before. A killed run may leave a torn last line: the beginning of an object
without a line feed. Who reads the file leaves it out and warns (`TornLineWarning`), and who appends replaces it. A line that
is damaged anywhere else is an error, which the reader raises.
"""

import json
import os
import warnings
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import FileIO
from pathlib import Path

from .errors import naming

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class TornLineWarning(UserWarning):
    """The last line of a file was cut off while it was being written and is ignored."""


def whole_lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yields the lines of a file with their numbers from 1; none if there is no file. Raises OSError.

    Line feeds stay; a byte order mark goes. A torn last line is left out, with a warning that names the file and the line.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if _is_torn(line):
                text = (
                    f"{path}:{number}: was cut off while it was being written and is ignored;"
                    " repeat the step that it should record"
                )
                warnings.warn(text, TornLineWarning, stacklevel=2)
                return
            yield number, line.removeprefix(_BYTE_ORDER_MARK)


def append_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Adds lines, given without line feeds, to the end of a file; they are on the disk when this returns.

    Folder and file are made if need be. If the last line has no line feed, what is added ends without one, too, so that the
    earlier bytes can be told apart. Raises OSError that names the file, which then holds what it held before.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    cut_torn_line(path)
    with naming(path), path.open("ab+", buffering=0) as file:
        ended = not file.tell() or _ends_a_line(file)
        write_whole(file, b"".join(line + b"\n" if ended else b"\n" + line for line in lines), sync=True)


def write_whole(file: FileIO, data: bytes, *, sync: bool = False) -> None:
    """Writes all of the data to the end of an unbuffered file, or nothing; with `sync`, to the disk. Raises OSError."""
    start = file.seek(0, os.SEEK_END)
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[file.write(rest) :]
        if sync:
            os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):
            file.truncate(start)
            file.seek(start)
        raise


def cut_torn_line(path: Path) -> None:
    """Removes a torn last line from a file, if there is one. Raises OSError."""
    if not path.exists():
        return
    data = path.read_bytes()
    start = data.rfind(b"\n") + 1
    if _is_torn(data[start:]):
        os.truncate(path, start)


def _is_torn(line: bytes) -> bool:
    """Returns whether a line is the beginning of a JSON object, which no beginning but the whole is."""
    if line.endswith(b"\n") or not line.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"{"):
        return False
    try:
        json.loads(line.removeprefix(_BYTE_ORDER_MARK))
    except ValueError:
        return True
    return False


def _ends_a_line(file: FileIO) -> bool:
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"
