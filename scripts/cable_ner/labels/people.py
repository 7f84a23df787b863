"""Who decided what, and where people contradict each other.

A decision is signed if its notes have `by`. What a person has decided holds until the same person decides otherwise, or
somebody settles it: an adjudicator's decision notes in `settles` whose it was to decide between. Unsigned decisions are as
those of one person who may replace anything, and be replaced by anybody.
"""

from collections.abc import Iterable
from typing import NamedTuple

from .decisions import Decision, PlaceDecision

Subject = tuple[str | int, ...]
Given = tuple[str | tuple[int, int], str]  # where a mention is, and its label


class Contradiction(NamedTuple):
    """What several people said of the same form or place: the last signed decision of each, in the order they were taken."""

    decisions: tuple[Decision, ...]

    @property
    def people(self) -> list[str]:
        """Their names, in the order of the decisions."""
        return [person(decision) for decision in self.decisions]


def person(decision: Decision) -> str:
    """Returns who took a decision; '' if it is not signed."""
    return dict(decision.notes).get("by", "")


def subject(decision: Decision) -> Subject:
    """Returns what a decision is about: the place in a paragraph, or the form, its label and the limits."""
    if isinstance(decision, PlaceDecision):
        return decision.paragraph, decision.start, decision.end
    return decision.form, decision.label, decision.cable, decision.zone


def is_same_answer(first: Decision, second: Decision) -> bool:
    """Returns whether two decisions say the same of the same."""
    return first._replace(notes=()) == second._replace(notes=())


def replaces(later: Decision, holding: Decision) -> bool:
    """Returns whether a decision takes the place of an earlier one about the same: never silently that of another person."""
    people = {person(later), person(holding)}
    return len(people) == 1 or "" in people or is_same_answer(later, holding) or settles(later)


def of_each_person(decisions: Iterable[Decision]) -> dict[Subject, dict[str, Decision]]:
    """Returns, by what they are about, the last decision of each person who signed one."""
    found: dict[Subject, dict[str, Decision]] = {}
    for decision in decisions:
        if name := person(decision):
            own = found.setdefault(subject(decision), {})
            own.pop(name, None)  # (so that the latest comes last)
            own[name] = decision
    return found


def contradictions(decisions: Iterable[Decision]) -> list[Contradiction]:
    """Returns what people have answered differently and nobody has settled since."""
    found = []
    for own in of_each_person(decisions).values():
        answers = list(own.values())
        settled = max((number for number, answer in enumerate(answers) if settles(answer)), default=0)
        left = answers[settled:]
        if any(not is_same_answer(left[0], answer) for answer in left[1:]):
            found.append(Contradiction(tuple(left)))
    return found


def mentions_of(decision: Decision) -> set[Given]:
    """Returns the mentions that a decision makes: where, and the label.

    A place has character offsets (start, end) of the paragraph's text, a form the text of the mention.
    """
    if isinstance(decision, PlaceDecision):
        return {((start, end), label) for start, end, label in decision.spans}
    return {(decision.text or decision.form, decision.becomes)} if decision.becomes else set()


def settles(decision: Decision) -> bool:
    """Returns whether somebody settles by a decision what others contradict each other in."""
    return "settles" in dict(decision.notes)
