"""Train, dev or test: by the hash of a cable's message, so that nothing leaks and nothing ever moves."""

from collections.abc import Sequence

from .gold_split import split_with_gold
from .identity import Identity
from .message_split import split_by_message
from .partitions import Shares
from .splits import Split, SplitTerms


def split(cables: Sequence[Identity], shares: Shares, *, seed: int = 0, fill: bool = True) -> Split:
    """Returns the partition of every cable, which depends on nothing but the cables.

    `shares` are those of train, dev and test. Hand-checked (gold) cables become dev and test, all others train. If that is
    impossible, `mode` and `warnings` say what was done instead. Without `fill`, sides are by hash alone, and a partition may
    stay empty.
    """
    terms = SplitTerms(shares, seed, fill)
    if any(cable.gold for cable in cables):
        return split_with_gold(cables, terms)
    return split_by_message(cables, terms)
