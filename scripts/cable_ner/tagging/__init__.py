"""A model over new cables: the text byte for byte, the mentions added, in any format."""

from .renderings import CSV, FORMATS, INLINE, MODEL, SPACY
from .tagged import read_bare
from .tagging import JOURNAL, REPORT, SHARDS, TABLE, TagSettings, count, tag

__all__ = [
    "CSV",
    "FORMATS",
    "INLINE",
    "JOURNAL",
    "MODEL",
    "REPORT",
    "SHARDS",
    "SPACY",
    "TagSettings",
    "TABLE",
    "count",
    "read_bare",
    "tag",
]
