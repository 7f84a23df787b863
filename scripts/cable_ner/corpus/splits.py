"""A split: the partition of each cable, which cables are left out, and how the split was made."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .identity import Identity
from .partitions import last_of

BY_MESSAGE, BY_RANK, BY_PARAGRAPH = "by message", "by rank", "by paragraph"
FEW_MESSAGES = 4  # with fewer, not every partition can have a message and train still be the largest
TWIN = "hand-checked twin is used instead"
OTHER_PART = "other part of a hand-checked message"
COPY = "copy of a cable in "
BEFORE = " since an earlier conversion"  # how the reasons end that `split_new` has


@dataclass
class Split:
    """Where each cable goes: `sides` and `left_out` (with the reason), by index; `mode` says how it was found."""

    mode: str
    sides: list[str]
    left_out: dict[int, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def split_into_paragraphs(cables: Sequence[Identity], left_out: dict[int, str] | None = None) -> Split:
    """Returns the split of too few cables to part: their sides are empty, and their paragraphs are shared out."""
    count = len({cable.message for cable in cables})
    warning = (
        f"only {count} message{'s' * (count != 1)}: split by paragraph, so that train, dev and test share names;"
        " scores will look better than on new cables"
    )
    return Split(BY_PARAGRAPH, [""] * len(cables), left_out or {}, [warning])


def find_copies(cables: Sequence[Identity], sides: Sequence[str]) -> dict[int, str]:
    """Returns the copies of one text under several messages that are not on the side that scores, with the reason."""
    best: dict[str, str] = {}
    for cable, side in zip(cables, sides):
        best[cable.text] = last_of((side, best.get(cable.text, side)))
    return {
        index: f"{COPY}{best[cable.text]}"
        for index, (cable, side) in enumerate(zip(cables, sides))
        if side != best[cable.text]
    }
