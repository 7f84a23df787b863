"""JSON lines with offsets: doccano, Prodigy, spaCy, Label Studio's JSON-MIN, and what `cable-ner export` writes.

A row is a text (`text`, or tokens with their tags) and a list of annotations, each an object (`start`, `end`, `label`) or a
list (`[0, 4, "PER"]`). Offsets count characters, and those of Label Studio and of doccano UTF-16 units. As many programs
write rows as doccano does, the unit is the one in which more annotations begin and end at the edges of words.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ..cable import Problem
from ..standoff import NO_PLACE, UNKNOWN, Document, FormatError, Layer, StandOff, code_points, placed
from .columns import tagged_text
from .json_values import decoded
from .label_studio import is_task, read_task

_LISTS = ("entities", "spans", "ents", "label", "labels", "annotations", "ner")
_STARTS, _ENDS = ("start", "start_offset", "begin", "startOffset"), ("end", "end_offset", "endOffset")
_LABELS = ("label", "labels", "tag", "type", "entity_type", "entity_group", "entity", "category")
_TOKENS, _TAGS = ("tokens", "words"), ("ner_tags", "tags", "labels", "ner")
_OWN = ("silver", "gold")  # kinds of labels in the metadata of our own export


def read_lines(data: bytes) -> Iterator[Document | FormatError]:
    """Yields the texts of a file of JSON lines, and an error for each line that is not a text with annotations.

    The paragraphs of one cable, as `cable-ner export` writes them, become one text again.
    """
    decoded: list[tuple[int, Any]] = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            try:
                decoded.append((number, _decoded(line, number)))
            except FormatError as error:
                yield error
    own = [_own_place(row) for _, row in decoded]
    if own and None not in own and len({cable for cable, _ in own if cable}) == 1:  # type: ignore[misc]  # (none is None)
        yield _whole([row for _, row in sorted(zip(own, (row for _, row in decoded)), key=lambda pair: pair[0])])  # type: ignore[arg-type, return-value]
        return
    yield from read_rows(decoded, read_row)


def read_rows(rows: Sequence[tuple[int, Any]], read: Callable[..., Document]) -> Iterator[Document | FormatError]:
    """Yields the text of each row, given with its number, and an error for each that has none."""
    for number, row in rows:
        try:
            yield read(row, number, alone=len(rows) == 1)
        except FormatError as error:
            yield error


def read_row(row: Any, number: int, *, alone: bool = False) -> Document:
    """Returns the text of a row, or of a task of Label Studio, with its annotations. `number` is its line.

    Raises FormatError.
    """
    if is_task(row):
        return read_task(row, number, alone=alone)
    if isinstance(row, list) and len(row) == 2 and isinstance(row[0], str) and isinstance(row[1], dict):
        row = {**row[1], "text": row[0]}  # spaCy's tuples
    if not isinstance(row, dict):
        raise FormatError("is not a JSON object with a text and annotations", number)
    name = "" if alone else _name(row, number)
    tokens, tags = (next((row[key] for key in keys if _is_list_of_words(row.get(key))), None) for keys in (_TOKENS, _TAGS))
    if not isinstance(row.get("text"), str):
        if tokens and tags and len(tokens) == len(tags):
            text, spans = tagged_text([list(zip(tokens, tags))], number)
            return Document(name, text, Layer(spans, spaced=True))
        raise FormatError("has no 'text', so offsets mean nothing; give the text and the annotations of each row", number)
    text = row["text"]
    spans, lost = _spans(text, _items(row, number), number)
    missing = [StandOff(one["start"], one["end"], "", UNKNOWN) for one in row.get("missing") or ()]
    answer = row.get("answer", "")
    if answer in ("reject", "ignore"):  # Prodigy: a person did not accept these annotations
        problem = Problem(number, "answer is not accept", f"the answer is '{answer}'; its annotations are not used")
        return Document(name, text, Layer(lost=[problem] * len(spans)))
    meta = row.get("meta") if isinstance(row.get("meta"), dict) else {}
    # Prodigy, our own export, and Label Studio's JSON-MIN say that a text was annotated.
    complete = answer == "accept" or (meta or {}).get("labels") in _OWN or row.get("annotation_id") is not None
    return Document(name, text, Layer([*spans, *missing], complete, lost))


def _spans(text: str, items: Sequence[Any], number: int) -> tuple[list[StandOff], list[Problem]]:
    """Returns the annotations that have a place in the text, and a problem for each other."""
    spans, lost = [], []
    utf16 = _counts_utf16(text, items)
    for item in items:
        try:
            spans.append(_span(text, item, utf16=utf16))
        except ValueError as error:
            lost.append(Problem(number, NO_PLACE, f"an annotation {error}; it is left out"))
    return spans, lost


def _span(text: str, item: Any, *, utf16: bool) -> StandOff:
    start, end = _offsets(item)
    if isinstance(item, list) and len(item) >= 3:
        label, shown = item[2], None
    elif isinstance(item, dict):
        label, shown = next((item[key] for key in _LABELS if item.get(key)), None), item.get("text")
        if isinstance(label, list) and len(label) == 1:
            label = label[0]
    else:
        raise ValueError(f"is neither an object nor a list of start, end and label ({str(item)[:40]})")
    if not isinstance(label, str):
        raise ValueError(f"at {start} has no label, or several ({label})")
    first, last = placed(text, start, end, shown=shown, utf16=utf16)
    return StandOff(first, last, label)


def _offsets(item: Any) -> tuple[Any, Any]:
    """Returns the start and the end of an annotation as they are written, or None for each that is not."""
    if isinstance(item, list) and len(item) >= 3:
        found = item[:2]
    elif isinstance(item, dict):
        found = [next((item[key] for key in keys if key in item), None) for keys in (_STARTS, _ENDS)]
    else:
        return None, None
    # (tables with gaps make `4.0` of 4)
    start, end = (int(one) if isinstance(one, float) and one.is_integer() else one for one in found)
    return start, end


def _counts_utf16(text: str, items: Sequence[Any]) -> bool:
    """Returns whether more of these annotations are whole words if their offsets count UTF-16 units, not characters."""
    if text.isascii() or max(text) <= "\uffff":
        return False
    converted = code_points(text)
    places = [place for place in map(_offsets, items) if all(isinstance(offset, int) for offset in place)]
    in_characters = sum(_is_whole(text, start, end) for start, end in places)
    return sum(_is_whole(text, converted(start), converted(end)) for start, end in places) > in_characters


def _is_whole(text: str, start: int, end: int) -> bool:
    """Returns whether a stretch begins and ends where a word does, and not with white space."""
    if not 0 <= start < end <= len(text) or text[start].isspace() or text[end - 1].isspace():
        return False
    return not any(text[at - 1 : at].isalnum() and text[at : at + 1].isalnum() for at in (start, end))


def _items(row: Mapping[str, Any], number: int) -> list[Any]:
    """Returns the annotations of a row; those of a row that has no list of them are none. Raises FormatError."""
    found = [row[key] for key in _LISTS if isinstance(row.get(key), list)]
    if not found:  # Label Studio's JSON-MIN calls the list as its control is called
        found = [value for value in row.values() if isinstance(value, list) and value and _is_span(value[0])]
    lists = [items for items in found if items]
    if lists and not _is_span(lists[0][0]):
        raise FormatError("has labels without offsets: it says what a text is about, and not where names are", number)
    return lists[0] if lists else []


def _is_span(item: Any) -> bool:
    if isinstance(item, dict):
        return any(key in item for key in _STARTS)
    return isinstance(item, list) and len(item) >= 3 and isinstance(item[0], int | float)


def _is_list_of_words(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(word, str) for word in value)


def _name(row: Mapping[str, Any], number: int) -> str:
    """Returns a name for a row: its own, or its line."""
    meta = row.get("meta") if isinstance(row.get("meta"), dict) else {}
    given = (meta or {}).get("cable") or row.get("id") or number
    return str(given).replace("/", "_").replace("\\", "_").strip(".") or str(number)


def _decoded(line: bytes, number: int) -> Any:
    try:
        return decoded(line)
    except ValueError as error:
        raise FormatError(f"is not JSON ({error}); export it again as JSON lines", number) from None


def _own_place(row: Any) -> tuple[str, int] | None:
    """Returns the cable and the index of a paragraph that `cable-ner export` wrote, or None for another row."""
    meta = row.get("meta") if isinstance(row, dict) else None
    if not isinstance(meta, dict) or not isinstance(meta.get("cable"), str) or not isinstance(meta.get("index"), int):
        return None
    return meta["cable"], meta["index"]


def _whole(rows: Sequence[Any]) -> Document:
    """Returns the paragraphs of one cable as one text."""
    parts = [read_row(row, number) for number, row in enumerate(rows, 1)]
    spans: list[StandOff] = []
    at = 0
    for part in parts:
        spans += [one._replace(start=one.start + at, end=one.end + at) for one in part.layer.spans]
        at += len(part.text) + 2
    lost = [problem for part in parts for problem in part.layer.lost]
    complete = any(part.layer.complete for part in parts)
    return Document("", "\n\n".join(part.text for part in parts), Layer(spans, complete, lost))
