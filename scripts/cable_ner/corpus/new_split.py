"""The split of new cables beside earlier ones, none of which changes side."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .identity import Identity, is_same_year
from .partitions import PARTITIONS, Shares, last_of
from .splits import BEFORE, BY_MESSAGE, COPY, OTHER_PART, TWIN, Split, find_copies
from .splitting import split


class Placed(NamedTuple):
    """Where an earlier conversion put a cable: `partition` is empty if it was left out, and `left_out` says why."""

    identity: Identity
    partition: str
    left_out: str = ""


def split_new(new: Sequence[Identity], earlier: Iterable[Placed], shares: Shares, *, seed: int = 0) -> Split:
    """Returns the partition of cables that come to others, of which none changes side.

    Sides are those of one split of all by hash, without what that does for few cables: a partition may stay empty. What
    belongs to an earlier cable follows it: another section of its message goes to its side, and a copy of its text is
    left out, as is a hand-checked cable of a message that is trained on already.
    """
    earlier = list(earlier)
    before = _Before([placed for placed in earlier if not placed.left_out])
    # (What was left out here had no part in the sides of others.)
    known = list(dict.fromkeys(placed.identity for placed in earlier if not placed.left_out.endswith(BEFORE)))
    whole = split([*known, *new], shares, seed=seed, fill=False)
    sides = whole.sides[len(known) :]
    left_out = {
        index - len(known): why
        for index, why in whole.left_out.items()
        if index >= len(known) and not why.startswith(COPY)  # which is to be found out anew, from the sides they have
    }
    for index, cable in enumerate(new):
        if cable.text in before.texts:
            left_out[index] = f"{COPY}{before.texts[cable.text]}{BEFORE}"
    for is_gold in (True, False):
        if not is_gold:
            _restore(new, sides, left_out, before)
        for index, cable in enumerate(new):
            if cable.gold == is_gold and index not in left_out and (found := before.sides_of(cable)):
                sides[index] = last_of(found)
                if not is_gold and before.is_checked(cable):
                    left_out[index] = OTHER_PART
                elif len(found) > 1 or cable.gold and cable.scores == (sides[index] == "train"):
                    left_out[index] = f"its message is in {' and '.join(sorted(found, key=PARTITIONS.index))}{BEFORE}"
    _leave_out_unchecked(new, sides, left_out)
    kept = [index for index in range(len(new)) if index not in left_out]
    copies = find_copies([new[index] for index in kept], [sides[index] for index in kept])
    left_out.update({kept[at]: why for at, why in copies.items()})
    return Split(BY_MESSAGE, sides, left_out)


class _Before:
    """The cables that are in a partition already: the partition of each text, and those of each message."""

    def __init__(self, used: Iterable[Placed]) -> None:
        self.texts: dict[str, str] = {}
        self.gold: set[str] = set()  # texts of those that are hand-checked
        self._messages: dict[str, set[tuple[str, bool, int]]] = defaultdict(set)
        for cable, partition, _ in used:
            self.texts[cable.text] = last_of((partition, self.texts.get(cable.text, partition)))
            self._messages[cable.message].add((partition, cable.gold, cable.year))
            if cable.gold:
                self.gold.add(cable.text)

    def sides_of(self, cable: Identity) -> set[str]:
        """Returns where the cable's message is.

        As in `split`, a hand-checked message and one that is not are different ones if they are of different years.
        """
        return {
            partition
            for partition, gold, year in self._messages.get(cable.message, ())
            if gold == cable.gold or is_same_year(cable.year, [year])
        }

    def is_checked(self, cable: Identity) -> bool:
        """Returns whether hand-checked cables of its message are scored with."""
        rows = self._messages.get(cable.message, ())
        return any(gold and partition != "train" and is_same_year(cable.year, [year]) for partition, gold, year in rows)


def _restore(new: Sequence[Identity], sides: list[str], left_out: dict[int, str], before: _Before) -> None:
    """Takes back in what was left out for a hand-checked cable that is itself not used, to train on."""
    used = [cable for index, cable in enumerate(new) if cable.gold and index not in left_out]
    texts = before.gold | {cable.text for cable in used}
    years: dict[str, list[int]] = defaultdict(list)
    for cable in used:
        if cable.scores:
            years[cable.message].append(cable.year)
    for index, cable in enumerate(new):
        own = years.get(cable.message)
        is_other_part = (own and is_same_year(cable.year, own)) or before.is_checked(cable)
        reason = left_out.get(index)
        if (reason == TWIN and cable.text not in texts) or (reason == OTHER_PART and not is_other_part):
            del left_out[index]
            sides[index] = "train"


def _leave_out_unchecked(new: Sequence[Identity], sides: list[str], left_out: dict[int, str]) -> None:
    """Leaves out what would be scored with beside hand-checked cables and is not: the labels of both are not comparable."""
    checked = {sides[index] for index, cable in enumerate(new) if cable.gold and index not in left_out} - {"train"}
    for index, cable in enumerate(new):
        if not cable.gold and index not in left_out and sides[index] in checked:
            left_out[index] = f"is not hand-checked, as others in {sides[index]} are, where its message is{BEFORE}"
