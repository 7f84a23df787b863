"""The base and its increments on disk: their cables, digests and DocBin files."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import Any, NamedTuple

import srsly

from ...files import ENDING, link_or_copy, replacing, shard_files
from ..conversion import REPORT
from ..partitions import PARTITIONS
from ..writing import CABLES

FOLDER, AUDITED = "increments", "audited"
REMEDY = "`spacy project run all` converts everything again"


class Increment(NamedTuple):
    """Converted cables: the base (number 0) or a later increment. `cables` counts the cables of each partition.

    `digest` is a digest of the data: the DocBin files used for training and scoring, and cables.jsonl.
    """

    number: int
    path: Path
    cables: dict[str, int]
    digest: str


def base(corpus: Path) -> Increment:
    """Returns the base. Raises ValueError if there is none."""
    missing = [name for name in (CABLES, REPORT, f"train{ENDING}") if not (corpus / name).exists()]
    if missing:
        raise ValueError(f"{corpus}: there is no {missing[0]}; run `spacy project run all` first")
    return _increment(0, corpus)


def on_disk(corpus: Path) -> list[Increment]:
    """Returns the base and its increments, in order. Raises ValueError if there is no base."""
    first = base(corpus)
    return [first, *(_increment(number, path) for number, path in _folders(corpus, digest_of(corpus / CABLES)))]


def outdated(corpus: Path) -> list[Path]:
    """Returns the folders of increments that belong to an earlier conversion of the base."""
    kept = {path for _, path in _folders(corpus, digest_of(corpus / CABLES))}
    return [path for _, path in numbered(corpus) if path not in kept]


def numbered(corpus: Path) -> list[tuple[int, Path]]:
    """Returns the number and folder of every increment on disk, in order, outdated and unfinished ones included."""
    folder = corpus / FOLDER
    paths = folder.iterdir() if folder.is_dir() else ()
    return sorted((int(path.name), path) for path in paths if path.name.isascii() and path.name.isdecimal())


def _folders(corpus: Path, of_base: str) -> list[tuple[int, Path]]:
    return [
        (number, path)
        for number, path in numbered(corpus)
        if (path / REPORT).exists() and recorded(path).get("increment", {}).get("base") == of_base
    ]


def _increment(number: int, path: Path) -> Increment:
    parts = recorded(path)["partitions"]
    increment = Increment(number, path, {name: part["cables"] for name, part in parts.items()}, "")
    total = blake2b(digest_size=16)
    for file in (path / CABLES, *(file for name in PARTITIONS for file in docbins(increment, name))):
        total.update(f"{file.relative_to(path).as_posix()} {digest_of(file)}\n".encode())
    return increment._replace(digest=total.hexdigest())


def recorded(path: Path) -> dict[str, Any]:
    """Returns the convert.json of a base or increment. Raises ValueError if it is damaged."""
    try:
        data: dict[str, Any] = srsly.read_json(path / REPORT)
        data["settings"], data["partitions"]  # noqa: B018
    except (ValueError, LookupError, TypeError) as error:
        raise ValueError(f"{path / REPORT}: was not written by `convert` ({error}); {REMEDY}") from error
    return data


def digest_of(file: Path) -> str:
    """Returns the BLAKE2b digest of a file, read once as long as its size and time stay the same. Raises OSError."""
    state = file.stat()
    return _digest_of(file, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=4096)
def _digest_of(file: Path, _size: int, _changed: int) -> str:
    with file.open("rb") as stream:
        return file_digest(stream, lambda: blake2b(digest_size=16)).hexdigest()


def docbins(increment: Increment, partition: str, *, audited: bool = True) -> list[Path]:
    """Returns the DocBin files of a partition; with `audited`, the audited ones for train if there are any."""
    path = increment.path / f"{partition}{ENDING}"
    other = increment.path / AUDITED / path.name
    if partition == "train" and audited and other.exists():
        path = other
    return shard_files(path) if path.exists() else []


def gather(increments: Sequence[Increment], partition: str, folder: Path, *, times: Mapping[int, int] | None = None) -> Path:
    """Makes a folder of links to the DocBin files of a partition, which spaCy reads as one corpus, and returns it.

    `times` says by number how often the files of an increment are linked, once by default. Where the disk has no links, they
    are copied. An existing folder is replaced. Raises OSError.
    """
    with replacing(folder.parent, [folder.name]) as scratch:
        (scratch / folder.name).mkdir()
        for increment in increments:
            if not increment.cables.get(partition):
                continue
            for time in range((times or {}).get(increment.number, 1)):
                for file in docbins(increment, partition):
                    link_or_copy(file, scratch / folder.name / f"{increment.number:03d}-{time}-{file.name}")
        if not any((scratch / folder.name).iterdir()) and increments:  # (spaCy needs a file, even an empty one)
            for file in docbins(increments[0], partition)[:1]:
                link_or_copy(file, scratch / folder.name / file.name)
    return folder


def labels_of(increment: Increment, partition: str) -> str:
    """Returns the kind of labels in a partition: 'gold', 'silver' or 'gold and silver'; an empty string if it is empty."""
    part = recorded(increment.path)["partitions"].get(partition, {})
    return part.get("labels", "") if part.get("cables") else ""
