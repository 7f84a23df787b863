"""Label Studio: tasks with our labels as predictions, its labelling configuration, and what it exports."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from ...files import SheetError
from .done_task import DoneTask
from .imported import Imported, ReadingOptions
from .label_studio_regions import Regions, regions_in_json, regions_in_json_min
from .tasks import OURS, ParagraphTask, read_tasks, span_of_task, text_of_task

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


def read_label_studio(path: Path, how: ReadingOptions) -> Imported:
    """Returns the decisions in an export as JSON or JSON-MIN; tasks without an annotation are left open.

    Spans are read from any control that labels text (`Labels` on `Text`, `HyperTextLabels` on `HyperText`), whatever its
    name. They are trimmed of white space, and UTF-16 offsets, which Label Studio counts in, are turned into character
    offsets. Annotators are told apart by `completed_by`, in JSON-MIN by `annotator`; of several annotations, one that is
    marked as the ground truth holds. See `tasks.read_tasks`. Raises SheetError for a file that is no export, or OSError.
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
    return read_tasks(rows, how, read=_read)


def _read(row: Any) -> list[DoneTask]:
    if not isinstance(row, dict):
        raise ValueError("is not a task")
    return _read_json(row) if "annotations" in row or "data" in row else _read_json_min(row)


def _read_json(row: dict[str, Any]) -> list[DoneTask]:
    annotations = [item for item in row.get("annotations") or () if not item.get("was_cancelled")]
    data = row.get("data", {})
    return [
        _done(data, regions_in_json(item), _names(item.get("completed_by")), is_truth=bool(item.get("ground_truth")))
        for item in annotations
    ]


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
