"""DocBin files: one a partition, or a folder of shards where a partition outgrows one file."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

ATTRS = ("ENT_IOB", "ENT_TYPE")
# Characters of text in one file: about 400,000 tokens, 2 MB on disk. spaCy reads a file as a whole.
SHARD_CHARACTERS = 2_000_000
ENDING = ".spacy"


def new_docbin(docs: Iterable[Doc] = ()) -> DocBin:
    """Returns a DocBin that keeps what a cable's Docs hold: entities (also missing ones) and user_data."""
    return DocBin(attrs=ATTRS, store_user_data=True, docs=docs)


def write_bytes(path: Path, data: bytes) -> None:
    """Writes a file so that it is there as a whole or not at all."""
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def shard_path(folder: Path, partition: str, shard: int, shards: int) -> Path:
    """Returns the file of a shard: the partition's own file if it is the only one."""
    path = folder / (partition + ENDING)
    return path if shards == 1 else path / f"{shard:05d}{ENDING}"


def shard_files(path: Path) -> list[Path]:
    """Returns the DocBin files of a partition in order. Raises FileNotFoundError."""
    if path.is_dir():
        files = sorted(path.glob(f"*{ENDING}"))
    else:
        files = [path] if path.is_file() else []
    if not files:
        raise FileNotFoundError(f"{path}: no DocBin files there; convert the cables first")
    return files


def read_docs(path: Path, vocab: Vocab) -> Iterator[Doc]:
    """Yields the Docs of a partition, one file after the other in memory."""
    for file in shard_files(path):
        try:
            docbin = DocBin().from_disk(file)
        except Exception as error:
            raise ValueError(f"{file}: is not a DocBin file ({error}); convert the cables again") from error
        yield from docbin.get_docs(vocab)


@contextmanager
def replacing(folder: Path, names: Iterable[str]) -> Iterator[Path]:
    """Gives a scratch folder; when all went well, moves what it holds under `names` into `folder`.

    A name that is not in the scratch folder is removed from `folder`. A run that is killed leaves `folder`
    as it was, and its scratch folder is removed by the next one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for left_behind in folder.glob(".scratch-*"):
        if not _is_running(left_behind.name.split("-")[1]):
            shutil.rmtree(left_behind, ignore_errors=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".scratch-{os.getpid()}-", dir=folder))
    try:
        yield scratch
        old = scratch / ".old"
        old.mkdir()
        for name in names:
            if (folder / name).exists():
                os.replace(folder / name, old / name)
            if (scratch / name).exists():
                os.replace(scratch / name, folder / name)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _is_running(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
