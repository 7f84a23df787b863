"""A cable as the database takes it, read from what `tag` and `convert` write: DocBin files, or lines of JSON."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec

from ...corpus import GOLD, SILVER
from ...files import ENDING, PlainDoc, read_plain_docs, shard_files, whole_lines
from ...tagging import MODEL

PERSON, TAGGER = "person", "tagger"  # who found a mention, besides those of `tagging`
JSON_ENDING = ".jsonl"
_JOURNAL = "tag.jsonl"


class MentionRecord(msgspec.Struct, array_like=True):
    """A mention: character offsets in the paragraph's text and in the file (None where not known), and who found it.

    `form` is its text with single spaces.
    """

    start: int
    end: int
    label: str
    form: str
    file_start: int | None = None
    file_end: int | None = None
    found_by: str = ""
    confidence: float | None = None


class ParagraphRecord(msgspec.Struct, array_like=True):
    """A paragraph (or header, subject, …): its position in the cable from 0, its printed number, its marking, its text."""

    position: int
    zone: str
    number: int | None
    marking: str
    text: str
    mentions: list[MentionRecord] = []


class CableRecord(msgspec.Struct, array_like=True):
    """A cable, or some of its paragraphs; `meta` is what it says about itself (docs/reference/doc.md)."""

    name: str
    meta: dict[str, Any]
    paragraphs: list[ParagraphRecord]


def record_files(path: Path) -> list[Path]:
    """Returns the DocBin files or files of JSON lines that a path stands for, in order.

    Raises ValueError if it stands for neither, and FileNotFoundError if it is not there.
    """
    if path.is_dir():
        shards = sorted(path.glob(f"*{ENDING}"))
        # (one of these may be a folder, as `tag --format spacy` writes it)
        found = [file for shard in shards for file in shard_files(shard)]
        found = found or sorted(file for file in path.rglob(f"*{JSON_ENDING}") if file.name != _JOURNAL)
        if found:
            return found
    elif path.suffix == ENDING:
        return shard_files(path)
    elif path.suffix == JSON_ENDING and path.exists():
        return [path]
    elif not path.exists():
        raise FileNotFoundError(f"{path}: is not there; give the output of `cable-ner tag --format spacy`")
    raise ValueError(
        f"{path}: holds no DocBin files or JSON lines, which have the text; give the output of"
        " `cable-ner tag --format spacy` or `--format jsonl`"
    )


def read_records(file: Path) -> Iterator[CableRecord]:
    """Yields the cables in a DocBin file or a file of JSON lines. Raises ValueError for a file that is neither."""
    if file.suffix == ENDING:
        numbered = enumerate(read_plain_docs(file))
        for name, docs in groupby(numbered, key=lambda pair: str(pair[1].user_data.get("cable", file))):
            group = list(docs)
            yield CableRecord(name, dict(group[0][1].user_data), [_of_doc(doc, number) for number, doc in group])
    else:
        for line, text in whole_lines(file):
            try:
                yield _of_json(msgspec.json.decode(text, type=_JsonCable))
            except ValueError as error:  # (msgspec's own is one)
                raise ValueError(
                    f"{file}:{line}: is no cable as `cable-ner tag --format jsonl` writes it ({error}); tag it again"
                ) from error


def _of_doc(doc: PlainDoc, number: int) -> ParagraphRecord:
    data, text = doc.user_data, doc.text
    facts = {tuple(row[:3]): row[3:] for row in data.get("mentions", ())}
    mentions = []
    for key in doc.ents:
        if form := " ".join(text[key[0] : key[1]].split()):
            mentions.append(MentionRecord(*key, form, *facts.get(key) or (None, None, _finder(data, *key[:2]), None)))
    return ParagraphRecord(
        data.get("index", number), data.get("zone", ""), data.get("paragraph"), data.get("marking", ""), text, mentions
    )


def _finder(data: Mapping[str, Any], start: int, end: int) -> str:
    """Returns who labelled a stretch of a converted Doc."""
    labels = data.get("labels", SILVER)
    if labels == GOLD or any(first < end and start < last for first, last, *_ in data.get("decided", ())):
        return PERSON
    return TAGGER if labels == SILVER else MODEL


class _JsonEntity(msgspec.Struct):
    start: int
    end: int
    label: str
    text: str
    index: int
    in_paragraph: tuple[int, int]
    found_by: str = MODEL
    score: float | None = None
    by: str = MODEL


class _JsonParagraph(msgspec.Struct):
    index: int
    zone: str
    text: str
    paragraph: int | None = None
    marking: str = ""


class _JsonCable(msgspec.Struct):
    cable: str
    meta: dict[str, Any]
    entities: list[_JsonEntity]
    paragraphs: list[_JsonParagraph]


def _of_json(cable: _JsonCable) -> CableRecord:
    found = {
        one.index: ParagraphRecord(one.index, one.zone, one.paragraph, one.marking, one.text, []) for one in cable.paragraphs
    }
    for one in cable.entities:
        form = " ".join(one.text.split())
        if one.by != MODEL or not form:
            continue
        if one.index not in found:
            raise ValueError(f"it has a mention in paragraph {one.index}, which is not there")
        place = (*one.in_paragraph, one.label, form)
        found[one.index].mentions.append(MentionRecord(*place, one.start, one.end, one.found_by, one.score))
    for paragraph in found.values():
        _check(paragraph)
    return CableRecord(cable.cable, cable.meta, list(found.values()))


def _check(paragraph: ParagraphRecord) -> None:
    """Raises ValueError unless the mentions of a paragraph are inside its text, one after the other; sorts them."""
    paragraph.mentions.sort(key=lambda one: one.start)
    at = 0
    for one in paragraph.mentions:
        if not 0 <= one.start < one.end <= len(paragraph.text):
            size = len(paragraph.text)
            raise ValueError(f"it has a mention at {one.start} to {one.end} in a paragraph of {size} characters")
        if one.start < at:
            raise ValueError(f"it has two mentions that overlap, at {one.start} in paragraph {paragraph.position}")
        at = one.end
