"""All decisions together, and which of them applies: the place before the form, the narrower before the wider.

A form limited to one cable or zone goes before one that is not. Of two decisions about the same form, or about places that
overlap, the later holds, unless it contradicts another person's (see `people`).
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from heapq import heappop, heappush

from ..files import digest
from ..text import HEADER, TRANSMISSION, Paragraph
from .decisions import HEADER_ZONES, TEXT_ZONES, Decision, FormDecision, PlaceDecision, normal_form
from .occurrences import Forms
from .people import person, replaces

ANY, OF_THESE, NEVER = "any", "of-these", "never"  # whether decisions are used for some cables


class _Beside:
    """The places (start, end) of a paragraph on which there are decisions, found by what overlaps them."""

    def __init__(self) -> None:
        self._places: list[tuple[int, int]] = []
        self._longest = 0
        self._people: set[str] = set()

    def add(self, place: tuple[int, int], name: str) -> None:
        """Takes up a place that somebody decided on."""
        at = bisect_left(self._places, place)
        if self._places[at : at + 1] != [place]:
            self._places.insert(at, place)
        self._longest = max(self._longest, place[1] - place[0])
        self._people.add(name)

    def overlapping(self, place: tuple[int, int], name: str) -> list[tuple[int, int]]:
        """Returns the places that overlap one, sorted; none if nobody but the person of this name has decided on any."""
        if self._people <= {name}:
            return []
        first = bisect_right(self._places, (place[0] - self._longest, 0))
        return [own for own in self._places[first : bisect_left(self._places, (place[1],))] if own[1] > place[0]]


class Corrections:
    """Decisions in the order they were taken, found by what they are about."""

    def __init__(self, decisions: Iterable[Decision] = ()):
        self.decisions: list[Decision] = []
        self.places: defaultdict[str, dict[tuple[int, int], PlaceDecision]] = defaultdict(dict)
        self.forms: defaultdict[tuple[str, str], dict[tuple[str, str], FormDecision]] = defaultdict(dict)
        self._beside: defaultdict[str, _Beside] = defaultdict(_Beside)
        self.add(decisions)

    def add(self, decisions: Iterable[Decision]) -> None:
        """Takes up decisions that were taken after all others."""
        for decision in decisions:
            self.decisions.append(decision)
            self._file(decision)
        self.__dict__.pop("unlabelled", None)

    def remove(self, decision: Decision) -> None:
        """Takes back the last decision that equals this one, so that what was decided before holds again.

        Raises ValueError if there is none.
        """
        at = len(self.decisions) - 1 - self.decisions[::-1].index(decision)
        del self.decisions[at]
        same: list[Decision]
        if isinstance(decision, PlaceDecision):
            self.places.pop(decision.paragraph, None)
            self._beside.pop(decision.paragraph, None)
            same = [one for one in self.decisions if isinstance(one, PlaceDecision) and one.paragraph == decision.paragraph]
        else:
            role = decision.form, decision.label
            self.forms.pop(role, None)
            same = [one for one in self.decisions if not isinstance(one, PlaceDecision) and (one.form, one.label) == role]
        for one in same:
            self._file(one)
        self.__dict__.pop("unlabelled", None)

    def _file(self, decision: Decision) -> None:
        if isinstance(decision, PlaceDecision):
            places, beside = self.places[decision.paragraph], self._beside[decision.paragraph]
            place = decision.start, decision.end
            if all(replaces(decision, places[other]) for other in beside.overlapping(place, person(decision))):
                places.pop(place, None)  # so that the latest comes last
                places[place] = decision
                beside.add(place, person(decision))
        else:
            limits, forms = (decision.cable, decision.zone), self.forms[decision.form, decision.label]
            if limits not in forms or replaces(decision, forms[limits]):
                forms[limits] = decision

    @cached_property
    def unlabelled(self) -> Forms:
        """The forms of text that is no mention yet, the longest first."""
        found = {form for form, label in self.forms if not label}
        return Forms(sorted(found, key=lambda form: (-len(form), form)))

    def __bool__(self) -> bool:
        return bool(self.decisions)

    def in_force(self) -> list[Decision]:
        """Returns the decisions that no later one replaces, in the order they were taken."""
        found: set[Decision] = {place for places in self.places.values() for place in places.values()}
        found.update(form for forms in self.forms.values() for form in forms.values())
        return [decision for decision in self.decisions if decision in found]

    def are_about(self, cables: Iterable[str]) -> bool:
        """Returns whether at least one decision was taken on a cable with one of these names, or none names a cable."""
        named = {name for decision in self.decisions for name in (decision.cable, dict(decision.notes).get("seen")) if name}
        return not named or not named.isdisjoint(cables)

    def at(self, paragraph: Paragraph) -> list[tuple[PlaceDecision, int, int]]:
        """Returns the decisions about places in a paragraph, each with the character offsets between which it holds.

        Sorted by offset. Where decisions overlap the later one holds, and the earlier one only beside it.
        """
        known = self.places.get(digest(paragraph.text), {}).values()
        places = [place for place in known if paragraph.text[place.start : place.end] == place.text]
        starting = defaultdict(list)
        for number, place in enumerate(places):
            starting[place.start].append(-number)
        edges = sorted({edge for place in places for edge in (place.start, place.end)})
        found: list[tuple[PlaceDecision, int, int]] = []
        there: list[int] = []  # the places that have begun, the latest decision first
        for start, end in zip(edges, edges[1:]):
            for number in starting[start]:
                heappush(there, number)
            while there and places[-there[0]].end <= start:
                heappop(there)
            if not there:
                continue
            place = places[-there[0]]
            begin = found.pop()[1] if found and found[-1][0] is place and found[-1][2] == start else start
            found.append((place, begin, end))
        return found

    def of(self, text: str, label: str, cable: str, zone: str) -> FormDecision | None:
        """Returns the decision about a mention with this text and label in a zone of a cable, or None."""
        found = self.forms.get((normal_form(text), label))
        if not found:
            return None
        group = HEADER_ZONES if zone in (HEADER, TRANSMISSION) else TEXT_ZONES
        for key in ((cable, group), (cable, ""), ("", group), ("", "")):
            if key in found:
                return found[key]
        return None
