"""How a file closes its annotations: `[PER Ann  ]` in the older tagger's dialect, `[PER Ann]` in the newer one's."""

import re
from collections.abc import Iterable

from .scheme import LABELS

DOUBLE, SINGLE = "double", "single"

_CLOSED = re.compile(r"\[[A-Z][A-Z_]{1,19}\s[^\[\]]*\]")


def detect_dialect(source: str, labels: Iterable[str] = LABELS) -> str:
    """Returns 'double' if the source's annotations end in two spaces and a bracket, otherwise 'single'.

    Most of the annotations decide, and 'double' where there are none. `labels` are those that open an annotation.
    """
    if "[" not in source:
        return DOUBLE
    closed = _CLOSED.findall(source)
    if closed:
        return DOUBLE if 2 * sum(text.endswith("  ]") for text in closed) >= len(closed) else SINGLE
    # Every annotation has a bracket inside it: count closings of any kind.
    opened = sum(source.count(f"[{label} ") for label in labels)
    return DOUBLE if 2 * source.count("  ]") >= opened else SINGLE
