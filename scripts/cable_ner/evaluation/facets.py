"""Where a model is good: scores of mentions that share a property, such as a zone, a length or having been seen in train."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..text import HEADER, HEADING, PARAGRAPH, SIGNATURE, SUBJECT, TRAILER, TRANSMISSION
from .gazetteer import form_of
from .metrics import scores_of_counts
from .runs import GroupBy, ScoredMention, SystemRun

_ZONES = (TRANSMISSION, HEADER, SUBJECT, HEADING, PARAGRAPH, SIGNATURE, TRAILER)
_CASES = ("capitals", "lower case", "mixed")
_FREQUENCIES = ((20, "20+"), (5, "5-19"), (2, "2-4"), (1, "1"), (0, "0"))
_LENGTHS = ("1", "2", "3", "4+")
_SEEN = ("seen", "unseen")


def facets(run: SystemRun, forms: Mapping[str, int] | None) -> dict[str, dict[str, dict[str, Any]]]:
    """Returns the scores for each value of each facet. Without `forms`, the forms of train, none that depend on them.

    Each mention counts for its own value: the reference's if it is right or missed, the system's if it is spurious.
    """
    paragraphs = run.test.paragraphs

    def form(outcome: ScoredMention) -> str:
        return form_of(paragraphs[outcome.place].text_of(outcome.mention))

    found: dict[str, tuple[GroupBy, Sequence[str]]] = {}
    if forms is not None:
        found["seen"] = lambda outcome: _SEEN[form(outcome) not in forms], _SEEN
    found["zone"] = lambda outcome: paragraphs[outcome.place].zone, _ZONES
    found["case"] = lambda outcome: _case(form(outcome)), _CASES
    if forms is not None:
        found["frequency"] = (
            lambda outcome: _frequency(forms.get(form(outcome), 0)),
            [name for _, name in _FREQUENCIES][::-1],
        )
    found["length"] = lambda outcome: _length(paragraphs[outcome.place].length(outcome.mention)), _LENGTHS
    return {name: _facet(run, group, order) for name, (group, order) in found.items()}


def _facet(run: SystemRun, group: GroupBy, order: Sequence[str]) -> dict[str, dict[str, Any]]:
    there = {group(outcome) for outcome in run.outcomes}
    names = [name for name in order if name in there] + sorted(there.difference(order))
    return scores_of_counts(run.counts(group, names), names)


def _case(form: str) -> str:
    return "capitals" if form.isupper() else "lower case" if form.islower() else "mixed"


def _frequency(count: int) -> str:
    return next(name for least, name in _FREQUENCIES if count >= least)


def _length(tokens: int) -> str:
    return _LENGTHS[min(tokens, len(_LENGTHS)) - 1]
