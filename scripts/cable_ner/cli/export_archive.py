"""Exports that make one file of a whole archive: entities for OpenAleph and Datashare, a spreadsheet of sentences."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import spacy
from spacy.tokens import Doc

from ..corpus import whole_cables
from ..files import read_docs, replacing
from ..index import exports
from ..work import number_of
from .console import progress

_MOST_NAMED = 20  # cables


class Exported(NamedTuple):
    """What an export did, and a line for each kind of thing that it left out."""

    done: str
    left_out: list[str]


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


def export_ftm(docbins: list[Path], output: Path, *, lang: str = "en") -> Exported:
    """Writes the entities of all cables to a file in `output`.

    Raises ValueError without the package followthemoney, and for two cables of one name.
    """
    with replacing(output, [exports.ENTITIES]) as scratch:
        written, left_out = exports.write_ftm(cables_of(docbins, lang=lang), scratch / exports.ENTITIES, language=lang)
    return Exported(f"{written:,} entities in {output / exports.ENTITIES}", _counts(left_out))


def export_datashare(docbins: list[Path], output: Path, documents: Path | None, *, lang: str = "en") -> Exported:
    """Writes the names in all cables as bulk lines to files in a folder of `output`.

    `documents` is a file with what Datashare has of the cables. Raises ValueError if it is not given, or no such file.
    """
    if documents is None:
        raise ValueError(
            "--format datashare needs --documents: the documents of Datashare's index, a hit of Elasticsearch a line"
        )
    known = exports.DatashareDocuments(documents)
    with replacing(output, [exports.BULK]) as scratch:
        (scratch / exports.BULK).mkdir()
        found = exports.write_datashare(cables_of(docbins, lang=lang), known, scratch / exports.BULK)
    left_out = _counts(found.left_out)
    if lacking := found.without_document:
        more = f" and {len(lacking) - _MOST_NAMED:,} more" if len(lacking) > _MOST_NAMED else ""
        left_out.append(f"{len(lacking):,} cables that {documents} lacks: {', '.join(lacking[:_MOST_NAMED])}{more}")
    what = f"{number_of(found.entities, 'entities')} of {number_of(found.documents, 'documents')}"
    return Exported(f"{what} in {number_of(len(found.files), 'files')} in {output / exports.BULK}", left_out)


def export_sentences(docbins: list[Path], output: Path, names: Sequence[str], *, lang: str = "en") -> Exported:
    """Writes the sentences that mention a name to a spreadsheet in `output`. Raises ValueError if nothing does."""
    if not names:
        raise ValueError("--format xlsx needs --name: the name whose sentences you want")
    with replacing(output, [exports.SHEET]) as scratch:
        found = exports.write_sentences(docbins, spacy.blank(lang).vocab, names, scratch / exports.SHEET)
    cut = [f"the end of {found.cut:,} sentences that are longer than a cell"] if found.cut else []
    return Exported(
        f"{number_of(found.sentences, 'sentences')} of {number_of(found.cables, 'cables')} in {output / exports.SHEET}", cut
    )


def _counts(left_out: Counter[str]) -> list[str]:
    return [f"{number_of(count, 'mentions')}: {reason}" for reason, count in left_out.most_common()]
