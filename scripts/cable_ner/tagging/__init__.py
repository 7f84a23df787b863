"""A trained model over new cables: their text stays as it is, byte for byte, and mentions are added in any format."""

from ..corpus import INLINE
from . import suggesting
from .bare import read_bare
from .name_list import NameList, read_name_list
from .output import JOURNAL, REPORT, SHARDS, TABLE
from .renderings import inline, page
from .settings import CSV, FORMATS, SPACY, TagSettings
from .stages import CONSISTENCY, LIST, OTHER_PATH, RULE
from .tagged import MODEL, Tagged
from .tagging import count, tag

__all__ = [
    "CONSISTENCY",
    "CSV",
    "FORMATS",
    "INLINE",
    "JOURNAL",
    "LIST",
    "MODEL",
    "NameList",
    "OTHER_PATH",
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
    "read_name_list",
    "suggesting",
    "tag",
]
