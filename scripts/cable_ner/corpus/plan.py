"""Between the passes: the partition of each cable and, if cables are split, of each paragraph."""

from typing import NamedTuple

from .earlier import Earlier
from .new_split import split_new
from .packing import Spill, Spilled
from .paragraph_split import by_paragraph
from .partitions import shares_of_gold
from .reasons import Reason, WhyLeftOut
from .settings import ConversionSettings
from .splits import Split, SplitMode
from .splitting import split


class ConversionPlan(NamedTuple):
    """Where each cable goes, and each paragraph (by digest) of cables that are split.

    `twins` maps the indices of silver twins to the partition of their gold cable. `scoring` are the messages used for
    scoring; `mixed` are those that also have other cables, none of them left out.
    """

    split: Split
    paragraphs: dict[str, str]
    twins: dict[int, str]
    scoring: frozenset[str]
    mixed: frozenset[str]


def plan_for(
    cables: list[Spilled], settings: ConversionSettings, spill: Spill, *, earlier: Earlier | None
) -> ConversionPlan:
    """Returns the plan for the cables. Few cables are read back from the spill for it. Raises OSError."""
    identities = [cable.identity for cable in cables]
    if earlier:
        result = split_new(identities, earlier.placed, settings.shares, seed=settings.seed)
    else:
        result = split(identities, settings.shares, seed=settings.seed)
    paragraphs = {}
    if result.mode is SplitMode.BY_PARAGRAPH:
        paragraphs = _share_out_paragraphs(cables, result, settings, spill)
    gold_sides = {identity.text: side for identity, side in zip(identities, result.sides) if identity.gold}
    twins = {
        index: gold_sides.get(identities[index].text, "")
        for index, why in result.left_out.items()
        if why.reason is Reason.TWIN and not identities[index].gold
    }
    used = [identity for index, identity in enumerate(identities) if index not in result.left_out]
    mixed = {one.message for one in used if one.scores} & {one.message for one in used if not one.scores}
    scoring = {identity.message for identity in identities if identity.scores}
    return ConversionPlan(result, paragraphs, twins, frozenset(scoring), frozenset(mixed))


def _share_out_paragraphs(
    cables: list[Spilled], result: Split, settings: ConversionSettings, spill: Spill
) -> dict[str, str]:
    """Returns a partition for each paragraph's digest, and completes the split if only some cables are for scoring.

    Hand-checked cables for scoring are dev and test. Cables of other messages go into train as a whole. Only if there is no
    other message are the paragraphs of a gold cable and its twin divided between training and scoring.
    """
    used = [index for index in range(len(cables)) if index not in result.left_out]
    scoring = {cables[index].identity.message for index in used if cables[index].identity.scores}
    apart = [index for index in used if cables[index].identity.message not in scoring]
    if not scoring:
        return by_paragraph([spill.load(cables[index]) for index in used], settings.shares, seed=settings.seed)
    twins = {cables[index].identity.message for index in used if not cables[index].identity.scores} & scoring
    for index in used:
        if index in apart:
            result.sides[index] = "train"
        elif apart and not cables[index].identity.scores:
            result.left_out[index] = WhyLeftOut(Reason.TWIN)
    found: dict[str, str] = {}
    for shares, parted in ((shares_of_gold(settings.shares), False), (settings.shares, True)):
        # The paragraphs of a message and its twin are divided only if there is nothing else to train on.
        members = [
            index
            for index in used
            if cables[index].identity.scores and (parted == (not apart and cables[index].identity.message in twins))
        ]
        if members:
            found.update(by_paragraph([spill.load(cables[index]) for index in members], shares, seed=settings.seed))
    return found
