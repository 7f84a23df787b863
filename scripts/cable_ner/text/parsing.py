"""From the bytes of a file to its cable: decoding, markup, header, page furniture and zones, one after the other."""

from collections.abc import Iterator, Sequence

from .block import Block, read_block
from .cable import PARAGRAPH, Cable, CableError, Mention, Paragraph, Problem, Rejected
from .decoding import decode, line_feeds
from .furniture import without_furniture
from .header import header_meta
from .inline_xml import without_tags
from .markings import marking_of
from .markup import detect_markup
from .messages import message_starts
from .origin import Origin
from .pages import page_table, page_title, text_blocks
from .parts import parts_told
from .scheme import Scheme
from .spans import Span
from .standoff import Layer
from .zones import ZoneSpan, zone_spans

MAX_PARAGRAPH = 1_000_000  # a paragraph becomes one Doc, and this is spaCy's `Language.max_length`


def parse(data: bytes, name: str, scheme: Scheme = Scheme(), layer: Layer | None = None) -> Cable:
    """Returns the cable in a file's bytes, its text spaced as the file has it.

    `layer` are the annotations that stand beside it; without one, they are in the text, as brackets or as tags of XML.
    Raises CableError for a file that cannot be read as a cable.
    """
    source, _, problems = decode(data)
    if layer is None:
        source, layer = without_tags(source, scheme)
    return read_source(source, name, scheme, problems=problems, layer=layer)[0]


def parse_source(source: str, name: str, scheme: Scheme = Scheme()) -> Cable:
    """Returns the cable in a source that is decoded already. Raises CableError as `parse` does."""
    source, layer = without_tags(source, scheme)
    return read_source(source, name, scheme, layer=layer)[0]


def read_source(
    source: str,
    name: str,
    scheme: Scheme = Scheme(),
    *,
    problems: Sequence[Problem] = (),
    layer: Layer | None = None,
) -> tuple[Cable, list[Origin]]:
    """Returns the cable in a source, and where each of its paragraphs was read from; `problems` are those of decoding.

    `layer` are the annotations that stand beside the source, with offsets of it.
    Raises CableError as `parse` does.
    """
    if not source.strip():
        raise CableError("is empty; remove it, or fetch it again")
    markup = detect_markup(source, scheme)
    if layer:
        layer = layer._replace(spans=sorted(layer.spans))
        markup = markup._replace(html=markup.html or layer.with_brackets)
    places = text_blocks(source, html=markup.html)
    if not places:
        raise CableError("is a web page without a <pre> block; give the cable's own page or its text")
    cable = Cable(name, problems=list(problems))
    if markup.html:
        before = source[: places[0][0]]
        cable.meta.update(page_table(before))
        if title := page_title(before):
            cable.meta["title"] = title
    cable.meta.update(markup="html" if markup.html else "text", dialect=markup.dialect)
    newlines = line_feeds(source)
    blocks = [read_block(source, start, end, markup, newlines, layer) for start, end in places]
    meta, contradictions = header_meta(blocks, cable.meta)
    cable.meta.update(meta)
    cable.problems += contradictions
    cable.meta["pilcrows"] = any(block.breaks for block in blocks)
    origins: list[Origin] = []
    for block in blocks:
        block = without_furniture(block, cable.meta.get("post", ""))
        for start, paragraph in _taken(cable, block, alone=len(blocks) == 1):
            cable.paragraphs.append(paragraph)
            origins.append(Origin(block.runs, start, source, markup.html))
    if layer:
        _account(cable, layer, places)
    if not cable.paragraphs:
        raise CableError("holds no text between its tags; remove it, or fetch it again")
    return cable, origins


def _taken(cable: Cable, block: Block, *, alone: bool) -> Iterator[tuple[int, Paragraph]]:
    """Yields the block's paragraphs, each with its offset in the block's text; what else it holds goes into the cable."""
    cable.brackets += block.brackets
    cable.rejected += block.rejected
    cable.furniture += block.furniture
    cable.problems += block.problems
    starts = message_starts(block.text, block.breaks)
    zones = zone_spans(block, starts, alone=alone)
    cable.problems += parts_told(block, starts, zones)
    yield from _paragraphs(block, zones)


def _account(cable: Cable, layer: Layer, places: Sequence[tuple[int, int]]) -> None:
    """Adds the annotations beside the text that are in none of these places of the source, so that each has an end."""
    outside = len(layer.spans) - sum(len(layer.between(start, end)) for start, end in places)
    cable.problems += layer.lost
    cable.rejected += [Rejected(problem.line, problem.kind, "", "") for problem in layer.lost]
    cable.rejected += [Rejected(1, "outside the cable's text", "", "")] * outside
    cable.brackets += len(layer.lost) + outside
    if layer.complete:
        cable.meta["annotated"] = True


def _paragraphs(block: Block, zones: list[ZoneSpan]) -> Iterator[tuple[int, Paragraph]]:
    """Yields the block's paragraphs without the white space around them, each with its offset in the block's text."""
    beyond = len(block.text) + 1
    spans = iter([*block.spans, Span(beyond, beyond, "", 0)])
    span = next(spans)
    for zone in zones:
        text = block.text[zone.start : zone.end]
        start = zone.start + len(text) - len(text.lstrip())
        text = text.strip()
        if len(text) > MAX_PARAGRAPH:
            raise CableError(
                f"has a paragraph of {len(text):,} characters, more than {MAX_PARAGRAPH:,}; is it one cable?",
                block.line(start),
            )
        mentions = []
        while span.start < zone.end:
            mentions.append(Mention(span.start - start, span.end - start, span.label, span.line, span.missing))
            span = next(spans)
        if text:
            marking = marking_of(text) if zone.zone == PARAGRAPH else ""
            yield start, Paragraph(text, mentions, zone.zone, zone.number, marking)
