"""How a source is marked up: as HTML or plain text, as a database dumps it or not, and how its annotations are closed.

The older tagger writes `[PER Ann  ]`, with two spaces before the bracket, the newer one `[PER Ann]`.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from .pages import is_html
from .scheme import LABELS, Scheme

DOUBLE, SINGLE = "double", "single"
CLOSINGS = {DOUBLE: "  ]", SINGLE: "]"}

_DUMPED_LINE = re.compile(r"\\[ \t]*[\r\n]")
_CLOSED = re.compile(r"\[[A-Z][A-Z_]{1,19}\s[^\[\]]*\]")


class Markup(NamedTuple):
    """What decides how a source is read: HTML or not, the dialect of its annotations, their labels.

    In the text of a `dump` a backslash stands at each line's end, and before a quote or another backslash.
    """

    html: bool
    dialect: str
    scheme: Scheme
    dump: bool = False


def detect_markup(source: str, scheme: Scheme) -> Markup:
    """Returns how a source is marked up, judged by the source as a whole."""
    return Markup(is_html(source), detect_dialect(source, scheme.known()), scheme, _is_dump(source))


def _is_dump(source: str) -> bool:
    """Whether most lines end in a backslash."""
    if not _DUMPED_LINE.search(source):
        return False
    escaped = len(_DUMPED_LINE.findall(source))
    return 2 * escaped >= source.count("\n") + source.count("\r") - source.count("\r\n")


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
