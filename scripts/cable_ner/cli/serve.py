"""`cable-ner serve`: the database of an archive in a browser, on this machine only."""

from pathlib import Path
from typing import Annotated

import typer

from ..index import serve
from .console import errors_told


def main(
    archive: Annotated[Path, typer.Argument(help="Database written by `index --output archive.db`")],
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0: any free one", min=0, max=65535)] = 8001,
) -> None:
    """Look up names and cables in a browser.

    Opens Datasette with pages for names and cables. It answers this machine only, and changes nothing.
    """
    with errors_told():
        serve(archive, port)
