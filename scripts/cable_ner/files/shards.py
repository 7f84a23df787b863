"""DocBin files: one a partition, or a folder of shards where a partition outgrows one file."""

import os
import shutil
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy
import srsly
from spacy.attrs import ENT_TYPE, ORTH, SPACY
from spacy.strings import StringStore
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from .errors import naming
from .locks import locked
from .places import SCRATCH, is_local, replacing_objects

ATTRS = ("ENT_IOB", "ENT_TYPE")
# Characters of text in one file: about 100,000 tokens, 0.5 MB on disk. spaCy reads a file as a whole.
SHARD_CHARACTERS = 500_000
ENDING = ".spacy"
_COMPRESSION = 2  # level of zlib
_WRITING = ".writing-"
_STALE = 3600  # seconds; to write a file takes a moment
_PACKER = srsly.msgpack.Packer(use_bin_type=True)  # as `srsly.msgpack_dumps` packs
_NO_SPANS = Doc(Vocab()).spans.to_bytes()


class _Bin(DocBin):
    """A DocBin whose bytes are compressed in less than half the time, and are a twelfth more."""

    def add_row(self, tokens: numpy.ndarray, user_data: dict[str, Any], span_groups: bytes = _NO_SPANS) -> None:
        """Adds a Doc: `self.attrs` and SPACY of each token."""
        self.tokens.append(tokens[:, :-1])
        self.spaces.append(tokens[:, -1:].astype(bool))
        self.flags.append({"has_unknown_spaces": False})
        self.cats.append({})
        self.span_groups.append(span_groups)
        self.user_data.append(_PACKER.pack(user_data))

    def add_strings(self, arrays: list[numpy.ndarray], strings: StringStore) -> None:
        """Adds the words and labels of these tokens."""
        for attr in (ORTH, ENT_TYPE) if arrays else ():
            keys = numpy.concatenate([array[:, self.attrs.index(attr)] for array in arrays])
            self.strings.update(strings[key] for key in numpy.unique(keys))

    def to_bytes(self) -> bytes:
        """Returns what spaCy's own are when both are decompressed."""
        message = {
            "version": self.version,
            "attrs": self.attrs,
            "tokens": b"".join(tokens.tobytes() for tokens in self.tokens),
            "spaces": b"".join(spaces.tobytes() for spaces in self.spaces),
            "lengths": numpy.array([len(tokens) for tokens in self.tokens], dtype="int32").tobytes(),
            "strings": sorted(self.strings),
            "cats": self.cats,
            "flags": self.flags,
            "span_groups": self.span_groups,
            "user_data": self.user_data,
        }
        return zlib.compress(srsly.msgpack_dumps(message), _COMPRESSION)


def new_docbin(docs: Iterable[Doc] = ()) -> DocBin:
    """Returns a DocBin that keeps what a cable's Docs hold: entities (also missing ones) and user_data.

    It is what `DocBin.add` would make of them, of the attributes that are kept, but does not go through every
    string of every token, nor through all installed packages for msgpack encoders at each Doc: that took more
    time than tokenisation.
    """
    docbin = _Bin(attrs=ATTRS, store_user_data=True)
    arrays: defaultdict[Vocab, list[numpy.ndarray]] = defaultdict(list)
    for doc in docs:
        array = doc.to_array((*docbin.attrs, SPACY))
        docbin.add_row(array, doc.user_data, doc.spans.to_bytes())
        docbin.flags[-1]["has_unknown_spaces"] = doc.has_unknown_spaces
        docbin.cats[-1] = doc.cats
        arrays[doc.vocab].append(array)
    for vocab, some in arrays.items():
        docbin.add_strings(some, vocab.strings)
    return docbin


def docbin_of_rows(rows: Iterable[tuple[numpy.ndarray, dict[str, Any]]], strings: StringStore) -> DocBin:
    """Returns a DocBin of Docs that were never made: the tokens of each as in `docs.Row`, and its user data."""
    docbin = _Bin(attrs=ATTRS, store_user_data=True)
    arrays = []
    for tokens, user_data in rows:
        docbin.add_row(tokens, user_data)
        arrays.append(tokens)
    docbin.add_strings(arrays, strings)
    return docbin


def write_bytes(path: Path, data: bytes) -> None:
    """Writes a file so that it is there as a whole or not at all. Raises OSError that names it."""
    if not is_local(path):
        path.write_bytes(data)  # a store has an object once all of it is there
        return
    with naming(path):
        descriptor, temporary = tempfile.mkstemp(prefix=_WRITING, dir=path.parent)
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


def remove_drafts(folder: Path) -> None:
    """Removes what runs that were killed have left in a folder of files half written, an hour ago or earlier."""
    for draft in folder.glob(f"{_WRITING}*"):
        with suppress(OSError):
            if time.time() - draft.stat().st_mtime > _STALE:
                draft.unlink()


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
    files = sorted(path.glob(f"*{ENDING}")) if path.is_dir() else [path]
    if not (files and files[0].is_file()):
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


# -- several files at once -----------------------------------------------------------------------

_OLD, _LOCK = ".old", ".lock"
# What is to be done with which name: a draft until all new files are there, ready when they are to be put in place.
_DRAFT, _READY = ".draft.json", ".ready.json"


@contextmanager
def replacing(folder: Path, names: Iterable[str]) -> Iterator[Path]:
    """Gives a scratch folder; when all went well, moves what it holds under `names` into `folder`.

    A name that is not in the scratch folder is removed from `folder`. A run that fails leaves `folder` as it
    was. So does one that is killed; if that was while files were put in place, the next run finishes it.
    Raises OSError if another run is writing into the folder. A folder at a URL: see `places.replacing_objects`.
    """
    if not is_local(folder):
        with replacing_objects(folder, list(names)) as scratch:
            yield scratch
        return
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / _LOCK, remedy="wait for it to finish, or give another folder"):
        for left_behind in folder.glob(f"{SCRATCH}*"):
            if (left_behind / _READY).exists():
                _put_in_place(folder, left_behind)
            shutil.rmtree(left_behind, ignore_errors=True)
        remove_drafts(folder)
        scratch = Path(tempfile.mkdtemp(prefix=f"{SCRATCH}{os.getpid()}-", dir=folder))
        try:
            yield scratch
            with naming(folder):
                srsly.write_json(scratch / _DRAFT, {name: (scratch / name).exists() for name in names})
                _put_in_place(folder, scratch)
        finally:
            if not (scratch / _READY).exists():  # it is if old files could not be put back, which are in there
                shutil.rmtree(scratch, ignore_errors=True)


def _put_in_place(folder: Path, scratch: Path) -> None:
    """Moves the new files into the folder and the old ones out; if a move fails, those before are undone."""
    done: list[tuple[Path, Path]] = []
    try:
        for move, source, target in _moves(folder, scratch):
            move(source, target)
            done.append((source, target))
    except BaseException:
        for source, target in reversed(done):
            if not os.path.lexists(source):  # it is where an old file was linked and not replaced yet
                os.replace(target, source)
        raise
    (scratch / _READY).unlink()


def _moves(folder: Path, scratch: Path) -> Iterator[tuple[Callable[[Path, Path], None], Path, Path]]:
    """Yields what is left to be done, as (function, source, target), each to be done before the next is asked for.

    From the first move on, a run that is killed can be finished by another one.
    """
    if not (scratch / _READY).exists():
        yield os.replace, scratch / _DRAFT, scratch / _READY
    (scratch / _OLD).mkdir(exist_ok=True)
    for name, is_new in srsly.read_json(scratch / _READY).items():
        new, current, old = scratch / name, folder / name, scratch / _OLD / name
        if is_new and not new.exists():
            continue  # it is in place
        if os.path.lexists(current) and not os.path.lexists(old):
            yield _link if is_new and new.is_file() and current.is_file() else os.replace, current, old
        if is_new:
            yield os.replace, new, current


def _link(source: Path, target: Path) -> None:
    """Gives a file a second name, so that a new one can take its place without a moment in between."""
    try:
        os.link(source, target)
    except OSError:  # a disk without links
        os.replace(source, target)
