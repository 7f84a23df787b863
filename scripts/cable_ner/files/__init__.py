"""What lies on disk: inputs and archives, DocBin shards, atomic writes and locks, URLs, spreadsheets, journals, digests."""

from .digests import digest, unit
from .errors import explain, naming
from .inputs import SIDECAR, STANDARD_INPUT, Failure, Source, one_line, sources
from .journal import Journal, count_done
from .links import link_or_copy
from .locks import locked
from .places import is_local, make_folder, place
from .shards import (
    ATTRS,
    ENDING,
    SHARD_CHARACTERS,
    docbin_of_rows,
    new_docbin,
    read_docs,
    remove_drafts,
    replacing,
    shard_files,
    shard_path,
    write_bytes,
)
from .sheets import SheetError, as_table, printable, read_table, unguarded

__all__ = [
    "ATTRS",
    "ENDING",
    "Failure",
    "Journal",
    "SHARD_CHARACTERS",
    "SIDECAR",
    "STANDARD_INPUT",
    "SheetError",
    "Source",
    "as_table",
    "count_done",
    "digest",
    "docbin_of_rows",
    "explain",
    "is_local",
    "link_or_copy",
    "locked",
    "make_folder",
    "naming",
    "new_docbin",
    "one_line",
    "place",
    "printable",
    "read_docs",
    "read_table",
    "remove_drafts",
    "replacing",
    "shard_files",
    "shard_path",
    "sources",
    "unguarded",
    "unit",
    "write_bytes",
]
