"""The names of an archive: the forms of all cables in groups, each with an identifier, the most frequent first."""

import datetime
from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy

from ...names import FormCount, grouping, preferred
from ..cable_forms import CableForms
from ..decisions import Applied, DecidedForms, DecidedGroups, NameDecision
from ..indexing import NameCounts, NameGroup, frequency
from ..tally import UNKNOWN
from .identifiers import NameIdentity, identifiers
from .staging import Staging

_FAR = 10_000_000  # a day behind all others


class ArchiveName(NamedTuple):
    """A name with its identifier; names are numbered from 1, in the order in which they come.

    `own` is the best form that is its own: people's decisions describe it so.
    """

    identifier: str
    group: NameGroup
    own: str


class _Counts:
    """Mentions, cables, first and last day by key, in columns: an archive has a million keys."""

    def __init__(self) -> None:
        self.slots: dict[int, int] = {}
        self._columns = tuple(array("i") for _ in range(4))

    def add(self, key: int, mentions: int, day: int, *, is_new_cable: bool = True) -> None:
        """Counts mentions in a cable of a day."""
        slot = self.slots.setdefault(key, len(self.slots))
        if slot == len(self._columns[0]):
            for column, value in zip(self._columns, (0, 0, _FAR, UNKNOWN)):
                column.append(value)
        total, cables, first, last = self._columns
        total[slot] += mentions
        cables[slot] += is_new_cable
        if day != UNKNOWN:
            first[slot] = min(first[slot], day)
            last[slot] = max(last[slot], day)

    def of(self, key: int, text: str = "") -> NameCounts:
        """Returns the counts of a key."""
        mentions, cables, first, last = (column[self.slots[key]] for column in self._columns)
        return NameCounts(text, mentions, cables, *(("", "") if last == UNKNOWN else (iso(first), iso(last))))


def iso(day: int) -> str:
    """Returns a day (`date.toordinal`) as text: 2009-12-31."""
    return datetime.date.fromordinal(day).isoformat()


class ArchiveNames:
    """The names in the cables that were read, and which of them each form in a cable stands for.

    Memory grows with the distinct forms, not with the cables: these are gone through two or three times, one by one.
    `applied` says what became of people's decisions.
    """

    def __init__(self, staging: Staging, decisions: Sequence[NameDecision] = ()) -> None:
        self._staging = staging
        self._decided = DecidedForms(staging.forms, decisions)
        self.forms = self._decided.forms
        learnt = grouping.Grouping(self.forms)
        learnt.learn((here.forms, here.acronyms) for here in self.cable_forms())
        self._grouping = DecidedGroups(learnt, self.forms, decisions, self.cable_forms())
        self._groups, self._pairs = _Counts(), _Counts()
        days = staging.days()
        for here in self.cable_forms():
            self._count(here, days[here.cable])
        if not self._pairs.slots:
            raise ValueError("no name is left after the decisions about names; take some back")
        keys = numpy.array(sorted(self._pairs.slots), dtype=numpy.int64)
        self._keys = numpy.split(keys, numpy.flatnonzero(numpy.diff(keys >> 32)) + 1) if len(keys) else []
        self._order, self._identifiers = self._numbered()
        self.number = {int(self._keys[place][0] >> 32): number for number, place in enumerate(self._order, 1)}

    @property
    def applied(self) -> Applied:
        """What became of people's decisions."""
        found = self._grouping.applied
        return Applied([*self._decided.unknown, *found.unknown], found.contradictions)

    def cable_forms(self, cable: int = 0) -> Iterator[CableForms]:
        """Yields the forms in each cable that has mentions, or in one, as decisions have them."""
        return self._decided.in_cables(self._staging.cable_forms(cable))

    def form(self, label: str, text: str) -> int | None:
        """Returns the number of what a mention counts as, None if it is no name."""
        return self._decided.of(self._staging.number(label, text))

    def _count(self, here: CableForms, day: int) -> None:
        seen: set[int] = set()
        for form, group, mentions in zip(here.forms, self._grouping.in_cable(here.forms, here.acronyms), here.mentions):
            self._pairs.add(group << 32 | form, mentions, day)
            self._groups.add(group, mentions, day, is_new_cable=group not in seen)
            seen.add(group)

    def _numbered(self) -> tuple[list[int], list[str]]:
        """Returns the places of groups in the order of their numbers, and their identifiers in that order."""
        known = []
        for place, keys in enumerate(self._keys):
            group, own = self._group(keys)
            order = (-group.total.mentions, -group.total.cables, group.total.text, group.label)
            known.append((order, place, NameIdentity(group.label, group.total.text, own or group.total.text)))
        known.sort(key=lambda one: one[:2])
        return [place for _, place, _ in known], identifiers([identity for _, _, identity in known])

    def _group(self, keys: numpy.ndarray) -> tuple[NameGroup, str]:
        """Returns a group from the keys of its pairs with forms, and the best form that is its own."""
        number = int(keys[0]) >> 32
        variants, own = [], []
        for key in map(int, keys):
            form = key & 0xFFFFFFFF
            variants.append(self._pairs.of(key, self.forms[form][1]))
            if self._grouping.is_own(form, number):
                own.append(variants[-1])
        label = self.forms[int(keys[0]) & 0xFFFFFFFF][0]
        own_counts, counts = ([FormCount(*entry[:3]) for entry in entries] for entries in (own, variants))
        name = self._grouping.called(number) or preferred(own_counts, counts, label)
        best = preferred(own_counts, own_counts, label) if own else ""
        return NameGroup(label, self._groups.of(number, name), sorted(variants, key=frequency)), best

    def __iter__(self) -> Iterator[ArchiveName]:
        for place, identifier in zip(self._order, self._identifiers):
            yield ArchiveName(identifier, *self._group(self._keys[place]))

    def in_cable(self, here: CableForms) -> dict[int, int]:
        """Returns the number of the name that each form in a cable stands for."""
        groups = self._grouping.in_cable(here.forms, here.acronyms)
        return {form: self.number[group] for form, group in zip(here.forms, groups)}
