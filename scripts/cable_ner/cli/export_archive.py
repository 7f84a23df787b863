"""Exports that make one file of a whole archive: entities for OpenAleph and Datashare, a spreadsheet of sentences."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import spacy
from spacy.tokens import Doc

from ..corpus import whole_cables
from ..files import read_docs, replacing
from ..index.exports import ENTITIES, write_ftm
from .console import progress


def cables_of(docbins: list[Path], *, lang: str = "en") -> Iterator[list[Doc]]:
    """Yields the cables of DocBin files, each the list of its Docs. Raises ValueError if two have one name."""
    vocab = spacy.blank(lang).vocab
    seen = set()
    docs = (doc for path in docbins for doc in read_docs(path, vocab))
    for cable in progress("cable")(whole_cables(docs), "Writing", None):
        name = str(cable[0].user_data.get("cable", ""))
        if name in seen:
            raise ValueError(
                f"{name}: two cables have this name (gold and silver?); export one of the DocBin files at a time"
            )
        seen.add(name)
        yield cable


def export_ftm(docbins: list[Path], output: Path, *, lang: str = "en") -> tuple[str, Counter[str]]:
    """Writes the entities of all cables to a file in `output`. Returns what was done, and what was left out by reason.

    Raises ValueError without the package followthemoney, and for two cables of one name.
    """
    with replacing(output, [ENTITIES]) as scratch:
        written, left_out = write_ftm(cables_of(docbins, lang=lang), scratch / ENTITIES, language=lang)
    return f"{written:,} entities in {output / ENTITIES}", left_out


def left_out_text(left_out: Counter[str]) -> str:
    """Returns what an export left out, as one line: reasons with their numbers, the most frequent first."""
    return "; ".join(f"{reason}: {count:,}" for reason, count in left_out.most_common())
