"""`review label-studio`: questions pushed to a Label Studio server, and the answers pulled from it."""

from typing import Annotated
from urllib.parse import urlsplit

import spacy
import typer

from ...audit import ReadingOptions, label_studio_server, paragraph_tasks, read_label_studio_tasks
from ...files import read_docs
from ..console import errors_told, msg, progress
from ..options import Lang
from .importing import take
from .options import (
    AUDIT,
    CORPUS,
    CORRECTIONS,
    AllowRemovals,
    AuditedCorpus,
    AuditFile,
    Corrections,
    Labels,
    open_review,
)

app = typer.Typer(help="Review in Label Studio: push questions to its server, pull answers.", no_args_is_help=True)

Url = Annotated[str, typer.Option("--url", help="Address of the Label Studio server")]
Token = Annotated[
    str,
    typer.Option(
        "--token", envvar="LABEL_STUDIO_API_KEY", show_envvar=False,
        help="Personal access token, or legacy token (default: the variable LABEL_STUDIO_API_KEY)",
    ),
]  # fmt: skip
Project = Annotated[str, typer.Option("--project", help="Title or number of the project there")]
URL, PROJECT = "http://localhost:8080", "Cable NER"
_AGAIN = "stopped; run the same command again: what is there is not pushed twice, and nothing is imported twice"


@app.command()
def push(
    url: Url = URL,
    token: Token = "",
    project: Project = PROJECT,
    audit: AuditFile = AUDIT,
    corrections: Corrections = CORRECTIONS,
    corpus: AuditedCorpus = CORPUS,
    number: Annotated[int, typer.Option("-n", help="Maximum number of paragraphs; 0: all")] = 0,
    again: Annotated[bool, typer.Option("--again", help="Also push paragraphs that somebody deleted there")] = False,
    labels: Labels = "",
    lang: Lang = "en",
) -> None:
    """Push the open questions to a project on a Label Studio server, which is made if it is not there.

    A task is a whole paragraph with our labels as its prediction, and beside it what is asked and why. The most useful come
    first. What is there already is not pushed twice. After another audit, tasks that nobody has begun are updated.
    """
    review, names = open_review(audit, corrections, labels=labels)
    with errors_told(stopped=_AGAIN):
        tasks, lost = paragraph_tasks(review, read_docs(corpus, spacy.blank(lang).vocab))
        there = _open(url, token, project, names, make=True)
        done = label_studio_server.push(
            there, tasks[: number or None], corrections=corrections, again=again, progress=progress("requests")
        )
    if lost:
        msg.warn(f"{lost} suspects are in paragraphs that are not in {corpus}; audit it again")
    for count, what in (
        (done.begun, "that somebody has begun, left as they are"),
        (done.deleted, "that somebody deleted there, not pushed again (--again pushes them)"),
        (done.closed, "there that nobody has begun and in which nothing is asked any more; delete them there if you like"),
        (done.twice, "there more than once; delete all but one of each there"),
    ):
        if count:
            msg.info(f"{count} {'paragraph' if count == 1 else 'paragraphs'} {what}")
    (msg.good if done.added or done.updated else msg.warn)(
        f"{done.added} tasks added to project '{there.title}' ({there.name}), {done.updated} updated, {done.same} unchanged"
    )


@app.command()
def pull(
    url: Url = URL,
    token: Token = "",
    project: Project = PROJECT,
    audit: AuditFile = AUDIT,
    corrections: Corrections = CORRECTIONS,
    labels: Labels = "",
    lang: Lang = "en",
    annotator: Annotated[str, typer.Option(help="Import only this person's answers (number or address there)")] = "",
    drafts: Annotated[bool, typer.Option("--drafts", help="Import drafts, too, which nobody has submitted")] = False,
    allow_removals: AllowRemovals = False,
) -> None:
    """Import what people have done in Label Studio since the last pull.

    The same as to export there and `review import` here: the same checks, the same closing line. Each decision keeps who
    took it and when. Different answers to the same paragraph are named, not imported, and pulled again the next time.
    """
    review, names = open_review(audit, corrections, labels=labels)
    with errors_told(stopped=_AGAIN):
        there = _open(url, token, project, names)
        state = label_studio_server.read_server_state(corrections, there.name)
        pulled = label_studio_server.pull(there, state, annotator=annotator, drafts=drafts, progress=progress("requests"))
        how = ReadingOptions(names, lang, annotator if pulled.rows else "", signed=True)
        found = read_label_studio_tasks(pulled.rows, how)
        for count, what in (
            (pulled.unfinished, "with a draft that is not submitted (--drafts imports drafts, too)"),
            (pulled.withdrawn, "whose annotations were deleted there; the decisions that were imported stay"),
            (pulled.others, "that are none of ours, left out"),
        ):
            if count:
                msg.info(f"{count} {'task' if count == 1 else 'tasks'} {what}")
        take(review, found, allow_removals=allow_removals)
        label_studio_server.write_server_state(corrections, there.name, pulled.noted(state, found))
    if found.refused:
        raise typer.Exit(1)


@app.command()
def status(
    url: Url = URL,
    token: Token = "",
    project: Project = PROJECT,
    audit: AuditFile = AUDIT,
    corrections: Corrections = CORRECTIONS,
    labels: Labels = "",
) -> None:
    """Show how far the work in Label Studio is."""
    _, names = open_review(audit, corrections, labels=labels)
    with errors_told():
        there = _open(url, token, project, names)
        found = label_studio_server.server_status(there, corrections, progress=progress("requests"))
    rows = [
        (f"tasks in '{there.title}'", found.tasks),
        ("annotated", found.annotated),
        ("of these, not pulled yet", found.to_pull),
        ("skipped", found.skipped),
        ("with a draft", found.drafts),
        ("not begun", found.open),
        ("pushed, and deleted there", found.deleted),
    ]
    msg.table([(what, str(count)) for what, count in rows], aligns=("l", "r"))


def _open(
    url: str, token: str, title: str, labels: tuple[str, ...], *, make: bool = False
) -> label_studio_server.ServerProject:
    if url.startswith("http://") and not is_this_machine(url):
        msg.warn(f"{url}: token and cables go there without encryption; use https if the way there is not yours")
    client = label_studio_server.connect(url, token)
    return label_studio_server.open_project(client, url, title, labels=labels, make=make)


def is_this_machine(url: str) -> bool:
    """Returns whether an address is one of this machine itself."""
    return urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")
