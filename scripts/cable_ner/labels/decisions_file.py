"""The file of decisions (corpus/corrections.jsonl): read, and appended to. Nobody's line is ever removed.

One JSON object a line, in the order the decisions were taken, so that version control shows them well. A decision is taken
back by a line that revokes it: `{"revokes": {the decision}, "by": "kim"}`. It takes back the last decision above it that
says exactly this, so that what was decided before holds again; without such a decision it has no effect.
"""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import srsly

from ..files import append_lines, whole_lines
from .corrections import Corrections
from .decisions import Decision, from_json

_REVOKES = "revokes"


def read_corrections(path: Path) -> Corrections:
    """Returns the decisions in a file that are not revoked; none if there is no such file.

    A last line that was cut off while it was written is left out, with a warning. Raises ValueError that names the file and
    the line.
    """
    found: dict[int, Decision] = {}  # by line
    places: defaultdict[Decision, list[int]] = defaultdict(list)  # the lines that say it, and are not revoked
    for number, line in whole_lines(path):
        if not line.strip():
            continue
        decision, is_revoked = _read(line, path, number)
        if not is_revoked:
            found[number] = decision
            places[decision].append(number)
        elif places[decision]:
            del found[places[decision].pop()]
    return Corrections(found.values())


def append_decisions(path: Path, decisions: Iterable[Decision]) -> None:
    """Adds decisions to the end of a file: see `files.append_lines`."""
    append_lines(path, [srsly.json_dumps(decision.as_json()).encode() for decision in decisions])


def append_revocation(path: Path, decision: Decision, *, by: str = "") -> None:
    """Adds a line to the end of a file that takes a decision in it back, with the name of the person who does."""
    row = {_REVOKES: decision.as_json(), **({"by": by} if by else {})}
    append_lines(path, [srsly.json_dumps(row).encode()])


def _read(line: bytes, path: Path, number: int) -> tuple[Decision, bool]:
    """Returns the decision on a line, and whether the line revokes it."""
    try:
        row: Any = srsly.json_loads(line.decode("utf-8-sig"))
        if not (isinstance(row, dict) and _REVOKES in row):
            return from_json(row), False
        if unknown := row.keys() - {_REVOKES, "by"}:
            raise ValueError(f"has an unknown key '{min(unknown)}'")
        return from_json(row[_REVOKES]), True
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}:{number}: is not UTF-8 ({error}); restore it from version control") from None
    except ValueError as error:
        raise ValueError(f"{path}:{number}: {error}; correct the line or remove it") from None
