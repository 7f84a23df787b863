"""`Cable` -> spaCy Docs, one per paragraph: character spans become token spans, or are marked missing."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy
from spacy.attrs import ENT_IOB, IDX, LENGTH, ORTH, SPACY
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from ..model import tokenised, tokenised_together
from ..text import Cable, Mention, Paragraph

SILVER, GOLD, UNLABELLED = "silver", "gold", "unlabelled"
# The metadata of a cable that goes into the user_data of its Docs, where the cable has it.
CABLE_KEYS = (
    "markup", "dialect", "pilcrows", "spacing", "reference_id", "post", "number", "date", "released",
    "classification", "origin", "references", "tags", "subject", "section", "sections", "recipients", "classified_by",
    "reasons", "declassify_on",
)  # fmt: skip


class Unaligned(NamedTuple):
    """A mention that is not on token boundaries, and what it `became`: fixed, missing or added.

    `tokens` holds the first 200 characters of the tokens that it touches.
    """

    line: int
    label: str
    text: str
    became: str
    tokens: str


class MadeDoc(NamedTuple):
    """The Doc of one paragraph, and what happened to each of its mentions: (kind, reason), in order."""

    doc: Doc
    fates: list[tuple[str, str]]
    unaligned: list[Unaligned]


class Boundaries(NamedTuple):
    """Where the tokens of a text start and end, in characters."""

    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Returns the token span (start, end) between two character offsets, or None if they are not token boundaries."""
        starts, ends = self
        first = bisect_left(starts, start)
        if first == len(starts) or starts[first] != start:
            return None
        last = bisect_left(ends, end, first)
        return (first, last + 1) if last < len(ends) and ends[last] == end else None

    def covering(self, start: int, end: int) -> tuple[int, int]:
        """Returns the token span of all tokens that a mention touches; the space after a token belongs to it."""
        return max(bisect_right(self.starts, start) - 1, 0), bisect_left(self.starts, end)


class Aligned(NamedTuple):
    """The mentions of a paragraph in token indices: (start, end, label) of each entity, and the missing tokens."""

    ents: list[tuple[int, int, str]]
    missing: list[int]
    fates: list[tuple[str, str]]
    unaligned: list[Unaligned]


class Row(NamedTuple):
    """The Doc of one paragraph as a DocBin file holds it, and what happened to its mentions.

    `tokens` is an array of uint64 with one row per token and the columns ORTH, ENT_IOB, ENT_TYPE and SPACY.
    """

    tokens: numpy.ndarray
    user_data: dict[str, Any]
    aligned: Aligned


def make_docs(cable: Cable, nlp: Language, *, labels: str = SILVER) -> Iterator[MadeDoc]:
    """Yields one Doc per paragraph, tokenised by the pipeline's tokenizer, with ents always set.

    `labels` says whether the annotations are silver or gold. `doc.user_data` has the name of the cable, the `index` of the
    Doc in it (from 0, of `paragraphs`), the zone, the printed paragraph number and the marking if there is one, what a
    person decided (`Paragraph.decided`), and the metadata of the cable.
    """
    docs = tokenised_together([paragraph.text for paragraph in cable.paragraphs], nlp)
    for paragraph, doc, user_data in zip(cable.paragraphs, docs, _user_data(cable, labels)):
        outcome = _made_doc(paragraph, doc)
        outcome.doc.user_data.update(user_data)
        yield outcome


def make_rows(cable: Cable, nlp: Language, *, labels: str = SILVER) -> Iterator[Row]:
    """Yields the same as `make_docs`, but as a DocBin file holds it, which saves the time for Spans and ents.

    Of an unlabelled cable, whose `labels` are UNLABELLED, all tokens are missing.
    """
    add = nlp.vocab.strings.add
    for paragraph, user_data in zip(cable.paragraphs, _user_data(cable, labels)):
        tokens = tokenised(paragraph.text, nlp).to_array([ORTH, IDX, LENGTH, SPACY])
        aligned = _align(paragraph, _boundaries(tokens[:, 1], tokens[:, 2])) if paragraph.mentions else _NOTHING
        tokens[:, 1], tokens[:, 2] = _OUTSIDE, 0
        for start, end, label in aligned.ents:
            key = add(label)
            for index in range(start, end):  # (a slice takes longer than the one or two tokens that nearly all have)
                tokens[index, 1] = _INSIDE
                tokens[index, 2] = key
            tokens[start, 1] = _BEGIN
        if aligned.missing:
            tokens[aligned.missing, 1] = _MISSING
        if labels == UNLABELLED:
            tokens[:, 1] = _MISSING
        yield Row(tokens, user_data, aligned)


def _user_data(cable: Cable, labels: str) -> Iterator[dict[str, Any]]:
    """Yields the user data of each Doc of a cable."""
    shared = {key: cable.meta[key] for key in CABLE_KEYS if cable.meta.get(key) not in (None, "", [])}
    shared.update(cable=cable.name, labels=labels, paragraphs=len(cable.paragraphs))
    for index, paragraph in enumerate(cable.paragraphs):
        user_data = {**shared, "index": index, "zone": paragraph.zone}
        if paragraph.number is not None:
            user_data["paragraph"] = paragraph.number
        if paragraph.marking:
            user_data["marking"] = paragraph.marking
        if paragraph.decided:
            user_data["decided"] = paragraph.decided
        yield user_data


def make_doc(paragraph: Paragraph, nlp: Language) -> MadeDoc:
    """Returns the paragraph as a Doc with its mentions as ents, or as missing tokens.

    Fates are ('entity', ''), ('fixed', what was done) or ('missing', why). A mention without a bracket in the source is
    ('added', by what). If it is not on token boundaries, its fate is ('', ''): it is dropped if a rule found it, and its
    tokens are missing if a person decided on it.
    """
    return _made_doc(paragraph, tokenised(paragraph.text, nlp))


def _made_doc(paragraph: Paragraph, doc: Doc) -> MadeDoc:
    states: Any = numpy.full(len(doc), _OUTSIDE, dtype="uint64")  # (thinc's type for it is of signed numbers)
    doc.from_array(ENT_IOB, states)
    if not paragraph.mentions:
        return MadeDoc(doc, [], [])
    aligned = _align(paragraph, boundaries_of(doc))
    ents = [Span(doc, start, end, label) for start, end, label in aligned.ents]
    doc.set_ents(ents, missing=[doc[index : index + 1] for index in aligned.missing], default="unmodified")
    return MadeDoc(doc, aligned.fates, aligned.unaligned)


def boundaries_of(doc: Doc) -> Boundaries:
    """Returns where the tokens of a Doc start and end."""
    return _boundaries(*doc.to_array([IDX, LENGTH]).T)


def _boundaries(starts: numpy.ndarray, lengths: numpy.ndarray) -> Boundaries:
    return Boundaries(starts.tolist(), (starts + lengths).tolist())


def _align(paragraph: Paragraph, tokens: Boundaries) -> Aligned:
    """Returns the mentions of a paragraph in token indices, and what happened to each: see `make_doc`."""
    ents: list[tuple[int, int, str]] = []
    missing: set[int] = set()
    fates, unaligned = [], []
    last = 0  # the token after the last entity
    for mention in paragraph.mentions:
        start, end, label, line, is_missing, fixed, decided = mention
        span = None if is_missing else tokens.span(start, end)
        fate = ("fixed" if line else "added", fixed) if fixed else _ENTITY
        if span is None or span[0] < last:
            if not (line or decided or is_missing):
                fates.append(_NONE)
                continue
            span, fate = (None, _ENTITY) if is_missing else adjusted(mention, paragraph.text, tokens)
            if span is None or span[0] < last:
                span = tokens.covering(start, end)
                missing.update(range(*span))
                fate = ("missing", is_missing or "not on token boundaries")
            if not is_missing:
                # (A word may hold thousands of mentions and be as long as the file.)
                first = tokens.starts[span[0]]
                shown = paragraph.text[first : min(tokens.ends[span[1] - 1], first + _SHOWN)]
                unaligned.append(Unaligned(line, label, paragraph.text[start:end], fate[0], shown))
        if fate[0] != "missing":
            ents.append((*span, label))
            last = span[1]
        if not line and fate[0] != "added":  # there is no bracket in the source to account for
            fate = ("added", fixed) if fate[0] == "fixed" else _NONE
        fates.append(fate)
    if missing:  # a token cannot be both
        missing.difference_update(index for start, end, _ in ents for index in range(start, end))
    return Aligned(ents, sorted(missing), fates, unaligned)


def adjusted(mention: Mention, text: str, tokens: Boundaries) -> tuple[tuple[int, int] | None, tuple[str, str]]:
    """Adjusts a mention that is not on token boundaries. Returns its token span (start, end) or None, and what was done.

    White space and punctuation at its ends are trimmed, or the full stop of an abbreviation (`Inc.`) is added.
    """
    if text[mention.end : mention.end + 1] == "." and (span := tokens.span(mention.start, mention.end + 1)):
        return span, ("fixed", "full stop of an abbreviation added")
    text = text[mention.start : mention.end]
    start = mention.end - len(text.lstrip(_TRIM_START))
    end = mention.start + len(text.rstrip(_TRIM_END))
    for first, last in ((mention.start, end), (start, mention.end), (start, end)):
        if first < last and (span := tokens.span(first, last)):
            return span, ("fixed", "trimmed to token boundaries")
    return None, _ENTITY


_MISSING, _INSIDE, _OUTSIDE, _BEGIN = (Token.iob_strings().index(state) for state in ("", "I", "O", "B"))
_ENTITY, _NONE = ("entity", ""), ("", "")
_NOTHING = Aligned([], [], [], [])
_SHOWN = 200  # characters shown of the tokens of a mention that is not on token boundaries
_SPACES = "".join(filter(str.isspace, map(chr, range(0x3001))))
_TRIM_START = _SPACES + "\"'“‘([,;:.-–—/"
_TRIM_END = _SPACES + "\"'”’)],;:.?!-–—/"
