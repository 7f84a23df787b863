"""The index as tables and as JSON."""

from collections import Counter
from typing import Any

import srsly

from ..files import as_table
from .indexing import Index

NAMES = ("entities.csv", "variants.csv", "entities.json", "entities.html")
_ENTRY = ("mentions", "cables", "first", "last")


def groups_csv(index: Index) -> str:
    """Returns a table with a row for each name: its counts, and its variants in one cell, most frequent first."""
    rows = (
        (group.label, *group.total, " | ".join(f"{entry.text} ({entry.mentions})" for entry in group.variants))
        for group in index.groups
    )
    return as_table(("label", "name", *_ENTRY, "variants"), rows)


def variants_csv(index: Index) -> str:
    """Returns a table with a row for each variant of each name."""
    rows = ((group.label, group.total.text, *entry) for group in index.groups for entry in group.variants)
    return as_table(("label", "name", "variant", *_ENTRY), rows)


def figures(index: Index) -> dict[str, Any]:
    """Returns the totals of the index, and those of each label."""
    names = Counter(group.label for group in index.groups)
    mentions = Counter[str]()
    for group in index.groups:
        mentions[group.label] += group.total.mentions
    return {
        "mentions": index.mentions,
        "cables": index.cables,
        "cables_with_a_date": index.dated,
        "dates_not_read": index.unread,
        "cables_in_several_inputs": index.repeated,
        "names": len(index.groups),
        "labels": {label: {"names": names[label], "mentions": mentions[label]} for label in index.labels()},
    }


def as_json(index: Index) -> str:
    """Returns the whole index as one JSON object."""
    groups = [
        {
            "label": group.label, "name": group.total.text, **dict(zip(_ENTRY, group.total[1:])),
            "variants": [entry._asdict() for entry in group.variants],
        }
        for group in index.groups
    ]  # fmt: skip
    text: str = srsly.json_dumps({**figures(index), "groups": groups})
    return text + "\n"
