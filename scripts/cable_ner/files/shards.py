"""The DocBin files of a partition: one, or a folder of shards where a partition outgrows one file."""

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path

from spacy.attrs import ORTH
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from .digests import digest
from .docbin import PlainDoc, plain_docs, read_docbin, unpacked

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


def texts_digest(files: Iterable[Path]) -> str:
    """Returns a digest of the Docs in DocBin files: of their cables and words, but not of their labels.

    The order makes no difference, nor how the Docs are distributed over files; a file that is there several times counts
    once. Raises ValueError for a file that is not a DocBin.
    """
    total, seen = 0, set()
    for file in files:
        data = file.read_bytes()
        if (own := digest(data)) in seen:
            continue
        seen.add(own)
        docbin = _docbin(data, file)
        words = docbin.attrs.index(ORTH)
        for tokens, packed in zip_longest(docbin.tokens, docbin.user_data):
            cable = unpacked(packed).get("cable", "") if packed else ""
            total += int(digest(f"{cable}\n".encode() + tokens[:, words].tobytes()), 16)
    return f"{total % 2**128:032x}"


def read_docs(path: Path, vocab: Vocab) -> Iterator[Doc]:
    """Yields the Docs of a partition; only one file at a time is in memory.

    Raises FileNotFoundError if there is no file, ValueError for a file that is not a DocBin.
    """
    for file in shard_files(path):
        yield from _docbin(file.read_bytes(), file).get_docs(vocab)


def read_plain_docs(file: Path) -> Iterator[PlainDoc]:
    """Yields what the Docs in a DocBin file say, much faster than the Docs. Raises OSError, ValueError for other files."""
    try:
        yield from plain_docs(_docbin(file.read_bytes(), file))
    except (KeyError, IndexError) as error:
        raise ValueError(f"{file}: is a damaged DocBin file ({error}); write it again") from error


def _docbin(data: bytes, file: Path) -> DocBin:
    try:
        return read_docbin(data)
    except Exception as error:
        raise ValueError(f"{file}: is not a DocBin file ({error}); convert the cables again") from error
