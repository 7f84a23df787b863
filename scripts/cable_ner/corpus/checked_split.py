"""The split of cables that are all hand-checked: train takes the silver labels, dev and test the gold ones."""

from collections.abc import Callable, Sequence

from .identity import Identity
from .message_split import split_by_message
from .partitions import side_of_gold
from .reasons import Reason, WhyLeftOut
from .splits import Split, SplitMode, SplitTerms

# Why a cable is left out: the first row that applies decides. `is_base` says whether a cable is one of those that train is
# taken from, `side` is the partition of its message.
_LEFT_OUT: tuple[tuple[Reason, Callable[[Identity, bool, str], bool]], ...] = (
    (Reason.TWIN, lambda cable, is_base, side: not cable.scores and (not is_base or side != "train")),
    (Reason.TWIN_TRAINED, lambda cable, is_base, side: cable.scores and side == "train"),
)


def split_all_checked(cables: Sequence[Identity], terms: SplitTerms) -> Split:
    """Returns a split by message, as for any cables; of each message, either the silver or the gold cables are left out."""
    gold_only = any(cable.gold and not cable.scores for cable in cables)
    # What to train on: the hand-checked cables given for training, if there are any, or else the silver ones.
    is_base = [not cable.scores and cable.gold == gold_only for cable in cables]
    base = [cable for cable, is_one in zip(cables, is_base) if is_one]
    result = split_by_message(base, terms)
    if result.mode is SplitMode.BY_PARAGRAPH:
        sides = [""] * len(cables)
        aside = [index for index, cable in enumerate(cables) if not cable.scores and not is_base[index]]
        return Split(result.mode, sides, dict.fromkeys(aside, WhyLeftOut(Reason.TWIN)), result.warnings)
    by_message = _sides(base, result, terms)
    result.sides = [
        by_message.get(cable.message) or side_of_gold(cable.message, terms.shares, terms.seed) for cable in cables
    ]
    result.left_out = {
        index: WhyLeftOut(why)
        for index, case in enumerate(zip(cables, is_base, result.sides))
        if (why := next((reason for reason, holds in _LEFT_OUT if holds(*case)), None))
    }
    result.leave_out_copies_of_all(cables)
    result.warnings.append(
        "every cable has a hand-checked twin: cables in train keep their silver labels, and their gold is not used;"
        " once there are other cables to train on, all gold goes into dev and test"
    )
    return result


def _sides(base: Sequence[Identity], split: Split, terms: SplitTerms) -> dict[str, str]:
    """Returns the partition of each message: dev and test by the hash for gold, if that fills them as well."""
    sides = {cable.message: side for cable, side in zip(base, split.sides)}
    by_hash = {
        message: side if side == "train" else side_of_gold(message, terms.shares, terms.seed)
        for message, side in sides.items()
    }
    fills = not terms.fill or set(by_hash.values()) == set(sides.values())
    return by_hash if split.mode is SplitMode.BY_MESSAGE and fills else sides
