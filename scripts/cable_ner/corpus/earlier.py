"""What was converted before, for a conversion that takes only new cables."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ..files import Source
from .identity import Identity
from .new_split import Placed


class Earlier(NamedTuple):
    """What was converted before, and where it was placed.

    `has` says whether a source was converted before, given whether it is gold and the partition it is meant for; such a
    source is not read. `about` goes into convert.json.
    """

    placed: Sequence[Placed]
    has: Callable[[Source, bool, str], bool]
    about: dict[str, Any]

    @property
    def identities(self) -> list[Identity]:
        """The identities of the cables."""
        return [placed.identity for placed in self.placed]


class NothingNew(ValueError):
    """No cable with labels is new. `rejected_files` are (name, message), sorted; `unlabelled` are names of new cables."""

    def __init__(self, rejected_files: Sequence[tuple[str, str]] = (), unlabelled: Sequence[str] = ()):
        super().__init__("no cable is new")
        self.rejected_files = sorted(rejected_files)
        self.unlabelled = sorted(unlabelled)
