"""The text of an archive without its labels: for a teacher.

By default it is that of the Docs to train on. If more cables are read, those to score with stay out, though no label is
looked at: a model that has seen their text finds more names in them than in new cables.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from ..corpus import UNLABELLED, Identity, cable_of, identify, make_docs, paragraph_key, read_cable, whole_cables
from ..files import Failure, Source, read_docs, shard_files, sources
from ..text import Cable, CableError, Paragraph
from ..work import Progress, no_progress, number_of

KNOWN = "that are in the DocBin files"
HELD_OUT = "used for scoring"
COPY = "that also occur in cables used for scoring"
UNREADABLE = "that cannot be read"
_MOST_STRINGS = 400_000  # words a vocabulary may learn before it is replaced


@dataclass
class TextCounts:
    """What was read: `cables` counts those of `raw` and those without labels.

    `left_out` counts cables by reason, and paragraphs under COPY.
    """

    cables: int = 0
    paragraphs: int = 0
    tokens: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """Returns the counts as plain data."""
        return {**asdict(self), "left_out": {reason: count for reason, count in sorted(self.left_out.items()) if count}}


def shown(counts: TextCounts) -> Iterator[str]:
    """Yields lines for people: what was read, and what was left out and why."""
    yield f"{counts.tokens:,} tokens in {number_of(counts.paragraphs, 'paragraphs')} to learn from"
    for reason, count in counts.as_json()["left_out"].items():
        yield f"left out: {count:,} {'paragraphs' if reason == COPY else 'cables'} {reason}"


@dataclass(frozen=True)
class Texts:
    """Where the text comes from: DocBin files (or folders of shards), and further cables that are not in them (`raw`).

    `held_out` are the DocBin files to score with: no cable of `raw`, and none without labels, that has a message or text of
    theirs is read.
    """

    docbins: Sequence[Path] = ()
    raw: Sequence[str] = ()
    held_out: Sequence[Path] = ()
    lang: str = "en"

    def read(self, counts: TextCounts, progress: Progress = no_progress) -> Iterator[Doc]:
        """Yields a Doc for each paragraph, and counts what it reads. Do not look at the Docs' labels, if they have any.

        Raises ValueError if a DocBin file is one to score with, and FileNotFoundError if one is missing.
        """
        held_out = {path.resolve() for path in self.held_out}
        for path in self.docbins:
            if path.resolve() in held_out:
                raise ValueError(f"{path} is used for scoring; give other text, or --transductive to learn from it")
        for doc in progress(self._docs(counts), "Reading", None):
            counts.paragraphs += 1
            counts.tokens += len(doc)
            yield doc

    def _docs(self, counts: TextCounts) -> Iterator[Doc]:
        left_out: dict[str, str] = {}  # digests of messages and texts, with the reason
        has_unlabelled = False
        for group in whole_cables(self._stored(self.docbins)):
            if is_unlabelled(group):
                has_unlabelled = True
                continue
            if self.raw:
                left_out.update(dict.fromkeys(_digests(identify(cable_of(group))), KNOWN))
            yield from group
        if not (self.raw or has_unlabelled):
            return
        copies: set[str] = set()
        for group in whole_cables(self._stored(self.held_out)):
            left_out.update(dict.fromkeys(_digests(identify(cable_of(group))), HELD_OUT))
            copies.update(paragraph_key(paragraph) for paragraph in cable_of(group).paragraphs)
        # The split knows nothing of cables without labels: they may be copies of those to score with.
        for group in filter(is_unlabelled, whole_cables(self._stored(self.docbins))):
            cable = cable_of(group)
            kept = {index for index, _ in _kept(cable, left_out, copies, counts)}
            left_out.update((digest, KNOWN) for digest in _digests(identify(cable)) if digest not in left_out)
            yield from (doc for index, doc in enumerate(group) if index in kept)
        nlp = spacy.blank(self.lang)
        for source in sources(self.raw) if self.raw else ():
            nlp = self._renewed(nlp)
            if read := _read_raw(source, left_out, copies, counts):
                yield from (made.doc for made in make_docs(read, nlp, labels=UNLABELLED))

    def _stored(self, paths: Iterable[Path]) -> Iterator[Doc]:
        nlp = spacy.blank(self.lang)
        for file in (file for path in paths for file in shard_files(path)):
            nlp = self._renewed(nlp)
            yield from read_docs(file, nlp.vocab)

    def _renewed(self, nlp: Language) -> Language:
        return nlp if len(nlp.vocab.strings) < _MOST_STRINGS else spacy.blank(self.lang)


def _read_raw(source: Source | Failure, left_out: dict[str, str], copies: set[str], counts: TextCounts) -> Cable | None:
    """Returns a cable without annotations and the paragraphs that are left out, which it counts; None if nothing is left."""
    if isinstance(source, Failure):
        counts.left_out[UNREADABLE] += source.fatal
        return None
    try:
        cable = read_cable(source)
    except CableError:
        counts.left_out[UNREADABLE] += 1
        return None
    kept = [paragraph._replace(mentions=[]) for _, paragraph in _kept(cable, left_out, copies, counts)]
    return replace(cable, paragraphs=kept) if kept else None


def _kept(cable: Cable, left_out: dict[str, str], copies: set[str], counts: TextCounts) -> list[tuple[int, Paragraph]]:
    """Returns the paragraphs of a cable that are not left out, with their indices; counts the others."""
    reasons = {left_out[digest] for digest in _digests(identify(cable)) if digest in left_out}
    if reasons:
        counts.left_out[HELD_OUT if HELD_OUT in reasons else KNOWN] += 1
        return []
    kept = [item for item in enumerate(cable.paragraphs) if paragraph_key(item[1]) not in copies]
    counts.left_out[COPY] += len(cable.paragraphs) - len(kept)
    counts.cables += 1
    return kept


def is_unlabelled(group: Sequence[Doc]) -> bool:
    """Returns whether the Docs are those of a cable that nobody has annotated, or whose annotations are not looked at."""
    return group[0].user_data.get("labels") == UNLABELLED


def _digests(identity: Identity) -> tuple[str, str]:
    return identity.message, identity.text
