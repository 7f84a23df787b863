"""The file of decisions (corpus/corrections.jsonl): read, appended to, and taken back line by line.

One JSON object a line, in the order the decisions were taken, so that version control shows them well.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import srsly

from .corrections import Corrections
from .decisions import Decision, from_json


def read_corrections(path: Path) -> Corrections:
    """Returns the decisions in a file; none if there is no such file. Raises ValueError that names the file and the line."""
    decisions = []
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n") if path.exists() else []
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: is not UTF-8 ({error}); restore it from version control") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            decisions.append(_decision(line, path, number))
    return Corrections(decisions)


def append_decisions(path: Path, decisions: Iterable[Decision]) -> None:
    """Adds decisions to the end of a file, which a crash leaves either with or without them.

    A last line without a line feed gets none after what is added, so that `undo` can tell which bytes were there before.
    """
    lines = [srsly.json_dumps(decision.as_json()).encode() for decision in decisions]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        ended = not file.tell() or _ends_a_line(file)
        file.write(b"".join(line + b"\n" if ended else b"\n" + line for line in lines))
        file.flush()
        os.fsync(file.fileno())


def undo(path: Path) -> Decision | None:
    """Removes the last decision from a file and returns it; None if there is none. The file has its earlier bytes again.

    Raises ValueError that names the file and the line if the last line is no decision.
    """
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


def _decision(line: str | bytes, path: Path, number: int) -> Decision:
    try:
        return from_json(srsly.json_loads(line.decode("utf-8-sig") if isinstance(line, bytes) else line))
    except ValueError as error:
        raise ValueError(f"{path}:{number}: {error}; correct the line or remove it") from None


def _ends_a_line(file: BinaryIO) -> bool:
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"
