"""What belongs together: the cables of one message or text, and the texts of one cable."""

from collections import defaultdict
from collections.abc import Sequence

from .identity import Identity


def groups_of(cables: Sequence[Identity]) -> list[str]:
    """Returns the group of each cable, named by its first message: cables that share a message or a text are in one."""
    # Imported here because it takes longer than all of spaCy's tokenizer to import, and few splits need groups.
    from scipy.cluster.hierarchy import DisjointSet

    messages = sorted({cable.message for cable in cables})
    joined = DisjointSet(messages)
    message_of_text: dict[str, str] = {}
    for cable in cables:
        joined.merge(cable.message, message_of_text.setdefault(cable.text, cable.message))
    first: dict[str, str] = {}
    for message in messages:
        first.setdefault(joined[message], message)
    return [first[joined[cable.message]] for cable in cables]


def by_cable(groups: Sequence[str]) -> list[list[int]]:
    """Returns the indices of the texts of each cable, cables in the order of their first text.

    `groups` names the cable of each text; a text whose name is empty belongs to no cable and stands alone.
    """
    found: defaultdict[str | int, list[int]] = defaultdict(list)
    for index, group in enumerate(groups):
        found[group or index].append(index)
    return list(found.values())
