"""The usual range of a figure, from the old cables alone, because it varies a lot between archives."""

from collections.abc import Iterable, Iterator, Sequence
from random import Random

from .facts import CableFacts
from .figures import CableGroup, Figure, Rest, Side

RULE = (
    "A figure is unusual if it lies outside its usual range: the range of the figure in groups of as many old cables (at"
    " most a third of them), each compared with the other old cables, widened by half its width on each side. There are 40"
    " groups of consecutive cables, by date, and 40 random ones; `old` is their median."
)
FEWEST = 6  # old cables: with fewer, no figure is flagged
_GROUPS = 40  # of each kind
LARGEST = 500  # cables in a group


def among_old(old: Sequence[CableFacts], size: int, figures: Iterable[Figure], *, seed: int = 0) -> list[list[float]]:
    """Returns the values of each figure in groups of `size` old cables, compared with the other old cables; see `RULE`.

    `old` is in order of date. With fewer than FEWEST old cables there are no values.
    """
    figures = list(figures)
    if len(old) < FEWEST:
        return [[] for _ in figures]
    size = min(max(size, 1), len(old) // 3, LARGEST)
    whole = CableGroup(old)
    values = []
    for members in _groups(len(old), size, seed):
        group = CableGroup([old[index] for index in members])
        values.append([figure(group, Rest(whole, group)) for figure in figures])
    return [list(column) for column in zip(*values)]


def _groups(count: int, size: int, seed: int) -> Iterator[Sequence[int]]:
    rng = Random(f"{seed} drift")  # noqa: S311
    starts = sorted({round(at * (count - size) / (_GROUPS - 1)) for at in range(_GROUPS)})
    for start in starts:
        yield range(start, start + size)
    for _ in range(_GROUPS):
        yield rng.sample(range(count), size)


def widened(values: Sequence[float]) -> list[float]:
    """Returns the range of some values, widened by half its width on each side: [low, high]."""
    low, high = min(values), max(values)
    return [low - (high - low) / 2, high + (high - low) / 2]


def is_unusual(value: float, usual: Sequence[float] | None, side: Side) -> bool:
    """Returns whether a value lies outside its usual range, on a side that is flagged."""
    if usual is None:
        return False
    tolerance = 1e-9  # for rounding errors
    is_low, is_high = value < usual[0] - tolerance, value > usual[1] + tolerance
    return (is_low and side is not Side.HIGH) or (is_high and side is not Side.LOW)
