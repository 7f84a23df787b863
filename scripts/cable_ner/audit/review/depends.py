"""Forms that were answered `depends`, so that their mentions are asked one by one: a file beside the decisions.

A line with `"revoked": true` takes the answer back.
"""

from pathlib import Path

import srsly

from ...files import whole_lines
from ...labels import normal_form
from .question import Form

FormKey = tuple[str, str, str, str]  # see `Form.key`


def depends_file(corrections: Path) -> Path:
    """Returns the path of the file beside the decisions."""
    return corrections.with_name(corrections.stem + ".depends.jsonl")


def depends_line(form: Form, *, revoked: bool = False) -> bytes:
    """Returns the line that notes a form, or takes that back, without a line feed."""
    row = dict(zip(("form", "label", "cable", "zone"), form.key))
    return str(srsly.json_dumps({**row, "revoked": True} if revoked else row)).encode()


def read_depends(path: Path) -> set[FormKey]:
    """Returns the keys of the forms in a file; none if there is no file. Raises ValueError that names file and line."""
    found: set[FormKey] = set()
    for number, line in whole_lines(path):
        if not line.strip():
            continue
        try:
            row = srsly.json_loads(line)
            key = normal_form(row["form"]), str(row["label"]), str(row.get("cable", "")), str(row.get("zone", ""))
            (found.discard if row.get("revoked") else found.add)(key)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ValueError(f"{path}:{number}: is not a form that was answered 'depends'; remove the line") from None
    return found
