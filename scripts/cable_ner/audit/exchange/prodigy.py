"""Prodigy: tasks for its recipe `ner.manual`, and what `prodigy db-out` writes."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .done_task import DoneTask
from .imported import Imported, ReadingOptions
from .tasks import OURS, ParagraphTask, read_tasks, span_of_task, text_of_task


def as_prodigy(tasks: Iterable[ParagraphTask]) -> str:
    """Returns tasks as JSON lines (https://prodi.gy/docs/api-interfaces#ner_manual)."""
    return "".join(json.dumps(_task(task)) + "\n" for task in tasks)


def _task(task: ParagraphTask) -> dict[str, Any]:
    doc = task.doc
    tokens = [
        {"text": token.text, "start": token.idx, "end": token.idx + len(token), "id": token.i, "ws": bool(token.whitespace_)}
        for token in doc
    ]
    spans = [
        {
            "start": ent.start_char, "end": ent.end_char, "token_start": ent.start, "token_end": ent.end - 1,
            "label": ent.label_,
        }
        for ent in doc.ents
    ]  # fmt: skip
    meta = {key: doc.user_data[key] for key in ("cable", "zone", "index") if key in doc.user_data}
    return {"text": doc.text, "tokens": tokens, "spans": spans, "meta": meta, OURS: task.ours()}


def read_prodigy(path: Path, how: ReadingOptions) -> Imported:
    """Returns the decisions in the accepted tasks of a file that `prodigy db-out` wrote; other tasks are left open.

    Annotators are told apart by `_annotator_id` or `_session_id`. See `tasks.read_tasks`; raises OSError, too.
    """
    lines = path.read_bytes().decode("utf-8-sig", "replace").split("\n")
    rows = ((f"{path}:{number}", line) for number, line in enumerate(lines, 1) if line.strip())
    return read_tasks(rows, how, read=_read)


def _read(line: str) -> list[DoneTask]:
    row = _parsed(line)
    if row.get("answer") != "accept":
        return []
    spans = row.get("spans")
    if not isinstance(spans, list):
        raise ValueError("has no list of 'spans'; export it with the recipe ner.manual")
    text = text_of_task(row)
    found = [span_of_task(span, [span.get("label")], text) for span in spans]
    names = (row.get(key) for key in ("_annotator_id", "_session_id"))
    return [DoneTask(row[OURS], text, found, tuple(str(name) for name in names if name))]


def _parsed(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ValueError(f"is not JSON ({error}); export it again") from None
    if not isinstance(row, dict):
        raise ValueError("is not a JSON object; export it again")
    return row
