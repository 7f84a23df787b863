"""Which names are in an archive, and how each is written."""

from .entities import (
    NAMES,
    Index,
    Tally,
    as_json,
    docs_mentions,
    figures,
    groups_csv,
    is_docbin,
    make_index,
    read_mentions,
    render,
    sheet_files,
    variants_csv,
)

__all__ = [
    "Index",
    "NAMES",
    "Tally",
    "as_json",
    "docs_mentions",
    "figures",
    "groups_csv",
    "is_docbin",
    "make_index",
    "read_mentions",
    "render",
    "sheet_files",
    "variants_csv",
]
