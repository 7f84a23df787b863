"""Families: names that differ in spelling only, wherever they are."""

import sys
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple, TypeVar

import numpy
from rapidfuzz import fuzz

from . import spellings
from .disjoint_sets import DisjointSets
from .person_names import Parts, parts
from .surface import LOC, PER, compact

# How alike two spellings of a word must be, in per cent (rapidfuzz's ratio, of insertions and deletions): one vowel in
# seven letters may differ.
_LEAST_LIKE = 85
_LEAST_LETTERS = 7
_MOST_IN_BLOCK = 100  # more words that differ only in vowels are not spellings of one
_LEAST_LETTERS_BESIDE = 4  # of a word with two spellings (`Kusa`, `Koussa`) in a name whose other words are the same

Name = tuple[str, str]  # label, key
_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


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
    sets = DisjointSets(len(names))
    _merge_alike(sets, lambda: (((label, compact(key)), number) for number, (label, key) in enumerate(names)))
    # (a word that many names have is one string)
    persons = {number: tuple(map(sys.intern, parts(key))) for number, (label, key) in enumerate(names) if label == PER}
    classes = word_classes({word for words in persons.values() for word in words})
    _merge_alike(sets, lambda: ((tuple(classes[word] for word in words), number) for number, words in persons.items()))
    _join_persons(sets, persons, classes)
    _join_places(sets, {number: key for number, (label, key) in enumerate(names) if label == LOC})
    return Families(sets.smallest(), persons, classes)


def word_classes(words: Iterable[str]) -> dict[str, str]:
    """Returns for each word of persons' names what stands for all its spellings among these words."""
    folds = {word: spellings.person_spelling(word) for word in words}
    numbers = {folded: number for number, folded in enumerate(sorted({one for one in folds.values() if one is not None}))}
    sets = DisjointSets(len(numbers))
    for folded, number in numbers.items():
        for other in spellings.respelled(folded):
            if other in numbers:
                sets.merge(number, numbers[other])
    # (a mark, so that a word that has no other spelling is not taken for a folded one)
    return {word: word if folded is None else f"~{sets[numbers[folded]]}" for word, folded in folds.items()}


def _repeated(items: Callable[[], Iterable[tuple[_Key, _Value]]]) -> Iterator[tuple[_Key, _Value]]:
    """Yields those of the items, which are gone through twice, whose key comes more than once.

    Most keys of names come once, and a dictionary of all of them would be the largest thing in memory. (A key that only
    has the hash of another one is yielded, too.)
    """
    hashes, counts = numpy.unique(numpy.fromiter((hash(key) for key, _ in items()), dtype=numpy.int64), return_counts=True)
    often = set(hashes[counts > 1].tolist())
    return (item for item in items() if hash(item[0]) in often)


def _merge_alike(sets: DisjointSets, items: Callable[[], Iterable[tuple[Hashable, int]]]) -> None:
    """Makes numbers with the same key one set, with the sets that they are in."""
    first: dict[Hashable, int] = {}
    for key, number in _repeated(items):
        sets.merge(first.setdefault(key, number), number)


def _by_key(items: Callable[[], Iterable[tuple[Hashable, int]]]) -> Iterable[list[int]]:
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for key, number in _repeated(items):
        found[key].append(number)
    return found.values()


def _join_persons(sets: DisjointSets, persons: Mapping[int, Parts], classes: Mapping[str, str]) -> None:
    """Joins names of several words that differ in one word, if its spellings sound the same or differ in a vowel."""

    def words_apart() -> Iterator[tuple[tuple[int, Parts, str], tuple[str, int]]]:
        for number, words in persons.items():
            for at, word in enumerate(words):
                rest = words[:at] + words[at + 1 :]
                if rest and all(len(other) > 2 for other in rest) and spellings.is_spelled(word):
                    others = tuple(classes[other] for other in rest)
                    yield (at, others, spellings.skeleton(spellings.fold(word))), (word, number)

    blocks: defaultdict[tuple[int, Parts, str], dict[str, int]] = defaultdict(dict)
    for key, (word, number) in _repeated(words_apart):
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


def _join_places(sets: DisjointSets, places: Mapping[int, str]) -> None:
    """Joins spellings of a place: of which GeoNames has at most one, or that differ in a vowel from the one it has."""
    folds = {number: folded for number, key in places.items() if (folded := spellings.place_spelling(key))}
    known = {number for number in folds if spellings.is_known_place(places[number])}
    for group in _by_key(lambda: ((folded, number) for number, folded in folds.items())):
        if len({sets[number] for number in known.intersection(group)}) <= 1:
            for number in group:
                sets.merge(group[0], number)
    for group in _by_key(lambda: ((spellings.skeleton(folded), number) for number, folded in folds.items())):
        there = [number for number in group if number in known]
        for number in group if len(group) <= _MOST_IN_BLOCK else ():
            if number in known or len(folds[number]) < _LEAST_LETTERS:
                continue
            like = {sets[one] for one in there if fuzz.ratio(folds[number], folds[one]) >= _LEAST_LIKE}
            if len(like) == 1:
                sets.merge(number, like.pop())
