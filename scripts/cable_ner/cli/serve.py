"""`cable-ner serve`: the database of an archive in a browser, on this machine only."""

from pathlib import Path
from typing import Annotated

import typer

from ..index import Deciding, read_decisions, serve
from .console import errors_told


def main(
    archive: Annotated[Path, typer.Argument(help="Database written by `index --output archive.db`")],
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0: any free one", min=0, max=65535)] = 8001,
    names_decisions: Annotated[
        Path | None,
        typer.Option(help="File of decisions about names that pages may add to, such as corpus/names.jsonl"),
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Your name, recorded with each decision")] = "",
) -> None:
    """Look up names and cables in a browser.

    Opens Datasette with pages for names and cables. It answers this machine only, and never changes the database. With
    --names-decisions, the page of a name has forms to put it right.
    """
    with errors_told():
        if by and not names_decisions:
            raise ValueError("--by: only with --names-decisions")
        if names_decisions:
            read_decisions(names_decisions)  # (a damaged file is told now, not on every page)
        serve(archive, port, deciding=Deciding(names_decisions, by) if names_decisions else None)
