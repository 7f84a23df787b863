"""The split of cables without gold: by the hash of their messages, or, if there are too few, by rank or by paragraph."""

from collections.abc import Sequence

from .groups import groups_of
from .identity import Identity
from .partitions import allot, ranked, side_of, with_share
from .splits import FEW_MESSAGES, Split, SplitMode, SplitTerms, find_copies, split_into_paragraphs


def split_by_message(cables: Sequence[Identity], terms: SplitTerms) -> Split:
    """Returns the partition of every cable, by the hash of its message.

    If a partition with a share would be empty and is to be filled, messages are divided by rank; fewer than four of them are
    split by paragraph.
    """
    sides = [side_of(cable.message, terms.shares, terms.seed) for cable in cables]
    left_out = find_copies(cables, sides)
    if not terms.fill or with_share(terms.shares) <= {side for index, side in enumerate(sides) if index not in left_out}:
        return Split(SplitMode.BY_MESSAGE, sides, left_out)
    groups = groups_of(cables)
    count = len(set(groups))
    if count < FEW_MESSAGES:
        return split_into_paragraphs(cables)
    allotted = allot(ranked(groups, terms.seed), terms.shares)
    warning = f"{count} messages are too few to split by hash alone; a cable may change sides when others come"
    return Split(SplitMode.BY_RANK, [allotted[group] for group in groups], warnings=[warning])
