"""The split of cables some of which are hand-checked: gold is dev and test, everything else train."""

from collections import defaultdict
from collections.abc import Sequence

from .identity import Identity, is_same_year
from .message_split import split_by_message
from .partitions import PARTITIONS, Shares, allot, last_of, ranked, shares_of_gold, side_of, with_share
from .splits import BY_MESSAGE, BY_PARAGRAPH, FEW_MESSAGES, OTHER_PART, TWIN, Split, find_copies, split_into_paragraphs


def split_with_gold(cables: Sequence[Identity], shares: Shares, seed: int, *, fill: bool) -> Split:
    """Gold cables are dev and test, the rest train; what belongs to a gold message is left out of train."""
    wishes, warnings = _wishes(cables)
    scoring = {cable.message for cable in cables if cable.gold and wishes.get(cable.message) != "train"}
    left_out = _left_out_for_gold(cables, scoring)
    train = {cable.message for index, cable in enumerate(cables) if index not in left_out} - scoring
    if not scoring:
        usable = [index for index in range(len(cables)) if index not in left_out]
        result = split_by_message([cables[index] for index in usable], shares, seed, fill=fill)
        by_index = dict(zip(usable, result.sides))
        left_out.update({usable[index]: reason for index, reason in result.left_out.items()})
        return Split(result.mode, [by_index.get(index, "train") for index in range(len(cables))], left_out, result.warnings)
    if not train:
        return _all_checked(cables, shares, seed, fill=fill)
    for index, cable in enumerate(cables):
        if cable.gold and not cable.scores and cable.message in scoring:
            left_out[index] = "is among those to score with, too"
    found = {message: "train" for message in train}
    found.update(_gold_sides(scoring, wishes, shares, seed, warnings, few=len(train) < 2, fill=fill))
    _fill_from_silver(found, ranked(train, seed), scoring, shares, seed, warnings, fill=fill)
    sides = [
        "train" if cable.message in scoring and not cable.gold else found.get(cable.message, "train") for cable in cables
    ]
    left_out.update({index: why for index, why in find_copies(cables, sides).items() if index not in left_out})
    used = {side for index, side in enumerate(sides) if index not in left_out}
    if fill and not with_share(shares) <= used and len({cable.message for cable in cables}) < FEW_MESSAGES:
        gold_only = any(cable.gold and not cable.scores for cable in cables)
        aside = {index: why for index, why in left_out.items() if gold_only and not cables[index].gold}
        return split_into_paragraphs(cables, aside)
    return Split(BY_MESSAGE, sides, left_out, warnings)


def _wishes(cables: Sequence[Identity]) -> tuple[dict[str, str], list[str]]:
    """Returns the partition a person wished for each gold message; the one that scores, where wishes disagree."""
    wishes: dict[str, set[str]] = defaultdict(set)
    for cable in cables:
        if cable.gold and cable.side:
            wishes[cable.message].add(cable.side)
    doubtful = sum(len(sides) > 1 for sides in wishes.values())
    warnings = [f"{doubtful} hand-checked messages are in two folders, and go where they score"] if doubtful else []
    return {message: last_of(sides) for message, sides in wishes.items()}, warnings


def _left_out_for_gold(cables: Sequence[Identity], scoring: set[str]) -> dict[int, str]:
    """Returns the silver cables that gold stands for, or that are of a message which scores."""
    texts = {cable.text for cable in cables if cable.gold}
    years: dict[str, set[int]] = defaultdict(set)
    for cable in cables:
        if cable.gold:
            years[cable.message].add(cable.year)
    gold_only = any(cable.gold and not cable.scores for cable in cables)
    left_out = {}
    for index, cable in enumerate(cables):
        if cable.gold:
            continue
        if cable.text in texts:
            left_out[index] = TWIN
        elif cable.message in scoring and is_same_year(cable.year, years[cable.message]):
            left_out[index] = OTHER_PART
        elif gold_only:
            left_out[index] = "only hand-checked labels are trained on"
    return left_out


def _gold_sides(
    messages: set[str],
    wishes: dict[str, str],
    shares: Shares,
    seed: int,
    warnings: list[str],
    *,
    few: bool,
    fill: bool,
) -> dict[str, str]:
    """Returns dev or test for the gold messages: what a person wished, else by hash, else by rank."""
    checked = shares_of_gold(shares)
    wanted = with_share(checked)
    if fill and len(messages) == 1 and wanted == {"dev", "test"}:
        warnings.append("only one hand-checked message: dev and test do not both have one")
        return {message: wishes.get(message, "dev" if few else "test") for message in messages}
    found = {message: wishes.get(message) or _checked_side(message, checked, seed) for message in messages}
    free = ranked((message for message in messages if message not in wishes), seed)
    if fill and not wanted <= set(found.values()) and len(free) > 1:
        found.update(allot(free, checked))
        warnings.append(
            f"{len(messages)} hand-checked messages are too few to split by hash alone: a cable may still change sides"
        )
    return found


def _checked_side(message: str, checked: Shares, seed: int) -> str:
    """Returns dev or test, by a hash that has nothing to do with who is train where all cables have gold."""
    return side_of(f"gold {message}", checked, seed)


def _fill_from_silver(
    found: dict[str, str],
    train: list[str],
    scoring: set[str],
    shares: Shares,
    seed: int,
    warnings: list[str],
    *,
    fill: bool,
) -> None:
    """Moves some of the messages to train on to a partition that has none that is hand-checked."""
    for name in ("dev", "test"):
        share = shares[PARTITIONS.index(name)] or (0.1 if name == "dev" and not sum(shares[1:]) else 0.0)
        if name in found.values() or not share:
            continue
        left = [message for message in train if found[message] == "train"]
        chosen = [message for message in left if side_of(message, (shares[0], share, 0.0), seed) == "dev"]
        if fill:
            chosen = chosen or left[:1]
            chosen = chosen if len(chosen) < len(left) else chosen[:-1]
        found.update(dict.fromkeys(chosen, name))
        if len(scoring) > 1:
            warnings.append(f"no hand-checked cable is in {name}, which is taken from the silver ones")


def _all_checked(cables: Sequence[Identity], shares: Shares, seed: int, *, fill: bool) -> Split:
    """Every cable has a gold twin: messages are split as ever, train takes the silver, dev and test the gold."""
    gold_only = any(cable.gold and not cable.scores for cable in cables)
    # What is to be trained on: the hand-checked cables meant for that, if there are any, else the silver.
    base = [index for index, cable in enumerate(cables) if not cable.scores and cable.gold == gold_only]
    aside = {index: TWIN for index, cable in enumerate(cables) if not cable.scores and index not in base}
    result = split_by_message([cables[index] for index in base], shares, seed, fill=fill)
    if result.mode == BY_PARAGRAPH:
        return Split(BY_PARAGRAPH, [""] * len(cables), aside, result.warnings)
    checked = shares_of_gold(shares)
    sides = {cables[index].message: side for index, side in zip(base, result.sides)}
    by_hash = {
        message: side if side == "train" else _checked_side(message, checked, seed) for message, side in sides.items()
    }
    if result.mode == BY_MESSAGE and (not fill or set(by_hash.values()) == set(sides.values())):
        sides = by_hash
    result.sides = [sides.get(cable.message) or _checked_side(cable.message, checked, seed) for cable in cables]
    result.left_out = aside
    for index, (cable, side) in enumerate(zip(cables, result.sides)):
        if cable.scores and side == "train":
            result.left_out[index] = "its twin is trained on, as every cable has a hand-checked one"
        elif not cable.scores and side != "train":
            result.left_out[index] = TWIN
    result.left_out.update(
        {index: why for index, why in find_copies(cables, result.sides).items() if index not in result.left_out}
    )
    result.warnings.append(
        "every cable has a hand-checked twin: those in train are not used, whatever their folder;"
        " once there are others to train on, all hand-checked ones become dev and test"
    )
    return result
