"""A cable that a model has tagged: its mentions, and where in the bytes it came in each of them stands.

Offsets of the *source* count the characters of the file, decoded and without its annotations' brackets; a byte order mark
is not counted. Offsets of a paragraph count in its text as the model saw it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from spacy.tokens import Doc

from ..files import Source
from ..text import (
    SUBJECT,
    Cable,
    CableError,
    Mention,
    Origin,
    Scheme,
    carried,
    is_token_spaced,
    parse_bare,
    parse_source,
    restore_paragraph,
)

MODEL, INPUT = "model", "input"  # who says so: the model, or the annotations that the cable came with


class Found(NamedTuple):
    """A mention: where it is in its paragraph's text (`index` is the paragraph's), and which `pieces` of the source it is.

    Between two pieces there is markup or page furniture; of white space alone there is no piece. `written` is its place in
    the paragraph as the source spaces it, `score` the model's confidence, None if it gives none.
    """

    index: int
    start: int
    end: int
    label: str
    text: str
    pieces: list[tuple[int, int]]
    written: tuple[int, int]
    score: float | None = None

    @property
    def span(self) -> tuple[int, int]:
        """Where it begins and ends in the source; (0, 0) if it is not there."""
        return (self.pieces[0][0], self.pieces[-1][1]) if self.pieces else (0, 0)


class LeftOut(NamedTuple):
    """A mention that the output cannot show, and why; the line is of the source."""

    line: int
    label: str
    text: str
    reason: str


@dataclass
class Tagged:
    """One cable: `source` is its text with markup, but without annotations; `cable` has its paragraphs in natural spacing.

    `written` are the paragraphs' texts as the source has them; `given` are the annotations it came with, if they are
    to be compared, and `unplaced` how many of those are in no paragraph (page furniture, brackets in disorder).
    """

    name: str
    source: str
    encoding: str
    cable: Cable
    origins: list[Origin]
    written: list[str]
    was_annotated: bool = False
    given: list[Found] = field(default_factory=list)
    unplaced: int = 0
    docs: list[Doc] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)

    @property
    def is_html(self) -> bool:
        """Whether the source is a page or a block of one."""
        return self.cable.meta["markup"] == "html"

    def line(self, offset: int) -> int:
        """Returns the line of an offset of the source."""
        return self.source.count("\n", 0, offset) + 1

    def leave_out(self, mention: Found, reason: str) -> LeftOut:
        """Returns what there is to say of a mention that an output cannot show."""
        return LeftOut(self.line(mention.span[0]), mention.label, mention.text[:200], reason)

    def encoded(self, text: str) -> bytes:
        """Returns text in the encoding that the cable came in."""
        return text.encode(self.encoding)

    def place(self, index: int, spans: Sequence[tuple[int, int, str, float | None]]) -> list[Found]:
        """Returns mentions of a paragraph, sorted (start, end, label, score), with their places in the source."""
        text, written, origin = self.cable.paragraphs[index].text, self.written[index], self.origins[index]
        places = [(start, end) for start, end, _, _ in spans]
        if written != text:
            places = carried(places, text, written)
        return [
            Found(index, start, end, label, text[start:end], origin.pieces(*place), place, score)
            for (start, end, label, score), place in zip(spans, places)
        ]


def read_bare(source: Source, scheme: Scheme = Scheme(), *, compare: bool = False) -> Tagged:
    """Returns a source as a cable in natural text without annotations; those it had are in `given` if `compare`.

    Raises CableError for what cannot be read as a cable.
    """
    try:
        data = source.read()
    except OSError as error:
        raise CableError(f"cannot be read ({error.strerror}); check its permissions") from error
    bare = parse_bare(data, source.name, scheme)
    cable, written = bare.cable, [paragraph.text for paragraph in bare.cable.paragraphs]
    _restore(cable)
    for paragraph in cable.paragraphs:
        if paragraph.zone == SUBJECT:
            cable.meta.setdefault("subject", " ".join(paragraph.text.split(":", 1)[-1].split()))
    tagged = Tagged(
        source.name, bare.source, bare.encoding, cable, bare.origins, written, was_annotated=bool(bare.annotated)
    )
    if compare and bare.annotated:
        _add_given(tagged, parse_source(bare.annotated, source.name, scheme))
    return tagged


def _restore(cable: Cable) -> None:
    spaced = is_token_spaced(paragraph.text for paragraph in cable.paragraphs)
    cable.meta["spacing"] = "tokens" if spaced else "natural"
    if spaced:
        cable.paragraphs = [restore_paragraph(paragraph) for paragraph in cable.paragraphs]


def _add_given(tagged: Tagged, annotated: Cable) -> None:
    """Adds the annotations that the cable came with, of the paragraphs whose text is the same without them."""
    _restore(annotated)
    texts = [paragraph.text for paragraph in annotated.paragraphs]
    if texts == [paragraph.text for paragraph in tagged.cable.paragraphs]:
        for index, paragraph in enumerate(annotated.paragraphs):
            tagged.given += tagged.place(index, list(_spans(paragraph.mentions)))
    tagged.unplaced = annotated.brackets - len(tagged.given)


def _spans(mentions: Iterable[Mention]) -> Iterable[tuple[int, int, str, None]]:
    return ((mention.start, mention.end, mention.label, None) for mention in mentions if not mention.missing)
