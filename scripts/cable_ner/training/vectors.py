"""Word vectors of an archive's own text, by floret."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import spacy
import srsly
from spacy.about import __version__ as spacy_version
from spacy.tokens import Doc, Token
from spacy.training.initialize import convert_vectors

from ..files import replacing, write_bytes
from ..work import Progress, no_progress
from .texts import TextCounts, Texts, require_text

REPORT = "text.json"
ATTRS = ("ORTH", "LOWER", "NORM")


@dataclass(frozen=True)
class VectorSettings:
    """How floret trains: skipgrams; a word is the sum of `hashes` rows for it and for each of its parts of `minn` to
    `maxn` letters.

    Only a single thread gives the same vectors again. `attr` says which form of a word has a vector: ORTH, LOWER or NORM.
    """

    dim: int = 96
    buckets: int = 20_000
    minn: int = 3
    maxn: int = 5
    hashes: int = 2
    window: int = 5
    epochs: int = 10
    min_count: int = 2
    threads: int = 1
    seed: int = 0
    attr: str = "ORTH"


def make_vectors(
    texts: Texts,
    output: Path,
    *,
    settings: VectorSettings = VectorSettings(),
    progress: Progress = no_progress,
    announce: Callable[[TextCounts], None] = lambda _counts: None,
    verbose: bool = False,
) -> TextCounts:
    """Trains floret vectors on the texts, writes a blank pipeline with them to `output`, and returns what was read.

    The folder also gets `text.json`: the counts and the settings. `announce` is called before training, which shows
    floret's own progress if `verbose`. Raises ValueError if there is no text or a setting makes no sense, and ImportError
    if floret is not installed.
    """
    floret = _import_floret()
    if settings.attr not in ATTRS:
        raise ValueError(f"{settings.attr} is not one of {', '.join(ATTRS)}")
    counts = TextCounts()
    with replacing(output.parent, [output.name]) as scratch:
        text, table = scratch / "text.txt", scratch / "table.floret"
        with text.open("w", encoding="utf8", newline="\n") as file:
            for doc in texts.read(counts, progress):
                file.write(line_of(doc, settings.attr))
        require_text(counts)
        announce(counts)
        _train(floret, text, table, settings, verbose=verbose)
        nlp = spacy.blank(texts.lang)
        convert_vectors(nlp, table, truncate=0, prune=-1, mode="floret", attr=settings.attr)
        nlp.to_disk(scratch / output.name)
        report = {"spacy": spacy_version, "text": counts.as_json(), "settings": asdict(settings)}
        write_bytes(scratch / output.name / REPORT, (srsly.json_dumps(report, indent=2) + "\n").encode())
    return counts


def line_of(doc: Doc, attr: str = "ORTH") -> str:
    """Returns the words of a Doc on one line, separated by single spaces; an empty string if it has only white space."""
    words = [_word(token, attr) for token in doc if not token.is_space]
    return " ".join(words) + "\n" if words else ""


def _word(token: Token, attr: str) -> str:
    return {"ORTH": token.text, "LOWER": token.lower_, "NORM": token.norm_}[attr]


def _import_floret() -> Any:  # noqa: ANN401
    try:
        import floret_pybind
    except ImportError:
        raise ImportError("floret is not installed; run: pip install -e '.[vectors]'") from None
    return floret_pybind


def _train(floret: Any, text: Path, table: Path, settings: VectorSettings, *, verbose: bool) -> None:  # noqa: ANN401
    """Trains on a file of one paragraph per line, as floret's own function does, which takes no seed."""
    arguments = floret.args()
    values = {
        "input": str(text), "output": "", "saveOutput": False, "verbose": 2 if verbose else 0,
        "model": floret.model_name.skipgram, "mode": floret.mode_name.floret, "loss": floret.loss_name.ns,
        "dim": settings.dim, "bucket": settings.buckets, "minn": settings.minn, "maxn": settings.maxn,
        "hashCount": settings.hashes, "ws": settings.window, "epoch": settings.epochs, "minCount": settings.min_count,
        "thread": settings.threads, "seed": settings.seed + 1, "lr": 0.05,  # (to floret, 0 and 1 are the same)
    }  # fmt: skip
    for name, value in values.items():
        setattr(arguments, name, value)
    model = floret.fasttext()
    try:
        floret.train(model, arguments)
    except (ValueError, RuntimeError) as error:
        raise ValueError(
            f"floret cannot learn from this text ({error}); give more text, or a smaller --min-count"
        ) from error
    model.saveFloretVectors(str(table))
