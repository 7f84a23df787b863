"""`Cable` -> spaCy Docs, one a paragraph: character spans become token spans, or are marked missing."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy
from spacy.attrs import ENT_IOB
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from .markup import Cable, Mention, Paragraph
from .tokenizer import tokenised

SILVER, GOLD = "silver", "gold"
# What a Doc's user_data holds of its cable, where the cable has it.
CABLE_KEYS = (
    "markup", "dialect", "pilcrows", "spacing", "reference_id", "post", "number", "date", "released",
    "classification", "origin", "tags", "subject", "section", "sections",
)  # fmt: skip


class Unaligned(NamedTuple):
    """A mention that does not fall on token boundaries, and what it `became`: fixed or missing tokens (200 signs)."""

    line: int
    label: str
    text: str
    became: str
    tokens: str


class Outcome(NamedTuple):
    """The Doc of one paragraph, and what became of each of its mentions: (kind, reason), in order."""

    doc: Doc
    fates: list[tuple[str, str]]
    unaligned: list[Unaligned]


def make_docs(cable: Cable, nlp: Language, *, labels: str = SILVER) -> Iterator[Outcome]:
    """Yields one Doc a paragraph, tokenised by the pipeline's tokenizer, its ents always set.

    `labels` says whether the annotations are silver or gold. `doc.user_data` names the cable, `index` (of
    the Doc among the cable's, from 0, of `paragraphs`), zone, printed paragraph number and marking where
    there is one, what a person decided (`Paragraph.decided`), and what the cable says of itself.
    """
    shared = {key: cable.meta[key] for key in CABLE_KEYS if cable.meta.get(key) not in (None, "", [])}
    shared.update(cable=cable.name, labels=labels, paragraphs=len(cable.paragraphs))
    for index, paragraph in enumerate(cable.paragraphs):
        outcome = make_doc(paragraph, nlp)
        outcome.doc.user_data.update(shared, index=index, zone=paragraph.zone)
        if paragraph.number is not None:
            outcome.doc.user_data["paragraph"] = paragraph.number
        if paragraph.marking:
            outcome.doc.user_data["marking"] = paragraph.marking
        if paragraph.decided:
            outcome.doc.user_data["decided"] = paragraph.decided
        yield outcome


def make_doc(paragraph: Paragraph, nlp: Language) -> Outcome:
    """Returns the paragraph as a Doc with its mentions as ents, or as missing tokens.

    Fates are ('entity', ''), ('fixed', what was done) or ('missing', why); that of a mention that is not in the source
    is ('added', by what), or ('', '') if it is not on token boundaries: a rule's is let go then, a person's is missing.
    """
    doc = tokenised(paragraph.text, nlp)
    _set_outside(doc)
    if not paragraph.mentions:
        return Outcome(doc, [], [])
    ents: list[Span] = []
    missing: list[Span] = []
    fates, unaligned = [], []
    last = 0  # the token after the last entity
    for mention in paragraph.mentions:
        span = None if mention.missing else doc.char_span(mention.start, mention.end, mention.label)
        fate = (("fixed" if mention.line else "added"), mention.fixed) if mention.fixed else _ENTITY
        if (span is None or span.start < last) and not (mention.line or mention.decided or mention.missing):
            fates.append(_NONE)
            continue
        if span is None or span.start < last:
            span, fate = (None, _ENTITY) if mention.missing else adjusted(doc, mention, paragraph.text)
            if span is None or span.start < last:
                span = _covering(doc, mention)
                missing.append(span)
                fate = ("missing", mention.missing or "not on token boundaries")
            if not mention.missing:
                text = paragraph.text[mention.start : mention.end]
                # (thousands of mentions may be in one word, which may be as long as the file)
                tokens = paragraph.text[span.start_char : min(span.end_char, span.start_char + _SHOWN)]
                unaligned.append(Unaligned(mention.line, mention.label, text, fate[0], tokens))
        if fate[0] != "missing":
            ents.append(span)
            last = span.end
        if not mention.line and fate[0] != "added":  # the source has no bracket that is to be accounted for
            fate = ("added", mention.fixed) if fate[0] == "fixed" else _NONE
        fates.append(fate)
    doc.set_ents(ents, missing=_apart_from(ents, missing), default="unmodified")
    return Outcome(doc, fates, unaligned)


def _set_outside(doc: Doc) -> None:
    """Marks all tokens as outside of entities, as `set_ents` would by default, but without a look-up for each."""
    length = len(doc)
    outside = _OUTSIDE[:length] if length <= len(_OUTSIDE) else numpy.full(length, _OUTSIDE[0])
    doc.from_array(ENT_IOB, outside)


_OUTSIDE = numpy.full(10_000, Token.iob_strings().index("O"), dtype="uint64")
_ENTITY, _NONE = ("entity", ""), ("", "")
_SHOWN = 200  # signs of the tokens of a mention that is not on token boundaries
_SPACES = "".join(filter(str.isspace, map(chr, range(0x3001))))
_TRIM_START = _SPACES + "\"'“‘([,;:.-–—/"
_TRIM_END = _SPACES + "\"'”’)],;:.?!-–—/"


def adjusted(doc: Doc, mention: Mention, text: str = "") -> tuple[Span | None, tuple[str, str]]:
    """Returns the mention on token boundaries, and how it got there, or None; `text` is the Doc's, if it is at hand.

    White space and punctuation at its ends may go, and the stop of an abbreviation (`Inc.`) may come.
    """
    text = text or doc.text  # (which spaCy puts together anew each time)
    if text[mention.end : mention.end + 1] == ".":
        if (span := doc.char_span(mention.start, mention.end + 1, mention.label)) is not None:
            return span, ("fixed", "stop of an abbreviation added")
    text = text[mention.start : mention.end]
    start = mention.end - len(text.lstrip(_TRIM_START))
    end = mention.start + len(text.rstrip(_TRIM_END))
    for first, last in ((mention.start, end), (start, mention.end), (start, end)):
        if first < last and (span := doc.char_span(first, last, mention.label)) is not None:
            return span, ("fixed", "trimmed to token boundaries")
    return None, _ENTITY


def _covering(doc: Doc, mention: Mention) -> Span:
    """Returns all tokens that a mention touches. Only ever used to mark them as missing."""
    span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
    return span if span is not None else doc[0:0]


def _apart_from(ents: list[Span], missing: list[Span]) -> list[Span]:
    """Returns the missing spans without the tokens that an entity holds: a token cannot be both."""
    if not missing:
        return []
    taken = {index for ent in ents for index in range(ent.start, ent.end)}
    free = sorted({index for span in missing for index in range(span.start, span.end)} - taken)
    return [missing[0].doc[index : index + 1] for index in free]
