"""Small archives as databases. All cables are invented."""

import json
import re
import sqlite3
from pathlib import Path

from cable_ner.index import build_archive

_MARKED = re.compile(r"\[([A-Z]+) ([^\]]+)\]")


def line(name: str, *paragraphs: str, **meta: object) -> dict:
    """Returns a cable as `tag --format jsonl` writes it, of paragraphs with names in brackets: `[PER Ann Lee] spoke.`"""
    rows, entities, begin = [], [], 0
    for index, marked in enumerate(paragraphs):
        text, at = "", 0
        for match in _MARKED.finditer(marked):
            text += marked[at : match.start()]
            start, at = len(text), match.end()
            text += match[2]
            places = {"start": begin + start, "end": begin + len(text), "in_paragraph": [start, len(text)]}
            found = {"label": match[1], "text": match[2], "index": index, "found_by": "model", "score": 0.75}
            entities.append({**places, **found})
        text += marked[at:]
        rows.append({"index": index, "zone": "paragraph", "text": text, "paragraph": index + 1})
        begin += len(text) + 1
    return {"cable": name, "meta": meta, "entities": entities, "paragraphs": rows}


def write_lines(path: Path, *cables: dict) -> Path:
    """Writes cables as lines of JSON, and returns the path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(cable) + "\n" for cable in cables), encoding="utf8")
    return path


def built(folder: Path, *cables: dict) -> Path:
    """Builds the database of some cables, and returns its path."""
    build_archive([write_lines(folder / "cables.jsonl", *cables)], folder / "archive.db")
    return folder / "archive.db"


def opened(path: Path) -> sqlite3.Connection:
    """Returns a connection whose rows know their columns."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    return connection


SMALL = (
    line(
        "b.txt",
        "[PER Ann Millbrook] of [LOC Bern] met [PER Tomas Calder] .",
        "[PER Millbrook] said [ORG Red Cross] ([ORG RC]) was late. [PER Calder] left [LOC Bern] .",
        date="2009-02-03 10:00", post="BERN", reference_id="09BERN2", classification="CONFIDENTIAL", tags=["PREL", "SZ"],
        subject="MEETING", references=["09BERN1", "08ROME7"],
    ),
    line(
        "a.txt", "[PER ANN MILLBROOK] arrived in [LOC São Tomé] .", date="2009-01-05", post="BERN", reference_id="09BERN1",
        classification="UNCLASSIFIED", tags=["PREL"], subject="ARRIVAL",
    ),
    line("c.txt", "[PER Ann Millbrook] again, in [LOC Rome] .", post="ROME"),
)  # fmt: skip
