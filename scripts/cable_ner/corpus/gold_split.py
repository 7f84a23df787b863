"""The split of cables of which some are hand-checked: gold is dev and test, everything else train."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from .checked_split import split_all_checked
from .identity import Identity, is_same_year
from .message_split import split_by_message
from .partitions import PARTITIONS, allot, last_of, ranked, shares_of_gold, side_of, side_of_gold, with_share
from .reasons import Reason, WhyLeftOut
from .splits import FEW_MESSAGES, Split, SplitMode, SplitTerms, split_into_paragraphs


class _Gold:
    """What the split needs to know about the hand-checked cables."""

    def __init__(self, cables: Sequence[Identity]) -> None:
        gold = [cable for cable in cables if cable.gold]
        wishes: dict[str, set[str]] = defaultdict(set)
        self.years: dict[str, set[int]] = defaultdict(set)  # of each message
        for cable in gold:
            self.years[cable.message].add(cable.year)
            if cable.side:
                wishes[cable.message].add(cable.side)
        self.texts = {cable.text for cable in gold}
        self.is_trained_on = any(not cable.scores for cable in gold)
        # The partition that a person wants each message in; where wishes disagree, the last of train, dev, test.
        self.wishes = {message: last_of(sides) for message, sides in wishes.items()}
        self.in_doubt = sum(len(sides) > 1 for sides in wishes.values())
        self.scoring = {cable.message for cable in gold if self.wishes.get(cable.message) != "train"}


# Why a cable is left out: the first row that applies decides.
_LEFT_OUT: tuple[tuple[Reason, Callable[[Identity, _Gold], bool]], ...] = (
    (Reason.TWIN, lambda cable, gold: not cable.gold and cable.text in gold.texts),
    (
        Reason.OTHER_PART,
        lambda cable, gold: (
            not cable.gold and cable.message in gold.scoring and is_same_year(cable.year, gold.years[cable.message])
        ),
    ),
    (Reason.GOLD_ONLY, lambda cable, gold: not cable.gold and gold.is_trained_on),
    (Reason.ALSO_SCORES, lambda cable, gold: cable.gold and not cable.scores and cable.message in gold.scoring),
)


def split_with_gold(cables: Sequence[Identity], terms: SplitTerms) -> Split:
    """Returns a split in which gold is dev and test, and the rest is train, except for what belongs to a gold message."""
    gold = _Gold(cables)
    left_out = {
        index: WhyLeftOut(why)
        for index, cable in enumerate(cables)
        if (why := next((reason for reason, holds in _LEFT_OUT if holds(cable, gold)), None))
    }
    train = {cable.message for index, cable in enumerate(cables) if index not in left_out} - gold.scoring
    if not gold.scoring:
        return _split_gold_to_train_on(cables, left_out, terms)
    if not train:
        return split_all_checked(cables, terms)
    result = _split_by_gold(cables, left_out, train, gold, terms)
    used = {side for index, side in enumerate(result.sides) if index not in result.left_out}
    is_short = not with_share(terms.shares) <= used and len({cable.message for cable in cables}) < FEW_MESSAGES
    if terms.fill and is_short:
        aside = {index: why for index, why in result.left_out.items() if gold.is_trained_on and not cables[index].gold}
        return split_into_paragraphs(cables, aside)
    return result


def _split_gold_to_train_on(cables: Sequence[Identity], left_out: dict[int, WhyLeftOut], terms: SplitTerms) -> Split:
    """Returns the split if all gold is for training: what is not left out is split as if it were silver."""
    usable = [index for index in range(len(cables)) if index not in left_out]
    result = split_by_message([cables[index] for index in usable], terms)
    sides = ["train"] * len(cables)
    for index, side in zip(usable, result.sides):
        sides[index] = side
    left_out = {**left_out, **{usable[at]: why for at, why in result.left_out.items()}}
    return Split(result.mode, sides, left_out, result.warnings)


def _split_by_gold(
    cables: Sequence[Identity], left_out: dict[int, WhyLeftOut], train: set[str], gold: _Gold, terms: SplitTerms
) -> Split:
    """Returns the split in which the messages used for scoring are dev and test, and `train` is used for training."""
    warnings = []
    if gold.in_doubt:
        warnings.append(
            f"{gold.in_doubt} hand-checked messages are in several folders; test goes before dev, and dev before train"
        )
    found = {message: "train" for message in train}
    found.update(_gold_sides(gold, terms, warnings, few=len(train) < 2))
    _fill_from_silver(found, ranked(train, terms.seed), gold, terms, warnings)
    sides = [
        "train" if cable.message in gold.scoring and not cable.gold else found.get(cable.message, "train")
        for cable in cables
    ]
    result = Split(SplitMode.BY_MESSAGE, sides, dict(left_out), warnings)
    result.leave_out_copies_of_all(cables)
    return result


def _gold_sides(gold: _Gold, terms: SplitTerms, warnings: list[str], *, few: bool) -> dict[str, str]:
    """Returns dev or test for the messages used for scoring: as a person wishes, else by hash, else by rank.

    A single message is test, or dev if there are few others.
    """
    shares = shares_of_gold(terms.shares)
    wanted = with_share(shares)
    if terms.fill and len(gold.scoring) == 1 and wanted == {"dev", "test"}:
        warnings.append("only one hand-checked message, so dev or test has none")
        return {message: gold.wishes.get(message, "dev" if few else "test") for message in gold.scoring}
    found = {
        message: gold.wishes.get(message) or side_of_gold(message, terms.shares, terms.seed) for message in gold.scoring
    }
    free = ranked((message for message in gold.scoring if message not in gold.wishes), terms.seed)
    if terms.fill and not wanted <= set(found.values()) and len(free) > 1:
        found.update(allot(free, shares))
        count = len(gold.scoring)
        warnings.append(
            f"{count} hand-checked messages are too few to split by hash alone; a cable may change sides when others come"
        )
    return found


def _fill_from_silver(found: dict[str, str], train: list[str], gold: _Gold, terms: SplitTerms, warnings: list[str]) -> None:
    """Moves some of the training messages, which are ranked, into dev or test if it has no hand-checked message."""
    shares = terms.shares
    for name in ("dev", "test"):
        share = shares[PARTITIONS.index(name)] or (0.1 if name == "dev" and not sum(shares[1:]) else 0.0)
        if name in found.values() or not share:
            continue
        left = [message for message in train if found[message] == "train"]
        by_hash = [message for message in left if side_of(message, (shares[0], share, 0.0), terms.seed) == "dev"]
        chosen = by_hash
        if terms.fill:
            chosen = chosen or left[:1]
            chosen = chosen if len(chosen) < len(left) else chosen[:-1]
        if chosen != by_hash:
            warnings.append(
                f"too few silver messages to fill train and {name} by hash alone; a cable may change sides when others come"
            )
        found.update(dict.fromkeys(chosen, name))
        if len(gold.scoring) > 1:
            warnings.append(f"there are no hand-checked cables for {name}; silver ones are used instead")
