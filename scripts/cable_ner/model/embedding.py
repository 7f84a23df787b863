"""What a model knows of words: form, case, affixes, shape, what a lexicon has of them; and where else in a text they are.

The wheel carries this file: loading and running a model imports only spaCy and thinc, because the lexicon is stored with
the model's weights. spaCy's MultiHashEmbed sees a word's norm, first letter, last three letters and shape, which says
little about a name that training never showed.
"""

from collections.abc import Callable
from typing import Any, cast

import numpy
from spacy.attrs import LOWER, ORTH
from spacy.strings import hash_string  # type: ignore[attr-defined]  # (missing in spaCy's stubs)
from spacy.tokens import Doc
from thinc.api import HashEmbed, Maxout, Model, chain, concatenate, list2ragged, ragged2list, uniqued, with_array
from thinc.types import Floats2d, Ints1d, Ints2d

from .prediction import is_predictable, predict_mixed, predict_windows
from .word_features import OF_LEXICON, lookup_in, maker_of, packed

LEXEMES = "cable_ner_lexemes"  # the name of the layer that holds the lexicon
Vectors = list[Floats2d]
Lexemes = Model[list[Doc], list[Ints2d]]
Backprop = Callable[[Any], list[Doc]]
_ODD = numpy.uint64(0x9E3779B97F4A7C15)  # (that of Fibonacci hashing)
_MOST_CACHED = 1_000_000  # words; some 300 bytes each


def build_lexical_embed(
    width: int, features: list[str], rows: list[int], widths: list[int]
) -> Model[list[Doc], list[Floats2d]]:
    """Returns a layer from Docs to one vector of `width` for each token, which depends on the word alone.

    Features of the form: `orth`, `lower`, `shape` (spaCy's), `short_shape`, `prefix1` (as written), `prefix2`, `suffix3` and
    so on (lower-cased). Features of the lexicon (`cable_ner.names`, read when the layer is initialised and stored with
    it): `cluster`, the Brown cluster of the word (as written, else with a capital, else lower-cased); `cluster4` and so
    on, the first bits of its path; `cluster_lower`, `cluster_title`; `rarity`, how common it is lower-cased and with a
    capital; `kinds`, what kinds of name it is part of.

    Each feature has a hash table of so many `rows`, whose vectors are so wide (`widths`); one
    Maxout layer mixes them, as in spaCy's MultiHashEmbed, once for each word of a batch. Raises ValueError for lists of
    different lengths and for unknown features.
    """
    if not len(features) == len(rows) == len(widths):
        raise ValueError(
            f"{len(features)} features, {len(rows)} rows and {len(widths)} widths; give the same number of each"
        )
    tables: list[Model[Ints2d, Floats2d]] = [
        HashEmbed(size, row, column=index + 1, seed=index + 8) for index, (size, row) in enumerate(zip(widths, rows))
    ]
    mixed: Model[Ints2d, Floats2d] = chain(
        concatenate(*tables), Maxout(width, sum(widths), nP=3, dropout=0.0, normalize=True)
    )
    # (thinc's types have with_array return what it takes)
    each_word = cast(Model[Floats2d, Floats2d], uniqued(mixed, column=0))
    return chain(_lexemes(features), list2ragged(), with_array(each_word), ragged2list())


def _lexemes(features: list[str]) -> Lexemes:
    """Returns a layer from Docs to arrays of uint64 (tokens, 1 + features): the word's hash, and one for each feature."""
    for feature in features:
        maker_of(feature, lambda _form: (0, 0, 0))
    attrs = {"features": features, "keys": numpy.zeros(0, "uint64"), "entries": numpy.zeros(0, "uint32")}
    return Model(LEXEMES, _Forward(), init=_read_lexicon, attrs=attrs)


class _Forward:
    """The layer's forward pass, which remembers the features of the words it has seen."""

    def __init__(self) -> None:
        self.known: dict[int, numpy.ndarray] = {}
        self.entries: numpy.ndarray | None = None
        self.makers: list[Callable[[str], str]] = []

    def __call__(self, model: Lexemes, docs: list[Doc], is_train: bool) -> tuple[list[Ints2d], Backprop]:
        rows, places = self.distinct(model, docs)
        found = numpy.split(rows[places], numpy.cumsum(list(map(len, docs)))[:-1]) if docs else []
        return [model.ops.asarray2i(cast(Ints2d, own), dtype="uint64") for own in found], lambda _gradients: []

    def distinct(self, model: Lexemes, docs: list[Doc]) -> tuple[numpy.ndarray, numpy.ndarray]:
        """Returns a row for each word in the Docs, and for each token the number of its row."""
        if self.entries is not model.attrs["entries"] or len(self.known) > _MOST_CACHED:
            self.known.clear()
            self.entries = model.attrs["entries"]
            look_up = lookup_in(model.attrs["keys"], model.attrs["entries"])
            self.makers = [maker_of(feature, look_up) for feature in model.attrs["features"]]
        columns = [doc.to_array([ORTH]).reshape(-1) for doc in docs]
        words, places = numpy.unique(numpy.concatenate([*columns, numpy.zeros(0, "uint64")]), return_inverse=True)
        rows = numpy.array([self._row(orth, docs) for orth in words.tolist()], dtype="uint64")
        return rows.reshape(-1, 1 + len(self.makers)), places

    def _row(self, orth: int, docs: list[Doc]) -> numpy.ndarray:
        if orth not in self.known:
            word = docs[0].vocab.strings[orth] if orth else ""
            hashes = [hash_string(f"{number}={make(word)}") for number, make in enumerate(self.makers)]
            self.known[orth] = numpy.array([orth, *hashes], dtype="uint64")
        return self.known[orth]


def _read_lexicon(model: Lexemes, X: list[Doc] | None = None, Y: object = None) -> None:
    """Stores what the lexicon of the Docs' language knows, if a feature needs it."""
    if not X or not any(feature.startswith(OF_LEXICON) for feature in model.attrs["features"]):
        return
    from cable_ner.names import lexical_entries  # (which only training needs)

    words = lexical_entries(X[0].vocab.lang)
    keys = numpy.array([hash_string(form) for form in words], dtype="uint64")
    entries = numpy.array([packed(entry.cluster, entry.rarity, entry.kinds) for entry in words.values()], dtype="uint32")
    order = keys.argsort()
    model.attrs["keys"], model.attrs["entries"] = keys[order], entries[order]


def build_repeats_tok2vec(
    embed: Model[list[Doc], Vectors], encode: Model[Vectors, Vectors], width: int
) -> Model[list[Doc], Vectors]:
    """Returns a tok2vec layer that also tells a name by what stands beside it at its other places in the Doc.

    It is spaCy's Tok2Vec, `embed` and then `encode`, to whose vectors (of `width`) is added what one Maxout layer makes
    of each and of the mean of those at the other capitalised places of the same word (lower-cased) in the Doc.
    """
    mixed = Maxout(width, 2 * width, nP=3, dropout=0.0, normalize=True)
    layers: list[Model[Any, Any]] = [chain(embed, encode), mixed]
    return Model("cable_ner_repeats", _forward_repeats, init=_init_repeats, dims={"nO": width}, layers=layers)


def _init_repeats(model: Model[list[Doc], Vectors], X: list[Doc] | None = None, Y: object = None) -> None:
    tok2vec, mixed = model.layers
    tok2vec.initialize(X=X)
    mixed.initialize()


def _forward_repeats(model: Model[list[Doc], Vectors], docs: list[Doc], is_train: bool) -> tuple[Vectors, Backprop]:
    tok2vec, mixed = model.layers
    ops, lengths = model.ops, cast(Ints1d, [len(doc) for doc in docs])  # (iterating over it is all that is done)
    if not is_train and any(map(len, docs)) and is_predictable(tok2vec.layers[1], mixed):
        return ops.unflatten(_predict_repeats(model, docs), lengths), lambda _gradients: []
    vectors, backprop_tok2vec = tok2vec(docs, is_train)
    if not sum(lengths):
        return vectors, backprop_tok2vec
    own = ops.flatten(vectors)
    numbers, others = _groups(docs)
    group = ops.asarray1i(cast(Ints1d, numbers))
    weight = ops.asarray2f(cast(Floats2d, (1.0 / others.clip(1)).reshape(-1, 1)), dtype="float32")

    def of_others(values: Floats2d) -> Floats2d:
        """Returns for each token the sum of the values of the others in its group."""
        sums = ops.alloc2f(int(numbers.max()) + 1, values.shape[1])
        ops.scatter_add(sums, group, values)
        return sums[group] - values

    added, backprop_mixed = mixed(ops.xp.concatenate([own, of_others(own) * weight], axis=1), is_train)

    def backprop(gradients: Vectors) -> list[Doc]:
        gradient = ops.flatten(gradients)
        of_own, of_means = ops.xp.split(backprop_mixed(gradient), 2, axis=1)
        back: list[Doc] = backprop_tok2vec(ops.unflatten(gradient + of_own + of_others(of_means * weight), lengths))
        return back

    return ops.unflatten(own + added, lengths), backprop


def _predict_repeats(model: Model[list[Doc], Vectors], docs: list[Doc]) -> Floats2d:
    """Returns what the layer predicts for the tokens of all Docs, in a row."""
    (embed, encode), mixed = model.layers[0].layers, model.layers[1]
    own: Any = predict_windows(encode, *_predict_words(embed, docs), list(map(len, docs)))
    numbers, others = _groups(docs)
    at = numpy.flatnonzero(others)
    _, group = numpy.unique(numbers[at], return_inverse=True)
    sums: Any = model.ops.alloc2f(len(at), own.shape[1])
    model.ops.scatter_add(sums, cast(Ints1d, group.astype("int32")), own[at])
    means = (sums[group] - own[at]) / others[at, None].astype("float32")
    return cast(Floats2d, predict_mixed(mixed, own, at, means))


def _predict_words(embed: Model[list[Doc], Vectors], docs: list[Doc]) -> tuple[Floats2d, numpy.ndarray]:
    """Returns the vectors of the words in the Docs, and for each token which of them is its own."""
    if embed.layers[0].name != LEXEMES:
        vectors = embed.ops.flatten(embed.predict(docs))
        return vectors, numpy.arange(len(vectors))
    forward: Any = embed.layers[0]._func  # a _Forward
    words, places = forward.distinct(embed.layers[0], docs)
    return embed.layers[2].layers[0].layers[0].predict(words), places


def _groups(docs: list[Doc]) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Returns for each token of the Docs the number of its group, and how many others are in it.

    The capitalised places of a word in a Doc are a group; any other token is alone in its own.
    """
    columns = numpy.concatenate(
        [doc.to_array([ORTH, LOWER]).reshape(-1, 2) for doc in docs] or [numpy.zeros((0, 2), "uint64")]
    )
    which = numpy.repeat(numpy.arange(1, len(docs) + 1, dtype="uint64"), [len(doc) for doc in docs])
    orth, lower = columns.T
    # (numbers wrap around; that two of them meet is as likely as that two words have the same hash)
    alone = numpy.arange(1, len(orth) + 1, dtype="uint64") * _ODD
    keys = numpy.where(orth != lower, lower ^ (which * _ODD), alone)
    _, group, counts = numpy.unique(keys, return_inverse=True, return_counts=True)
    return group.astype("int32"), counts[group] - 1
