"""The project on a server that our tasks are in: found by its title or number, or made."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from ..label_studio_tasks import controls_of, labelling_config
from ..tasks import OURS
from .connection import told

_PAGE = 100
_ABOUT = "Questions of an audit of cables. Correct the labels of the whole paragraph, then submit."
# A POST that the server carried out before the connection broke would otherwise be sent again.
ONCE = {"max_retries": 0}


class TasksPage(NamedTuple):
    """Tasks of a page, as JSON, and how many tasks all pages have."""

    tasks: list[dict[str, Any]]
    total: int


class ServerProject(NamedTuple):
    """A project on a server; `client` is the SDK's."""

    client: Any
    url: str
    id: int
    title: str

    @property
    def name(self) -> str:
        """Address and number: what tells it from all others."""
        return f"{self.url.rstrip('/')}/projects/{self.id}"

    def page(self, number: int, query: str = "", *, fields: str = "all", size: int = _PAGE) -> TasksPage:
        """Returns a page of its tasks, from 1. Raises as `told` says."""
        with told(self.url):
            found = self.client.tasks.list(
                project=self.id, page=number, page_size=size, fields=fields, resolve_uri=False, query=query or None
            )
        tasks = [task.model_dump(mode="json") for task in found.items or ()]
        return TasksPage(tasks, int(found.response.total))


def open_project(client: Any, url: str, title: str, *, labels: Sequence[str], make: bool = False) -> ServerProject:
    """Returns the project with this title or number; with `make`, it is made if there is none.

    Raises ValueError if there is none or several, or if it labels something else than our tasks with these labels.
    """
    with told(url):
        if title.isdecimal():
            found = [client.projects.get(int(title))]
        else:
            found = [one for one in client.projects.list(title=title) if one.title == title]
        if not found and make:
            found = [_made(client, title, labels)]
    if not found:
        raise ValueError(f"{url}: has no project '{title}'; push to it first, or give the --project that you pushed to")
    if len(found) > 1:
        numbers = ", ".join(str(one.id) for one in found)
        raise ValueError(f"{url}: has {len(found)} projects '{title}'; give one by its number: --project {numbers}")
    project = found[0]
    if missing := _missing(project.label_config or "", labels):
        raise ValueError(f"{url}: project '{project.title}' has no {missing}; add it there, or give another --project")
    return ServerProject(client, url, int(project.id), str(project.title))


def _made(client: Any, title: str, labels: Sequence[str]) -> Any:
    made = client.projects.create(
        title=title,
        label_config=labelling_config(labels),
        expert_instruction=_ABOUT,
        show_instruction=False,
        show_collab_predictions=True,
        sampling="Sequential sampling",
        request_options=ONCE,
    )
    return client.projects.get(made.id)


def show_our_labels(project: ServerProject) -> None:
    """Makes the project begin with our labels, unless somebody chose another model there. Tasks have to be there before."""
    with told(project.url):
        if not project.client.projects.get(project.id).model_version:
            project.client.projects.update(project.id, model_version=OURS)


def _missing(config: str, labels: Sequence[str]) -> str:
    """Returns what a labelling configuration lacks that our tasks need, in words; empty if it lacks nothing."""
    try:
        controls = controls_of(config)
    except ValueError:
        controls = None
    if controls is None or controls.field != "text":
        return 'control <Labels> for a <Text value="$text"/>'
    lacking = [label for label in labels if label not in controls.labels]
    return f"label {', '.join(lacking)}" if lacking else ""
