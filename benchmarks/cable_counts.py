"""Right, spurious and missed mentions by cable, of two equally good models: measured ones, and ones drawn at random.

Counts are arrays [models, cables, labels, 3]. `cable_counts.json` has those of two models of one recipe (seeds 0 and 1), on
the test cables of the sample archive and on real cables that were read by hand.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy
import srsly
from numpy.typing import NDArray

Counts = NDArray[numpy.int64]
LABELS = ("LOC", "MISC", "ORG", "PER")
MEASURED = Path(__file__).with_name("cable_counts.json")
# The mentions of a cable that has the label, the share of cables that have it, the share found, and how alike the mentions
# of a cable are (0: independent, 1: all right or all wrong).
_EASY = {"LOC": (20, 1.0, 0.85, 0.1), "MISC": (3, 0.7, 0.6, 0.2), "ORG": (15, 1.0, 0.75, 0.1), "PER": (10, 0.9, 0.85, 0.2)}
_SPARSE = {"LOC": (3, 0.8, 0.8, 0.3), "MISC": (1, 0.2, 0.4, 0.6), "ORG": (2, 0.6, 0.7, 0.3), "PER": (1, 0.4, 0.9, 0.3)}
_CLUSTERED = {name: (8, 0.8, 0.7, 0.9) for name in LABELS}
_PERFECT = {name: (6, 0.8, 0.97, 0.2) for name in LABELS}
KINDS = {"long cables": _EASY, "short cables": _SPARSE, "all right or all wrong": _CLUSTERED, "nearly all right": _PERFECT}
_AGREE = 0.8  # share of mentions on which two models of one recipe give the same answer


def measured() -> dict[str, Counts]:
    """Returns the counts in `cable_counts.json` by archive."""
    found: Mapping[str, Any] = srsly.read_json(MEASURED)
    return {name: numpy.array(counts, dtype=numpy.int64) for name, counts in found.items()}


def simulated(kind: Mapping[str, tuple[float, float, float, float]], cables: int, *, seed: int = 0) -> Counts:
    """Returns the counts of two models of a kind in KINDS."""
    generator = numpy.random.default_rng(seed)
    return numpy.stack([_label(*figures, cables, generator) for figures in kind.values()], axis=2)


def _label(size: float, there: float, found: float, alike: float, cables: int, generator: numpy.random.Generator) -> Counts:
    """Returns the counts [models, cables, 3] of one label: the size of cables is geometric, the share found beta."""
    gold = generator.geometric(1 / size, cables) * (generator.random(cables) < there)
    scale = 1 / alike - 1
    share = generator.beta(found * scale, (1 - found) * scale, cables)
    same = generator.binomial(gold, _AGREE)
    shared = generator.binomial(same, share)
    right = numpy.stack([shared + generator.binomial(gold - same, share) for _ in range(2)])
    missed = gold - right
    return numpy.stack([right, generator.poisson(0.9 * missed), missed], axis=-1)


def drawn(pool: Counts, cables: int, generator: numpy.random.Generator) -> Counts:
    """Returns the counts of cables drawn from the pool with replacement, with the models exchanged in a random half.

    So neither of the two is the better one.
    """
    places = generator.integers(0, pool.shape[1], cables)
    first = generator.integers(0, 2, cables)
    return numpy.stack([pool[first, places], pool[1 - first, places]])


def with_all(counts: Counts) -> Counts:
    """Returns the counts with a last column for all labels together."""
    return numpy.concatenate([counts, counts.sum(axis=-2, keepdims=True)], axis=-2)
