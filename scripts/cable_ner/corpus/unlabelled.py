"""Cables without any annotation: nobody has labelled them, so they are no examples of text without names.

They go into no partition, unless the user says that they hold no names. Their text is kept in a DocBin file of their own,
for what needs no labels. A hand-checked cable without annotation is different: a person has found no name in it.
"""

from collections.abc import Sequence

from ..text import UNKNOWN, UNKNOWN_LABEL, Cable
from .earlier import Earlier, NothingNew
from .packing import Spilled
from .settings import LEAVE_OUT
from .tally import BracketTally

# What to do about cables that nobody has annotated.
UNANNOTATED_REMEDY = (
    "tag them with a model (`cable-ner tag CABLES --output tagged`), check the brackets, and convert `tagged`;"
    " if they really hold no names, give --unannotated negatives"
)


def is_annotated(cable: Cable) -> bool:
    """Returns whether a cable has an annotation, also a rejected one, or says that it was annotated and holds no name.

    A label that its file calls unknown is none.
    """
    if cable.meta.get("annotated"):
        return True
    mentions = (mention for paragraph in cable.paragraphs for mention in paragraph.mentions)
    return bool(cable.brackets) and (bool(cable.rejected) or any(mention.missing != UNKNOWN for mention in mentions))


def without_unlabelled(cables: Sequence[Spilled], unannotated: str) -> tuple[list[Spilled], list[Spilled]]:
    """Returns the cables with labels (all hand-checked ones) and those without; `unannotated` is from the settings."""
    if unannotated != LEAVE_OUT:
        return list(cables), []
    labelled = [cable for cable in cables if cable.annotated or cable.identity.gold]
    return labelled, [cable for cable in cables if not (cable.annotated or cable.identity.gold)]


def require_labels(
    labelled: Sequence[Spilled],
    unlabelled: Sequence[Spilled],
    inputs: Sequence[str],
    *,
    tally: BracketTally,
    earlier: Earlier | None,
) -> None:
    """Raises ValueError if there is no cable to train on; with earlier cables, NothingNew if no new one has labels."""
    if earlier:
        if not labelled:
            raise NothingNew(tally.rejected_files, [cable.identity.name for cable in unlabelled])
        return
    if not all(cable.identity.gold for cable in labelled):
        return
    if unlabelled:
        if any(not cable.identity.scores for cable in labelled):
            return  # hand-checked cables to train on
        raise ValueError(
            f"none of the {len(unlabelled):,} cables in {' '.join(inputs)} has an annotation, so there is nothing to train"
            f" on; {UNANNOTATED_REMEDY}"
        )
    failures = "; ".join(f"{name}: {message}" for name, message in tally.rejected_files[:3])
    remedy = f" ({failures})" if failures else "; give files, folders or archives of cables"
    raise ValueError(f"no cable in {' '.join(inputs)}{remedy}")


def require_kept_labels(tally: BracketTally, labels: Sequence[str]) -> None:
    """Raises ValueError if all annotations were rejected because none of their labels is kept (`labels` are)."""
    unknown = {
        reason.removeprefix(f"{UNKNOWN_LABEL} "): count
        for (kind, reason), count in sorted(tally.fates.items())
        if kind == "rejected" and reason.startswith(UNKNOWN_LABEL)
    }
    if unknown and sum(unknown.values()) == tally.brackets:
        found = ", ".join(f"{label} {count:,}" for label, count in unknown.items())
        raise ValueError(
            f"no annotation has a label that is kept ({','.join(labels)}): they are {found}; name these with --labels,"
            f" or say what they are with --label-map {next(iter(unknown))}={labels[0]}"
        )
