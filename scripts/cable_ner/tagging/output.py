"""Where the output of a cable goes: the names of files, and files put in place as a whole."""

import os
import platform
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ..corpus import CONLL, INLINE, JSONL
from ..files import ENDING, is_local, make_folder, naming, write_bytes
from ..text import formats
from .settings import HTML

JOURNAL, REPORT = "tag.jsonl", "tag.json"
TABLE = "mentions.csv"
SHARDS = "cables" + ENDING  # the folder of DocBin files
_ENDINGS = {HTML: ".html", JSONL: ".jsonl", CONLL: ".conll"}  # of the formats with one file a cable


def file_name(cable: str, format: str) -> str:
    """Returns the name of a cable's own file; an empty string in formats that have none."""
    if format == HTML and cable.lower().endswith((".html", ".htm")):
        return cable
    if format == INLINE:
        return formats.text_name(cable)
    return cable + _ENDINGS[format] if format in _ENDINGS else ""


def shard_name(number: int) -> str:
    """Returns the name of the DocBin file of a batch."""
    return f"{SHARDS}/{number:06d}{ENDING}"


class OutputFolder(NamedTuple):
    """The folder that output is written to; drafts are made in `scratch`, a local folder on the same disk."""

    path: Path
    scratch: Path

    def put(self, name: str, data: bytes) -> None:
        """Writes a file as a whole or not at all.

        It is not synced to disk, which would take as long as the tagging: a run that resumes checks that files are there
        and have the size they had. Raises OSError.
        """
        path = self.path / name
        if not is_local(path):
            make_folder(path.parent)
            write_bytes(path, data)
            return
        # (several machines may have processes of the same number)
        draft = self.scratch / f"{platform.node()}-{os.getpid()}"
        path.parent.mkdir(parents=True, exist_ok=True)
        with naming(path):
            draft.write_bytes(data)
            os.replace(draft, path)


def is_inside(folder: Path, name: str) -> bool:
    """Returns whether a name is that of something below a folder."""
    if not is_local(folder):
        return ".." not in PurePosixPath(name).parts and not PurePosixPath(name).is_absolute()
    return (folder / name).resolve().is_relative_to(folder.resolve())


def size_of(path: Path) -> int:
    """Returns the size of a file in bytes, 0 if there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
