"""A trained model over new cables: their text stays as it is, byte for byte, and mentions are added in any format."""

from ..corpus import INLINE
from .bare import read_bare
from .output import JOURNAL, REPORT, SHARDS, TABLE
from .renderings import inline, page
from .settings import CSV, FORMATS, SPACY, TagSettings
from .stages import CONSISTENCY, RULE
from .tagged import MODEL, Tagged
from .tagging import count, tag

__all__ = [
    "CONSISTENCY",
    "CSV",
    "FORMATS",
    "INLINE",
    "JOURNAL",
    "MODEL",
    "REPORT",
    "RULE",
    "SHARDS",
    "SPACY",
    "TABLE",
    "TagSettings",
    "Tagged",
    "count",
    "inline",
    "page",
    "read_bare",
    "tag",
]
