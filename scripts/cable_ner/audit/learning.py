"""Regressions that learn from verdicts how probable it is that something is right; features are read from disk in blocks."""

from collections.abc import Iterator, Sequence

import numpy
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from ..files import Packed
from .evidence import Evidence

_STRENGTH = 0.1  # inverse of the regressions' L2 penalty
_TREES, _LEAF, _SHARE_TRIED = 200, 3, 0.3  # trees, verdicts in a leaf, and the share of features that a split is chosen from
_BLOCK = 1000  # candidates, with about five options each: 2 MB of features

Blocks = Sequence[numpy.ndarray]  # of features (float32), one after the other; each has a row for each thing to judge


def feature_blocks(evidence: Evidence, count: int) -> tuple[Blocks, Blocks]:
    """Returns the features of the old labels of so many candidates (a row each), and those of all their options."""
    olds, options = Packed(numpy.ndarray), Packed(numpy.ndarray)
    for start in range(0, count, _BLOCK):
        rows = [evidence.rows(number) for number in range(start, min(start + _BLOCK, count))]
        olds.append(numpy.array([old for old, _ in rows]))
        options.append(numpy.array([row for _, own in rows for row in own]))
    return olds, options


def learnt(blocks: Blocks, rows: list[int], right: list[bool], weights: list[float]) -> numpy.ndarray:
    """Returns each row's probability of being right: the mean of two models of the given rows, which are in order.

    A logistic regression draws straight lines, extremely randomised trees (Geurts, Ernst and Wehenkel, Machine Learning 63,
    2006) none. The two together are better than either (docs/benchmarks.md).
    """
    scaler = StandardScaler()
    for block in blocks:
        scaler.partial_fit(block.astype(float))
    if len(set(right)) < 2:
        return numpy.full(int(scaler.n_samples_seen_), float(right[0]))
    models = (
        LogisticRegression(C=_STRENGTH, max_iter=1000),
        ExtraTreesClassifier(_TREES, min_samples_leaf=_LEAF, max_features=_SHARE_TRIED, random_state=0),
    )
    known = scaler.transform(numpy.concatenate(list(_chosen(blocks, numpy.array(rows)))).astype(float))
    for model in models:
        model.fit(known, right, sample_weight=weights)
    scaled = (scaler.transform(block.astype(float)) for block in blocks)
    return numpy.concatenate([sum(model.predict_proba(block)[:, 1] for model in models) / len(models) for block in scaled])


def _chosen(blocks: Blocks, rows: numpy.ndarray) -> Iterator[numpy.ndarray]:
    """Yields the rows with these numbers, which are in order, block by block."""
    start = 0
    for block in blocks:
        yield block[rows[(start <= rows) & (rows < start + len(block))] - start]
        start += len(block)
