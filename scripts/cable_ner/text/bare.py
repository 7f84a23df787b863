"""A cable without its annotations: the bytes of the file with nothing but their brackets taken out."""

from typing import NamedTuple

from .brackets import bracket_cuts, scan
from .cable import Cable, CableError
from .cuts import Cuts, without
from .decoding import decode
from .inline_xml import tag_cuts
from .markup import Markup, detect_markup
from .origin import Origin
from .pages import text_blocks
from .parsing import read_source
from .scheme import Scheme

_BYTE_ORDER_MARK = "\ufeff"
_ROUNDS = 20  # text may read as an annotation again once the brackets in it are gone


class Bare(NamedTuple):
    """A cable without its annotations; `origins` are those of its paragraphs, and their offsets are of `source`.

    `source`, written in `encoding` (Python's name; utf-8-sig starts with a byte order mark), gives the file's bytes without
    the brackets. `annotated` is the source as it came, or empty if it had no annotation.
    """

    source: str
    encoding: str
    cable: Cable
    origins: list[Origin]
    annotated: str


def parse_bare(data: bytes, name: str, scheme: Scheme = Scheme()) -> Bare:
    """Returns the cable in a file's bytes after the brackets and tags of its annotations, and nothing else, were taken out.

    Nothing in what is left reads as an annotation. The cable's `dialect` is that of the annotations taken out.
    Raises CableError as `parse` does.
    """
    source, encoding, problems = decode(data)
    annotated, dialect = "", ""
    for _ in range(_ROUNDS):
        if "[" not in source and "</" not in source:
            break
        markup = detect_markup(source, scheme)
        cuts = sorted([*annotation_brackets(source, markup), *tag_cuts(source, scheme)])
        if not cuts:
            break
        annotated, dialect = annotated or source, dialect or markup.dialect
        source = without(source, cuts)
        if encoding == "utf-8" and source.startswith(_BYTE_ORDER_MARK):  # it stood after a bracket
            source, encoding = source[1:], "utf-8-sig"
    else:
        raise CableError("removing its annotations leaves new ones, again and again; remove them by hand")
    if annotated and encoding == "cp1252" and not _is_read_again(source):
        raise CableError(
            "can no longer be read as Windows-1252 once its annotations are removed; save it as UTF-8", problems[0].line
        )
    cable, origins = read_source(source, name, scheme, problems=problems)
    cable.meta["dialect"] = dialect or cable.meta["dialect"]
    return Bare(source, encoding, cable, origins, annotated)


def without_annotations(source: str, scheme: Scheme = Scheme()) -> str:
    """Returns a source without the brackets of its annotations; only one round of them is taken out."""
    return without(source, annotation_cuts(source, scheme))


def annotation_cuts(source: str, scheme: Scheme = Scheme()) -> Cuts:
    """Returns where in a source the brackets of annotations are, with their labels, as (start, end) in order."""
    return annotation_brackets(source, detect_markup(source, scheme))


def annotation_brackets(source: str, markup: Markup) -> Cuts:
    """Returns where the brackets of annotations are, with their labels and the white space that belongs to them."""
    blocks = text_blocks(source, html=markup.html)
    return [cut for start, end in blocks for cut in bracket_cuts(scan(source, start, end, markup))]


def _is_read_again(source: str) -> bool:
    """Whether the bytes of a source in Windows-1252 still read as Windows-1252, not as UTF-8 or as binary data."""
    try:
        return decode(source.encode("cp1252")).source == source
    except CableError:
        return False
