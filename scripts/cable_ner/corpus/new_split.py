"""The split of new cables beside earlier ones, none of which changes side."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from .identity import Identity, is_same_year
from .partitions import PARTITIONS, Shares, last_of
from .reasons import Reason, WhyLeftOut
from .splits import Split, SplitMode
from .splitting import split


class Placed(NamedTuple):
    """Where an earlier conversion put a cable: in a partition, or, if that is empty, nowhere, and why."""

    identity: Identity
    partition: str
    left_out: WhyLeftOut | None = None


def split_new(new: Sequence[Identity], earlier: Iterable[Placed], shares: Shares, *, seed: int = 0) -> Split:
    """Returns the partition of cables that come to others, of which none changes side.

    Sides are those of one split of all by hash, without what that does for few cables: a partition may stay empty. What
    belongs to an earlier cable follows it: another section of its message goes to its side, and a copy of its text is
    left out, as is a hand-checked cable of a message that is trained on already.

    A cable that is used has the side that one split of all gives it, as long as no split of the cables so far warns (a
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

    def sides_of(self, cable: Identity) -> list[str]:
        """Returns the partitions that the cable's message is in, in the order train, dev, test.

        As in `split`, a hand-checked message and one that is not are different ones if they are of different years.
        """
        found = {
            partition
            for partition, gold, year in self._messages.get(cable.message, ())
            if gold == cable.gold or is_same_year(cable.year, [year])
        }
        return sorted(found, key=PARTITIONS.index)

    def is_checked(self, cable: Identity) -> bool:
        """Returns whether hand-checked cables of its message are scored with."""
        rows = self._messages.get(cable.message, ())
        return any(gold and partition != "train" and is_same_year(cable.year, [year]) for partition, gold, year in rows)


def _as_one_split(new: Sequence[Identity], earlier: Sequence[Placed], shares: Shares, seed: int) -> Split:
    """Returns what one split of all cables says of the new ones, apart from copies: those depend on the final sides."""
    # (What was left out because of earlier cables had no part in the sides of others.)
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
    """A new cable whose message is in these partitions already, in the order train, dev, test; it follows into the last."""

    cable: Identity
    partitions: list[str]
    is_checked: bool  # whether the message is scored with

    @property
    def side(self) -> str:
        return self.partitions[-1]


# Why a cable cannot follow its message: the first row that holds decides.
_CANNOT_FOLLOW: tuple[tuple[Reason, Callable[[_Followed], bool]], ...] = (
    (Reason.OTHER_PART, lambda it: not it.cable.gold and it.is_checked),
    (Reason.MESSAGE_IS_EARLIER, lambda it: len(it.partitions) > 1),
    (Reason.MESSAGE_IS_EARLIER, lambda it: it.cable.gold and it.cable.scores == (it.side == "train")),
)


def _follow_messages(new: Sequence[Identity], result: Split, before: _Before, *, gold: bool) -> None:
    """Puts gold or silver cables where their message is already, or leaves them out."""
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
    """Trains on what was left out for a hand-checked cable that is itself not used."""
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
    """Leaves out the silver that would be scored with beside gold: their labels cannot be compared."""
    gold_sides = {result.sides[index] for index, cable in enumerate(new) if cable.gold and index not in result.left_out}
    for index, cable in enumerate(new):
        side = result.sides[index]
        if not cable.gold and index not in result.left_out and side != "train" and side in gold_sides:
            result.left_out[index] = WhyLeftOut(Reason.UNCHECKED, side)
