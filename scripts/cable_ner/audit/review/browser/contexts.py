"""The paragraphs that are asked about, as a whole, and what stands before and after them in their cables."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ....files import PlainDoc, digest, read_plain_docs, shard_files
from ....work import Progress, no_progress
from ..question import Suspect

_BESIDE = 500  # characters of the paragraphs before and after
_LONGEST = 3000  # characters on each side of a place; a page's table can be very long
Contexts = dict[tuple[str, str], "ParagraphContext"]


class ParagraphContext(NamedTuple):
    """A paragraph's text, the end of the one before it and the beginning of the one after it; '' where there is none."""

    text: str
    before: str = ""
    after: str = ""


class ParagraphPiece(NamedTuple):
    """A piece of text; `is_asked`: the question is about it; `is_place`: it is another place of the same question."""

    text: str
    is_asked: bool = False
    is_place: bool = False


def read_contexts(corpus: Path, suspects: Iterable[Suspect], *, progress: Progress = no_progress) -> Contexts:
    """Returns the paragraphs of suspects by cable and digest, from DocBin files: one, or a folder of shards.

    A paragraph that is not there is left out. Raises OSError, ValueError for files that are not DocBins.
    """
    wanted = {(suspect.cable, suspect.paragraph) for suspect in suspects}
    found: Contexts = {}
    files = shard_files(corpus)
    docs = (doc for file in progress(files, "Reading paragraphs", len(files)) for doc in read_plain_docs(file))
    for key, context in _in_order(docs):
        if key in wanted:
            found.setdefault(key, context)
    return found


def _in_order(docs: Iterable[PlainDoc]) -> Iterator[tuple[tuple[str, str], ParagraphContext]]:
    """Yields each paragraph with its neighbours, once the one after it has come."""
    cable, before, text = "", "", ""
    for doc in docs:
        own = str(doc.user_data.get("cable", ""))
        is_next = own == cable
        if text:
            yield (cable, digest(text)), ParagraphContext(text, before, _first(doc.text) if is_next else "")
        cable, before, text = own, _last(text) if is_next else "", doc.text
    if text:
        yield (cable, digest(text)), ParagraphContext(text, before)


def pieces(suspect: Suspect, context: ParagraphContext | None, places: Iterable[Suspect]) -> list[ParagraphPiece]:
    """Returns a suspect's paragraph in pieces: the suspect, other places of the question, and the text between them.

    Without the paragraph it is the suspect between the characters that the audit noted.
    """
    if context is None or context.text[suspect.start : suspect.end] != suspect.text:
        return [
            ParagraphPiece(f"…{suspect.before}"),
            ParagraphPiece(suspect.text, is_asked=True),
            ParagraphPiece(f"{suspect.after}…"),
        ]
    text = context.text
    first, last = max(0, suspect.start - _LONGEST), min(len(text), suspect.end + _LONGEST)
    same = (place for place in places if (place.cable, place.paragraph) == (suspect.cable, suspect.paragraph))
    spans = {(place.start, place.end) for place in same} - {(suspect.start, suspect.end)}
    found: list[ParagraphPiece] = []
    at, shown = first, "…" if first else ""
    for start, end in sorted([*spans, (suspect.start, suspect.end)]):
        is_asked = (start, end) == (suspect.start, suspect.end)
        overlaps = not is_asked and start < suspect.end and suspect.start < end
        if start < at or end > last or overlaps:
            continue
        found += [ParagraphPiece(shown + text[at:start]), ParagraphPiece(text[start:end], is_asked, not is_asked)]
        at, shown = end, ""
    return [*found, ParagraphPiece(text[at:last] + "…" * (last < len(text)))]


def _last(text: str) -> str:
    """Returns the end of a text, in whole words, with an ellipsis if something is left out."""
    return text if len(text) <= _BESIDE else f"… {text[-_BESIDE:].partition(' ')[2] or text[-_BESIDE:]}"


def _first(text: str) -> str:
    """Returns the beginning of a text, in whole words, with an ellipsis if something is left out."""
    return text if len(text) <= _BESIDE else f"{text[:_BESIDE].rpartition(' ')[0] or text[:_BESIDE]} …"
