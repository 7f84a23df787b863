"""What lies on disk: inputs and archives, DocBin shards, atomic writes and locks, URLs, spreadsheets, journals, digests."""

from .decision_lines import append_revocation_line, read_decision_lines
from .digests import digest, unit
from .docbin import ATTRS, PlainDoc, docbin_of_rows, new_docbin, read_docbin
from .errors import explain, naming
from .inputs import STANDARD_INPUT, sources
from .journal import Journal, count_done, journal_lines
from .lines import TornLineWarning, append_lines, cut_torn_line, whole_lines, write_whole
from .links import link_or_copy
from .locks import locked
from .packed import Chosen, Packed, packed_from
from .places import is_local, make_folder, place
from .shards import ENDING, SHARD_CHARACTERS, read_docs, read_plain_docs, shard_files, shard_path, texts_digest
from .sheets import SheetError, as_table, printable, read_table, unguarded
from .source import SIDECAR, Content, Failure, Source, content_of, one_line
from .writing import remove_drafts, replacing, replacing_file, write_bytes

__all__ = [
    "ATTRS",
    "Chosen",
    "Content",
    "ENDING",
    "Failure",
    "Journal",
    "SHARD_CHARACTERS",
    "SIDECAR",
    "Packed",
    "PlainDoc",
    "STANDARD_INPUT",
    "SheetError",
    "Source",
    "TornLineWarning",
    "append_lines",
    "append_revocation_line",
    "as_table",
    "content_of",
    "count_done",
    "cut_torn_line",
    "digest",
    "docbin_of_rows",
    "explain",
    "is_local",
    "journal_lines",
    "link_or_copy",
    "locked",
    "make_folder",
    "naming",
    "new_docbin",
    "one_line",
    "packed_from",
    "place",
    "printable",
    "read_decision_lines",
    "read_docbin",
    "read_docs",
    "read_plain_docs",
    "read_table",
    "remove_drafts",
    "replacing",
    "replacing_file",
    "shard_files",
    "shard_path",
    "sources",
    "texts_digest",
    "unguarded",
    "unit",
    "whole_lines",
    "write_bytes",
    "write_whole",
]
