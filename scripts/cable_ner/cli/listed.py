"""The option `--names`: a list of names of one's own."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..tagging import NameList, read_name_list
from .console import msg

_MOST_SHOWN = 20
Names = Annotated[
    Path | None,
    typer.Option("--names", help="CSV file of names (name,label,note); each has its label wherever it stands alone"),
]


def names_in(file: Path | None) -> NameList:
    """Returns the names in a file, and prints which lines of it were left out. Raises ValueError, OSError."""
    if file is None:
        return NameList()
    found = read_name_list(file)
    for problem in found.problems[:_MOST_SHOWN]:
        print(problem, file=sys.stderr)
    if found.problems:
        msg.warn(f"{file}: {len(found.problems)} lines were left out; the other {len(found.labels):,} names are used")
    return found
