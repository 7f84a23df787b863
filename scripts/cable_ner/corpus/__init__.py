"""From cables to DocBin files: who is in train, dev and test, Docs, conversion, increments, and formats out again."""

from .conversion import CABLES, REPORT, Checked, ConversionSettings, Report, convert, read_cable
from .docs import CABLE_KEYS, GOLD, SILVER, adjusted, boundaries_of, make_doc, make_docs
from .formats import CONLL, FORMATS, INLINE, JSONL, by_cable, cable_of, missing_spans, whole_cables
from .increments import Increment, docbins
from .splitting import BASELINE, PARTITIONS, Identity, groups_of, identify, paragraph_key

__all__ = [
    "BASELINE",
    "CABLES",
    "CABLE_KEYS",
    "CONLL",
    "Checked",
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
