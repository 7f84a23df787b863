"""Which forms are one name: spellings of it anywhere, short forms of a person's name cable by cable.

A wrong group is worse than a missed one: what could belong to two names belongs to neither. Of pairs of forms on two lists
made by hand (tests/test_grouping.py), what is joined is right in 0.99 of cases, and 0.98 of what belongs together is joined
on the list that was looked at while this was made, 0.78 on the other; mostly surnames that two persons of a cable have.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy
from rapidfuzz import fuzz

from . import surface
from .surface import LOC, PER, Parts

# Of two spellings of one word, in per cent of their letters (rapidfuzz's ratio of insertions and deletions): one vowel
# in seven letters may differ.
_LEAST_LIKE = 85
_LEAST_LETTERS = 7
_MOST_IN_BLOCK = 100  # so many words that differ in a vowel only are no spellings of one
_LEAST_LETTERS_BESIDE = 4  # of a word that may be spelled in two ways (`Kusa`, `Koussa`) beside others that are the same
_LEAST_LETTERS_ALONE = 5  # of a surname that stands for a longer name of another cable

Name = tuple[str, str]  # label, key


class Sets:
    """Disjoint sets of the numbers below `size`; the smallest number of each stands for it (union-find)."""

    def __init__(self, size: int) -> None:
        self.parents = list(range(size))

    def find(self, number: int) -> int:
        """Returns the smallest number of the same set."""
        while self.parents[number] != number:
            self.parents[number] = self.parents[self.parents[number]]
            number = self.parents[number]
        return number

    def union(self, number: int, other: int) -> None:
        """Makes two sets one."""
        first, second = sorted((self.find(number), self.find(other)))
        self.parents[second] = first

    def union_all(self, groups: Iterable[Sequence[int]]) -> None:
        """Makes each group one set, with those that its members are in."""
        for group in groups:
            for number in group[1:]:
                self.union(group[0], number)


def _by_key(items: Iterable[tuple[object, int]]) -> list[list[int]]:
    found: defaultdict[object, list[int]] = defaultdict(list)
    for key, number in items:
        found[key].append(number)
    return list(found.values())


# -- spellings -----------------------------------------------------------------------------------


def word_classes(words: Iterable[str]) -> dict[str, str]:
    """Returns for each word of persons' names what stands for all its spellings among these words."""
    folds = {word: surface.person_spelling(word) for word in words}
    numbers = {folded: number for number, folded in enumerate(sorted(set(folds.values()) - {None}))}
    sets = Sets(len(numbers))
    for folded, number in numbers.items():
        for other in surface.respelled(folded):
            if other in numbers:
                sets.union(number, numbers[other])
    # (a mark, so that a word that has no other spelling is not taken for a folded one)
    return {word: word if folded is None else f"~{sets.find(numbers[folded])}" for word, folded in folds.items()}


def families(names: Sequence[Name]) -> tuple[Sets, dict[int, Parts], dict[str, str]]:
    """Returns which names differ in spelling only; the parts of each person's name; what stands for each of their words."""
    sets = Sets(len(names))
    sets.union_all(_by_key(((label, surface.compact(key)), number) for number, (label, key) in enumerate(names)))
    persons = {number: surface.parts(key) for number, (label, key) in enumerate(names) if label == PER}
    classes = word_classes({word for parts in persons.values() for word in parts})
    sets.union_all(_by_key((tuple(classes[word] for word in parts), number) for number, parts in persons.items()))
    _join_persons(sets, persons, classes)
    _join_places(sets, {number: key for number, (label, key) in enumerate(names) if label == LOC})
    return sets, persons, classes


def _join_persons(sets: Sets, persons: Mapping[int, Parts], classes: Mapping[str, str]) -> None:
    """Joins names of several words if all are the same but one, and that one is spelled alike or differs in a vowel."""
    blocks: defaultdict[tuple, dict[str, int]] = defaultdict(dict)
    for number, parts in persons.items():
        for at, word in enumerate(parts):
            rest = parts[:at] + parts[at + 1 :]
            if rest and all(len(other) > 2 for other in rest) and surface.is_spelled(word):
                key = at, tuple(classes[other] for other in rest), surface.skeleton(surface.fold(word))
                blocks[key].setdefault(word, number)
    for block in blocks.values():
        known = {word for word in block if surface.is_known_name(word)}
        words = block if len(known) == 1 else block.keys() - known  # (what is between two known names is of neither)
        for word, other in combinations(sorted(words), 2) if len(words) <= _MOST_IN_BLOCK else ():
            if _may_be_one(word, other):
                sets.union(block[word], block[other])


def _may_be_one(word: str, other: str) -> bool:
    """Whether two words of the same skeleton may be spellings of one, beside others that are the same."""
    first, second = surface.fold(word), surface.fold(other)
    shortest = min(len(first), len(second))
    same = first == second and shortest >= _LEAST_LETTERS_BESIDE
    return same or (shortest >= _LEAST_LETTERS and fuzz.ratio(first, second) >= _LEAST_LIKE)


def _join_places(sets: Sets, places: Mapping[int, str]) -> None:
    """Joins spellings of a place of which GeoNames has one at most, and those that differ from the one it has in a vowel."""
    folds = {number: folded for number, key in places.items() if (folded := surface.place_spelling(key))}
    known = {number for number in folds if surface.is_known_place(places[number])}
    for group in _by_key((folded, number) for number, folded in folds.items()):
        if len({sets.find(number) for number in known.intersection(group)}) <= 1:
            sets.union_all([group])
    for group in _by_key((surface.skeleton(folded), number) for number, folded in folds.items()):
        there = [number for number in group if number in known]
        for number in group if len(group) <= _MOST_IN_BLOCK else ():
            if number in known or len(folds[number]) < _LEAST_LETTERS:
                continue
            like = {sets.find(one) for one in there if fuzz.ratio(folds[number], folds[one]) >= _LEAST_LIKE}
            if len(like) == 1:
                sets.union(number, like.pop())


# -- short forms of persons' names ---------------------------------------------------------------


class People:
    """Which families of persons' names may be short for which longer ones."""

    def __init__(self, sets: Sets, persons: Mapping[int, Parts], classes: Mapping[str, str]) -> None:
        by_parts = {tuple(classes[word] for word in parts): sets.find(number) for number, parts in persons.items()}
        self.size: dict[int, tuple[int, int]] = {}  # words and letters: a name is short for larger ones only
        self.alone: dict[int, set[str]] = defaultdict(set)  # of families of one word: its spellings
        for number, parts in persons.items():
            family, size = sets.find(number), (len(parts), sum(map(len, parts)))
            self.size[family] = max(size, self.size.get(family, size))
            if len(parts) == 1:
                self.alone[family].add(parts[0])
        self.longer: defaultdict[int, set[int]] = defaultdict(set)  # also where words are initials
        self.in_full: defaultdict[int, set[int]] = defaultdict(set)  # not there
        self.at_end: set[tuple[int, int]] = set()  # (short, longer): the short form may be a surname
        for number, parts in persons.items():
            if any(map(surface.is_redacted, parts)):
                continue
            family = sets.find(number)
            for short, how in surface.shorter(parts):
                other = by_parts.get(tuple(classes.get(word, word) for word in short))
                if other is None or self.size[other] >= self.size[family]:
                    continue
                self.longer[other].add(family)
                if how != "initials":
                    self.in_full[other].add(family)
                if how == "last":
                    self.at_end.add((other, family))
        self.archive: dict[int, int] = {}

    def in_cable(self, present: Iterable[int]) -> dict[int, int]:
        """Returns which family each of those in a cable belongs to: the one it can be short for in this cable, else in
        the archive, else itself."""
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
        if any(len(word) < _LEAST_LETTERS_ALONE or surface.is_census_name(word) for word in words):
            return False
        return len(together) == 1 or any((family, longer) in self.at_end for longer in self.in_full[family])


_NONE: set[int] = set()


# -- all together --------------------------------------------------------------------------------


def group(
    forms: Sequence[tuple[str, str]], cable: numpy.ndarray, form: numpy.ndarray, acronyms: Mapping[tuple[int, int], int]
) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Returns the group of each row, and the family of each form: the group it is of where it is not short for another.

    Row by row, `cable` and `form` are numbers; rows are sorted by both, and no pair comes twice. `forms` are (label, text);
    `acronyms` are (cable, form) -> the form it stands for there. Groups and families are numbers of names.
    """
    names: dict[Name, int] = {}
    name_of = [names.setdefault((label, surface.key(text, label)), len(names)) for label, text in forms]
    sets, persons, classes = families(list(names))
    family = numpy.array([sets.find(number) for number in name_of], dtype=numpy.int64)
    groups = family[form] if len(form) else numpy.zeros(0, dtype=numpy.int64)
    is_person = numpy.array([label == PER for label, _ in forms], dtype=bool)
    _shorten(groups, cable, is_person[form], People(sets, persons, classes))
    rows = numpy.searchsorted(cable << 32 | form, [place << 32 | short for place, short in acronyms])
    groups[rows] = family[list(acronyms.values())]
    return groups, family


def _shorten(groups: numpy.ndarray, cable: numpy.ndarray, is_person: numpy.ndarray, people: People) -> None:
    """Puts short forms of persons' names into the group of the longer one."""
    rows = numpy.flatnonzero(is_person)
    if not len(rows):
        return
    ends = numpy.flatnonzero(numpy.diff(cable[rows])) + 1
    by_cable = numpy.split(rows, ends)
    people.learn(groups[found].tolist() for found in by_cable)
    for found in by_cable:
        targets = people.in_cable(groups[found].tolist())
        groups[found] = [targets[family] for family in groups[found].tolist()]
