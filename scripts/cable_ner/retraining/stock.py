"""Which cables the current model has seen, and which are new to it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import srsly

from ..corpus import REPORT, Increment, increments
from .lineage import Decision, Row, read_lineage, since_first


class Stock(NamedTuple):
    """The increments that the current model has seen, those that are new, and those whose candidate was refused.

    `rolled_back` are the numbers of new ones that an earlier model had seen, which was rolled back, with its id.
    """

    seen: list[Increment]
    new: list[Increment]
    left_out: list[Increment]
    rolled_back: Mapping[int, str] = {}


def stock(corpus: Path, training: Path, row: Row, *, again: bool = False) -> Stock:
    """Returns which increments are seen, new and left out, for the model with this record. Digests tell them apart.

    With `again`, the increments of refused candidates count as new. Raises ValueError if there is no base.
    """
    first, *later = increments.on_disk(corpus)
    later = [one for one in later if any(one.cables.values())]  # (an increment may hold nothing but copies)
    seen = set(row["data"]["digests"].values())
    tried = _tried(since_first(read_lineage(training)))
    refused = {digest for digest, candidate in tried.items() if candidate["decision"] == Decision.REFUSED}
    new = [one for one in later if one.digest not in seen and (again or one.digest not in refused)]
    left_out = [one for one in later if one.digest in refused - seen and not again]
    rolled_back = {one.number: tried[one.digest]["id"] for one in new if one.digest in tried.keys() - refused}
    return Stock([first, *(one for one in later if one.digest in seen)], new, left_out, rolled_back)


def _tried(rows: Iterable[Row]) -> dict[str, Row]:
    """Returns the record of the last candidate that an increment was new to, by the digest of the increment."""
    candidates = (row for row in rows if row["decision"] != Decision.ROLLED_BACK)
    return {row["data"]["digests"][str(number)]: row for row in candidates for number in row["data"].get("new", ())}


def data_of(seen: Sequence[Increment], new: Sequence[Increment] = ()) -> dict[str, Any]:
    """Returns what a record says about its data: the numbers, digests and cables (by partition) of the increments."""
    cables: Counter[str] = Counter()
    for one in (*seen, *new):
        cables.update(one.cables)
    return {
        "increments": [one.number for one in (*seen, *new)],
        "new": [one.number for one in new],
        "digests": {str(one.number): one.digest for one in (*seen, *new)},
        "cables": dict(sorted(cables.items())),
    }


def labels_in(converted: Iterable[Increment]) -> set[str]:
    """Returns the labels in the train partitions of increments, as their convert.json lists them."""
    found: set[str] = set()
    for one in converted:
        found.update(srsly.read_json(one.path / REPORT)["partitions"].get("train", {}).get("mentions", {}))
    return found
