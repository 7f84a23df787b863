"""Which cables the current model has seen, and which are new to it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import srsly

from ..corpus import REPORT, Increment, increments
from .lineage import Row, read_lineage, since_first


class Stock(NamedTuple):
    """The increments that the current model has seen, those that are new, and those whose candidate was refused."""

    seen: list[Increment]
    new: list[Increment]
    left_out: list[Increment]


def stock(corpus: Path, training: Path, row: Row, *, again: bool = False) -> Stock:
    """Returns which increments are seen, new and left out, for the model with this record. Digests tell them apart.

    With `again`, the increments of refused candidates count as new. Raises ValueError if there is no base.
    """
    first, *later = increments.on_disk(corpus)
    later = [one for one in later if any(one.cables.values())]  # (an increment may hold nothing but copies)
    seen = set(row["data"]["digests"].values())
    tried = {digest for one in since_first(read_lineage(training)) for digest in one["data"]["digests"].values()}
    new = [one for one in later if one.digest not in seen and (again or one.digest not in tried)]
    left_out = [one for one in later if one.digest in tried - seen and not again]
    return Stock([first, *(one for one in later if one.digest in seen)], new, left_out)


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
