"""A file as a cable to be tagged: in natural spacing, its own annotations taken out."""

from ..files import Source, digest
from ..text import Cable, CableError, Scheme, is_token_spaced, parse_bare, parse_source, restore_paragraph, set_header_meta
from .tagged import PlacedMention, Tagged


def read_bare(source: Source, scheme: Scheme = Scheme(), *, compare: bool = False) -> Tagged:
    """Returns a source as a cable without annotations; with `compare`, those it had are in `given`.

    Raises CableError for what cannot be read as a cable.
    """
    try:
        data = source.read()
    except OSError as error:
        raise CableError(f"cannot be read ({error.strerror}); check its permissions") from error
    bare = parse_bare(data, source.name, scheme)
    cable, written = bare.cable, [paragraph.text for paragraph in bare.cable.paragraphs]
    _restore_spacing(cable)
    set_header_meta(cable)
    was_annotated = bool(bare.annotated)
    tagged = Tagged(
        source.name, digest(data), bare.source, bare.encoding, cable, bare.origins, written, was_annotated=was_annotated
    )
    if compare and bare.annotated:
        _add_given(tagged, parse_source(bare.annotated, source.name, scheme))
    return tagged


def _restore_spacing(cable: Cable) -> None:
    spaced = is_token_spaced(paragraph.text for paragraph in cable.paragraphs)
    cable.meta["spacing"] = "tokens" if spaced else "natural"
    if spaced:
        cable.paragraphs = [restore_paragraph(paragraph) for paragraph in cable.paragraphs]


def _add_given(tagged: Tagged, annotated: Cable) -> None:
    """Adds the annotations that the cable came with, if its paragraphs have the same text without them."""
    _restore_spacing(annotated)
    texts = [paragraph.text for paragraph in annotated.paragraphs]
    if texts == [paragraph.text for paragraph in tagged.cable.paragraphs]:
        for index, paragraph in enumerate(annotated.paragraphs):
            trusted = [mention for mention in paragraph.mentions if not mention.missing]
            tagged.given += tagged.place(index, [PlacedMention(item.start, item.end, item.label) for item in trusted])
    tagged.unplaced = annotated.brackets - len(tagged.given)
