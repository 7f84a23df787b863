"""Sketches of texts, which tell near copies without the texts themselves (MinHash: Broder 1997)."""

from collections.abc import Sequence

from rensa import RMinHash, RMinHashLSH

_HASHES, _BANDS, _SEED = 60, 20, 0
_WORDS = 3  # that follow each other


def shingles(words: Sequence[str]) -> list[str]:
    """Returns all stretches of three successive words."""
    return list(map(" ".join, zip(*(words[start:] for start in range(_WORDS)))))


def jaccard(first: set[str], second: set[str]) -> float:
    """Returns the share of the elements of either set that are in both; 0 of empty sets."""
    return len(first & second) / (len(first | second) or 1)


def sketch_of(words: Sequence[str]) -> bytes:
    """Returns the sketch of a text by its words; it also says which version of the library made it."""
    made = RMinHash(num_perm=_HASHES, seed=_SEED)
    made.update(shingles(words))
    state: bytes = made.__getstate__()
    return state


def checked(sketch: bytes) -> bytes:
    """Returns a sketch that was kept. Raises ValueError if it is none, or of another version of the library."""
    if sketch:
        _restored(sketch)
    return sketch


class SketchIndex:
    """Sketches that were added, by which those like another one are found."""

    def __init__(self, threshold: float) -> None:
        self._index = RMinHashLSH(threshold=threshold, num_perm=_HASHES, num_bands=_BANDS)
        self._added: dict[int, RMinHash] = {}

    def add(self, key: int, sketch: bytes) -> None:
        """Adds a sketch."""
        self._added[key] = _restored(sketch)
        self._index.insert(key, self._added[key])

    def like(self, sketch: bytes, most: int) -> list[tuple[float, int]]:
        """Returns the estimated Jaccard index and the key of the added sketches most like this one, at most so many."""
        restored = _restored(sketch)
        found = [(restored.jaccard(self._added[key]), key) for key in sorted(self._index.query(restored))[: 50 * most]]
        return sorted(found, key=lambda one: (-one[0], one[1]))[:most]


def _restored(state: bytes) -> RMinHash:
    sketch = RMinHash(num_perm=_HASHES, seed=_SEED)
    sketch.__setstate__(state)
    return sketch
