"""From cables to DocBin files: the split into train, dev and test, Docs, conversion, increments, and export formats."""

from .conversion import REPORT, convert
from .datasets_folder import DATASETS, write_datasets
from .docs import CABLE_KEYS, GOLD, SILVER, UNLABELLED, Boundaries, adjusted, boundaries_of, make_doc, make_docs
from .formats import CONLL, FORMATS, INLINE, JSONL, MARK, cable_of, missing_spans, whole_cables
from .groups import by_cable, groups_of
from .identity import Identity, identify, paragraph_key
from .increments import Increment, docbins
from .partitions import BASELINE, PARTITIONS
from .reading import read_cable
from .report import Report
from .settings import LEAVE_OUT, NEGATIVES, ConversionSettings, GoldFolders
from .unlabelled import UNANNOTATED_REMEDY, is_annotated
from .writing import CABLES

__all__ = [
    "Boundaries",
    "BASELINE",
    "CABLES",
    "CABLE_KEYS",
    "CONLL",
    "DATASETS",
    "GoldFolders",
    "FORMATS",
    "GOLD",
    "INLINE",
    "Identity",
    "Increment",
    "JSONL",
    "LEAVE_OUT",
    "MARK",
    "NEGATIVES",
    "PARTITIONS",
    "REPORT",
    "Report",
    "SILVER",
    "UNANNOTATED_REMEDY",
    "UNLABELLED",
    "ConversionSettings",
    "adjusted",
    "boundaries_of",
    "by_cable",
    "cable_of",
    "convert",
    "docbins",
    "groups_of",
    "identify",
    "is_annotated",
    "make_doc",
    "make_docs",
    "missing_spans",
    "paragraph_key",
    "read_cable",
    "whole_cables",
    "write_datasets",
]
