"""What an import from another program does with what it read: the same checks and the same closing line for all programs."""

import typer

from ...audit import Changes, Imported, Review
from ...labels import contradictions
from ...work import number_of
from ..console import msg
from .keyboard import has_keys

# Above this share of removed mentions an import is probably not what the person meant. A careful reading of the whole sample
# archive removes 10 % of the tagger's mentions, and 3 % after the rules; the 200 sample decisions remove fewer than 20 %. A
# few are quicker looked through than asked about.
MOST_REMOVED, FEW_REMOVED = 1 / 3, 4


def take(review: Review, found: Imported, *, allow_removals: bool) -> None:
    """Adds the decisions that are new to the file, and tells what they change and what was refused.

    Ends the program if suspiciously many mentions would be removed and nobody says that this is right.
    """
    for line in found.notes:
        msg.info(line)
    for line in found.refused:
        msg.fail(line)
    _check_removals(found.changes, allow=allow_removals)
    news = review.news(found.decisions)
    before = len(contradictions(review.decisions))
    review.add(*news)
    review.add_depends(*(form for form in found.depends if not review.depends(form)))
    known = len(found.decisions) - len(news)
    more = [f"{known} already known"] * bool(known) + [f"{len(found.depends)} depend"] * bool(found.depends)
    added = "".join(f", {item}" for item in more)
    msg.info(f"{number_of(len(news), 'decisions')} added to {review.path}{added}; {found.left} left open")
    counts = ", ".join(f"{count} {name}" for name, count in found.changes._asdict().items())
    if (against := len(contradictions(review.decisions)) - before) > 0:
        msg.warn(
            f"{against} of them contradict another person's, which hold until `cable-ner review adjudicate` settles that"
        )
    has_changed = news or found.depends
    (msg.good if has_changed and not found.refused else msg.warn)(
        f"mentions: {counts}; {len(found.refused)} rows or tasks refused"
    )


def _check_removals(changes: Changes, *, allow: bool) -> None:
    """Asks whether to go on if an import removes suspiciously many mentions; off a terminal it needs the option."""
    if allow or changes.removed <= FEW_REMOVED or changes.share_removed <= MOST_REMOVED:
        return
    what = f"{changes.removed} of {changes.removed + changes.changed + changes.unchanged} mentions would be removed"
    if not has_keys():
        msg.fail(f"{what}; nothing was imported; give --allow-removals if that is right", exits=1)
    if not typer.confirm(f"{what}. Is that right?"):
        msg.fail("nothing was imported", exits=1)
