"""Forms that were answered `depends`, so that their mentions are asked one by one: a file beside the decisions."""

from collections.abc import Iterator
from pathlib import Path

import srsly

from ...files import whole_lines
from ...labels import normal_form
from .question import Form

FormKey = tuple[str, str, str, str]  # see `Form.key`


def depends_file(corrections: Path) -> Path:
    """Returns the path of the file beside the decisions."""
    return corrections.with_name(corrections.stem + ".depends.jsonl")


def depends_line(form: Form) -> bytes:
    """Returns the line that notes a form, without a line feed."""
    return str(srsly.json_dumps(dict(zip(("form", "label", "cable", "zone"), form.key)))).encode()


def read_depends(path: Path) -> Iterator[FormKey]:
    """Yields the keys of the forms in a file; none if there is no file. Raises ValueError that names file and line."""
    for number, line in whole_lines(path):
        if not line.strip():
            continue
        try:
            row = srsly.json_loads(line)
            yield normal_form(row["form"]), str(row["label"]), str(row.get("cable", "")), str(row.get("zone", ""))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise ValueError(f"{path}:{number}: is not a form that was answered 'depends'; remove the line") from None
