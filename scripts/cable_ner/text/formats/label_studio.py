"""Label Studio's export as JSON: tasks, each with its annotations. Offsets count characters, as its editor does."""

from collections.abc import Mapping
from typing import Any

from ..cable import Problem
from ..standoff import NO_PLACE, Document, FormatError, Layer, StandOff, placed


def is_task(row: Any) -> bool:
    """Returns whether a row is a task as Label Studio exports it in JSON (not JSON-MIN, which `rows` reads)."""
    return isinstance(row, dict) and isinstance(row.get("data"), dict) and ("annotations" in row or "completions" in row)


def read_task(row: Mapping[str, Any], number: int, *, alone: bool = False) -> Document:
    """Returns the text of a task with its annotations.

    Of several annotations of a task, the one marked as ground truth holds. A task that somebody has submitted is complete,
    also if it has no annotation; one that nobody has is unlabelled. Raises FormatError for a task without a text, and for
    one with different annotations of which none is marked: nobody's silently holds.
    """
    text = _text(row["data"])
    if text is None:
        raise FormatError("is a task without a text", number)
    found = [one for one in row.get("annotations") or row.get("completions") or () if not one.get("was_cancelled")]
    held = [one for one in found if one.get("ground_truth")] or found
    read = [_layer(text, one, f"an annotation of task {row.get('id', number)}", number) for one in held]
    if any(layer.spans != read[0].spans for layer in read):
        raise FormatError(
            f"has {len(held)} different annotations of task {row.get('id', number)}; mark one as the ground truth",
            number,
        )
    name = "" if alone else str(row.get("id") or number)
    return Document(name, text, read[0]._replace(complete=True) if read else Layer())


def _layer(text: str, annotation: Mapping[str, Any], what: str, number: int) -> Layer:
    """Returns the labelled text of an annotation, and what of it has no place."""
    spans: list[StandOff] = []
    lost: list[Problem] = []
    for result in annotation.get("result") or ():
        value = result.get("value") or {}
        labels = value.get("labels") or value.get("hypertextlabels")
        if not isinstance(labels, list):
            continue  # a choice, a relation or a rating
        try:
            spans.append(_span(text, value, labels))
        except ValueError as error:
            lost.append(Problem(number, NO_PLACE, f"{what} {error}; it is left out"))
    return Layer(sorted(spans), lost=lost)


def _span(text: str, value: Mapping[str, Any], labels: list[Any]) -> StandOff:
    if len(labels) != 1 or not isinstance(labels[0], str):
        raise ValueError(f"at {value.get('start')} has {len(labels)} labels")
    places = value.get("globalOffsets") or value  # (of a text shown as HTML)
    start, end = placed(text, places.get("start"), places.get("end"), shown=value.get("text"))
    return StandOff(start, end, labels[0])


def _text(data: Mapping[str, Any]) -> str | None:
    """Returns the text of a task: the field `text`, or the longest one."""
    texts = [value for value in data.values() if isinstance(value, str)]
    given = data.get("text")
    return given if isinstance(given, str) else max(texts, key=len, default=None)
