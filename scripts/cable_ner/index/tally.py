"""How often each written form is in each cable, counted as mentions come in."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy

from ..names import surface
from .dates import day_of
from .mentions import MentionRow

Pair = TypeVar("Pair")  # a cable and a form, or a form of a known cable
UNKNOWN = 0  # the day of a cable whose date is not known
_DEFINITION_GAP = 4  # characters between a name and its acronym: ` (`, token-spaced ` ( `


@dataclass(frozen=True)
class FormCounts:
    """How often each form is in each cable: three columns of numbers, sorted by cable and form."""

    cable: numpy.ndarray
    form: numpy.ndarray
    count: numpy.ndarray


class Tally:
    """The counts of all mentions. Memory grows with the distinct forms of each cable, not with the mentions of a form.

    Cables and forms are numbered in the order in which they come: `cables` and `forms` have their numbers.
    """

    def __init__(self) -> None:
        self.cables: dict[str, int] = {}
        self.forms: dict[tuple[str, str], int] = {}  # (label, text)
        self.days = array("i")  # by cable
        self.unread: dict[str, str] = {}  # cable -> its date, which cannot be read
        self.repeated: set[str] = set()  # cables that are in more than one input
        self.mentions = 0
        self._inputs = 0
        self._input_of = array("i")  # by cable
        self._rows = (array("i"), array("i"), array("i"))
        self._waiting: Counter[tuple[int, int]] = Counter()
        self._last: tuple[MentionRow, int] | None = None
        self._full: dict[tuple[int, int], set[int]] = {}  # (cable, form of an acronym) -> forms it stands for

    def add(self, mentions: Iterable[MentionRow]) -> None:
        """Counts the mentions of one input."""
        self._inputs += 1
        for mention in mentions:
            cable = self._cable(mention.cable)
            if self.days[cable] == UNKNOWN and mention.date:
                self._date(cable, mention)
            if mention.text:
                self._count(cable, mention)
        self._flush()

    def _cable(self, name: str) -> int:
        cable = self.cables.setdefault(name, len(self.cables))
        if cable == len(self.days):
            self.days.append(UNKNOWN)
            self._input_of.append(self._inputs)
        elif self._input_of[cable] != self._inputs:
            self.repeated.add(name)
        return cable

    def _date(self, cable: int, mention: MentionRow) -> None:
        if day := day_of(mention.date):
            self.days[cable] = day.toordinal()
            self.unread.pop(mention.cable, None)
        else:
            self.unread.setdefault(mention.cable, mention.date)

    def _count(self, cable: int, mention: MentionRow) -> None:
        form = self.forms.setdefault((mention.label, mention.text), len(self.forms))
        self.mentions += 1
        if self._last:
            if self._last[0].cable != mention.cable:
                self._flush()
            elif _defines(mention, self._last[0]):
                self._full.setdefault((cable, form), set()).add(self._last[1])
        self._waiting[cable, form] += 1
        self._last = mention, form

    def _flush(self) -> None:
        for (cable, form), count in self._waiting.items():
            for column, value in zip(self._rows, (cable, form, count)):
                column.append(value)
        self._waiting.clear()
        self._last = None

    def acronyms(self) -> dict[tuple[int, int], int]:
        """Returns what acronyms stand for where a cable explains them in one way only: (cable, form) -> form."""
        return one_way(self._full, list(self.forms))

    def counts(self) -> FormCounts:
        """Returns the counts, with each pair of a cable and a form once."""
        cable, form, count = (numpy.array(column, dtype=numpy.int64) for column in self._rows)
        pairs, place = numpy.unique(cable << 32 | form, return_inverse=True)
        total = numpy.bincount(place.ravel(), weights=count, minlength=len(pairs)).astype(numpy.int64)
        return FormCounts(pairs >> 32, pairs & 0xFFFFFFFF, total)


def _defines(mention: MentionRow, before: MentionRow) -> bool:
    if mention.place is None or (mention.place, mention.label) != (before.place, before.label):
        return False
    return defines(mention.start - before.end, mention.text, before.text)


def defines(gap: int, text: str, before: str) -> bool:
    """Returns whether a mention is an acronym such as `(ICRC)`, right after the name that it abbreviates.

    `gap` is how many characters lie between them.
    """
    return 1 <= gap <= _DEFINITION_GAP and surface.is_acronym(text, before)


def one_way(full: Mapping[Pair, set[int]], forms: Sequence[tuple[str, str]]) -> dict[Pair, int]:
    """Returns what acronyms stand for where they are explained in one way only, as forms by number."""
    found = {}
    for pair, names in full.items():
        if len({surface.key(forms[form][1], forms[form][0]) for form in names}) == 1:
            found[pair] = min(names)
    return found
