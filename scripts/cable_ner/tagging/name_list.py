"""A list of names of one's own (CSV: name, label, note), which tagging and the database take into account."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import srsly

from ..files import SheetError, digest, printable, read_table, unguarded
from ..labels import normal_form

_COLUMNS = ("name", "label")
_LABEL = re.compile(r"[A-Z][A-Z0-9_]{0,29}")
_LONGEST = 120  # characters


@dataclass(frozen=True)
class NameList:
    """The label of each name, and what is wrong with lines of the file: `file:line: what; remedy`."""

    labels: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def digest(self) -> str:
        """Returns a digest of the names and their labels; an empty string if there are none."""
        return digest(srsly.json_dumps(dict(self.labels), sort_keys=True))[:16] if self.labels else ""


def read_name_list(path: Path) -> NameList:
    """Returns the names in a file, which begins with the line `name,label,note`; other columns are left unread.

    A line that makes no sense is left out, and told. Raises ValueError for a file without these columns, OSError.
    """
    problems: list[str] = []
    try:
        rows = read_table(path, _COLUMNS, problems=problems)
    except SheetError as error:
        raise ValueError(f"{path}:1: is no list of names; begin it with the line name,label,note ({error})") from error
    found: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, row in rows:
        name, label = normal_form(unguarded(row["name"])), row["label"]
        if problem := _problem(name, label):
            problems.append(f"{path}:{line}: {problem}")
        elif found.setdefault(name, label) != label:
            problems.append(
                f"{path}:{line}: “{printable(name)}” is {found[name]} in line {lines[name]}, which holds; remove one of them"
            )
        lines.setdefault(name, line)
    return NameList(found, tuple(problems))


def _problem(name: str, label: str) -> str:
    """Returns what is wrong with a name and its label, an empty string if nothing is."""
    if not any(map(str.isalnum, name)):
        return "has no name; fill it in, or remove the line"
    if len(name) > _LONGEST:
        return f"has a name of {len(name)} characters; it may have {_LONGEST}"
    if not label:
        return f"has no label for “{printable(name)}”; write PER, ORG, LOC or MISC"
    if not _LABEL.fullmatch(label):
        return f"'{printable(label)[:40]}' is no label; write one in capitals, such as PER, ORG, LOC or MISC"
    return ""
