"""A split: the partition of each cable, the cables that are left out, and how the split was made."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from .identity import Identity
from .partitions import Shares, last_of
from .reasons import Reason, WhyLeftOut

FEW_MESSAGES = 4  # with fewer, cables are split by paragraph: not every partition can have a message of its own


class SplitMode(Enum):
    """How a split was made. The value is the text in convert.json."""

    BY_MESSAGE = "by message"
    BY_RANK = "by rank"
    BY_PARAGRAPH = "by paragraph"


class SplitTerms(NamedTuple):
    """How to split: the shares, the seed of the hashes, and whether every partition must be filled.

    Without `fill`, sides are by hash alone, and a partition may stay empty.
    """

    shares: Shares
    seed: int = 0
    fill: bool = True


@dataclass
class Split:
    """The partition of each cable (`sides`), and the cables that are left out, by index, with the reason.

    If cables are split by paragraph, their sides are empty.
    """

    mode: SplitMode
    sides: list[str]
    left_out: dict[int, WhyLeftOut] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def leave_out_copies_of_all(self, cables: Sequence[Identity]) -> None:
        """Like `leave_out_copies`, but also compares with cables that are left out themselves."""
        for index, why in find_copies(cables, self.sides).items():
            self.left_out.setdefault(index, why)

    def leave_out_copies(self, cables: Sequence[Identity]) -> None:
        """Leaves out copies of a text under several messages, except for those on the last side (train, dev, test)."""
        kept = [index for index in range(len(cables)) if index not in self.left_out]
        copies = find_copies([cables[index] for index in kept], [self.sides[index] for index in kept])
        self.left_out.update({kept[at]: why for at, why in copies.items()})


def split_into_paragraphs(cables: Sequence[Identity], left_out: dict[int, WhyLeftOut] | None = None) -> Split:
    """Returns the split of cables that are too few to be split whole, so that their paragraphs are divided."""
    count = len({cable.message for cable in cables})
    warning = (
        f"only {count} message{'s' * (count != 1)}: the split is by paragraph, so train, dev and test share names and"
        " scores are higher than they would be on new cables"
    )
    return Split(SplitMode.BY_PARAGRAPH, [""] * len(cables), left_out or {}, [warning])


def find_copies(cables: Sequence[Identity], sides: Sequence[str]) -> dict[int, WhyLeftOut]:
    """Returns the copies of a text under several messages that are not on the last side, by index, with the reason."""
    best: dict[str, str] = {}
    for cable, side in zip(cables, sides):
        best[cable.text] = last_of((side, best.get(cable.text, side)))
    return {
        index: WhyLeftOut(Reason.COPY, best[cable.text])
        for index, (cable, side) in enumerate(zip(cables, sides))
        if side != best[cable.text]
    }
