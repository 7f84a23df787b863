"""The lineage (lineage.jsonl): one record for each decision about a model.

A record holds the model's data and scores, the decision, and the reason for it.
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
    FORCED = "forced"  # accepted although it is worse
    REFUSED = "refused"
    ROLLED_BACK = "rolled back"  # made current again


def read_lineage(training: Path) -> list[Row]:
    """Returns the records, oldest first; none if there is no lineage yet. Raises ValueError for a line that is no record."""
    path = training / LINEAGE
    rows: list[Row] = []
    for number, line in whole_lines(path):
        try:
            row = srsly.json_loads(line)
        except ValueError:
            row = None
        if not is_row(row):
            raise ValueError(f"{path}:{number}: is not a lineage record; correct or remove this line")
        rows.append(row)
    return rows


def is_row(row: object) -> bool:
    """Returns whether a value read from a file is a lineage record. Its id must be safe to use as a folder name."""
    return (
        isinstance(row, dict)
        and row.keys() >= _KEYS
        and re.fullmatch(r"[\w-]+", str(row["id"])) is not None
        and isinstance(row["data"], dict)
        and row["data"].keys() >= {"increments", "digests", "cables"}
    )


def append(training: Path, row: Row) -> None:
    """Adds a record, unless it is there already."""
    line = srsly.json_dumps(row)
    if srsly.json_loads(line) not in read_lineage(training):  # (numbers as they are read back)
        append_lines(training / LINEAGE, [line.encode()])


def row_of(training: Path, name: str) -> Row:
    """Returns the record of the training of a model, given its id or the start of its id.

    Raises ValueError if no model or several models match.
    """
    rows = read_lineage(training)
    found = {row["id"]: row for row in reversed(rows) if row["id"].startswith(name)}  # (the first record of each)
    if name in found:
        return found[name]
    if len(found) != 1:
        known = ", ".join(dict.fromkeys(row["id"] for row in rows)) or "none yet"
        what = f"{len(found)} model ids start" if found else "no model id starts"
        raise ValueError(f"{training / LINEAGE}: {what} with '{name}'; give one of these: {known}")
    return next(iter(found.values()))


def ever_current(training: Path) -> list[str]:
    """Returns the ids of the models that were ever current, in the order in which they first were."""
    return list(dict.fromkeys(row["id"] for row in read_lineage(training) if row["decision"] != Decision.REFUSED))


def since_first(rows: Sequence[Row]) -> Sequence[Row]:
    """Returns the records since the latest model trained by `spacy project run all`, that model's record included."""
    firsts = [number for number, row in enumerate(rows) if row["decision"] == Decision.FIRST]
    return rows[firsts[-1] :] if firsts else rows


def timestamp() -> str:
    """Returns the current time in UTC, to the second."""
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
    """Returns a record for the model in the folder `model`, with an id that no other model has."""
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
