"""How a long run reports its progress: by passing its items through a function, such as one that draws a bar."""

from collections.abc import Callable, Iterable

# Takes the items, what is being done with them, and how many there are (None if unknown). Returns the same items.
Progress = Callable[[Iterable, str, int | None], Iterable]
