"""A tagged cable in each format: one file a format, all of them from a cable and its mentions to text."""

from .brackets import INLINE_LABEL, inline
from .given_spans import add_given_spans
from .json_lines import json_line
from .mention_facts import add_mention_facts
from .mention_rows import table_header, table_rows
from .pages import page
from .token_columns import columns

__all__ = [
    "INLINE_LABEL",
    "add_given_spans",
    "add_mention_facts",
    "columns",
    "inline",
    "json_line",
    "page",
    "table_header",
    "table_rows",
]
