"""Readers of other programs' formats: each turns the bytes of a file into texts with annotations by offsets.

`FILES` has the formats that are told by a file's ending, `not_read` what looks like a markup that none of them reads.
"""

from .brat import MISSING_TYPE, read_brat
from .registry import FILES, reader_of, text_name
from .rows import read_row
from .unread import OTHER_MARKUP, not_read, other_format

__all__ = [
    "FILES",
    "MISSING_TYPE",
    "OTHER_MARKUP",
    "not_read",
    "other_format",
    "read_brat",
    "read_row",
    "reader_of",
    "text_name",
]
