"""The mentions of tagged cables as rows of comma-separated values."""

from collections.abc import Sequence

from ...files import as_table
from ..tagged import Tagged

_COLUMNS = ("cable", "date", "reference_id", "index", "paragraph", "zone", "start", "end", "text", "label", "score")
_EMPTY = as_table([], [])


def table_header(*, compare: bool) -> str:
    """Returns the first line of the table of mentions."""
    return as_table([*_COLUMNS, "by"] if compare else _COLUMNS, [])


def table_rows(tagged: Tagged, *, compare: bool) -> str:
    """Returns a line of comma-separated values for each mention; offsets are characters of the source."""
    meta, paragraphs = tagged.cable.meta, tagged.cable.paragraphs
    rows: list[Sequence[object]] = []
    for mention, by in tagged.annotations():
        paragraph = paragraphs[mention.paragraph]
        score = "" if mention.score is None else f"{mention.score:.4f}"
        number = "" if paragraph.number is None else paragraph.number
        where = (tagged.name, meta.get("date", ""), meta.get("reference_id", ""), mention.paragraph, number, paragraph.zone)
        row = (*where, *mention.span, mention.text, mention.label, score)
        rows.append((*row, by) if compare else row)
    return as_table([], rows)[len(_EMPTY) :]
