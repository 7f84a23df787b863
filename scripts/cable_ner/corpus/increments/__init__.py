"""Increments: the cables that are added to a converted archive, month after month, each batch in a folder of its own.

`corpus/` holds the base, as `convert` writes it; `corpus/increments/001`, `002` ... hold the same files for the cables
that came later. Old cables are not read again: cables.jsonl says all that is needed about them.
"""

from .converting import convert_new
from .differences import settings_differ
from .folders import AUDITED, Increment, base, docbins, gather, labels_of, on_disk, outdated
from .placed import read_placed

__all__ = [
    "AUDITED",
    "Increment",
    "base",
    "convert_new",
    "docbins",
    "gather",
    "labels_of",
    "on_disk",
    "outdated",
    "read_placed",
    "settings_differ",
]
