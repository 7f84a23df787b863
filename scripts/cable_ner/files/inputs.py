"""Files, folders, archives and standard input -> one cable after the other."""

import io
import os
import sys
from collections.abc import Container, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import cast

from .archive_csv import CSV, csv_cables, is_archive_csv
from .archives import NO_TABLE, PACKED, START, TARS, read_stream, read_zip
from .documents import ANNOTATIONS, documents_of_file, is_document, with_annotations
from .limits import FOLDERS, MOST_LISTED
from .source import NOT_CABLES, SIDECAR, WRONG_ENDING, Failure, Source, one_line

STANDARD_INPUT = "-"
_STANDARD_NAME = "stdin.txt"
_TEXT = ".txt"


def sources(inputs: Sequence[str]) -> Iterator[Source | Failure]:
    """Yields every cable in files, folders and archives, and a Failure for what cannot be read.

    Names are paths relative to the input, or with several inputs to the folder that they share. No two cables have the
    same name: of several, as an archive may hold them, the first is read. Names are printable and on one line; other
    characters are escaped.
    """
    named: set[bytes] = set()
    twice = 0
    for item in _from_inputs(inputs):
        item = item._replace(name=one_line(item.name))
        if isinstance(item, Failure):
            yield item
            continue
        key = blake2b(item.name.encode(), digest_size=16).digest()  # shorter than the name
        if key not in named:
            named.add(key)
            yield item
            continue
        twice += 1
        if twice <= MOST_LISTED:
            yield Failure(item.name, "has the same name as another cable; rename one, or pack the archive again")
    if twice > MOST_LISTED:
        yield Failure(
            " ".join(inputs), f"{twice - MOST_LISTED:,} more cables share a name with another one and are not listed"
        )


def _from_inputs(inputs: Sequence[str]) -> Iterator[Source | Failure]:
    given = {item if item == STANDARD_INPUT else os.path.abspath(item): os.path.normpath(item) for item in inputs}
    inputs = list(given.values())
    for item, prefix in zip(inputs, _prefixes(inputs)):
        path = Path(item)
        if item == STANDARD_INPUT:
            yield from read_stream(cast("io.BufferedReader", sys.stdin.buffer), prefix or _STANDARD_NAME)
        elif not os.path.exists(item):
            yield Failure(item, "does not exist; check the path")
        elif os.path.isdir(item):
            yield from _from_folder(path, PurePosixPath(prefix), given)
        elif os.path.isfile(item):
            yield from _from_file(path, prefix or path.name)
        else:
            yield from _from_packed(path, prefix or path.name)


def _prefixes(inputs: list[str]) -> list[str]:
    """Returns what each input's names begin with: nothing for a single input, else its path below the shared folder."""
    if len(inputs) == 1:
        return [""]
    paths = [os.path.abspath(item) for item in inputs if item != STANDARD_INPUT]
    shared = os.path.commonpath([os.path.dirname(path) for path in paths])
    names = [PurePosixPath(os.path.relpath(path, shared)).as_posix() for path in map(os.path.abspath, inputs)]
    return [_STANDARD_NAME if item == STANDARD_INPUT else name for item, name in zip(inputs, names)]


def _from_folder(folder: Path, prefix: PurePosixPath, given: Container[str], depth: int = 0) -> Iterator[Source | Failure]:
    """Yields the cables below a folder, except under paths that are inputs of their own (`given`)."""
    if depth > FOLDERS:
        yield Failure(str(prefix), f"is more than {FOLDERS} folders deep; give it as an input of its own")
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        name = str(prefix) if prefix.parts else str(folder)
        yield Failure(name, f"cannot be opened ({error.strerror}); check its permissions")
        return
    names = {entry.name.lower(): entry.name for entry in entries}
    for entry in entries:
        if entry.name.startswith(".") or entry.name.endswith(SIDECAR) or os.path.abspath(entry.path) in given:
            continue
        below = prefix / entry.name
        if entry.is_dir(follow_symlinks=False):
            if entry.name.endswith((".txt", ".html", ".htm")):
                yield Failure(str(below), "is a folder with the name of a file; its contents were read", fatal=False)
            yield from _from_folder(Path(entry.path), below, given, depth + 1)
        elif not os.path.isfile(entry.path):
            yield Failure(str(below), "is neither a file nor a folder; remove it, or give what it points to")
        elif entry.name.lower().endswith(NOT_CABLES):
            yield Failure(str(below), WRONG_ENDING, fatal=False)
        elif entry.name.lower().endswith(ANNOTATIONS):
            if f"{entry.name[: -len(ANNOTATIONS)]}{_TEXT}".lower() not in names:
                yield Failure(str(below), f"has no text beside it; put the {_TEXT} file of the same name there", fatal=False)
        else:
            yield from _from_file(Path(entry.path), str(below), names)


def _from_file(path: Path, name: str, names: Mapping[str, str] | None = None) -> Iterator[Source | Failure]:
    """Yields the cables of a file; `names` are those of the files beside it by their small letters, if they are known."""
    lower = path.name.lower()
    if lower.endswith(_TEXT) and (beside := _annotations_of(path, names)):
        yield with_annotations(path, beside, name)
    elif lower.endswith(".zip"):
        yield from read_zip(path, name)
    elif lower.endswith((*TARS, *PACKED)):
        yield from _from_packed(path, name)
    elif lower.endswith(CSV):
        yield from _from_table(path, name)
    elif is_document(name):
        yield from documents_of_file(path, name)
    else:
        yield Source(name, path=str(path))


def _annotations_of(text: Path, names: Mapping[str, str] | None) -> Path | None:
    """Returns the file of annotations beside a text, or None; `names` are as `_from_file` has them."""
    beside = text.with_suffix(ANNOTATIONS)
    if names is None:
        return beside if beside.is_file() else None
    name = names.get(beside.name.lower())
    return text.with_name(name) if name else None


def _from_table(path: Path, name: str) -> Iterator[Source | Failure]:
    try:
        with path.open("rb") as file:
            if not is_archive_csv(file.read(START)):
                yield Failure(name, NO_TABLE, fatal=False)
                return
            file.seek(0)
            yield from csv_cables(file.read, name)
    except OSError as error:
        yield Failure(name, f"cannot be read ({error.strerror}); check its disk, and its permissions")


def _from_packed(path: Path, name: str) -> Iterator[Source | Failure]:
    try:
        with path.open("rb") as stream:
            # Beside a file of the name that it would have when unpacked, a packed file keeps its own.
            yield from read_stream(stream, name, keep_name=path.with_suffix("").exists())
    except OSError as error:
        yield Failure(name, f"cannot be opened ({error.strerror}); check what it is, and its permissions")
