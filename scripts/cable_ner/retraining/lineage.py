"""The lineage (lineage.jsonl): a line for each decision on a model.

A line says what the model is made of, its scores, whether it was taken, and why.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import srsly
from spacy.about import __version__ as spacy_version

from .. import __version__
from ..files import append_lines, whole_lines
from ..model import labels_on_disk
from .digests import config_digest, model_digest

Row = dict[str, Any]
LINEAGE = "lineage.jsonl"
_KEYS = {"id", "parent", "date", "way", "digest", "data", "labels", "scores", "decision", "reason", "versions"}


class Decision(StrEnum):
    """The decision on a model."""

    FIRST = "first"  # trained by `spacy project run all`
    ACCEPTED = "accepted"
    FORCED = "forced"  # taken although it is worse
    REFUSED = "refused"
    ROLLED_BACK = "rolled back"  # made current again


def read_lineage(training: Path) -> list[Row]:
    """Returns the lines, oldest first; none if there is no lineage yet. Raises ValueError for a line that is not one."""
    path = training / LINEAGE
    rows: list[Row] = []
    for number, line in whole_lines(path):
        try:
            row = srsly.json_loads(line)
        except ValueError:
            row = None
        if not is_row(row):
            raise ValueError(f"{path}:{number}: is not the line of a model; mend or remove it")
        rows.append(row)
    return rows


def is_row(row: object) -> bool:
    """Returns whether a value that was read is a line of the lineage. Its id becomes the name of a folder."""
    return (
        isinstance(row, dict)
        and row.keys() >= _KEYS
        and re.fullmatch(r"[\w-]+", str(row["id"])) is not None
        and isinstance(row["data"], dict)
        and row["data"].keys() >= {"increments", "digests", "cables"}
    )


def append(training: Path, row: Row) -> None:
    """Adds a line, unless it is there already."""
    line = srsly.json_dumps(row)
    if srsly.json_loads(line) not in read_lineage(training):  # (numbers as they are read back)
        append_lines(training / LINEAGE, [line.encode()])


def row_of(training: Path, name: str) -> Row:
    """Returns the line in which a model was made, by its id or the beginning of its id.

    Raises ValueError if no model or several models match.
    """
    rows = read_lineage(training)
    found = {row["id"]: row for row in reversed(rows) if row["id"].startswith(name)}  # (the first line of each)
    if name in found:
        return found[name]
    if len(found) != 1:
        known = ", ".join(dict.fromkeys(row["id"] for row in rows)) or "none yet"
        raise ValueError(f"{training / LINEAGE}: {len(found) or 'no'} models are called '{name}'; there are {known}")
    return next(iter(found.values()))


def ever_current(training: Path) -> list[str]:
    """Returns the ids of the models that were ever current, in the order in which they first were."""
    return list(dict.fromkeys(row["id"] for row in read_lineage(training) if row["decision"] != Decision.REFUSED))


def since_first(rows: Sequence[Row]) -> Sequence[Row]:
    """Returns the lines from the last model that `spacy project run all` has trained."""
    firsts = [number for number, row in enumerate(rows) if row["decision"] == Decision.FIRST]
    return rows[firsts[-1] :] if firsts else rows


def timestamp() -> str:
    """Returns the present time in UTC, to the second."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


def new_row(
    training: Path,
    model: Path,
    *,
    parent: str | None,
    decision: Decision,
    reason: str,
    data: Mapping[str, Any],
    way: str,
    scores: Mapping[str, Any] | None = None,
    gate: list[Row] | None = None,
) -> Row:
    """Returns the line of the model in the folder `model`, with an id that no other has."""
    digest, now = model_digest(model), timestamp()
    return {
        "id": _new_id(training, f"{now[:10]}-{digest[:8]}"),
        "parent": parent,
        "date": now,
        "way": way,
        "config": config_digest(model),
        "digest": digest,
        "data": dict(data),
        "labels": labels_on_disk(model),
        "scores": scores,
        "gate": gate,
        "decision": decision.value,
        "reason": reason,
        "versions": {"spacy": spacy_version, "cable_ner": __version__},
    }


def _new_id(training: Path, stem: str) -> str:
    taken = {row["id"] for row in read_lineage(training)}
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    return name
