"""WebAnno TSV 3, which WebAnno and INCEpTION export. Offsets count UTF-16 units, as Java does.

After a head with the layers, each sentence is a line `#Text=…`, and a line for each token: its number, its offsets, its
text, and a column for each feature. `PER[3]` is part of annotation 3, `*` an annotation without a value, and `|` lies
between two.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..cable import Problem
from ..standoff import NO_PLACE, Document, FormatError, Layer, StandOff, code_points, lines_of

_HEAD = "#FORMAT=WebAnno TSV 3"
_LAYER = re.compile(r"#T_SP=([^|]*)\|?(.*)")
_VALUE = re.compile(r"(.*?)(?:\[([0-9]+)\])?")
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))")
_LINE_BREAKS = {"n": "\n", "r": "\r", "t": "\t"}


class _Column(NamedTuple):
    layer: str
    feature: str


def is_webanno(data: bytes) -> bool:
    """Returns whether these are the first bytes of a file in this format."""
    return data.removeprefix(b"\xef\xbb\xbf").startswith(_HEAD.encode())


def read_webanno(data: bytes) -> Iterator[Document]:
    """Yields the text of a file with its named entities. Raises FormatError."""
    lines = lines_of(data)
    columns = [
        _Column(match[1], feature) for line in lines if (match := _LAYER.fullmatch(line)) for feature in match[2].split("|")
    ]
    wanted = _wanted(columns)
    parts: list[str] = []
    length = 0  # of the text so far, in UTF-16 units
    text_of_sentence, spans = "", dict[str, StandOff]()
    for number, line in enumerate(lines, 1):
        if line.startswith("#Text="):
            text_of_sentence += ("\n" if text_of_sentence else "") + _unescaped(line[6:])
        elif line and not line.startswith("#"):
            cells = line.split("\t")
            if len(cells) < 3 or not re.fullmatch(r"[0-9]+-[0-9]+", cells[1]):
                raise FormatError("is not a token of WebAnno TSV 3", number)
            start, end = map(int, cells[1].split("-"))
            if text_of_sentence:
                parts.append(_gap(start - length) + text_of_sentence)
                length = start + _units(text_of_sentence)
                text_of_sentence = ""
            if wanted is not None and len(cells) > 3 + wanted:
                _add(spans, cells[3 + wanted], f"{number}", start, end)
    text = "".join(parts)
    converted = code_points(text)
    yield Document(
        "", text, _layer(text, [one._replace(start=converted(one.start), end=converted(one.end)) for one in spans.values()])
    )


def _wanted(columns: list[_Column]) -> int | None:
    """Returns the index of the column with the labels of names. Raises FormatError if there is no such layer."""
    for index, column in enumerate(columns):
        if column.layer.endswith("NamedEntity") and column.feature == "value":
            return index
    layers = sorted({column.layer.rsplit(".", 1)[-1] for column in columns})
    raise FormatError(f"has no layer of named entities with a value (its layers: {', '.join(layers) or 'none'})")


def _add(spans: dict[str, StandOff], cell: str, place: str, start: int, end: int) -> None:
    """Adds what a cell says about its token, which may be part of several annotations."""
    for number, value in enumerate(re.split(r"(?<!\\)\|", cell)):
        match = _VALUE.fullmatch(value)
        label = _unescaped(match[1]) if match else ""
        if not match or label in ("_", "*", ""):
            continue
        key = match[2] or f"{place}:{number}"  # (an annotation of one token has no number)
        if key in spans:
            spans[key] = spans[key]._replace(end=end)
        else:
            spans[key] = StandOff(start, end, label)


def _layer(text: str, spans: list[StandOff]) -> Layer:
    fitting, others = list[StandOff](), list[StandOff]()
    for one in spans:
        (fitting if 0 <= one.start < one.end <= len(text) else others).append(one)
    lost = [
        Problem(1, NO_PLACE, f"an annotation ({one.label}, {one.start} to {one.end}) is not in the text") for one in others
    ]
    return Layer(sorted(fitting), lost=lost)


def _gap(units: int) -> str:
    """Returns what lies between two sentences: the file has only how long it is."""
    return "\n" * units if units <= 2 else " " * (units - 2) + "\n\n"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _unescaped(text: str) -> str:
    """Returns text without the escapes of Java, which WebAnno 3.2 also wrote for letters with accents."""
    if "\\" not in text:
        return text
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)) if match[1] else _LINE_BREAKS.get(match[2], match[2]), text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # (halves of a pair become one)
