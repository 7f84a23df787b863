"""Files of other programs, each with texts and annotations by offsets -> one cable after the other."""

import os
from collections.abc import Iterator
from pathlib import Path

from ..text import MAX_BYTES, Document, FormatError, formats
from .limits import MOST_LISTED
from .source import Failure, Source

ANNOTATIONS = ".ann"  # ending of brat's file beside a text
_MOST = 500_000_000  # bytes of a file with many texts, which is read as a whole
_ANY_CONTENT = (".json", ".jsonl", ".ndjson")  # endings that say nothing about what is in a file
_BYTE_ORDER_MARK = "\ufeff"


def is_document(name: str) -> bool:
    """Returns whether a file's ending says that it is of another program."""
    return formats.reader_of(name) is not None


def documents_of_file(path: Path, name: str) -> Iterator[Source | Failure]:
    """Yields the cables in a file of another program, and a Failure for each text that cannot be read."""
    try:
        if os.path.getsize(path) > _MOST:
            yield Failure(name, f"is larger than {_MOST:,} bytes; give it as several files")
            return
        data = path.read_bytes()
    except OSError as error:
        yield Failure(name, f"cannot be opened ({error.strerror}); check what it is, and its permissions")
        return
    yield from documents(data, name)


def documents(data: bytes, name: str) -> Iterator[Source | Failure]:
    """Yields the cables in the bytes of such a file: under its own name if it is one, else below it."""
    read = formats.reader_of(name)
    assert read is not None
    found, failures = 0, list[FormatError]()
    try:
        for item in read(data):
            if isinstance(item, FormatError):
                failures.append(item)
            else:
                found += 1
                yield source_of(item, name)
    except FormatError as error:
        failures.append(error)
    if not found and name.lower().endswith(_ANY_CONTENT):
        why = failures[0].message if failures else "holds no text"
        yield Failure(name, f"is skipped: it {why}", fatal=False)
        return
    for failure in failures[:MOST_LISTED]:
        yield Failure(f"{name}:{failure.line}", failure.message)
    if len(failures) > MOST_LISTED:
        yield Failure(name, f"has {len(failures) - MOST_LISTED:,} more texts that cannot be read and are not listed")
    if not (found or failures):
        yield Failure(name, "holds no text; remove it, or export it again")


def source_of(document: Document, name: str) -> Source:
    """Returns a text of the file `name` as a source."""
    text = document.text
    if text.startswith(_BYTE_ORDER_MARK):
        text = _BYTE_ORDER_MARK + text  # the first one is taken for the file's
    full = f"{name}/{document.name}" if document.name else name
    return Source(full, data=text.encode("utf-8", "replace"), layer=document.layer)


def with_annotations(text: Path, annotations: Path, name: str) -> Source | Failure:
    """Returns a text with the annotations in brat's file beside it."""
    try:
        data, beside = (_read(path) for path in (text, annotations))
        source = data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return Failure(name, f"or the {ANNOTATIONS} file beside it cannot be read ({error}); save both as UTF-8")
    return source_of(Document("", source, formats.read_brat(source, beside)), name)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise OSError(f"larger than {MAX_BYTES:,} bytes")
    return data
