"""The split of new cables, given earlier ones that never change sides."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from .identity import Identity, is_same_year
from .partitions import PARTITIONS, Shares, last_of
from .reasons import Reason, WhyLeftOut
from .splits import Split, SplitMode
from .splitting import split


class Placed(NamedTuple):
    """Where an earlier conversion placed a cable: in a partition, or nowhere (if that is empty), and why."""

    identity: Identity
    partition: str
    left_out: WhyLeftOut | None = None


def split_new(new: Sequence[Identity], earlier: Iterable[Placed], shares: Shares, *, seed: int = 0) -> Split:
    """Returns the partition of new cables; the earlier ones keep theirs.

    Sides are those of a single split of all cables by hash, and a partition may stay empty. Cables that belong to an earlier
    one follow it: another section of its message goes to the same side, and a copy of its text is left out, as is a
    hand-checked cable of a message that is already used for training.

    A cable that is used has the side that a single split of all cables gives it, as long as no split so far has warned (a
    warning says that sides may change) and gold scores in the same partitions.
    """
    earlier = list(earlier)
    before = _Before([placed for placed in earlier if not placed.left_out])
    result = _as_one_split(new, earlier, shares, seed)
    for index, cable in enumerate(new):
        if partition := before.texts.get(cable.text):
            result.left_out[index] = WhyLeftOut(Reason.COPY_OF_EARLIER, partition)
    # Gold first: whether silver is left out depends on which gold is used.
    _follow_messages(new, result, before, gold=True)
    _take_back(new, result, before)
    _follow_messages(new, result, before, gold=False)
    _leave_out_unchecked(new, result)
    result.leave_out_copies(new)
    return result


class _Before:
    """The cables that are already in a partition: the partition of each text, and the partitions of each message."""

    def __init__(self, used: Iterable[Placed]) -> None:
        self.texts: dict[str, str] = {}
        self.gold: set[str] = set()  # texts of the hand-checked ones
        self._messages: dict[str, set[tuple[str, bool, int]]] = defaultdict(set)
        for cable, partition, _ in used:
            self.texts[cable.text] = last_of((partition, self.texts.get(cable.text, partition)))
            self._messages[cable.message].add((partition, cable.gold, cable.year))
            if cable.gold:
                self.gold.add(cable.text)

    def sides_of(self, cable: Identity) -> list[str]:
        """Returns the partitions of the cable's message, in the order train, dev, test.

        As in `split`, a hand-checked message and a silver one are different messages if their years differ.
        """
        found = {
            partition
            for partition, gold, year in self._messages.get(cable.message, ())
            if gold == cable.gold or is_same_year(cable.year, [year])
        }
        return sorted(found, key=PARTITIONS.index)

    def is_checked(self, cable: Identity) -> bool:
        """Returns whether hand-checked cables of its message are used for scoring."""
        rows = self._messages.get(cable.message, ())
        return any(gold and partition != "train" and is_same_year(cable.year, [year]) for partition, gold, year in rows)


def _as_one_split(new: Sequence[Identity], earlier: Sequence[Placed], shares: Shares, seed: int) -> Split:
    """Returns what a single split of all cables says about the new ones, except for copies, which depend on final sides."""
    # (Cables that were left out because of earlier ones did not affect the sides of others.)
    kept = [placed for placed in earlier if not (placed.left_out and placed.left_out.reason.is_about_earlier)]
    known = list(dict.fromkeys(placed.identity for placed in kept))
    whole = split([*known, *new], shares, seed=seed, fill=False)
    left_out = {
        index - len(known): why
        for index, why in whole.left_out.items()
        if index >= len(known) and why.reason is not Reason.COPY
    }
    return Split(SplitMode.BY_MESSAGE, whole.sides[len(known) :], left_out)


class _Followed(NamedTuple):
    """A new cable whose message is already in these partitions (in the order train, dev, test); it goes into the last."""

    cable: Identity
    partitions: list[str]
    is_checked: bool  # whether the message is used for scoring, with gold

    @property
    def side(self) -> str:
        return self.partitions[-1]


# Why a cable cannot follow its message: the first row that applies decides.
_CANNOT_FOLLOW: tuple[tuple[Reason, Callable[[_Followed], bool]], ...] = (
    (Reason.OTHER_PART, lambda it: not it.cable.gold and it.is_checked),
    (Reason.MESSAGE_IS_EARLIER, lambda it: len(it.partitions) > 1),
    (Reason.MESSAGE_IS_EARLIER, lambda it: it.cable.gold and it.cable.scores == (it.side == "train")),
)


def _follow_messages(new: Sequence[Identity], result: Split, before: _Before, *, gold: bool) -> None:
    """Puts gold or silver cables where their message already is, or leaves them out."""
    for index, cable in enumerate(new):
        if cable.gold != gold or index in result.left_out or not (partitions := before.sides_of(cable)):
            continue
        followed = _Followed(cable, partitions, before.is_checked(cable))
        result.sides[index] = followed.side
        reason = next((reason for reason, holds in _CANNOT_FOLLOW if holds(followed)), None)
        if reason:
            where = " and ".join(partitions) if reason is Reason.MESSAGE_IS_EARLIER else ""
            result.left_out[index] = WhyLeftOut(reason, where)


def _take_back(new: Sequence[Identity], result: Split, before: _Before) -> None:
    """Moves into train what was left out because of a hand-checked cable that is not used itself."""
    used = [cable for index, cable in enumerate(new) if cable.gold and index not in result.left_out]
    texts = before.gold | {cable.text for cable in used}
    years: dict[str, list[int]] = defaultdict(list)
    for cable in used:
        if cable.scores:
            years[cable.message].append(cable.year)

    def is_other_part(cable: Identity) -> bool:
        own = years.get(cable.message)
        return bool(own and is_same_year(cable.year, own)) or before.is_checked(cable)

    for index, why in list(result.left_out.items()):
        cable = new[index]
        if why.reason not in (Reason.TWIN, Reason.OTHER_PART) or (why.reason is Reason.TWIN and cable.text in texts):
            continue
        if is_other_part(cable):
            result.left_out[index] = WhyLeftOut(Reason.OTHER_PART)
        else:
            del result.left_out[index]
            result.sides[index] = "train"


def _leave_out_unchecked(new: Sequence[Identity], result: Split) -> None:
    """Leaves out silver cables from partitions that are scored with gold: their labels cannot be compared."""
    gold_sides = {result.sides[index] for index, cable in enumerate(new) if cable.gold and index not in result.left_out}
    for index, cable in enumerate(new):
        side = result.sides[index]
        if not cable.gold and index not in result.left_out and side != "train" and side in gold_sides:
            result.left_out[index] = WhyLeftOut(Reason.UNCHECKED, side)
