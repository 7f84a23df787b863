"""What comes back from another program."""

from typing import NamedTuple

from ...labels import Decision
from ..review import Form


class Imported(NamedTuple):
    """What was read: decisions, the forms that were answered `depends`, and how many rows or tasks were left open."""

    decisions: list[Decision]
    depends: list[Form]
    left: int
