"""The DocBin files of a partition: one, or a folder of shards where a partition outgrows one file."""

from collections.abc import Iterator
from pathlib import Path

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

# Characters of text in one file: about 100,000 tokens, 0.5 MB on disk. spaCy reads a file as a whole.
SHARD_CHARACTERS = 500_000
ENDING = ".spacy"


def shard_path(folder: Path, partition: str, shard: int, shards: int) -> Path:
    """Returns the file of a shard: the partition's own file if it is the only one."""
    path = folder / (partition + ENDING)
    return path if shards == 1 else path / f"{shard:05d}{ENDING}"


def shard_files(path: Path) -> list[Path]:
    """Returns the DocBin files of a partition in order. Raises FileNotFoundError if there are none."""
    files = sorted(path.glob(f"*{ENDING}")) if path.is_dir() else [path]
    if not (files and files[0].is_file()):
        raise FileNotFoundError(f"{path}: contains no DocBin files; convert the cables first")
    return files


def read_docs(path: Path, vocab: Vocab) -> Iterator[Doc]:
    """Yields the Docs of a partition; only one file at a time is in memory.

    Raises FileNotFoundError if there is no file, ValueError for a file that is not a DocBin.
    """
    for file in shard_files(path):
        try:
            docbin = DocBin().from_disk(file)
        except Exception as error:
            raise ValueError(f"{file}: is not a DocBin file ({error}); convert the cables again") from error
        yield from docbin.get_docs(vocab)
