"""The text of an archive without its labels, and what is learned from it: floret vectors, text for pretraining.

Default inputs are the Docs that are trained on. Where more cables are read, those to score with stay out of it, though
no label is looked at: a model that has seen their text finds more names in them than in new cables.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import spacy
import srsly
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training.initialize import convert_vectors

from ..corpus import Identity, cable_of, identify, paragraph_key, read_cable, whole_cables
from ..files import Failure, Source, read_docs, replacing, shard_files, sources, write_bytes
from ..model import tokenised
from ..text import CableError, Paragraph

REPORT = "text.json"
KNOWN = "that are in the DocBin files"
HELD_OUT = "to score with"
COPY = "that are also in cables to score with"
UNREADABLE = "that cannot be read"
ATTRS = ("ORTH", "LOWER", "NORM")
MOST_TOKENS = 400  # of a text for pretraining; spaCy leaves out longer ones than the config's max_length, which is 500
_STOPS = (".", "!", "?")
_MOST_STRINGS = 400_000  # words a vocabulary may learn before there is a new one
Progress = Callable[[Iterable, str], Iterable]


@dataclass
class Counts:
    """What was read: `cables` are those of `raw`, `left_out` counts cables and, under COPY, paragraphs by reason."""

    cables: int = 0
    paragraphs: int = 0
    tokens: int = 0
    left_out: Counter = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """Returns the counts as plain data."""
        return {**asdict(self), "left_out": {reason: count for reason, count in sorted(self.left_out.items()) if count}}


def shown(counts: Counts) -> Iterator[str]:
    """Yields lines that tell a person what was read, and what was left out and why."""
    yield f"{counts.tokens:,} tokens in {counts.paragraphs:,} paragraphs to learn from"
    for reason, count in counts.as_json()["left_out"].items():
        yield f"left out: {count:,} {'paragraphs' if reason == COPY else 'cables'} {reason}"


@dataclass(frozen=True)
class Texts:
    """Where the text comes from: DocBin files (or folders of shards), and cables that are nowhere in them (`raw`).

    `held_out` are the DocBin files to score with: of `raw`, no cable of a message or text in them is read.
    """

    docbins: Sequence[Path] = ()
    raw: Sequence[str] = ()
    held_out: Sequence[Path] = ()
    lang: str = "en"

    def read(self, counts: Counts, progress: Progress = lambda items, _label: items) -> Iterator[Doc]:
        """Yields a Doc a paragraph and counts what it reads. Its labels, if it has any, are not to be looked at.

        Raises ValueError if a DocBin file is one to score with, FileNotFoundError if one is missing.
        """
        held_out = {path.resolve() for path in self.held_out}
        for path in self.docbins:
            if path.resolve() in held_out:
                raise ValueError(f"{path} is there to score with; give others, or --transductive to learn from its text")
        for doc in progress(self._docs(counts), "Reading"):
            counts.paragraphs += 1
            counts.tokens += len(doc)
            yield doc

    def _docs(self, counts: Counts) -> Iterator[Doc]:
        if not self.raw:
            yield from self._stored(self.docbins)
            return
        left_out: dict[str, str] = {}  # digests of messages and texts, with the reason
        for group in whole_cables(self._stored(self.docbins)):
            left_out.update(dict.fromkeys(_digests(identify(cable_of(group))), KNOWN))
            yield from group
        copies: set[str] = set()
        for group in whole_cables(self._stored(self.held_out)):
            left_out.update(dict.fromkeys(_digests(identify(cable_of(group))), HELD_OUT))
            copies.update(paragraph_key(paragraph) for paragraph in cable_of(group).paragraphs)
        nlp = spacy.blank(self.lang)
        for source in sources(self.raw):
            nlp = self._renewed(nlp)
            for paragraph in _read_raw(source, left_out, copies, counts):
                yield tokenised(paragraph.text, nlp)

    def _stored(self, paths: Iterable[Path]) -> Iterator[Doc]:
        nlp = spacy.blank(self.lang)
        for file in (file for path in paths for file in shard_files(path)):
            nlp = self._renewed(nlp)
            yield from read_docs(file, nlp.vocab)

    def _renewed(self, nlp: Language) -> Language:
        return nlp if len(nlp.vocab.strings) < _MOST_STRINGS else spacy.blank(self.lang)


def _read_raw(source: Source | Failure, left_out: dict[str, str], copies: set[str], counts: Counts) -> list[Paragraph]:
    """Returns the paragraphs of a cable, without those that are left out, which are counted."""
    if isinstance(source, Failure):
        counts.left_out[UNREADABLE] += source.fatal
        return []
    try:
        cable = read_cable(source)
    except CableError:
        counts.left_out[UNREADABLE] += 1
        return []
    reasons = {left_out[digest] for digest in _digests(identify(cable)) if digest in left_out}
    if reasons:
        counts.left_out[HELD_OUT if HELD_OUT in reasons else KNOWN] += 1
        return []
    kept = [paragraph for paragraph in cable.paragraphs if paragraph_key(paragraph) not in copies]
    counts.left_out[COPY] += len(cable.paragraphs) - len(kept)
    counts.cables += 1
    return kept


def _digests(identity: Identity) -> tuple[str, str]:
    return identity.message, identity.text


# -- vectors -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class VectorSettings:
    """How floret trains: skipgrams whose words are sums of `hashes` rows for each of their `minn` to `maxn` letters.

    Only one thread gives the same vectors again. `attr` is what of a word has a vector: ORTH, LOWER or NORM.
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
    progress: Progress = lambda items, _label: items,
    announce: Callable[[Counts], None] = lambda _counts: None,
    verbose: bool = False,
) -> Counts:
    """Trains floret vectors on the texts, writes a blank pipeline that has them (`output`), and returns what was read.

    The folder also gets `text.json`: the counts and the settings. `announce` is called before training, which shows
    floret's own progress if it is to be `verbose`. Raises ValueError if there is no text or a setting makes no sense,
    ImportError if floret is not installed.
    """
    floret = _import_floret()
    if settings.attr not in ATTRS:
        raise ValueError(f"{settings.attr} is none of {', '.join(ATTRS)}")
    counts = Counts()
    with replacing(output.parent, [output.name]) as scratch:
        text, table = scratch / "text.txt", scratch / "table.floret"
        with text.open("w", encoding="utf8", newline="\n") as file:
            for doc in texts.read(counts, progress):
                file.write(line_of(doc, settings.attr))
        _require_text(counts)
        announce(counts)
        _train(floret, text, table, settings, verbose=verbose)
        nlp = spacy.blank(texts.lang)
        convert_vectors(nlp, table, truncate=0, prune=-1, mode="floret", attr=settings.attr)
        nlp.to_disk(scratch / output.name)
        report = {"spacy": spacy.__version__, "text": counts.as_json(), "settings": asdict(settings)}
        write_bytes(scratch / output.name / REPORT, (srsly.json_dumps(report, indent=2) + "\n").encode())
    return counts


def line_of(doc: Doc, attr: str = "ORTH") -> str:
    """Returns the words of a Doc with one space between two, and the line's end; nothing for white space alone."""
    words = [_word(token, attr) for token in doc if not token.is_space]
    return " ".join(words) + "\n" if words else ""


def _word(token: spacy.tokens.Token, attr: str) -> str:
    return {"ORTH": token.text, "LOWER": token.lower_, "NORM": token.norm_}[attr]


def _require_text(counts: Counts) -> None:
    if not counts.tokens:
        raise ValueError("; ".join(["there is no text to learn from", *list(shown(counts))[1:]]))


def _import_floret() -> Any:  # noqa: ANN401
    try:
        import floret_pybind
    except ImportError:
        raise ImportError("floret is not installed; run: pip install -e '.[vectors]'") from None
    return floret_pybind


def _train(floret: Any, text: Path, table: Path, settings: VectorSettings, *, verbose: bool) -> None:  # noqa: ANN401
    """Trains on a file with a paragraph a line. floret's own function for that takes no seed: this is what it does."""
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


# -- text for pretraining ------------------------------------------------------------------------


def write_jsonl(
    texts: Texts, path: Path, *, most: int = MOST_TOKENS, progress: Progress = lambda items, _label: items
) -> Counts:
    """Writes the texts as JSON lines, as `spacy pretrain` reads them, and returns what was read.

    Paragraphs of more than `most` tokens become several. Raises ValueError if there is no text.
    """
    counts = Counts()
    with path.open("w", encoding="utf8", newline="\n") as file:
        for doc in texts.read(counts, progress):
            file.writelines(srsly.json_dumps({"text": text}) + "\n" for text in pieces(doc, most))
    _require_text(counts)
    return counts


def pieces(doc: Doc, most: int) -> Iterator[str]:
    """Yields the text of a Doc in stretches of at most `most` tokens, cut after a full stop where half of that has one."""
    start = 0
    while start < len(doc):
        end = min(start + most, len(doc))
        if end < len(doc):
            stops = [at + 1 for at in range(start + most // 2, end) if doc[at].text in _STOPS]
            end = stops[-1] if stops else end
        if text := doc[start:end].text.strip():
            yield text
        start = end
