"""Two models side by side: how far they differ, and every place where they do."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .errors import FormTally, by_form, first_mention, where, with_confidence
from .metrics import difference, scores
from .runs import SystemRun
from .scoring import Labelled
from .sentences import sentence

ONLY_HERE, ONLY_THERE, BOTH_WRONG = "only this model is right", "only the other is right", "both are wrong"


def comparison(
    ours: SystemRun, theirs: SystemRun, *, other: str, forms: Mapping[str, int] | None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Returns how two models differ, and the places where they do; `other` is the name of the second.

    A place is a stretch of text in which mentions of the reference and of both models overlap. A model is right there if
    it has exactly the mentions of the reference.
    """
    places = sorted(_disagreements(ours, theirs, forms), key=by_form)
    counts = Counter(row["kind"] for row in places)
    figures = {
        "other": other,
        "scores": scores(theirs),
        "difference": difference(ours, theirs),
        "only_here_right": counts[ONLY_HERE],
        "only_there_right": counts[ONLY_THERE],
        "both_wrong": counts[BOTH_WRONG],
    }
    return figures, places


class Overlap(NamedTuple):
    """A stretch of text (character offsets), and the mentions of each side that lie in it."""

    start: int
    end: int
    sides: tuple[list[Labelled], ...]


def overlaps(*sides: Sequence[Labelled]) -> list[Overlap]:
    """Returns the stretches in which mentions of the sides overlap, in order."""
    found: list[Overlap] = []
    for mention, side in sorted((mention, side) for side, mentions in enumerate(sides) for mention in mentions):
        if found and mention.start < found[-1].end:
            last = found[-1]
            found[-1] = last._replace(end=max(last.end, mention.end))
        else:
            found.append(Overlap(mention.start, mention.end, tuple([] for _ in sides)))
        found[-1].sides[side].append(mention)
    return found


def _disagreements(ours: SystemRun, theirs: SystemRun, forms: Mapping[str, int] | None) -> Iterator[dict[str, Any]]:
    tally = FormTally(ours, forms)
    for number, one in enumerate(ours.test.paragraphs):
        here, elsewhere = ours.reading.found[number], theirs.reading.found[number]
        layers = {"gold": one.mentions, "predicted": here, "other": elsewhere}
        for start, end, (gold, mine, other) in overlaps(one.mentions, here, elsewhere):
            if mine == other:
                continue
            yield {
                **where(one),
                "kind": ONLY_HERE if mine == gold else ONLY_THERE if other == gold else BOTH_WRONG,
                "gold": first_mention(one, gold),
                "predicted": with_confidence(ours, number, mine),
                "other": first_mention(one, other),
                **tally.of(one.text_of((gold or mine or other)[0])),
                "sentence": sentence(one, (start, end), layers),
            }
