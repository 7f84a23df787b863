"""`cable-ner inventory`: the input files by name, size and digest.

weasel compares the bytes of what a folder holds, without the names, and after a command has run. So a cable that is renamed,
moved or empty is no change to it, and one that comes while `convert` runs counts as read, as do label rules and recipes that
are edited while a step runs. The inventories are made before the steps that depend on them.
"""

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Any

import srsly
import typer

from ..files import write_bytes
from ..work import number_of
from .console import errors_told, msg, progress
from .options import CORPUS


def main(
    inputs: Annotated[list[str], typer.Argument(help="Files and folders; those that do not exist are listed as missing")],
    output: Annotated[Path, typer.Option("--output", "-o", help="JSON file")] = CORPUS / "inventory.json",
) -> None:
    """List the input files with their sizes and digests.

    `spacy project run` repeats a step when its list has changed.
    """
    with errors_told():
        found = {name: files_of(Path(name)) for name in inputs if name}
        output.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(output, (srsly.json_dumps(found, indent=1) + "\n").encode())
    count = sum(len(files or ()) for files in found.values())
    msg.good(f"{output}: {number_of(count, 'input files')}")


def files_of(path: Path) -> list[dict[str, Any]] | None:
    """Returns name (below the path), size in bytes and digest of a file, or of all files below a folder, sorted by name.

    Returns None where there is nothing. Raises OSError for what cannot be read.
    """
    if not path.exists():
        return None
    files = sorted(_below(path), key=lambda file: file.relative_to(path).as_posix())
    return [
        {"name": file.relative_to(path).as_posix(), "size": file.stat().st_size, "digest": _digest(file)}
        for file in progress("file")(files, str(path), len(files))
    ]


def _below(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    else:
        yield from (file for file in path.rglob("*") if file.is_file())


def _digest(file: Path) -> str:
    state = blake2b(digest_size=16)
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            state.update(block)
    return state.hexdigest()
