"""Grouping: the cables with the same message or text, and the texts of one cable."""

from collections import defaultdict
from collections.abc import Sequence

from .identity import Identity


def groups_of(cables: Sequence[Identity]) -> list[str]:
    """Returns the group of each cable, named after its first message. Cables that share a message or a text are grouped."""
    # Imported here because the import takes longer than that of spaCy's tokenizer, and few splits need groups.
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
    """Returns the indices of the texts of each cable, with the cables in the order of their first text.

    `groups` has the name of each text's cable; a text with an empty name belongs to no cable and stands alone.
    """
    found: defaultdict[str | int, list[int]] = defaultdict(list)
    for index, group in enumerate(groups):
        found[group or index].append(index)
    return list(found.values())
