"""Cables -> named entities of ICIJ Datashare: lines for the bulk interface of the Elasticsearch that it searches.

A NamedEntity is a child of its document, with all places of one mention in it. IDs are made as Datashare's Java makes
them, so that loading a file twice changes nothing. Offsets are of the text that Datashare has, in UTF-16 units, as Java
counts.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import srsly
from spacy.tokens import Doc

from ...names import surface
from .datashare_documents import DatashareDocument, DatashareDocuments
from .locating import located, utf16_offsets

DATASHARE = "datashare"
BULK = "named-entities"
EXTRACTOR = "SPACY"  # one of the names that Datashare has for what found an entity
PART_BYTES = 20_000_000  # Elasticsearch refuses requests of 100 MB
_CATEGORIES = {surface.PER: "PERSON", surface.ORG: "ORGANIZATION", surface.LOC: "LOCATION"}
_ADD_TAG = (
    "if (ctx._source.nerTags == null) { ctx._source.nerTags = [] }"
    " if (!ctx._source.nerTags.contains(params.tag)) { ctx._source.nerTags.add(params.tag) }"
)


class NamedEntities(NamedTuple):
    """What was written: how many entities, of how many documents, in which files.

    `left_out` counts mentions by reason; `without_document` are the names of cables that Datashare does not have.
    """

    entities: int
    documents: int
    files: list[Path]
    left_out: Counter[str]
    without_document: list[str]


def write_datashare(cables: Iterable[Sequence[Doc]], documents: DatashareDocuments, folder: Path) -> NamedEntities:
    """Writes the names in cables to files of bulk lines in `folder`, each small enough for one request.

    Raises ValueError without the package text-unidecode.
    """
    _unidecode()
    entities = found = 0
    left_out, without_document = Counter[str](), list[str]()
    parts = _Parts(folder)
    for cable in cables:
        name = str(cable[0].user_data.get("cable", ""))
        document = documents.of(name)
        if document is None:
            without_document.append(name)
            continue
        found += 1
        rows = list(named_entities(cable, document, left_out))
        entities += len(rows)
        parts.write(bulk_lines(rows, document))
    return NamedEntities(entities, found, parts.files, left_out, without_document)


def named_entities(
    cable: Sequence[Doc], document: DatashareDocument, left_out: Counter[str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields the ID and the content of each named entity of a cable; counts what is left out by reason."""
    starts: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for mention, start in located(cable, document.text):
        if mention.label_ not in _CATEGORIES:
            left_out[f"label {mention.label_}"] += 1
        elif surface.is_redacted(surface.key(mention.text, mention.label_)):
            left_out["blacked out"] += 1
        elif start is None:
            left_out["not found in Datashare's text"] += 1
        else:
            starts[_CATEGORIES[mention.label_], " ".join(mention.text.split())].append(start)
    for (category, mention_text), some in starts.items():
        offsets = utf16_offsets(document.text, sorted(some))
        normal = normalised(mention_text)
        yield (
            entity_id(document.id, offsets, normal),
            {
                "type": "NamedEntity",
                "join": {"name": "NamedEntity", "parent": document.id},
                "documentId": document.id,
                "rootDocument": document.root,
                "category": category,
                "mention": mention_text,
                "mentionNorm": normal,
                "mentionNormTextLength": len(normal),
                "offsets": offsets,
                "extractor": EXTRACTOR,
                "extractorLanguage": document.language,
                "isHidden": False,
                "partsOfSpeech": None,
                "metadata": None,
            },
        )


def bulk_lines(rows: Iterable[tuple[str, dict[str, Any]]], document: DatashareDocument) -> Iterator[str]:
    """Yields the lines that store entities, and those that tell Datashare that the document has been looked through."""
    where = {"_index": document.index, "routing": document.root}
    for update in (
        {"doc": {"status": "DONE"}},
        {"script": {"lang": "painless", "source": _ADD_TAG, "params": {"tag": EXTRACTOR}}},
    ):
        yield f"{srsly.json_dumps({'update': {**where, '_id': document.id}})}\n{srsly.json_dumps(update)}\n"
    for own_id, row in rows:
        yield f"{srsly.json_dumps({'index': {**where, '_id': own_id}})}\n{srsly.json_dumps(row)}\n"


def entity_id(document: str, offsets: Sequence[int], normal: str) -> str:
    """Returns the ID of a named entity: SHA-384 of document, offsets as Java prints a list, extractor and normal form."""
    text = "|".join((document, f"[{', '.join(map(str, offsets))}]", EXTRACTOR, normal))
    return hashlib.sha384(text.encode()).hexdigest()


def normalised(mention: str) -> str:
    """Returns the normal form of a mention: transliterated to ASCII, in small letters, with single spaces."""
    return re.sub(r"[ \t\n\v\f\r]+", " ", _unidecode()(mention).strip()).lower()


def _unidecode() -> Any:
    try:
        from text_unidecode import unidecode
    except ImportError as error:
        raise ValueError(
            f"needs the package text-unidecode ({error}); install this project with its extra: pip install '.[datashare]'"
        ) from error
    return unidecode


class _Parts:
    """Files of whole lines, each begun when the one before is full."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.files = folder, list[Path]()
        self._size = PART_BYTES

    def write(self, lines: Iterable[str]) -> None:
        data = [line.encode() for line in lines]
        if not data:
            return
        if self._size + sum(map(len, data)) > PART_BYTES:
            self._begin()
        with self.files[-1].open("ab") as file:
            file.writelines(data)
        self._size += sum(map(len, data))

    def _begin(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.files.append(self.folder / f"{len(self.files):05d}.ndjson")
        self._size = 0
