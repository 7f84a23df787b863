"""How a long run reports its progress: by passing its items through a function, such as one that draws a bar."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

Item = TypeVar("Item")


class Progress(Protocol):
    """Takes the items, what is being done with them, and how many there are (None if unknown). Returns the same items."""

    def __call__(self, items: Iterable[Item], label: str, total: int | None, /) -> Iterable[Item]: ...


def no_progress(items: Iterable[Item], _label: str, _total: int | None, /) -> Iterable[Item]:
    """Returns the items as they are: progress that nobody is shown."""
    return items
