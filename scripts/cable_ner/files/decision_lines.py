"""Files of people's decisions, one JSON object a line, in the order they were taken. Nobody's line is ever removed.

A line `{"revokes": {the decision}, "by": "kim"}` takes back the last decision above it that says exactly this, so that what
was decided before holds again; without such a decision it has no effect.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, TypeVar

import srsly

from .lines import append_lines, whole_lines

D = TypeVar("D", bound=Hashable)
_REVOKES = "revokes"
_REVOCATION = {_REVOKES, "by", "time"}


def read_decision_lines(path: Path, from_json: Callable[[Any], D]) -> dict[int, D]:
    """Returns the decisions in a file that are not revoked, by the number of their line; none if there is no such file.

    A last line that was cut off while it was written is left out, with a warning. Raises ValueError that names the file and
    the line, also for what `from_json` raises it for.
    """
    found: dict[int, D] = {}
    places: defaultdict[D, list[int]] = defaultdict(list)  # the lines that say it, and are not revoked
    for number, line in whole_lines(path):
        if not line.strip():
            continue
        decision, is_revoked = _read(line, path, number, from_json)
        if not is_revoked:
            found[number] = decision
            places[decision].append(number)
        elif places[decision]:
            del found[places[decision].pop()]
    return found


def append_revocation_line(path: Path, row: Any, *, by: str = "", time: str = "") -> None:
    """Adds a line to the end of a file that takes back a decision, given as JSON; who does it, and when, if given."""
    about = {key: value for key, value in (("by", by), ("time", time)) if value}
    append_lines(path, [srsly.json_dumps({_REVOKES: row, **about}).encode()])


def _read(line: bytes, path: Path, number: int, from_json: Callable[[Any], D]) -> tuple[D, bool]:
    """Returns the decision on a line, and whether the line revokes it."""
    try:
        row: Any = srsly.json_loads(line.decode("utf-8-sig"))
        if not (isinstance(row, dict) and _REVOKES in row):
            return from_json(row), False
        if unknown := row.keys() - _REVOCATION:
            raise ValueError(f"has an unknown key '{min(unknown)}'")
        return from_json(row[_REVOKES]), True
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}:{number}: is not UTF-8 ({error}); restore it from version control") from None
    except ValueError as error:
        raise ValueError(f"{path}:{number}: {error}; correct the line or remove it") from None
