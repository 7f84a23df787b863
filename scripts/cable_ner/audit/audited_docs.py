"""Docs as the audit sees them: their labels before corrections, their labels now, and where a person decided."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from spacy.tokens import Doc

from ..corpus import GOLD, UNANNOTATED_REMEDY, UNLABELLED, Boundaries, adjusted, boundaries_of
from ..files import Packed
from ..text import Mention
from .crf import Spans, Text, tags_of


class DecidedStretch(NamedTuple):
    """A stretch of a text (token indices) that a person decided on, and its spans before and after the decision."""

    start: int
    end: int
    before: Spans
    after: Spans


class AuditedDoc(NamedTuple):
    """A Doc as the audit sees it: `text` has the tags before corrections, `now` are the spans after them (token indices)."""

    text: Text
    characters: str  # the Doc's text
    starts: list[int]  # character offset of each token
    now: Spans
    decided: list[DecidedStretch]
    is_gold: bool
    number: int  # of the paragraph within its cable
    zone: str

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Returns the character offsets of the tokens from `start` to `end`."""
        return self.starts[start], self.starts[end - 1] + len(self.text.words[end - 1])

    def is_decided(self, start: int, end: int) -> bool:
        """Returns whether a person decided on something between these token indices."""
        return any(True for _ in self.decided_tokens(start, end))

    def decided_tokens(self, start: int, end: int) -> Iterator[int]:
        """Yields those of these token indices that a person decided on."""
        at = bisect_right(self.decided, start, key=lambda stretch: stretch.end)  # (they are sorted and disjoint)
        while at < len(self.decided) and self.decided[at].start < end:
            yield from range(max(self.decided[at].start, start), min(self.decided[at].end, end))
            at += 1

    def over(self, start: int, end: int) -> Spans:
        """Returns the spans after corrections that overlap these token indices."""
        first = bisect_right(self.now, start, key=lambda span: span[1])
        return self.now[first : bisect_left(self.now, (end,), first)]


class AuditedTexts(Sequence[Text]):
    """The texts of audited Docs, which are not kept in memory where the Docs are not."""

    def __init__(self, docs: Sequence[AuditedDoc]) -> None:
        self._docs = docs

    def __len__(self) -> int:
        return len(self._docs)

    def __getitem__(self, index: Any) -> Any:
        """Returns a text; a slice is a list of texts."""
        return [doc.text for doc in self._docs[index]] if isinstance(index, slice) else self._docs[index].text

    def __iter__(self) -> Iterator[Text]:
        return (doc.text for doc in self._docs)


def audited_docs(docs: Iterable[Doc]) -> tuple[Packed[AuditedDoc], str]:
    """Returns what the audit needs of Docs, and their language. One Doc at a time is in memory.

    Raises ValueError for Docs of cables that nobody has annotated.
    """
    lang, found = "en", Packed(AuditedDoc)
    for doc in docs:
        lang = doc.vocab.lang or lang
        if doc.user_data.get("labels") == UNLABELLED:
            raise ValueError(f"{doc.user_data.get('cable', 'a cable')} has no labels to audit; {UNANNOTATED_REMEDY}")
        found.append(audited_doc(doc))
    return found, lang


def audited_doc(doc: Doc) -> AuditedDoc:
    """Returns what the audit needs of a Doc. `user_data["decided"]` tells its labels before corrections."""
    now: Spans = tuple((ent.start, ent.end, ent.label_) for ent in doc.ents)
    decided, missing = _decided(doc, now)
    before = set(now)
    for stretch in decided:
        before -= set(stretch.after)
        before |= set(stretch.before)
    data = doc.user_data
    return AuditedDoc(
        Text(
            str(data.get("cable", "")),
            [token.text for token in doc],
            [bool(token.whitespace_) for token in doc],
            tags_of(len(doc), sorted(before), missing),
        ),
        doc.text,
        [token.idx for token in doc],
        now,
        decided,
        data.get("labels") == GOLD,
        int(data.get("index", 0)),
        str(data.get("zone", "")),
    )


def _decided(doc: Doc, now: Spans) -> tuple[list[DecidedStretch], set[int]]:
    """Returns the stretches a person decided on, and the tokens whose label was missing before."""
    missing = {token.i for token in doc if token.ent_iob == 0}
    decided, tokens, text = [], boundaries_of(doc), doc.text
    for first, last, mentions in doc.user_data.get("decided", ()):
        region = doc.char_span(first, last, alignment_mode="expand")
        if region is None:
            continue
        before, unplaced = _before(doc, mentions, text, tokens)
        missing -= set(range(region.start, region.end))
        missing |= unplaced
        at = bisect_right(now, region.start, key=lambda span: span[1])
        after = now[at : bisect_left(now, (region.end,), at)]
        decided.append(DecidedStretch(region.start, region.end, before, after))
    return decided, missing


def _before(doc: Doc, mentions: Iterable[tuple[int, int, str]], text: str, tokens: Boundaries) -> tuple[Spans, set[int]]:
    """Returns the spans (token indices) of mentions (character offsets), and the tokens of those that give none."""
    spans: list[tuple[int, int, str]] = []
    unplaced: set[int] = set()
    for start, end, label in mentions:
        span = tokens.span(start, end) or adjusted(Mention(start, end, label, 0), text, tokens)[0]
        if label and span:
            spans.append((*span, label))
        elif (touched := doc.char_span(start, end, alignment_mode="expand")) is not None:
            unplaced.update(range(touched.start, touched.end))
    return tuple(spans), unplaced
