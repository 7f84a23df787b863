"""How a source is marked up: as HTML or plain text, and how its annotations are closed.

The older tagger writes `[PER Ann  ]`, with two spaces before the bracket, the newer one `[PER Ann]`.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from .pages import is_html
from .scheme import LABELS, Scheme

DOUBLE, SINGLE = "double", "single"
CLOSINGS = {DOUBLE: "  ]", SINGLE: "]"}

_CLOSED = re.compile(r"\[[A-Z][A-Z_]{1,19}\s[^\[\]]*\]")


class Markup(NamedTuple):
    """What decides how a source is read: HTML or not, the dialect of its annotations, and their labels."""

    html: bool
    dialect: str
    scheme: Scheme


def detect_markup(source: str, scheme: Scheme) -> Markup:
    """Returns how a source is marked up, judged by the source as a whole."""
    return Markup(is_html(source), detect_dialect(source, scheme.known()), scheme)


def detect_dialect(source: str, labels: Iterable[str] = LABELS) -> str:
    """Returns 'double' if the source's annotations end in two spaces and a bracket, otherwise 'single'.

    The majority of the annotations decides; 'double' if there are none. `labels` are those that open an annotation.
    """
    if "[" not in source:
        return DOUBLE
    closed = _CLOSED.findall(source)
    if closed:
        return DOUBLE if 2 * sum(text.endswith(CLOSINGS[DOUBLE]) for text in closed) >= len(closed) else SINGLE
    # Every annotation has a bracket inside it: count closings of any kind.
    opened = sum(source.count(f"[{label} ") for label in labels)
    return DOUBLE if 2 * source.count(CLOSINGS[DOUBLE]) >= opened else SINGLE
