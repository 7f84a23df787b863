"""Which longer name a short form of a person's name stands for, cable by cable."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator

from .families import Families
from .lexicon import is_census_name
from .person_names import Parts, ShortForm, short_forms
from .surface import is_redacted, is_title

_LEAST_LETTERS_ALONE = 5  # of a surname that stands for a longer name of another cable
# Of several bearers of a surname, it stands elsewhere for the one who is in so many cables, so many times as many as any
# other, and in such a share of the cables that all of them are in.
_LEAST_CABLES, _TIMES, _SHARE = 4, 3, 0.5
# Words that stand between two names, or between a name and what is no name.
_BETWEEN = frozenset("and or of the for with from vs both although while under when after before".split())
_MOST_WORDS_OF_TWO = 12  # in a form that is two names; a longer one is not looked through
_NONE: set[int] = set()


class People:
    """Which families of persons' names may be short for which longer ones.

    `compounds` are the names, by number, that are written with hyphens only.
    """

    def __init__(self, families: Families, compounds: Container[int] = ()) -> None:
        self._compounds = compounds
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
            if any(map(is_redacted, parts)) or _are_several(parts):
                continue
            family = of[number]
            words = tuple(classes[word] for word in parts)
            if number in self._compounds and any((word,) in by_parts for word in words):
                continue  # (`Merkel-Sarkozy`)
            if any(words[:at] in by_parts and words[end:] in by_parts for at, end in _two_names(len(words))):
                continue  # (`Ann Lee spokesman Bo Hill`)
            for short, how in short_forms(parts):
                rest = words[len(short) :]
                if how == ShortForm.FIRST and len(rest) > 1 and rest in by_parts:
                    continue  # (`Presidency Ann Lee`)
                other = by_parts.get(tuple(classes.get(word, word) for word in short))
                if other is None or self.size[other] >= self.size[family] or all(map(is_title, short)):
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
        """Finds out which short forms have one longer name in all the archive, or one that is far the most frequent.

        Such a form may stand for it in cables that do not have the longer name. Of one longer name, it must have several
        words, or be a surname that the U.S. census does not have, or a first name that stands for it in a cable which has
        both. Of several, see `_far_most_frequent`.
        """
        together: defaultdict[int, Counter[int]] = defaultdict(Counter)
        cables_of = Counter[int]()
        for present in cables:
            for family, target in self.in_cable(present).items():
                cables_of[family] += 1
                if family != target:
                    together[family][target] += 1
        for family in sorted(self.in_full, key=lambda one: (self.size[one], one), reverse=True):
            found = {self.archive.get(longer, longer) for longer in self.in_full[family]}
            if len(found) == 1 and self._may_stand_alone(family, together[family]):
                self.archive[family] = found.pop()
            elif (who := self._far_most_frequent(family, together[family], cables_of)) is not None:
                self.archive[family] = who

    def _far_most_frequent(self, family: int, together: Counter[int], cables_of: Counter[int]) -> int | None:
        """Returns whose surname a short form is, of several who have it: who is far the most frequent of them in cables.

        So it must be in the cables that have the surname, too. Returns None if nobody is.
        """
        bearers = Counter[int]()
        surnamed: set[int] = set()
        for longer in self.longer[family]:
            target = self.archive.get(longer, longer)
            bearers[target] += cables_of[longer]
            if (family, longer) in self.at_end:
                surnamed.add(target)
        beside = Counter[int]()
        for target, cables in together.items():
            beside[self.archive.get(target, target)] += cables
        who = _far_most(bearers)
        return who if who in surnamed and who == _far_most(beside) else None

    def _may_stand_alone(self, family: int, together: Counter[int]) -> bool:
        if not (words := self.alone.get(family)):
            return True
        if any(len(word) < _LEAST_LETTERS_ALONE or is_census_name(word) for word in words):
            return False
        return len(together) == 1 or any((family, longer) in self.at_end for longer in self.in_full[family])


def _far_most(cables: Counter[int]) -> int | None:
    """Returns the family that is in far the most cables, None if none is."""
    (family, many), (_, next_) = [*cables.most_common(2), (-1, 0), (-1, 0)][:2]
    return family if many >= max(_LEAST_CABLES, _TIMES * next_, _SHARE * cables.total()) else None


def _two_names(size: int) -> Iterator[tuple[int, int]]:
    """Yields where, in a name of so many words, one of two words or more may end and another one begin."""
    if size <= _MOST_WORDS_OF_TWO:
        yield from ((at, end) for at in range(2, size - 1) for end in range(at, size - 1))


def _are_several(parts: Parts) -> bool:
    """Returns whether the words of a form are no one's name: `Ann Lee and Secretary`, `Ann Lee President Bo Hill`."""
    return not _BETWEEN.isdisjoint(parts) or any(map(is_title, parts[1:]))
