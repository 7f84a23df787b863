"""Label rules as a component of a pipeline: what is known of names beforehand puts right what a model finds.

This file and those it imports need nothing but spaCy and the values in `text.cable`, because the wheel of a model carries
copies of them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy
import srsly
from spacy.attrs import ENT_IOB, ENT_TYPE
from spacy.language import Language
from spacy.tokens import Doc, Span, Token
from spacy.training import Example

from ..text import PARAGRAPH, Cable, Mention, Paragraph
from .application import apply_rules
from .packed import packed, unpacked
from .rule_book import RuleBook

FACTORY = "label_rules"
FACTORY_META: dict[str, Any] = {
    "requires": ["doc.ents"],
    "assigns": ["doc.ents", "token.ent_iob", "token.ent_type"],
    "default_config": {"enabled": True},
}
_FILE = "rules.json"
_CONVERSION = "convert.json"
_MISSING = "missing"
_BEGINS = 3  # spaCy's Token.ent_iob; without a type the token is blocked
_RULES = "configs/silver.yml"


class LabelRules:
    """The pipeline component. A document is all consecutive Docs with the same `user_data["cable"]`, or a single Doc.

    `user_data["zone"]` tells which part of a cable a Doc is, if it is there; otherwise it counts as a paragraph.
    """

    def __init__(self, *, enabled: bool = True) -> None:
        self.enabled = enabled
        self.book = RuleBook()

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]] | None = None,
        *,
        nlp: Language,
        rules: str = _RULES,
        labels: list[str] | None = None,
    ) -> None:
        """Reads the file of rules, by default the project's. Raises ValueError if it cannot be read.

        Rules that give other labels than these are left out; by default they are those of the pipeline's components, if
        there are any. There are no rules if the cables to train on were converted without: their labels may follow other
        conventions. In a wheel, where there is no file, the component keeps the rules that it has.
        """
        if not _rules_in(nlp.config["paths"].get("train")):
            self.book = RuleBook()
            return
        try:
            from .rules_file import read_rules
        except ModuleNotFoundError as error:
            if (error.name or "").endswith(".rules_file"):
                return
            raise
        here = Path(rules)
        known = set(labels or (label for own in nlp.pipe_labels.values() for label in own))
        found = read_rules(here if here.exists() else Path(__file__).parents[3] / rules)
        self.book = RuleBook(rule for rule in found if not known or not rule.label or rule.label in known)

    def __call__(self, doc: Doc) -> Doc:
        """Returns the Doc, after the rules were applied to its entities."""
        self._apply([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 1) -> Iterator[Doc]:
        """Yields the Docs in their order. Holds one document and the Doc after it, whatever the batch size."""
        for _, group in groupby(stream, key=_document_of):
            docs = list(group)
            self._apply(docs)
            yield from docs
            del docs

    def _apply(self, docs: Sequence[Doc]) -> None:
        if not (self.enabled and self.book):
            return
        cable = Cable("", [_paragraph(doc) for doc in docs])
        for doc, before, after in zip(docs, cable.paragraphs, apply_rules(cable, self.book).paragraphs):
            if after.mentions is not before.mentions:
                _write(doc, after.mentions)

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Returns the rules as bytes."""
        text: str = srsly.json_dumps(packed(self.book.rules))
        return text.encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "LabelRules":
        """Takes the rules in bytes, and returns the component."""
        self.book = RuleBook(unpacked(srsly.json_loads(data.decode())))
        return self

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Writes the rules into a folder."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / _FILE).write_bytes(self.to_bytes())

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> "LabelRules":
        """Takes the rules in a folder, and returns the component."""
        return self.from_bytes((Path(path) / _FILE).read_bytes())


def _rules_in(train: object) -> bool:
    """Returns whether the cables of a DocBin were converted with rules: so says convert.json, beside it or a folder above.

    Where there is none, they may well have been.
    """
    if not isinstance(train, str):
        return True
    for folder in Path(train).parents[:2]:
        if (folder / _CONVERSION).is_file():
            return bool(srsly.read_json(folder / _CONVERSION)["settings"].get("rules", True))
    return True


def make_label_rules(nlp: Language, name: str, enabled: bool) -> LabelRules:
    """Returns the component; without rules, until it is initialised or read from disk."""
    return LabelRules(enabled=enabled)


def _document_of(doc: Doc) -> object:
    cable = doc.user_data.get("cable")
    return doc if cable is None else cable


def _paragraph(doc: Doc) -> Paragraph:
    """Returns a Doc as a paragraph; a token whose label is missing or blocked is a mention that no rule may touch."""
    mentions = [Mention(ent.start_char, ent.end_char, ent.label_, 0) for ent in doc.ents]
    unknown = [Mention(token.idx, token.idx + len(token), "", 0, _MISSING) for token in _settled(doc)]
    return Paragraph(doc.text, sorted([*mentions, *unknown]) if unknown else mentions, doc.user_data.get("zone", PARAGRAPH))


def _settled(doc: Doc) -> list[Token]:
    """Returns the tokens whose label is missing, or that are blocked: they can have none."""
    states, labels = doc.to_array([ENT_IOB, ENT_TYPE]).reshape(-1, 2).T
    return [doc[index] for index in numpy.flatnonzero((states == 0) | ((states == _BEGINS) & (labels == 0))).tolist()]


def _write(doc: Doc, mentions: Sequence[Mention]) -> None:
    """Sets the entities of a Doc. One that is not on token boundaries gives way to those that were there before it."""
    before = {(ent.start_char, ent.end_char, ent.label_): ent for ent in doc.ents}
    kept: list[Span] = []
    lost: list[tuple[int, int]] = []
    for start, end, label, _, missing, *_ in mentions:
        if missing:
            continue
        span = before.get((start, end, label)) or doc.char_span(start, end, label)
        if span is not None:
            kept.append(span)
        else:
            lost.append((start, end))
    if lost:
        taken = {index for span in kept for index in range(span.start, span.end)}
        old = (ent for ent in before.values() if any(ent.start_char < end and start < ent.end_char for start, end in lost))
        kept += [ent for ent in old if taken.isdisjoint(range(ent.start, ent.end))]
    settled = _settled(doc)
    unknown = [doc[token.i : token.i + 1] for token in settled if not token.ent_iob]
    blocked = [doc[token.i : token.i + 1] for token in settled if token.ent_iob]
    doc.set_ents(kept, missing=unknown, blocked=blocked, default="outside")
