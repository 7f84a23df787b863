"""The index of an archive: which names are in its cables, how each is written, how often, and since when."""

from .archive import ArchiveFigures, CableRecord, build_archive, read_records
from .decisions import (
    NAMES_FILE,
    Applied,
    NameAction,
    NameDecision,
    NameDecisions,
    Offer,
    append_decisions,
    append_revocation,
    listed_decisions,
    now,
    offer_to_training,
    read_decisions,
)
from .indexing import Index, make_index
from .mentions import docs_mentions, is_docbin, read_mentions, sheet_files
from .page import as_page
from .sentences import first_sentences
from .serving import Deciding, serve
from .tables import NAMES, as_json, figures, groups_csv, variants_csv
from .tally import Tally

__all__ = [
    "NameAction",
    "Applied",
    "ArchiveFigures",
    "CableRecord",
    "Deciding",
    "Index",
    "NAMES",
    "NAMES_FILE",
    "NameDecision",
    "NameDecisions",
    "Offer",
    "Tally",
    "append_decisions",
    "append_revocation",
    "as_json",
    "as_page",
    "build_archive",
    "docs_mentions",
    "figures",
    "first_sentences",
    "groups_csv",
    "is_docbin",
    "listed_decisions",
    "make_index",
    "now",
    "offer_to_training",
    "read_decisions",
    "read_mentions",
    "read_records",
    "serve",
    "sheet_files",
    "variants_csv",
]
