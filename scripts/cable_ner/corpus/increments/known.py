"""The cables that were converted before, and which of them have changed since."""

from collections.abc import Iterable

from ...files import Content, Source
from ..new_split import Placed
from ..reasons import Reason
from ..writing import CABLES
from .folders import Increment
from .placed import read_with_contents


class KnownCables:
    """The cables of some increments: where they were placed, and what they held when they were converted.

    One that had no labels then was placed nowhere, and is new again once it holds something else.

    Of those that are seen again, `changed` hold something else now, `unread` cannot be read now, and of `unknown` it is not
    known what they held, because an earlier version converted them.
    """

    def __init__(self, increments: Iterable[Increment]) -> None:
        self.placed: list[Placed] = []
        self.changed: list[str] = []
        self.unread: list[str] = []
        self.unknown: list[str] = []
        self._held: dict[tuple[str, bool, bool], Content | None] = {}
        self._unlabelled: set[tuple[str, bool, bool]] = set()
        for increment in increments:
            for placed, content in read_with_contents(increment.path / CABLES):
                key = _key(placed.identity.name, placed.identity.gold, placed.identity.side)
                self._held[key] = content
                if placed.left_out and placed.left_out.reason is Reason.UNLABELLED:
                    self._unlabelled.add(key)
                else:
                    self._unlabelled.discard(key)
                    self.placed.append(placed)

    def has(self, source: Source, is_gold: bool, side: str) -> bool:
        """Returns whether a cable was converted before."""
        key = _key(source.name, is_gold, side)
        if key not in self._held:
            return False
        content = self._held[key]
        try:
            if content is None:
                self.unknown.append(source.name)
            elif not source.is_still(content):
                if key in self._unlabelled:
                    return False
                self.changed.append(source.name)
        except OSError:
            self.unread.append(source.name)
        return True


def _key(name: str, is_gold: bool, side: str) -> tuple[str, bool, bool]:
    """Returns a key that no two cables share: hand-checked ones for training come from a folder of their own."""
    return name, is_gold, is_gold and side == "train"
