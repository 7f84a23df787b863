"""The file of decisions about labels (corpus/corrections.jsonl): read, and appended to. See `files.decision_lines`."""

from collections.abc import Iterable
from pathlib import Path

import srsly

from ..files import append_lines, append_revocation_line, read_decision_lines
from .corrections import Corrections
from .decisions import Decision, from_json


def read_corrections(path: Path) -> Corrections:
    """Returns the decisions in a file that are not revoked; none if there is no such file.

    A last line that was cut off while it was written is left out, with a warning. Raises ValueError that names the file and
    the line.
    """
    return Corrections(read_decision_lines(path, from_json).values())


def append_decisions(path: Path, decisions: Iterable[Decision]) -> None:
    """Adds decisions to the end of a file: see `files.append_lines`."""
    append_lines(path, [srsly.json_dumps(decision.as_json()).encode() for decision in decisions])


def append_revocation(path: Path, decision: Decision, *, by: str = "") -> None:
    """Adds a line to the end of a file that takes a decision in it back, with the name of the person who does."""
    append_revocation_line(path, decision.as_json(), by=by)
