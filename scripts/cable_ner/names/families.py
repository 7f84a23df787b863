"""Families: names that differ in spelling only, wherever they are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import fuzz

from . import spellings
from .person_names import Parts, parts
from .surface import LOC, PER, compact

if TYPE_CHECKING:
    from scipy.cluster.hierarchy import DisjointSet

# How alike two spellings of a word must be, in per cent (rapidfuzz's ratio, of insertions and deletions): one vowel in
# seven letters may differ.
_LEAST_LIKE = 85
_LEAST_LETTERS = 7
_MOST_IN_BLOCK = 100  # more words that differ only in vowels are not spellings of one
_LEAST_LETTERS_BESIDE = 4  # of a word with two spellings (`Kusa`, `Koussa`) in a name whose other words are the same

Name = tuple[str, str]  # label, key


class Families(NamedTuple):
    """Which names are spellings of one.

    `of`: for each name, by number, the smallest number of its family. `persons`: the parts of each person's name.
    `classes`: for each word of those, what stands for all of its spellings.
    """

    of: list[int]
    persons: dict[int, Parts]
    classes: dict[str, str]


def find_families(names: Sequence[Name]) -> Families:
    """Returns the families of names, which are known by their number in the sequence. No name comes twice."""
    sets = _disjoint_sets(len(names))
    _merge_all(sets, _by_key(((label, compact(key)), number) for number, (label, key) in enumerate(names)))
    persons = {number: parts(key) for number, (label, key) in enumerate(names) if label == PER}
    classes = word_classes({word for words in persons.values() for word in words})
    _merge_all(sets, _by_key((tuple(classes[word] for word in words), number) for number, words in persons.items()))
    _join_persons(sets, persons, classes)
    _join_places(sets, {number: key for number, (label, key) in enumerate(names) if label == LOC})
    return Families(smallest_of_sets(sets), persons, classes)


def word_classes(words: Iterable[str]) -> dict[str, str]:
    """Returns for each word of persons' names what stands for all its spellings among these words."""
    folds = {word: spellings.person_spelling(word) for word in words}
    numbers = {folded: number for number, folded in enumerate(sorted({one for one in folds.values() if one is not None}))}
    sets = _disjoint_sets(len(numbers))
    for folded, number in numbers.items():
        for other in spellings.respelled(folded):
            if other in numbers:
                sets.merge(number, numbers[other])
    of = smallest_of_sets(sets)
    # (a mark, so that a word that has no other spelling is not taken for a folded one)
    return {word: word if folded is None else f"~{of[numbers[folded]]}" for word, folded in folds.items()}


def _disjoint_sets(size: int) -> "DisjointSet":
    # (imported here, since it takes most of a second and few commands group names)
    from scipy.cluster.hierarchy import DisjointSet

    return DisjointSet(range(size))


def _merge_all(sets: "DisjointSet", groups: Iterable[Sequence[int]]) -> None:
    """Makes each group one set, with the sets that its members are in."""
    for group in groups:
        for number in group[1:]:
            sets.merge(group[0], number)


def smallest_of_sets(sets: "DisjointSet") -> list[int]:
    """Returns for each number the smallest one of its set."""
    first: dict[int, int] = {}
    return [first.setdefault(sets[number], number) for number in range(len(sets))]


def _by_key(items: Iterable[tuple[object, int]]) -> list[list[int]]:
    found: defaultdict[object, list[int]] = defaultdict(list)
    for key, number in items:
        found[key].append(number)
    return list(found.values())


def _join_persons(sets: "DisjointSet", persons: Mapping[int, Parts], classes: Mapping[str, str]) -> None:
    """Joins names of several words that differ in one word, if its spellings sound the same or differ in a vowel."""
    blocks: defaultdict[tuple[int, tuple[str, ...], str], dict[str, int]] = defaultdict(dict)
    for number, words in persons.items():
        for at, word in enumerate(words):
            rest = words[:at] + words[at + 1 :]
            if rest and all(len(other) > 2 for other in rest) and spellings.is_spelled(word):
                key = at, tuple(classes[other] for other in rest), spellings.skeleton(spellings.fold(word))
                blocks[key].setdefault(word, number)
    for block in blocks.values():
        known = {word for word in block if spellings.is_known_name(word)}
        # (a word between two known names belongs to neither)
        candidates = sorted(block if len(known) == 1 else block.keys() - known)
        for word, other in combinations(candidates, 2) if len(candidates) <= _MOST_IN_BLOCK else ():
            if _may_be_one(word, other):
                sets.merge(block[word], block[other])


def _may_be_one(word: str, other: str) -> bool:
    """Returns whether two words of the same skeleton may be spellings of one in names whose other words are the same."""
    first, second = spellings.fold(word), spellings.fold(other)
    shortest = min(len(first), len(second))
    same = first == second and shortest >= _LEAST_LETTERS_BESIDE
    return same or (shortest >= _LEAST_LETTERS and fuzz.ratio(first, second) >= _LEAST_LIKE)


def _join_places(sets: "DisjointSet", places: Mapping[int, str]) -> None:
    """Joins spellings of a place: of which GeoNames has at most one, or that differ in a vowel from the one it has."""
    folds = {number: folded for number, key in places.items() if (folded := spellings.place_spelling(key))}
    known = {number for number in folds if spellings.is_known_place(places[number])}
    for group in _by_key((folded, number) for number, folded in folds.items()):
        if len({sets[number] for number in known.intersection(group)}) <= 1:
            _merge_all(sets, [group])
    for group in _by_key((spellings.skeleton(folded), number) for number, folded in folds.items()):
        there = [number for number in group if number in known]
        for number in group if len(group) <= _MOST_IN_BLOCK else ():
            if number in known or len(folds[number]) < _LEAST_LETTERS:
                continue
            like = {sets[one] for one in there if fuzz.ratio(folds[number], folds[one]) >= _LEAST_LIKE}
            if len(like) == 1:
                sets.merge(number, like.pop())
