"""`review browser`: the questions of the terminal as pages for one person, with the paragraphs around them."""

import getpass
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from ...audit import Contexts, Desk, Interview, Review, read_contexts, review_application
from ...work import loopback
from ..console import errors_told, msg, progress
from .options import AUDIT, CORRECTIONS, AuditFile, Corrections, Labels, Overlap, open_review
from .status import show_status


def main(
    audit: AuditFile = AUDIT,
    corrections: Corrections = CORRECTIONS,
    corpus: Annotated[Path, typer.Option(help="The audited Docs, for the whole paragraphs")] = Path("corpus/train.spacy"),
    by: Annotated[
        str, typer.Option("--by", help="Your name, recorded with each decision", show_default="your name on this machine")
    ] = "",
    labels: Labels = "",
    overlap: Overlap = 0,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0: any free one", min=0, max=65535)] = 0,
) -> None:
    """Decide in a browser, with the keys of the terminal and the whole paragraphs.

    Prints the address to open, which is a secret and new each time. It answers this machine only. Each decision is saved at
    once, and the next session continues where this one stopped, here or in the terminal. Ctrl-C ends it.
    """
    review, names = open_review(audit, corrections, by=by or _login_name(), labels=labels, overlap=overlap)
    with errors_told():
        desk = Desk(Interview(review, names), _contexts(review, corpus))
        server, token = loopback.LocalServer(port), secrets.token_urlsafe(24)
        app = review_application(desk, token, end=server.end)
        with suppress(KeyboardInterrupt):
            server.run(app, path=f"/{token}/")
    show_status(review)


def _login_name() -> str:
    """Returns the person's name on this machine; '' where there is none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _contexts(review: Review, corpus: Path) -> Contexts:
    """Returns the paragraphs that are asked about; says so if they are not all in the corpus."""
    suspects = review.findings.suspects
    if not suspects:
        return {}
    try:
        found = read_contexts(corpus, suspects, progress=progress("file"))
    except FileNotFoundError:
        msg.warn(f"{corpus}: is not there, so that only the words beside each name are shown; give --corpus")
        return {}
    if lost := sum((suspect.cable, suspect.paragraph) not in found for suspect in suspects):
        msg.warn(f"{lost} suspects are in paragraphs that are not in {corpus}; audit it again to see them as a whole")
    return found
