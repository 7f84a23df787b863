"""Near copies: cables of other numbers with nearly the same text, such as a corrected copy, which stay on one side.

Two cables are near copies if the sets of three successive words in their paragraphs have a Jaccard index (shared by all) of
at least `THRESHOLD`, which is to say that about three quarters of each text are the same. In the sample archive no two
cables come to more than 0.02; with one word changed the index is 0.96 at least, with a line 0.81, and with one paragraph of
another cable in place of one's own 0.60 in 94 % of cases. Cables that share two paragraphs of boilerplate come to 0.23 at
most.

Not all pairs are compared. Each cable has a sketch of 60 minimal hashes, and only cables whose sketches agree in one of 20
bands of three are candidates (locality-sensitive hashing: Indyk and Motwani 1998; Leskovec, Rajaraman and Ullman, Mining of
Massive Datasets, 3.4), which those with an index of 0.6 are in 99 % of cases. The share of hashes in common estimates the
index with a standard error of 0.06. Where that leaves doubt, the texts themselves are compared; those of an earlier
conversion are not at hand, and there the estimate decides.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ..text import Cable
from .earlier import Earlier
from .groups import joined
from .identity import Identity, body_words
from .packing import Spill, Spilled
from .sketches import SketchIndex, jaccard, shingles

THRESHOLD = 0.6
_DOUBT = 0.4, 0.8  # estimates between these are checked
_SAME = 0.95  # an estimate from which on the first of two cables stands for both
_MOST = 20  # candidates that a cable is compared with: thousands may share a template


class Joined(NamedTuple):
    """Cables with the message they go by, and what was converted before; how many are near copies, in how many groups."""

    cables: list[Spilled]
    earlier: Earlier | None
    copies: int
    groups: int


def join_near_copies(cables: Sequence[Spilled], spill: Spill, *, earlier: Earlier | None) -> Joined:
    """Returns the cables, those that are near copies of each other or of earlier ones with one message for all.

    That is the message of the first earlier cable, which its near copies thus follow, or else the first of them as sorted.
    Raises OSError.
    """
    known = [placed for placed in earlier.placed if placed.partition] if earlier else []
    identities = [*(placed.identity for placed in known), *(cable.identity for cable in cables)]
    pairs = list(near_pairs(identities, len(known), lambda index: spill.load(cables[index - len(known)])))
    merged = [(one.own, one.message) for one in identities if one.own]
    merged += [(identities[first].message, identities[second].message) for first, second in pairs]
    merged += _of_same_text(identities, {index for pair in pairs for index in pair})
    names = _names(merged, (placed.identity.message for placed in known))
    made = [cable._replace(identity=_named(cable.identity, names)) for cable in cables]
    groups = set(names.values())
    near = [cable.identity.message for cable in made if cable.identity.message in groups]
    if earlier:
        placed = [one._replace(identity=_named(one.identity, names)) for one in earlier.placed]
        earlier = earlier._replace(placed=placed)
    return Joined(made, earlier, len(near), len(set(near)))


def near_pairs(cables: Sequence[Identity], earlier: int, load: Callable[[int], Cable]) -> Iterator[tuple[int, int]]:
    """Yields the indices of near copies of each other, smaller first; cables with the very same text are none.

    The first `earlier` cables were converted before, and are not compared with each other. `load` returns a later cable by
    its index. Not every pair is given, but enough that all near copies hang together.
    """

    @lru_cache(maxsize=64)
    def own_shingles(index: int) -> set[str]:
        return set(shingles(body_words(load(index))))

    index_of = SketchIndex(THRESHOLD)
    group = list(range(len(cables)))  # of each cable, by one that is in it
    for index, cable in enumerate(cables):
        if not cable.sketch:
            continue
        found = index_of.like(cable.sketch, _MOST) if index >= earlier else []
        for estimate, other in found:
            if cables[other].text == cable.text or group[other] == group[index]:
                continue
            if other >= earlier and _DOUBT[0] <= estimate < _DOUBT[1]:
                estimate = jaccard(own_shingles(index), own_shingles(other))
            if estimate >= THRESHOLD:
                group[index] = group[other]
                yield other, index
        if not found or found[0][0] < _SAME:
            index_of.add(index, cable.sketch)


def _of_same_text(cables: Sequence[Identity], near: set[int]) -> Iterator[tuple[str, str]]:
    """Yields the messages of cables with the very same text, where one of them is a near copy of another text."""
    first = {cables[index].text: cables[index].message for index in sorted(near)}
    for cable in cables:
        if cable.text in first:
            yield first[cable.text], cable.message


def _names(merged: Iterable[tuple[str, str]], known: Iterable[str]) -> dict[str, str]:
    """Returns the message that stands for each, of those that are merged: the first known one, or else the smallest."""
    rank = {message: number for number, message in enumerate(dict.fromkeys(known))}
    names = {}
    for group in joined(merged):
        names.update(dict.fromkeys(group, min(group, key=lambda message: (rank.get(message, len(rank)), message))))
    return names


def _named(cable: Identity, names: Mapping[str, str]) -> Identity:
    name = names.get(cable.message, cable.message)
    return cable if name == cable.message else cable._replace(message=name, own=cable.own or cable.message)
