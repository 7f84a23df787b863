"""What was pushed to and pulled from projects on servers: a file beside the decisions."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from ....files import write_bytes


def state_file(corrections: Path) -> Path:
    """Returns the path of the file beside the decisions."""
    return corrections.with_name(corrections.stem + ".label-studio.json")


class ServerState(NamedTuple):
    """One project: keys of paragraphs that were pushed, and what was pulled.

    `since` is the server's time of the latest change that was pulled. `taken` has, for each task with annotations that were
    imported, what these were (see `listing.annotations_digest`), `refused` the numbers of tasks whose annotations were not.
    """

    pushed: frozenset[str] = frozenset()
    since: str = ""
    taken: dict[int, str] = {}
    refused: tuple[int, ...] = ()


def read_server_state(corrections: Path, project: str) -> ServerState:
    """Returns what was noted about a project, named by address and number. Raises ValueError that names the file."""
    path = state_file(corrections)
    row = _read(path).get(project)
    if row is None:
        return ServerState()
    try:
        taken = {int(task): str(what) for task, what in row["taken"].items()}
        return ServerState(frozenset(row["pushed"]), str(row["since"]), taken, tuple(map(int, row["refused"])))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _unreadable(path) from None


def write_server_state(corrections: Path, project: str, state: ServerState) -> None:
    """Notes what was pushed to a project and pulled from it; the file is there as a whole or not at all. Raises OSError."""
    path = state_file(corrections)
    rows = _read(path)
    rows[project] = {
        "pushed": sorted(state.pushed), "since": state.since, "refused": list(state.refused),
        "taken": {str(task): what for task, what in sorted(state.taken.items())},
    }  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, (json.dumps(rows, indent=1) + "\n").encode())


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        rows = json.loads(path.read_text(encoding="utf8"))
    except ValueError:
        raise _unreadable(path) from None
    if not isinstance(rows, dict):
        raise _unreadable(path)
    return rows


def _unreadable(path: Path) -> ValueError:
    return ValueError(f"{path}: is not what `review label-studio` wrote; remove it (everything is then pulled once more)")
