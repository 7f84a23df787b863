"""The tasks of a project on a server, as they are there now."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from ....work import Progress
from ..tasks import OURS
from .project import ServerProject

PAGE = 100  # tasks a request
Task = dict[str, Any]
_ROUNDS = 3


def filtered(*items: tuple[str, str, str, object]) -> str:
    """Returns the query for tasks that fit any of the filters (column, operator, type, value)."""
    rows = [
        {"filter": f"filter:tasks:{column}", "operator": operator, "type": kind, "value": value}
        for column, operator, kind, value in items
    ]
    return json.dumps({"filters": {"conjunction": "or", "items": rows}})


def tasks_there(project: ServerProject, query: str = "", *, progress: Progress) -> list[Task]:
    """Returns the tasks with their annotations, and predictions, by number. Raises ConnectionError if they keep changing.

    Texts are as they were pushed (`resolve_uri` would replace addresses in them). A task that is deleted while the pages
    are read moves the others up, so that one would be passed over: then all are read again. The SDK's own iterator takes
    every 404 for the end of the list, so pages are asked for one by one.
    """
    for _ in range(_ROUNDS):
        found: dict[int, Task] = {}
        first = project.page(1, query)
        pages = range(2, 2 + (first.total - 1) // PAGE) if first.total else range(0)
        found.update((task["id"], task) for task in first.tasks)
        for number in progress(pages, "tasks", len(pages)):
            found.update((task["id"], task) for task in project.page(number, query).tasks)
        if len(found) >= first.total:
            return [found[number] for number in sorted(found)]
    raise ConnectionError(f"{project.url}: tasks are being deleted there; run the same command again")


def key_of(task: Task) -> str:
    """Returns our key of a task, the digest of its paragraph; empty if it is not one of ours."""
    ours = task.get("data", {}).get(OURS)
    return str(ours.get("paragraph", "")) if isinstance(ours, dict) else ""


def is_worked_on(task: Task) -> bool:
    """Returns whether somebody annotated or skipped a task, or has a draft of it."""
    return bool(task.get("annotations") or task.get("drafts") or task.get("draft_exists"))


def annotations_digest(annotations: Sequence[Task]) -> str:
    """Returns what tells the annotations of a task from those it had before: numbers, times, and marks of each."""
    return " ".join(sorted(_mark(one) for one in annotations))


def _mark(annotation: Task) -> str:
    marks = "*" * bool(annotation.get("ground_truth")) + "-" * bool(annotation.get("was_cancelled"))
    return f"{annotation['id']}{marks}@{annotation.get('updated_at')}"


def batches(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Yields rows in batches."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
