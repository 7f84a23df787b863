"""From the bytes of a file to its source text."""

import codecs
import re
from itertools import accumulate, count
from operator import add
from typing import NamedTuple

from .cable import CableError, Problem

MAX_BYTES = 10_000_000
_MOST_ABOVE_ASCII = 0.3  # share of the first bytes; text in Windows-1252 has fewer
_SAMPLED_BYTES = 10_000
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f]")


class Decoded(NamedTuple):
    """A file's text, its encoding (Python's name; utf-8-sig starts with a byte order mark), and problems with it."""

    source: str
    encoding: str
    problems: list[Problem]


def decode(data: bytes) -> Decoded:
    """Returns the source text of a file; text in Windows-1252 is read, and reported as a problem.

    Raises CableError for data that is not text: too large, with a NUL byte, or neither UTF-8 nor Windows-1252.
    """
    if len(data) > MAX_BYTES:
        raise CableError(
            f"is larger than {MAX_BYTES:,} bytes, too large for one cable; give one file per cable, or an archive of files"
        )
    nul = data.find(b"\0")
    if nul >= 0:
        raise CableError("holds a NUL byte, so it is binary or UTF-16; save it as UTF-8", _line_of_byte(data, nul))
    try:
        return Decoded(data.decode("utf-8-sig"), "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8", [])
    except UnicodeDecodeError as error:
        line = _line_of_byte(data, error.start)
    try:
        source = data.decode("cp1252")
    except UnicodeDecodeError:
        source = ""
    if not source or _CONTROL.search(source) or _share_above_ascii(data) > _MOST_ABOVE_ASCII:
        raise CableError("is neither UTF-8 nor Windows-1252 text; save it as UTF-8", line)
    problem = Problem(line, "encoding", "not UTF-8, read as Windows-1252; save it as UTF-8 to be sure")
    return Decoded(source, "cp1252", [problem])


def _line_of_byte(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _share_above_ascii(data: bytes) -> float:
    sample = data[:_SAMPLED_BYTES]
    return sum(byte > 127 for byte in sample) / len(sample)


def line_feeds(source: str) -> list[int]:
    """Returns the offsets of the line feeds in a text."""
    return list(map(add, accumulate(map(len, source.split("\n"))), count()))[:-1]
