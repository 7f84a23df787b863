"""From a raw file to a cable: parsed, in natural spacing, with the spans in its sidecar file marked missing."""

from typing import Any

import srsly

from ..files import SIDECAR, Content, Source, content_of
from ..text import (
    EMPTY,
    Cable,
    CableError,
    Mention,
    Problem,
    Scheme,
    formats,
    is_token_spaced,
    parse,
    restore_paragraph,
    set_header_meta,
)
from .unlabelled import is_annotated

_HEAD = 8000  # bytes of a file that tell its format


def read_cable(source: Source, scheme: Scheme = Scheme()) -> Cable:
    """Returns a source as a cable in natural text. Raises CableError."""
    return read_with_content(source, scheme)[0]


def read_with_content(source: Source, scheme: Scheme = Scheme()) -> tuple[Cable, Content]:
    """Returns a source as a cable in natural text, and what it held. Raises CableError."""
    try:
        data = source.read()
    except OSError as error:
        raise CableError(f"cannot be read ({error.strerror}); check its permissions") from error
    cable = parse(data, source.name, scheme, source.layer)
    _name_other_markup(cable, data)
    if (source.layer and source.layer.spaced) or is_token_spaced(paragraph.text for paragraph in cable.paragraphs):
        cable.paragraphs = [restore_paragraph(paragraph) for paragraph in cable.paragraphs]
        cable.meta["spacing"] = "tokens"
    else:
        cable.meta["spacing"] = "natural"
    set_header_meta(cable)
    sidecar = b""
    try:
        sidecar = source.sidecar()
        _mark_missing(cable, sidecar.decode("utf8"))
    except (OSError, UnicodeDecodeError) as error:
        cable.problems.append(Problem(1, "sidecar", f"its {SIDECAR} file cannot be read ({error}); export the cable again"))
    return cable, content_of(data, source.beside() if source.layer else sidecar)


def _name_other_markup(cable: Cable, data: bytes) -> None:
    """Adds a problem if the text seems to hold annotations that are not read. Raises CableError if it holds no others."""
    found = next(filter(None, (formats.not_read(paragraph.text) for paragraph in cable.paragraphs)), None)
    if found:
        in_file = formats.not_read(data.decode("utf8", "replace"))
        found = found._replace(line=in_file.line if in_file else 1)
    elif other := formats.other_format(data[:_HEAD].decode("utf8", "replace")):
        found = Problem(1, formats.OTHER_MARKUP, other)
    elif 1 < cable.brackets == sum(one.reason == EMPTY for one in cable.rejected):
        first = cable.rejected[0]
        raise CableError(
            f"'[{first.label}]' and all other brackets hold no name; write it as `[{first.label} Denz]`", first.line
        )
    if found:
        if not is_annotated(cable):
            raise CableError(found.message, found.line)
        cable.problems.append(found)


def _mark_missing(cable: Cable, sidecar: str) -> None:
    """Marks the spans in a sidecar file, as written by `export`, as missing. A line that does not match is a problem."""
    for number, entry in enumerate(filter(str.strip, sidecar.splitlines()), 1):
        try:
            index, start, end = _place_in(cable, srsly.json_loads(entry))
        except (ValueError, LookupError, TypeError) as error:
            message = f"line {number} of its {SIDECAR} file does not match the cable ({error}); export the cable again"
            cable.problems.append(Problem(1, "sidecar", message))
            continue
        mentions = cable.paragraphs[index].mentions
        mentions.append(Mention(start, end, "", 1, "listed in a sidecar"))
        mentions.sort()
        cable.brackets += 1


def _place_in(cable: Cable, row: dict[str, Any]) -> tuple[int, int, int]:
    """Returns the index of the paragraph, and the start and end in its text, that a line of a sidecar file names.

    Raises ValueError for a place that is not in the cable or has another text, LookupError and TypeError for a bad line.
    """
    index, start, end = (int(row[key]) for key in ("index", "start", "end"))
    if not (0 <= index < len(cable.paragraphs) and 0 <= start < end <= len(cable.paragraphs[index].text)):
        raise ValueError("there is no such place in the cable")
    text = cable.paragraphs[index].text[start:end]
    if text != row["text"]:
        raise ValueError(f"the text there is '{text}', not '{row['text']}'")
    return index, start, end
