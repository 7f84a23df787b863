"""The split of cables without gold: by hash of their messages, or, where there are too few, by rank or by paragraph."""

from collections.abc import Sequence

from .groups import groups_of
from .identity import Identity
from .partitions import Shares, allot, ranked, side_of, with_share
from .splits import BY_MESSAGE, BY_RANK, FEW_MESSAGES, Split, find_copies, split_into_paragraphs


def split_by_message(cables: Sequence[Identity], shares: Shares, seed: int, *, fill: bool) -> Split:
    """Returns the partition of every cable, by hash of its message.

    With `fill`, a partition that would stay empty gets a message by rank, or its share of the paragraphs.
    """
    sides = [side_of(cable.message, shares, seed) for cable in cables]
    left_out = find_copies(cables, sides)
    if not fill or with_share(shares) <= {side for index, side in enumerate(sides) if index not in left_out}:
        return Split(BY_MESSAGE, sides, left_out)
    groups = groups_of(cables)
    count = len(set(groups))
    if count < FEW_MESSAGES:
        return split_into_paragraphs(cables)
    allotted = allot(ranked(groups, seed), shares)
    warning = f"{count} messages are too few to split by hash alone: a cable may change sides when others are added"
    return Split(BY_RANK, [allotted[group] for group in groups], warnings=[warning])
