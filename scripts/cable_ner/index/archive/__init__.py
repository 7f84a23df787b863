"""The archive as a database: cables, paragraphs, mentions and names in SQLite, built in one streamed pass."""

from .building import ArchiveFigures, build_archive
from .columns import columns_of
from .records import CableRecord, MentionRecord, ParagraphRecord, read_records
from .writing import rows_of

__all__ = [
    "ArchiveFigures",
    "CableRecord",
    "MentionRecord",
    "ParagraphRecord",
    "build_archive",
    "columns_of",
    "read_records",
    "rows_of",
]
