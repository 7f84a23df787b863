"""The index of an archive: which names are in its cables, how each is written, how often, and since when."""

from .indexing import Index, make_index
from .mentions import docs_mentions, is_docbin, read_mentions, sheet_files
from .page import as_page
from .tables import NAMES, as_json, figures, groups_csv, variants_csv
from .tally import Tally

__all__ = [
    "Index",
    "NAMES",
    "Tally",
    "as_json",
    "as_page",
    "docs_mentions",
    "figures",
    "groups_csv",
    "is_docbin",
    "make_index",
    "read_mentions",
    "sheet_files",
    "variants_csv",
]
