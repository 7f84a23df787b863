"""Grouping: the cables with the same message or text, and the texts of one cable."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ..names import DisjointSets
from .identity import Identity


def groups_of(cables: Sequence[Identity]) -> list[str]:
    """Returns the group of each cable, named after its first message. Cables that share a message or a text are grouped."""
    message_of_text: dict[str, str] = {}
    pairs = [(cable.message, message_of_text.setdefault(cable.text, cable.message)) for cable in cables]
    first = {message: min(group) for group in joined(pairs) for message in group}
    return [first.get(cable.message, cable.message) for cable in cables]


def joined(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Returns the sets of two or more names that are connected, directly or through others, by their first pairs."""
    differ = [(one, other) for one, other in pairs if one != other]
    names = list(dict.fromkeys(name for pair in differ for name in pair))
    number = {name: at for at, name in enumerate(names)}
    sets = DisjointSets(len(names))
    for one, other in differ:
        sets.merge(number[one], number[other])
    found: defaultdict[int, set[str]] = defaultdict(set)
    for name, smallest in zip(names, sets.smallest()):
        found[smallest].add(name)
    return list(found.values())


def by_cable(groups: Sequence[str]) -> list[list[int]]:
    """Returns the indices of the texts of each cable, with the cables in the order of their first text.

    `groups` has the name of each text's cable; a text with an empty name belongs to no cable and stands alone.
    """
    found: defaultdict[str | int, list[int]] = defaultdict(list)
    for index, group in enumerate(groups):
        found[group or index].append(index)
    return list(found.values())
