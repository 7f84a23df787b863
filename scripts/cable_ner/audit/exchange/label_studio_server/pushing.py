"""Questions out to a project on a server: new paragraphs are added, those that nobody began are brought up to date."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ....work import Progress
from ..label_studio_tasks import label_studio_task
from ..tasks import OURS, ParagraphTask
from .connection import told
from .listing import Task, batches, is_worked_on, key_of, tasks_there
from .project import ONCE, ServerProject, show_our_labels
from .server_state import read_server_state, write_server_state

BATCH = 50  # tasks a request: a killed run, or a request that fails, loses no more


class Pushed(NamedTuple):
    """How many tasks were added, brought up to date, and were the same already.

    `begun` are those that somebody has begun, which stay as they are; `deleted` those that somebody deleted there, which are
    not added again. `closed` are there, and nothing is asked in them any more. `twice` are there more than once.
    """

    added: int = 0
    updated: int = 0
    same: int = 0
    begun: int = 0
    deleted: int = 0
    closed: int = 0
    twice: int = 0


def push(
    project: ServerProject, tasks: Sequence[ParagraphTask], *, corrections: Path, again: bool, progress: Progress
) -> Pushed:
    """Adds tasks to a project in their order, and brings those that nobody began up to date; annotations are never touched.

    A task is known by the digest of its paragraph. With `again`, those that somebody deleted there are added again. Raises
    as `connection.told` says; what was added until then stays, and the next push goes on behind it.
    """
    state = read_server_state(corrections, project.name)
    there: dict[str, list[Task]] = {}
    for task in tasks_there(project, progress=progress):
        there.setdefault(key_of(task), []).append(task)
    there.pop("", None)
    rows = {task.paragraph: label_studio_task(task) for task in tasks}
    new = [key for key in rows if key not in there and (again or key not in state.pushed)]
    pushed = state.pushed | there.keys()
    for batch in progress(list(batches(new, BATCH)), "pushing", -(-len(new) // BATCH)):
        _add(project, [rows[key] for key in batch])
        pushed |= set(batch)
        write_server_state(corrections, project.name, state._replace(pushed=pushed))
    known = [(rows[key], found) for key in rows for found in there.get(key, ())]
    open_ = [(row, found) for row, found in known if not is_worked_on(found)]
    stale = [pair for pair in open_ if not _is_up_to_date(*pair)]
    for row, found in progress(stale, "updating", len(stale)):
        _update(project, row, found)
    write_server_state(corrections, project.name, state._replace(pushed=pushed))
    if new or there:
        show_our_labels(project)
    return Pushed(
        len(new), len(stale), len(open_) - len(stale), len(known) - len(open_),
        sum(key not in there and key not in new for key in rows),
        sum(not is_worked_on(found) for key, all_ in there.items() if key not in rows for found in all_),
        sum(len(all_) > 1 for all_ in there.values()),
    )  # fmt: skip


def _add(project: ServerProject, rows: list[Task]) -> None:
    with told(project.url):
        done = project.client.projects.import_tasks(project.id, request=rows, request_options=ONCE)
    if (count := getattr(done, "task_count", None)) is not None and count != len(rows):
        raise ConnectionError(f"{project.url}: took {count} of {len(rows)} tasks; run the same command again")


def _ours(task: Task) -> Task | None:
    """Returns our prediction of a task; None if it has none."""
    return next((one for one in task.get("predictions") or () if one.get("model_version") == OURS), None)


def _is_up_to_date(row: Task, found: Task) -> bool:
    [wanted], ours = row["predictions"], _ours(found)
    same = ours is not None and (ours["result"], ours.get("score")) == (wanted["result"], wanted["score"])
    return same and found["data"] == row["data"]


def _update(project: ServerProject, row: Task, found: Task) -> None:
    [wanted], ours = row["predictions"], _ours(found)
    client: Any = project.client
    with told(project.url):
        if ours is None:
            client.predictions.create(task=found["id"], **wanted, request_options=ONCE)
        else:
            client.predictions.update(ours["id"], **wanted)
        client.tasks.update(str(found["id"]), data=row["data"])
