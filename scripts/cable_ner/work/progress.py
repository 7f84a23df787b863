"""The type of a progress bar."""

from collections.abc import Callable, Iterable

Progress = Callable[[Iterable, str, int | None], Iterable]
"""Takes items, what is being done with them, and how many there are (None if that is unknown); yields the same items."""
