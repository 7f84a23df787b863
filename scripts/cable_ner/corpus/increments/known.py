"""The cables that were converted before, and which of their files have changed since."""

import os
from collections.abc import Iterable

from ...files import Source
from ..new_split import Placed
from ..writing import CABLES
from .folders import Increment
from .placed import read_placed


class KnownCables:
    """The cables of some increments: where they were placed, and when. `changed` names the files that are newer."""

    def __init__(self, increments: Iterable[Increment]) -> None:
        self.placed: list[Placed] = []
        self.changed: list[str] = []
        self._when: dict[tuple[str, bool, bool], int] = {}
        for increment in increments:
            when = (increment.path / CABLES).stat().st_mtime_ns
            for placed in read_placed(increment.path / CABLES):
                self.placed.append(placed)
                self._when[_key(placed.identity.name, placed.identity.gold, placed.identity.side)] = when

    def has(self, source: Source, is_gold: bool, side: str) -> bool:
        """Returns whether a cable was converted before. Members of archives have no time to compare, so none is changed."""
        when = self._when.get(_key(source.name, is_gold, side))
        if when is None:
            return False
        try:
            if source.path and os.stat(source.path).st_mtime_ns > when:
                self.changed.append(source.name)
        except OSError:
            pass  # it is not read anyway
        return True


def _key(name: str, is_gold: bool, side: str) -> tuple[str, bool, bool]:
    """Returns a key that no two cables share: hand-checked ones for training come from a folder of their own."""
    return name, is_gold, is_gold and side == "train"
