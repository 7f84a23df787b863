"""Sets of numbers that are joined, in one array. (SciPy's take half a kilobyte a member, and archives have a million.)"""

from array import array


class DisjointSets:
    """The numbers from 0 on, each in a set of its own at first. A set is known by its smallest number."""

    def __init__(self, size: int) -> None:
        self._before = array("i", range(size))  # a smaller member of its set, itself if there is none

    def __getitem__(self, number: int) -> int:
        """Returns the smallest number of a number's set."""
        before = self._before
        while before[number] != number:
            before[number] = before[before[number]]
            number = before[number]
        return number

    def merge(self, number: int, other: int) -> None:
        """Makes the sets of two numbers one."""
        smaller, larger = sorted((self[number], self[other]))
        self._before[larger] = smaller

    def smallest(self) -> list[int]:
        """Returns for each number the smallest one of its set."""
        return [self[number] for number in range(len(self._before))]
