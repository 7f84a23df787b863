"""Second opinions kept on disk: they depend on the labels before corrections, so they hold until those change."""

import io
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from zipfile import BadZipFile

import numpy
import srsly
from spacy.about import __version__ as spacy_version

from ...files import write_bytes
from ...work import Progress, Where, no_progress
from .. import crf
from ..crf import Spans, Text
from .cross_fitting import second_opinions
from .duration import expected_seconds
from .opinion import SCORED, SPANNED, Effort, Opinion


def cached_opinions(
    texts: Sequence[Text],
    cache: Path | None,
    *,
    seed: int = 0,
    effort: Effort = Effort(),
    lang: str = "en",
    where: Where = Where(),
    progress: Progress = no_progress,
    announce: Callable[[int, float], None] = lambda _tokens, _seconds: None,
) -> list[Opinion]:
    """Returns the second opinions on texts from the file `cache` if it holds them; else forms them and writes them there.

    `announce` is told the number of tokens and the expected seconds: 0 if the file holds the opinions.
    """
    key = opinions_key(texts, seed=seed, effort=effort, lang=lang)
    tokens = sum(len(text.words) for text in texts)
    if cache and (found := _from_cache(cache, key, texts)):
        announce(tokens, 0.0)
        return found
    announce(tokens, expected_seconds(texts, processes=where.processes, effort=effort))
    found = second_opinions(texts, seed=seed, effort=effort, lang=lang, where=where, progress=progress)
    if cache:
        _to_cache(cache, key, found)
    return found


def opinions_key(texts: Iterable[Text], *, seed: int, effort: Effort, lang: str) -> str:
    """Returns a digest of all that second opinions depend on: texts, settings, library versions, and our code."""
    modules = [Path(crf.__file__), *sorted(Path(__file__).parent.glob("*.py"))]
    code = b"".join(module.read_bytes() for module in modules)
    versions = f"{spacy_version} {numpy.__version__} {version('python-crfsuite')}"
    settings = f"{seed} {tuple(effort)} {lang} {versions} "
    state = blake2b(settings.encode() + code, digest_size=16)
    for text in texts:
        state.update(srsly.msgpack_dumps(list(text)))
    return state.hexdigest()


def _to_cache(cache: Path, key: str, opinions: list[Opinion]) -> None:
    labels = sorted({span[2] for opinion in opinions for spans in opinion.spans for span in spans})
    rows = [
        (number, kind, start, end, labels.index(label))
        for number, opinion in enumerate(opinions)
        for kind, spans in enumerate(opinion.spans)
        for start, end, label in spans
    ]
    scores = [opinion.scores for opinion in opinions]
    buffer = io.BytesIO()
    numpy.savez(
        buffer,
        key=numpy.array(key),
        labels=numpy.array(labels or [""]),
        spans=numpy.array(rows, numpy.int64).reshape(-1, 5),
        scores=numpy.concatenate(scores, axis=1) if scores else numpy.zeros((len(SCORED), 0, 1), numpy.float16),
    )
    cache.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(cache, buffer.getvalue())


def _from_cache(cache: Path, key: str, texts: Sequence[Text]) -> list[Opinion] | None:
    """Returns the opinions in a file; None if it is missing, damaged, or holds opinions on something else."""
    try:
        with numpy.load(cache, allow_pickle=False) as data:
            if str(data["key"]) != key:
                return None
            labels, rows, scores = [str(label) for label in data["labels"]], data["spans"].tolist(), data["scores"]
    except (OSError, EOFError, ValueError, KeyError, BadZipFile):
        return None
    spans: list[list[list[tuple[int, int, str]]]] = [[[] for _ in SPANNED] for _ in texts]
    for number, kind, start, end, label in rows:
        spans[number][kind].append((start, end, labels[label]))
    found, at = [], 0
    for text, own in zip(texts, spans):
        by_model: tuple[Spans, ...] = tuple(map(tuple, own))
        found.append(Opinion(by_model, scores[:, at : at + len(text.words)]))
        at += len(text.words)
    return found
