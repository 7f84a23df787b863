"""Which longer name a short form of a person's name stands for, cable by cable."""

from collections import defaultdict
from collections.abc import Iterable

from .families import Families
from .lexicon import is_census_name
from .person_names import ShortForm, short_forms
from .surface import is_redacted

_LEAST_LETTERS_ALONE = 5  # of a surname that stands for a longer name of another cable
_NONE: set[int] = set()


class People:
    """Which families of persons' names may be short for which longer ones."""

    def __init__(self, families: Families) -> None:
        self.size: dict[int, tuple[int, int]] = {}  # words and letters: a name is short for larger ones only
        self.alone: dict[int, set[str]] = defaultdict(set)  # of families of one word: its spellings
        for number, parts in families.persons.items():
            family, size = families.of[number], (len(parts), sum(map(len, parts)))
            self.size[family] = max(size, self.size.get(family, size))
            if len(parts) == 1:
                self.alone[family].add(parts[0])
        self.longer: defaultdict[int, set[int]] = defaultdict(set)  # also where words are initials
        self.in_full: defaultdict[int, set[int]] = defaultdict(set)  # not there
        self.at_end: set[tuple[int, int]] = set()  # (short, longer): the short form may be a surname
        self._find_longer(families)
        self.archive: dict[int, int] = {}

    def _find_longer(self, families: Families) -> None:
        of, persons, classes = families
        by_parts = {tuple(classes[word] for word in parts): of[number] for number, parts in persons.items()}
        for number, parts in persons.items():
            if any(map(is_redacted, parts)):
                continue
            family = of[number]
            for short, how in short_forms(parts):
                other = by_parts.get(tuple(classes.get(word, word) for word in short))
                if other is None or self.size[other] >= self.size[family]:
                    continue
                self.longer[other].add(family)
                if how != ShortForm.INITIALS:
                    self.in_full[other].add(family)
                if how == ShortForm.LAST:
                    self.at_end.add((other, family))

    def in_cable(self, present: Iterable[int]) -> dict[int, int]:
        """Returns which family each of those in a cable belongs to.

        That is the one it can be short for in this cable, else in the archive, else itself.
        """
        here = set(present)
        targets: dict[int, int] = {}
        for family in sorted(here, key=lambda one: (self.size[one], one), reverse=True):
            found = {targets[longer] for longer in self.longer.get(family, _NONE) & here}
            if len(found) == 1:
                targets[family] = found.pop()
            else:
                targets[family] = family if found else self.archive.get(family, family)
        return targets

    def learn(self, cables: Iterable[Iterable[int]]) -> None:
        """Finds out which short forms have one longer name in all the archive.

        Such a form may stand for it in cables that do not have the longer name, if it has several words, or is a
        surname that the U.S. census does not have, or a first name that stands for it in a cable which has both.
        """
        together: defaultdict[int, set[int]] = defaultdict(set)
        for present in cables:
            for family, target in self.in_cable(present).items():
                if family != target:
                    together[family].add(target)
        for family in sorted(self.in_full, key=lambda one: (self.size[one], one), reverse=True):
            found = {self.archive.get(longer, longer) for longer in self.in_full[family]}
            if len(found) == 1 and self._may_stand_alone(family, together[family]):
                self.archive[family] = found.pop()

    def _may_stand_alone(self, family: int, together: set[int]) -> bool:
        if not (words := self.alone.get(family)):
            return True
        if any(len(word) < _LEAST_LETTERS_ALONE or is_census_name(word) for word in words):
            return False
        return len(together) == 1 or any((family, longer) in self.at_end for longer in self.in_full[family])
