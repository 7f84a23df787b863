"""Layers of a model when nothing is learnt: what thinc predicts, with fewer products and fewer passes over memory.

thinc makes several arrays of the size of a batch in each layer. Here a stretch of rows goes through all steps of a layer
while it is in the processor's cache; the products of the first layer are worked out once for each word; and what is zero is
left out. The outcome differs in the rounding of floating-point sums only. The wheel carries this file.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy
from thinc.api import Model, NumpyOps

Rows = Any  # an array of float32, a row for each token or word
_STRETCH = 256  # rows
_MAXOUT = "maxout>>layernorm>>dropout"
_WINDOW = f"residual(expand_window>>{_MAXOUT})"
_EPSILON = 1e-8  # as in thinc's layernorm


def is_predictable(encode: Model[Any, Any], mixed: Model[Any, Any]) -> bool:
    """Returns whether these layers, on a CPU, are such as `predict_windows` and `predict_mixed` are about.

    That is spaCy's MaxoutWindowEncoder with a window of one token to either side, and Maxout with normalisation.
    """
    layers = sum(node.name == _WINDOW for node in encode.walk())
    sizes = {node.attrs["window_size"] for node in encode.walk() if node.name == "expand_window"}
    is_encoder = encode.name == f"with_array({'>>'.join([_WINDOW] * layers)})" and sizes == {1}
    return is_encoder and mixed.name == _MAXOUT and isinstance(encode.ops, NumpyOps)


def predict_windows(encode: Model[Any, Any], words: Rows, places: numpy.ndarray, lengths: Sequence[int]) -> Rows:
    """Returns what an encoder predicts for the tokens of some texts, in a row.

    `words` has the vectors of different words, `places` says for each token which of them it is, and `lengths` are those of
    the texts in tokens.
    """
    pad: int = encode.attrs["pad"]  # rows of zeros around each text, which keep it apart from the others
    starts = numpy.cumsum([0, *lengths])[:-1]
    own = numpy.arange(len(places)) + pad * (1 + numpy.repeat(numpy.arange(len(lengths)), lengths))
    order = numpy.full(len(places) + pad * (1 + len(starts)), len(words))
    order[own] = places
    words = numpy.concatenate([words, numpy.zeros_like(words[:1])])
    first, *others = (_Maxout(node) for node in encode.walk() if node.name == _WINDOW)
    rows = _first_layer(first, words, order)
    for maxout in others:
        rows = _layer(maxout, rows)
    return rows[own]


def _first_layer(maxout: "_Maxout", words: Rows, order: numpy.ndarray) -> Rows:
    """Returns the rows of the first layer for words in this order; the last of `words` is nothing at all."""
    width = words.shape[1]
    products = [words @ maxout.weights[at : at + width] for at in range(0, 3 * width, width)]
    beside = numpy.concatenate([[len(words) - 1], order, [len(words) - 1]])

    def made(start: int, end: int) -> Rows:
        found = products[0][beside[start:end]]
        found += products[1][beside[start + 1 : end + 1]]
        found += products[2][beside[start + 2 : end + 2]]
        return found

    return _in_stretches(maxout, words[order], made)


def _layer(maxout: "_Maxout", rows: Rows) -> Rows:
    beside = numpy.zeros((len(rows) + 2, rows.shape[1]), dtype=rows.dtype)
    beside[1:-1] = rows

    def made(start: int, end: int) -> Rows:
        return numpy.concatenate([beside[start + shift : end + shift] for shift in range(3)], axis=1) @ maxout.weights

    return _in_stretches(maxout, rows, made)


def predict_mixed(mixed: Model[Any, Any], rows: Rows, at: numpy.ndarray, others: Rows) -> Rows:
    """Returns the rows, and added to each what Maxout makes of it followed by one of `others`.

    These belong to the rows with the numbers `at`, which are sorted; all other rows are followed by zeros.
    """
    maxout = _Maxout(mixed)
    width = rows.shape[1]
    more = others @ maxout.weights[width:]

    def made(start: int, end: int) -> Rows:
        found = rows[start:end] @ maxout.weights[:width]
        first, last = at.searchsorted((start, end))
        found[at[first:last] - start] += more[first:last]
        return found

    return _in_stretches(maxout, rows, made)


def _in_stretches(maxout: "_Maxout", rows: Rows, made: Callable[[int, int], Rows]) -> Rows:
    """Returns the rows, and added to each what becomes of the products that `made` gives for a stretch of them."""
    found = numpy.empty_like(rows)
    for start in range(0, len(rows), _STRETCH):
        end = min(start + _STRETCH, len(rows))
        numpy.add(rows[start:end], maxout.best(made(start, end)), out=found[start:end])
    return found


class _Maxout:
    """Maxout and layer normalisation; `weights` (inputs, pieces and units) has the units of a piece side by side."""

    def __init__(self, layer: Model[Any, Any]) -> None:
        maxout, norm = (next(node for node in layer.walk() if node.name == name) for name in ("maxout", "layernorm"))
        weights: Any = maxout.get_param("W")
        bias: Any = maxout.get_param("b")
        self.units, _, inputs = weights.shape
        self.weights = numpy.ascontiguousarray(weights.transpose(2, 1, 0).reshape(inputs, -1))
        self.bias = bias.T.reshape(-1)
        self.scale, self.shift = norm.get_param("G"), norm.get_param("b")

    def best(self, products: Rows) -> Rows:
        """Returns the best piece of each unit, normalised. The products are used up."""
        products += self.bias
        pieces = (products[:, at : at + self.units] for at in range(0, products.shape[1], self.units))
        best = reduce(numpy.maximum, pieces)
        best -= best.mean(axis=1, keepdims=True)
        spread = numpy.einsum("ij,ij->i", best, best) / self.units + _EPSILON
        best *= (1 / numpy.sqrt(spread))[:, None]
        best *= self.scale
        best += self.shift
        return best
