"""Reads a cable: from the bytes of a file to paragraphs with mentions, and from a tagger's spacing back to natural text.

Nothing here needs spaCy. The data passes through decoding, markup, pages, signs, brackets (one scan yields a list of
events), block, spans, header, furniture and zones. `parsing` composes them; `bare` does so without a file's annotations.
`formats` reads the files of other programs, and `standoff` is what it makes of them.
"""

from . import formats
from .bare import annotation_cuts, parse_bare, without_annotations
from .cable import (
    HEADER,
    HEADING,
    PARAGRAPH,
    SIGNATURE,
    SUBJECT,
    TRAILER,
    TRANSMISSION,
    Cable,
    CableError,
    Mention,
    Paragraph,
    Problem,
    Rejected,
)
from .decoding import MAX_BYTES, line_feeds
from .header import set_header_meta
from .markup import detect_dialect
from .origin import Origin
from .parsing import parse, parse_source
from .references import REFERENCE_SIGN
from .scheme import LABELS, Scheme
from .spacing import carried, is_token_spaced, restore, restore_paragraph
from .spans import EMPTY, UNKNOWN_LABEL
from .standoff import UNKNOWN, Document, FormatError, Layer, StandOff, placed
from .year import year_of

__all__ = [
    "Cable",
    "CableError",
    "Document",
    "EMPTY",
    "FormatError",
    "HEADER",
    "HEADING",
    "LABELS",
    "Layer",
    "MAX_BYTES",
    "Mention",
    "Origin",
    "PARAGRAPH",
    "Paragraph",
    "Problem",
    "REFERENCE_SIGN",
    "Rejected",
    "SIGNATURE",
    "SUBJECT",
    "Scheme",
    "StandOff",
    "TRAILER",
    "TRANSMISSION",
    "UNKNOWN",
    "UNKNOWN_LABEL",
    "annotation_cuts",
    "carried",
    "detect_dialect",
    "formats",
    "is_token_spaced",
    "line_feeds",
    "parse",
    "parse_bare",
    "parse_source",
    "placed",
    "restore",
    "restore_paragraph",
    "set_header_meta",
    "without_annotations",
    "year_of",
]
