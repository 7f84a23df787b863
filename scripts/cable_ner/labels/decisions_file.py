"""The file of decisions (corpus/corrections.jsonl): read, appended to, and taken back line by line.

One JSON object a line, in the order the decisions were taken, so that version control shows them well.
"""

import os
from collections.abc import Iterable
from pathlib import Path

import srsly

from ..files import append_lines, cut_torn_line, whole_lines
from .corrections import Corrections
from .decisions import Decision, from_json


def read_corrections(path: Path) -> Corrections:
    """Returns the decisions in a file; none if there is no such file.

    A last line that was cut off while it was written is left out, with a warning. Raises ValueError that names the file and
    the line.
    """
    return Corrections(_decision(line, path, number) for number, line in whole_lines(path) if line.strip())


def append_decisions(path: Path, decisions: Iterable[Decision]) -> None:
    """Adds decisions to the end of a file: see `files.append_lines`."""
    append_lines(path, [srsly.json_dumps(decision.as_json()).encode() for decision in decisions])


def undo(path: Path) -> Decision | None:
    """Removes the last decision from a file and returns it; None if there is none. The file has its earlier bytes again.

    Raises ValueError that names the file and the line if the last line is no decision.
    """
    cut_torn_line(path)
    data = path.read_bytes() if path.exists() else b""
    body = data.rstrip()
    if not body:
        return None
    start, number = body.rfind(b"\n") + 1, body.count(b"\n") + 1
    decision = _decision(body[start:], path, number)
    with path.open("rb+") as file:
        file.truncate(start if b"\n" in data[len(body) :] else max(start - 1, 0))
        file.flush()
        os.fsync(file.fileno())
    return decision


def _decision(line: bytes, path: Path, number: int) -> Decision:
    try:
        return from_json(srsly.json_loads(line.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}:{number}: is not UTF-8 ({error}); restore it from version control") from None
    except ValueError as error:
        raise ValueError(f"{path}:{number}: {error}; correct the line or remove it") from None
