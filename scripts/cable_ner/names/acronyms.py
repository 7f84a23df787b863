"""Which name an acronym stands for in cables that do not explain it, learnt from those that do."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from .surface import initials_of

_LEAST_CABLES = 2  # that explain an acronym, all in the same way
_TIMES = 3  # as many cables must have that name as have others with the same initials
_OF_EACH_COUNTRY = re.compile("government of ", re.I)  # (GOB is another one in the cables of each post)


class Acronym(NamedTuple):
    """What an acronym stands for, and other names with the same initials, which it may stand for in their cables."""

    full: int
    others: frozenset[int]


class Acronyms:
    """What acronyms stand for in the whole archive. Forms are (label, text), known by number; `family` has their families.

    An acronym that is explained in two ways, in one cable only, or that may as well be another name stands for itself.
    So does that of a government.
    """

    def __init__(self, forms: Sequence[tuple[str, str]], family: Sequence[int]) -> None:
        self._forms, self._family = forms, family
        self._explained: defaultdict[int, Counter[int]] = defaultdict(Counter)
        self._cables = Counter[int]()
        self._archive: dict[int, Acronym] = {}

    def count(self, forms: Iterable[int], acronyms: Mapping[int, int]) -> None:
        """Counts a cable with these forms. `acronyms` maps a form to the one that it stands for there."""
        family = self._family
        self._cables.update({family[form] for form in forms})
        for short, full in {(family[short], family[full]) for short, full in acronyms.items()}:
            self._explained[short][full] += 1

    def learn(self) -> None:
        """Finds out what acronyms stand for, from the cables that were counted."""
        governments = {family for (_, text), family in zip(self._forms, self._family) if _OF_EACH_COUNTRY.match(text)}
        plain = {
            short: next(iter(names))
            for short, names in self._explained.items()
            if len(names) == 1 and names.total() >= _LEAST_CABLES and governments.isdisjoint(names)
        }
        with_initials = self._with_initials(plain)
        for short, full in plain.items():
            others = frozenset(with_initials[short] - {full, short})
            if full not in plain and self._cables[full] >= _TIMES * sum(self._cables[other] for other in others):
                self._archive[short] = Acronym(full, others)

    def _with_initials(self, acronyms: Iterable[int]) -> Mapping[int, set[int]]:
        """Returns, for families of acronyms, those of the names of the same label that have these initials.

        A name of which a word is an acronym itself (`U.S. Navy`) is none of them.
        """
        written = defaultdict(set)
        wanted = set(acronyms)
        for (label, text), family in zip(self._forms, self._family):
            if family in wanted:
                written[label, text.replace(".", "").casefold()].add(family)
        found: defaultdict[int, set[int]] = defaultdict(set)
        for (label, text), family in zip(self._forms, self._family):
            for initials in () if any(map(str.isupper, text.split())) else initials_of(text):
                for short in written.get((label, initials), ()):
                    found[short].add(family)
        return found

    def in_cable(self, families: set[int]) -> dict[int, int]:
        """Returns the families that acronyms stand for, of the families in a cable that does not explain them."""
        return {
            short: known.full
            for short in families & self._archive.keys()
            if (known := self._archive[short]).full in families or known.others.isdisjoint(families)
        }
