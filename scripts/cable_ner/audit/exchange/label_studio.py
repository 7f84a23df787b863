"""What people did in Label Studio: tasks as it exports them, in JSON or JSON-MIN."""

import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from ...files import SheetError
from .done_task import DoneTask
from .imported import Imported, ReadingOptions
from .label_studio_regions import Regions, regions_in_json, regions_in_json_min
from .tasks import OURS, read_tasks, span_of_task, text_of_task


def read_label_studio(path: Path, how: ReadingOptions) -> Imported:
    """Returns the decisions in an export as JSON or JSON-MIN; tasks without an annotation are left open.

    See `read_label_studio_tasks`. Raises SheetError for a file that is no export, or OSError.
    """
    try:
        data = json.loads(path.read_bytes().decode("utf-8-sig"))
        if not isinstance(data, list):
            raise ValueError("is not a list of tasks")
    except ValueError as error:
        raise SheetError([f"{path}:1: was not exported by Label Studio ({error}); export as JSON or JSON-MIN"]) from None
    rows = [
        (f"{path}: task {row.get('id', number) if isinstance(row, dict) else number}", row)
        for number, row in enumerate(data, 1)
    ]
    return read_label_studio_tasks(rows, how)


def read_label_studio_tasks(rows: Iterable[tuple[str, Any]], how: ReadingOptions) -> Imported:
    """Returns the decisions in tasks as Label Studio exports them, given as (place, task).

    Spans are read from any control that labels text (`Labels` on `Text`, `HyperTextLabels` on `HyperText`), whatever its
    name. They are trimmed of white space. Label Studio's editor counts characters; where the text that was labelled is not
    there, UTF-16 units are tried. Annotators are told apart by `completed_by`, in JSON-MIN by `annotator`; of several
    annotations, one that is marked as the ground truth holds. See `tasks.read_tasks`.
    """
    return read_tasks(rows, how, read=partial(_read, signed=how.signed))


def _read(row: Any, *, signed: bool) -> list[DoneTask]:
    if not isinstance(row, dict):
        raise ValueError("is not a task")
    return _read_json(row, signed=signed) if "annotations" in row or "data" in row else _read_json_min(row)


def _read_json(row: dict[str, Any], *, signed: bool) -> list[DoneTask]:
    annotations = [item for item in row.get("annotations") or () if not item.get("was_cancelled")]
    data = row.get("data", {})
    found = []
    for item in annotations:
        names = _names(item.get("completed_by"))
        done = _done(data, regions_in_json(item), names, is_truth=bool(item.get("ground_truth")))
        notes = (("by", names[-1] if names else ""), ("date", str(item.get("updated_at") or "")))
        found.append(done._replace(signed=tuple(note for note in notes if note[1])) if signed else done)
    return found


def _read_json_min(row: dict[str, Any]) -> list[DoneTask]:
    regions = regions_in_json_min(row)
    if row.get("annotation_id") is None and not regions.spans:  # (the program writes null for a task that nobody annotated)
        return []
    return [_done(row, regions, _names(row.get("annotator")))]


def _done(data: dict[str, Any], regions: Regions, annotators: tuple[str, ...], *, is_truth: bool = False) -> DoneTask:
    """Returns what one annotation did. Raises ValueError if our labels are gone, but not by a control that labels text."""
    text = text_of_task(data)
    if not regions.spans and regions.others and data[OURS]["labels"]:
        raise ValueError(
            f"has no labelled text, only {', '.join(regions.others)}; export annotations made with a control Labels,"
            " as in the labelling configuration that `cable-ner review export` writes"
        )
    spans = [span_of_task(span, span["labels"], text) for span in regions.spans]
    return DoneTask(data[OURS], text, spans, annotators, is_truth)


def _names(annotator: Any) -> tuple[str, ...]:
    """Returns what an annotator is called: a number, or an object with a number and an address."""
    if isinstance(annotator, dict):
        return tuple(str(annotator[key]) for key in ("id", "email") if annotator.get(key))
    return (str(annotator),) if annotator else ()
