"""What belongs together: the cables of one message or text, and the texts of one cable."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from .identity import Identity


def groups_of(cables: Sequence[Identity]) -> list[str]:
    """Returns the group of each cable, named by its first message: cables that share a message or a text are in one."""
    message_of_text: dict[str, str] = {}
    pairs = [(cable.message, message_of_text.setdefault(cable.text, cable.message)) for cable in cables]
    first = {message: min(group) for group in joined(pairs) for message in group}
    return [first[cable.message] for cable in cables]


def joined(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Returns the sets of names that hang together, directly or through others, in the order of their first pairs.

    (SciPy has disjoint sets, too, and takes longer to import than all of spaCy's tokenizer.)
    """
    group_of: dict[str, set[str]] = {}
    for pair in pairs:
        larger, smaller = sorted((group_of.setdefault(name, {name}) for name in pair), key=len, reverse=True)
        if larger is not smaller:
            larger |= smaller
            group_of.update(dict.fromkeys(smaller, larger))
    return list({id(group): group for group in group_of.values()}.values())


def by_cable(groups: Sequence[str]) -> list[list[int]]:
    """Returns the indices of the texts of each cable, cables in the order of their first text.

    `groups` names the cable of each text; a text whose name is empty belongs to no cable and stands alone.
    """
    found: defaultdict[str | int, list[int]] = defaultdict(list)
    for index, group in enumerate(groups):
        found[group or index].append(index)
    return list(found.values())
