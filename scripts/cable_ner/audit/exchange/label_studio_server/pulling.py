"""What people did in a project on a server since the last time, as tasks in an export are."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from ....work import Progress
from ..imported import Imported
from .connection import told
from .listing import Task, annotations_digest, batches, filtered, key_of, tasks_there
from .project import ServerProject
from .server_state import ServerState

# A change may be saved on the server after one that got a later time.
_OVERLAP = timedelta(minutes=2)
_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
_IDS = 100  # numbers in an address


class Pulled(NamedTuple):
    """Tasks whose annotations are new or changed, as (place, task); and what is noted about the project once they are read.

    `unfinished` is the number of tasks with a draft, of whoever's, that is not among the rows; `withdrawn` that of tasks
    whose annotations, which were imported, are deleted; `others` that of tasks that are not ours.
    """

    rows: list[tuple[str, Task]]
    unfinished: int
    withdrawn: int
    others: int
    since: str
    digests: dict[str, tuple[int, str]]
    everyone: bool

    def noted(self, state: ServerState, found: Imported) -> ServerState:
        """Returns the state after these tasks were imported: those that were refused are pulled again the next time."""
        refused = {self.digests[where][0] for where in found.refused_at if where in self.digests}
        taken = {number: what for number, what in self.digests.values() if number not in refused}
        left = {number for number in state.refused if number not in taken} | refused
        since = self.since if self.everyone else state.since
        return state._replace(since=since, taken={**state.taken, **taken}, refused=tuple(sorted(left)))


def pull(
    project: ServerProject, state: ServerState, *, annotator: str = "", drafts: bool = False, progress: Progress
) -> Pulled:
    """Returns what changed since the state was noted; with `annotator` (number or address), what this person did.

    With `drafts`, annotations that were not submitted count, too. Raises as `connection.told` says.
    """
    query = ""
    if state.since:
        refused = [("id", "in_list", "List", list(state.refused))] if state.refused else []
        query = filtered(("updated_at", "greater", "Datetime", _earlier(state.since)), *refused)
    changed = tasks_there(project, query, progress=progress)
    names = _names(project)
    begun = tasks_there(project, filtered(("draft_exists", "equal", "Boolean", True)), progress=progress)
    added = _drafts(project, [task["id"] for task in begun], names) if drafts and begun else {}
    both = {task["id"]: task for task in [*changed, *begun]} if drafts else {task["id"]: task for task in changed}
    rows: list[tuple[str, Task]] = []
    digests: dict[str, tuple[int, str]] = {}
    withdrawn = others = 0
    for task in both.values():
        what = annotations_digest(task.get("annotations") or ())
        if not key_of(task):
            others += 1
            continue
        if what == state.taken.get(task["id"], "") and task["id"] not in added and task["id"] not in state.refused:
            continue
        where = f"task {task['id']}"
        row = _row(task, added.get(task["id"], ()), names, annotator)
        withdrawn += bool(state.taken.get(task["id"])) and not task.get("annotations")
        if row["annotations"] or not annotator:
            digests[where] = task["id"], what
            rows.append((where, row))
    since = max([state.since, *(str(task.get("updated_at") or "") for task in changed)])
    unfinished = sum(key_of(task) != "" and task["id"] not in added for task in begun)
    return Pulled(rows, unfinished, withdrawn, others, since, digests, not annotator)


def _earlier(since: str) -> str:
    return (datetime.fromisoformat(since.replace("Z", "+00:00")) - _OVERLAP).strftime(_TIME)


def _names(project: ServerProject) -> dict[int, str]:
    """Returns the addresses of the people on the server by their numbers; none if the account may not see them."""
    try:
        with told(project.url):
            return {int(one.id): str(one.email or one.username) for one in project.client.users.list()}
    except PermissionError:
        return {}


def _row(task: Task, drafts: Iterable[Task], names: dict[int, str], annotator: str) -> Task:
    """Returns a task as an export has it. A draft takes the place of the annotation that it changes."""
    drafts = list(drafts)
    replaced = {draft.get("annotation") for draft in drafts}
    kept = [one for one in task.get("annotations") or () if one["id"] not in replaced]
    found = [{**one, "completed_by": _person(one.get("completed_by"), names)} for one in [*kept, *drafts]]
    if annotator:
        found = [one for one in found if annotator in map(str, one["completed_by"].values())]
    return {"id": task["id"], "data": task["data"], "annotations": found}


def _person(given: Any, names: dict[int, str]) -> dict[str, Any]:
    number = given.get("id") if isinstance(given, dict) else given
    return {"id": number, "email": names.get(int(number), "")} if isinstance(number, int) else {"email": str(given or "")}


def _drafts(project: ServerProject, numbers: list[int], names: dict[int, str]) -> dict[int, list[Task]]:
    """Returns everybody's drafts by task: lists of tasks have only those of the account that asks, exports all."""
    found: dict[int, list[Task]] = {}
    for batch in batches(numbers, _IDS):
        with told(project.url):
            parts = project.client.projects.exports.download_sync(
                project.id, download_all_tasks=True, export_type="JSON", request_options=_only(batch)
            )
            tasks = json.loads(b"".join(parts))
        for task in tasks:
            for draft in task.get("drafts") or ():
                if isinstance(draft, dict):
                    found.setdefault(task["id"], []).append({**draft, "completed_by": draft.get("user")})
    return found


def _only(numbers: Iterable[int]) -> dict[str, Any]:
    return {"additional_query_parameters": {"ids[]": [str(number) for number in numbers]}}
