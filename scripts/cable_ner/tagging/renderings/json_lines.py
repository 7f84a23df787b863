"""A tagged cable as one line of JSON."""

from collections.abc import Iterator
from typing import Any

import srsly

from ...corpus import CABLE_KEYS
from ..tagged import Found, Tagged


def json_line(tagged: Tagged, *, compare: bool) -> bytes:
    """Returns the cable as one JSON object: its metadata, `text` (the source), `entities` and `paragraphs`.

    An entity's `start` and `end` are character offsets of `text`; `in_paragraph` has those of the text of the paragraph
    with the number `index`. `found_by` says who found it: `model`, `consistency`, `rule` or `list`.
    """
    data = {
        "cable": tagged.name,
        "encoding": tagged.encoding,
        "meta": {key: tagged.cable.meta[key] for key in CABLE_KEYS if tagged.cable.meta.get(key) not in (None, "", [])},
        "text": tagged.source,
        "entities": [
            {**_entity(mention), "by": by} if compare else _entity(mention) for mention, by in tagged.annotations()
        ],
        "paragraphs": list(_paragraphs(tagged)),
    }
    return f"{srsly.json_dumps(data)}\n".encode()


def _entity(mention: Found) -> dict[str, Any]:
    start, end = mention.span
    row = {
        "start": start,
        "end": end,
        "label": mention.label,
        "text": mention.text,
        "index": mention.paragraph,
        "in_paragraph": [mention.start, mention.end],
    }
    if mention.found_by:
        row["found_by"] = mention.found_by
    return row if mention.score is None else {**row, "score": round(mention.score, 4)}


def _paragraphs(tagged: Tagged) -> Iterator[dict[str, Any]]:
    for index, (paragraph, written, origin) in enumerate(zip(tagged.cable.paragraphs, tagged.written, tagged.origins)):
        pieces = origin.pieces(0, len(written))
        row = {"index": index, "zone": paragraph.zone, "start": pieces[0][0], "end": pieces[-1][1], "text": paragraph.text}
        if paragraph.number is not None:
            row["paragraph"] = paragraph.number
        yield {**row, "marking": paragraph.marking} if paragraph.marking else row
