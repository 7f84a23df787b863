"""Label Studio: tasks with our labels as predictions, its labelling configuration, and what it exports."""

import json
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from ...files import SheetError
from .imported import Imported
from .tasks import OURS, DoneTask, ParagraphTask, read_tasks, span_of_task, text_of_task

_COLOURS = ("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442", "#0072B2", "#D55E00")  # Okabe and Ito's


def labelling_config(labels: Sequence[str]) -> str:
    """Returns the labelling configuration (XML) of our tasks, in colours that colour-blind readers can tell apart."""
    rows = "".join(
        f"    <Label value={quoteattr(label)} background={quoteattr(_COLOURS[index % len(_COLOURS)])}/>\n"
        for index, label in enumerate(labels)
    )
    return (
        f'<View>\n  <Labels name="label" toName="text">\n{rows}  </Labels>\n  <Text name="text" value="$text"/>\n</View>\n'
    )


def as_label_studio(tasks: Iterable[ParagraphTask]) -> str:
    """Returns tasks as JSON, our labels as predictions (https://labelstud.io/guide/predictions)."""
    rows = []
    for task in tasks:
        text = task.doc.text
        result = [
            {
                "id": f"{start}-{end}", "from_name": "label", "to_name": "text", "type": "labels",
                "value": {"start": start, "end": end, "text": text[start:end], "labels": [label]},
            }
            for start, end, label in task.spans
        ]  # fmt: skip
        data = {"text": text, "zone": task.doc.user_data.get("zone", ""), OURS: task.ours()}
        rows.append({"data": data, "predictions": [{"model_version": OURS, "result": result}]})
    return json.dumps(rows, indent=1) + "\n"


def read_label_studio(path: Path, labels: Collection[str]) -> Imported:
    """Returns the decisions in an export as JSON or JSON-MIN; tasks without an annotation are left open.

    Of several annotations of a task, the one marked as ground truth holds, else the last one. Spans are trimmed of
    white space, and UTF-16 offsets, which Label Studio counts in, are turned into character offsets. Raises SheetError
    with a line for each task that cannot be read, or OSError.
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
    return read_tasks(rows, labels, read=_read)


def _read(row: Any) -> DoneTask | None:
    if not isinstance(row, dict):
        raise ValueError("is not a task")
    is_json = "annotations" in row or "data" in row
    data = row.get("data", {}) if is_json else row
    values = _values_in_json(row) if is_json else _values_in_json_min(row)
    if values is None:
        return None
    text = text_of_task(data)
    return DoneTask(data[OURS], text, [span_of_task(value, value.get("labels") or [], text) for value in values])


def _values_in_json(row: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Returns the spans of the annotation that holds; None if there is none."""
    annotations = [item for item in row.get("annotations") or () if not item.get("was_cancelled")]
    if not annotations:
        return None
    ranked = [(bool(item.get("ground_truth")), _when(item), number) for number, item in enumerate(annotations)]
    chosen = annotations[max(ranked)[2]]
    return [item["value"] for item in chosen.get("result", ()) if item.get("type", "labels") == "labels"]


def _when(annotation: dict[str, Any]) -> str:
    return str(annotation.get("updated_at") or annotation.get("created_at") or "")


def _values_in_json_min(row: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Returns the spans that stand under our control's name, beside the data; None if nobody annotated the task."""
    if "annotation_id" not in row and "label" not in row:
        return None
    return [value for value in row.get("label") or () if isinstance(value, dict)]
