"""Who decided what, and where people contradict each other.

A decision is signed if its notes have `by`. What a person has decided holds until the same person decides otherwise, or
somebody settles it: an adjudicator's decision notes in `settles` whose it was to decide between. Unsigned decisions are as
those of one person who may replace anything, and be replaced by anybody. Two places contradict each other, too, if they
overlap and the mentions that touch both of them differ.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from .decisions import Decision, PlaceDecision

Subject = tuple[str | int, ...]
Given = tuple[str | tuple[int, int], str]  # where a mention is, and its label


class Contradiction(NamedTuple):
    """What several people said of the same form or place: the last signed decision of each, in the order they were taken.

    Of places that overlap, each decision is widened to all of them together, with what the others say beside its own place.
    """

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
    """Returns whether a decision takes the place of an earlier one about the same: never silently that of another person.

    The same goes for places that overlap.
    """
    people = {person(later), person(holding)}
    if len(people) == 1 or "" in people or settles(later):
        return True
    if isinstance(later, PlaceDecision) and isinstance(holding, PlaceDecision):
        return say_the_same(later, holding)
    return is_same_answer(later, holding)


def of_each_person(decisions: Iterable[Decision]) -> dict[Subject, dict[str, Decision]]:
    """Returns, by what they are about, the last decision of each person who signed one."""
    found: dict[Subject, dict[str, Decision]] = {}
    for decision in decisions:
        if name := person(decision):
            own = found.setdefault(subject(decision), {})
            own.pop(name, None)  # (so that the latest comes last)
            own[name] = decision
    return found


def say_the_same(first: PlaceDecision, second: PlaceDecision) -> bool:
    """Returns whether the same mentions touch both places. It is true of places that do not overlap."""
    return _touching(first, second) == _touching(second, first)


def _touching(decision: PlaceDecision, other: PlaceDecision) -> list[tuple[int, int, str]]:
    return [span for span in decision.spans if span[0] < other.end and other.start < span[1]]


def contradictions(decisions: Iterable[Decision]) -> list[Contradiction]:
    """Returns what people have answered differently and nobody has settled since: forms and then places."""
    found = []
    places: defaultdict[str, list[PlaceDecision]] = defaultdict(list)
    decisions = list(decisions)
    order = {id(decision): number for number, decision in enumerate(decisions)}
    for own in of_each_person(decisions).values():
        answers = list(own.values())
        if isinstance(answers[0], PlaceDecision):
            places[answers[0].paragraph] += [answer for answer in answers if isinstance(answer, PlaceDecision)]
            continue
        settled = max((number for number, answer in enumerate(answers) if settles(answer)), default=0)
        left = answers[settled:]
        if any(not is_same_answer(left[0], answer) for answer in left[1:]):
            found.append(Contradiction(tuple(left)))
    for there in places.values():
        if len({person(place) for place in there}) > 1:
            in_order = sorted(there, key=lambda place: order[id(place)])
            found += [_widened(group) for group in _disputed(_unsettled(in_order))]
    return found


def _unsettled(places: Sequence[PlaceDecision]) -> list[PlaceDecision]:
    """Returns the decisions about places of a paragraph, in order, without those that a later one settles."""
    left: list[PlaceDecision] = []
    for place in places:
        if settles(place):
            left = [one for one in left if one.end <= place.start or place.end <= one.start]
        left.append(place)
    return left


def _disputed(places: Sequence[PlaceDecision]) -> Iterator[list[PlaceDecision]]:
    """Yields the groups of overlapping places of a paragraph in which people contradict each other, as they are ordered."""
    groups: list[tuple[int, list[int]]] = []  # where each ends, and the indices of its places
    for number in sorted(range(len(places)), key=lambda number: places[number].start):
        start, end = places[number].start, places[number].end
        if groups and start < groups[-1][0]:
            groups[-1] = max(groups[-1][0], end), [*groups[-1][1], number]
        else:
            groups.append((end, [number]))
    for _, numbers in groups:
        group = [places[number] for number in sorted(numbers)]
        pairs = combinations(group, 2) if len({person(place) for place in group}) > 1 else ()
        if any(person(one) != person(other) and not say_the_same(one, other) for one, other in pairs):
            yield group


def _widened(group: Sequence[PlaceDecision]) -> Contradiction:
    """Returns a contradiction about overlapping places as one about the stretch that they cover together."""
    start, end = min(place.start for place in group), max(place.end for place in group)
    text = ""
    for place in sorted(group, key=lambda place: place.start):
        text += place.text[start + len(text) - place.start :]
    by_person: dict[str, PlaceDecision] = {}
    for place in group:
        name = person(place)
        by_person.pop(name, None)  # (so that the latest comes last)
        spans = tuple(sorted(_as_said_by(name, group)))
        by_person[name] = PlaceDecision(place.paragraph, start, end, text, spans, place.cable, place.notes)
    return Contradiction(tuple(by_person.values()))


def _as_said_by(name: str, group: Sequence[PlaceDecision]) -> Iterator[tuple[int, int, str]]:
    """Yields the mentions in a group of places as a person has them, and beside that person's places as the others do."""
    own = [place for place in reversed(group) if person(place) == name]
    covered: list[tuple[int, int]] = []
    for place in (*own, *(other for other in group if person(other) != name)):
        yield from (span for span in place.spans if all(span[1] <= start or end <= span[0] for start, end in covered))
        covered.append((place.start, place.end))


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
