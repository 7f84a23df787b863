"""Was it worth the hour? What people's answers have brought to the labels, and what the next ones are expected to bring."""

from collections.abc import Iterable, Mapping
from itertools import islice
from math import sqrt
from typing import Any

from ..work import number_of
from .intervals import Interval
from .label_stages import Stage
from .scoring import ALL

NEXT = 50  # answers
_NORMAL = 1.96  # for an interval of 95 %
_TOGETHER = 0.3  # correlation of a form's mentions: whether one is put right, and another
_UNSURE = 0.15  # how far the probabilities may be off as a whole, as a share of what is expected (a standard deviation)


def expected_right(questions: Iterable[tuple[float, int]], number: int = NEXT) -> Interval:
    """Returns how many labels the answers to the first `number` questions are expected to put right.

    Of each question there are the expected number of labels put right, g, and the number of labels that it is about, n. With
    p = g / n its variance is n p (1 - p) (1 + (n - 1) r), where r is the correlation of labels within a question (Kish,
    Survey Sampling, 1965, 5.4); to the sum of these that of the probabilities themselves is added, which come from few
    decisions. A normal interval, cut off at 0 and at all labels.
    """
    value = variance = 0.0
    most = 0
    for gain, count in islice(questions, number):
        value += gain
        variance += max(gain * (1 - gain / count), 0.0) * (1 + (count - 1) * _TOGETHER)
        most += count
    half = _NORMAL * sqrt(variance + (_UNSURE * value) ** 2)
    return Interval(value, max(value - half, 0.0), min(value + half, float(most)))


def worth_in_words(audit: Mapping[str, Any]) -> list[str]:
    """Returns in sentences what audit.json says of the answers so far, and of the next ones; nothing if it cannot tell.

    Raises KeyError for what is no such file.
    """
    if audit.get("cannot_tell"):
        return []
    return [*_brought(audit), *_expected(audit["next"])]


def accuracy_in_words(figures: Mapping[str, Any]) -> str:
    """Returns in a sentence what decisions did to the F1 of the labels, from `against_gold`; '' if there were none.

    Raises KeyError for what are no such figures.
    """
    stages = figures["audited"] or figures["labels"]
    f1 = {stage: stages[stage][ALL]["f"] for stage in Stage if stage in stages}
    if Stage.CORRECTED not in f1:
        return ""
    before = f1.get(Stage.RULED, f1.get(Stage.TAGGED))
    told = f"Against hand-checked labels, decisions took the F1 of the labels from {before:.3f} to {f1[Stage.CORRECTED]:.3f}"
    return told + (f", and spreading them to {f1[Stage.AUDITED]:.3f}." if Stage.AUDITED in f1 else ".")


def _brought(audit: Mapping[str, Any]) -> Iterable[str]:
    since, decisions = audit["since"], audit["decisions"]
    if not decisions["regions"]:
        return
    when = "since the last audit" if since["audit"] else "so far"
    decided, changed = number_of(since["regions"], "mentions"), number_of(since["changed"], "labels")
    told = f"Answers {when}: {decided} decided, {changed} changed by that"
    if decisions["spread"]:
        told += f", {number_of(since['spread'], 'labels')} by spreading"
    if since["no_longer"]:
        told += f" ({since['no_longer']:,} spread before no longer are, or were decided since)"
    yield f"{told}."
    if since["audit"]:
        spread = len(audit["spread"])
        changed = number_of(decisions["changed"] + spread, "labels")
        yield f"All answers together have changed {changed}, {spread:,} of them by spreading."


def _expected(following: Mapping[str, Any] | None) -> Iterable[str]:
    if following is None:
        yield "What the next answers will bring cannot be told before decisions are spread."
    elif not following["answers"]:
        yield "No question is left."
    else:
        value, low, high = (following[key] for key in ("value", "low", "high"))
        yield (
            f"The next {number_of(following['answers'], 'answers')} are expected to put {value:.0f} labels right"
            f" (95 % interval {low:.0f} to {high:.0f}), not counting what spreading them brings. Stop when that is not worth"
            " your time."
        )
