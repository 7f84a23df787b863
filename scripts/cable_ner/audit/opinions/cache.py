"""Second opinions kept on disk: they depend on the labels before corrections, so they hold until those change."""

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

import msgspec
import numpy
from numpy.lib import format as npy
from spacy.about import __version__ as spacy_version

from ...files import Packed, packed_from, replacing_file
from ...training import teacher_key
from ...work import Progress, Where, no_progress
from .. import crf
from ..crf import Text
from .cross_fitting import second_opinions
from .duration import expected_seconds
from .opinion import Effort, Opinion

_ITEMS = "items.npy"


def cached_opinions(
    texts: Sequence[Text],
    cache: Path | None,
    *,
    seed: int = 0,
    effort: Effort = Effort(),
    lang: str = "en",
    encoder: str = "",
    where: Where = Where(),
    progress: Progress = no_progress,
    announce: Callable[[int, float], None] = lambda _tokens, _seconds: None,
) -> Packed[Opinion]:
    """Returns the second opinions on texts from the file `cache` if it holds them; else forms them and writes them there.

    `encoder` is a pretrained encoder that reads, too: a folder or a name, as `load_encoder` takes them; "" for none.
    `announce` is told the number of tokens and the expected seconds: 0 if the file holds the opinions.
    """
    key = opinions_key(texts, seed=seed, effort=effort, lang=lang, encoder=encoder)
    tokens = sum(len(text.words) for text in texts)
    if cache and (found := _from_cache(cache, key)) is not None:
        announce(tokens, 0.0)
        return found
    announce(tokens, expected_seconds(texts, processes=where.processes, effort=effort, with_encoder=bool(encoder)))
    found = second_opinions(texts, seed=seed, effort=effort, lang=lang, encoder=encoder, where=where, progress=progress)
    if cache:
        _to_cache(cache, key, found)
    return found


def opinions_key(texts: Iterable[Text], *, seed: int, effort: Effort, lang: str, encoder: str = "") -> str:
    """Returns a digest of all that second opinions depend on: texts, settings, library versions, and our code."""
    modules = [Path(crf.__file__), *sorted(Path(__file__).parent.glob("*.py"))]
    code = b"".join(module.read_bytes() for module in modules)
    versions = f"{spacy_version} {numpy.__version__} {version('python-crfsuite')}"
    settings = f"{seed} {tuple(effort)} {lang} {versions} {teacher_key(encoder) if encoder else ''}"
    state = blake2b(settings.encode() + code, digest_size=16)
    for text in texts:
        state.update(msgspec.msgpack.encode(text))
    return state.hexdigest()


def _to_cache(cache: Path, key: str, opinions: Packed[Opinion]) -> None:
    """Writes an npz file: the key, where each opinion ends, and the opinions as bytes (see `Packed`)."""
    cache.parent.mkdir(parents=True, exist_ok=True)
    with replacing_file(cache) as file, ZipFile(file, "w") as archive:
        for name, values in (("key.npy", numpy.array(key)), ("ends.npy", numpy.array(opinions.ends, numpy.uint64))):
            with archive.open(ZipInfo(name), "w") as target:
                npy.write_array(target, values, allow_pickle=False)
        with archive.open(ZipInfo(_ITEMS), "w", force_zip64=True) as target:
            shape = (opinions.ends[-1],)
            npy.write_array_header_1_0(target, {"descr": "|u1", "fortran_order": False, "shape": shape})
            opinions.write_to(target)


def _from_cache(cache: Path, key: str) -> Packed[Opinion] | None:
    """Returns the opinions in a file; None if it is missing, damaged, or holds opinions on something else."""
    try:
        with numpy.load(cache, allow_pickle=False) as data:
            if str(data["key"]) != key:
                return None
            with data.zip.open(_ITEMS) as source:
                npy.read_magic(source)
                npy.read_array_header_1_0(source)
                return packed_from(source, Opinion, data["ends"].tolist())
    except (OSError, EOFError, ValueError, KeyError, BadZipFile):
        return None
