"""How far the work on a server is."""

from pathlib import Path
from typing import NamedTuple

from ....work import Progress
from .listing import annotations_digest, key_of, tasks_there
from .project import ServerProject
from .server_state import read_server_state


class ServerStatus(NamedTuple):
    """Tasks in all, annotated, skipped, with a draft, and not begun; annotated ones that are not pulled; deleted ones."""

    tasks: int
    annotated: int
    skipped: int
    drafts: int
    open: int
    to_pull: int
    deleted: int


def server_status(project: ServerProject, corrections: Path, *, progress: Progress) -> ServerStatus:
    """Returns how far the work on a project is. Raises as `connection.told` says."""
    state = read_server_state(corrections, project.name)
    tasks = [task for task in tasks_there(project, progress=progress) if key_of(task)]
    annotations = {task["id"]: task.get("annotations") or [] for task in tasks}
    annotated = {number for number, all_ in annotations.items() if any(not one.get("was_cancelled") for one in all_)}
    skipped = {number for number, all_ in annotations.items() if all_} - annotated
    drafts = {task["id"] for task in tasks if task.get("draft_exists")}
    to_pull = sum(annotations_digest(annotations[number]) != state.taken.get(number) for number in annotated)
    deleted = len(state.pushed - {key_of(task) for task in tasks})
    begun = annotated | skipped | drafts
    return ServerStatus(len(tasks), len(annotated), len(skipped), len(drafts), len(tasks) - len(begun), to_pull, deleted)
