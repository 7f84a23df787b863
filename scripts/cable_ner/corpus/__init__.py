"""From cables to DocBin files: the split into train, dev and test, Docs, conversion, increments, and export formats."""

from .conversion import REPORT, convert
from .docs import CABLE_KEYS, GOLD, SILVER, Boundaries, adjusted, boundaries_of, make_doc, make_docs
from .formats import CONLL, FORMATS, INLINE, JSONL, cable_of, missing_spans, whole_cables
from .groups import by_cable, groups_of
from .identity import Identity, identify, paragraph_key
from .increments import Increment, docbins
from .partitions import BASELINE, PARTITIONS
from .reading import read_cable
from .report import Report
from .settings import ConversionSettings, GoldFolders
from .writing import CABLES

__all__ = [
    "Boundaries",
    "BASELINE",
    "CABLES",
    "CABLE_KEYS",
    "CONLL",
    "GoldFolders",
    "FORMATS",
    "GOLD",
    "INLINE",
    "Identity",
    "Increment",
    "JSONL",
    "PARTITIONS",
    "REPORT",
    "Report",
    "SILVER",
    "ConversionSettings",
    "adjusted",
    "boundaries_of",
    "by_cable",
    "cable_of",
    "convert",
    "docbins",
    "groups_of",
    "identify",
    "make_doc",
    "make_docs",
    "missing_spans",
    "paragraph_key",
    "read_cable",
    "whole_cables",
]
