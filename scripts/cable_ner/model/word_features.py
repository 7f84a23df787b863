"""Features of a word: its form, case, affixes and shape, and what a lexicon knows of it."""

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import groupby

import numpy
from spacy.lang.lex_attrs import word_shape
from spacy.strings import hash_string  # type: ignore[attr-defined]  # (missing in spaCy's stubs)

_CLUSTER_BITS, _RARITY_BITS = 18, 4
_OF_FORM: dict[str, Callable[[str], str]] = {
    "orth": str,
    "lower": str.lower,
    "shape": word_shape,
    "prefix1": lambda word: word[:1],
}
OF_LEXICON = ("cluster", "cluster_lower", "cluster_title", "rarity", "kinds")
Lookup = Callable[[str], tuple[int, int, int]]


def packed(cluster: int, rarity: int, kinds: int) -> int:
    """Returns what the lexicon knows of a form as one number, which `lookup_in` takes apart."""
    return cluster | rarity << _CLUSTER_BITS | kinds << (_CLUSTER_BITS + _RARITY_BITS)


def lookup_in(keys: numpy.ndarray, entries: numpy.ndarray) -> Lookup:
    """Returns a function from a form to its cluster, rarity and kinds: 0 where nothing is known. `keys` must be sorted."""

    @lru_cache(maxsize=16)  # (the features of one word ask for the same few forms)
    def look_up(form: str) -> tuple[int, int, int]:
        key = numpy.uint64(hash_string(form) if form else 0)
        at = int(keys.searchsorted(key))
        value = int(entries[at]) if at < len(keys) and keys[at] == key else 0
        rest = value >> _CLUSTER_BITS
        return value & (1 << _CLUSTER_BITS) - 1, rest & (1 << _RARITY_BITS) - 1, rest >> _RARITY_BITS

    return look_up


def maker_of(feature: str, look_up: Lookup) -> Callable[[str], str]:
    """Returns the function from a word to the value of a feature. Raises ValueError for an unknown feature."""
    affix = re.fullmatch(r"(prefix|suffix)([1-9])", feature)
    bits = re.fullmatch(r"cluster(\d+)", feature)
    if feature in _OF_FORM:
        return _OF_FORM[feature]
    if feature == "short_shape":
        return short_shape
    if affix:
        size = int(affix[2])
        return (lambda word: word.lower()[:size]) if affix[1] == "prefix" else (lambda word: word.lower()[-size:])
    if bits:
        mask = (1 << int(bits[1])) - 1
        return lambda word: f"{(cluster := _cluster(word, look_up)) & mask}{'' if cluster else '-'}"
    makers: dict[str, Callable[[str], str]] = {
        "cluster": lambda word: str(_cluster(word, look_up)),
        "cluster_lower": lambda word: str(look_up(word.lower())[0]),
        "cluster_title": lambda word: str(look_up(word.capitalize())[0]),
        "rarity": lambda word: f"{look_up(word.lower())[1]} {look_up(word.capitalize())[1]}",
        "kinds": lambda word: str(look_up(word.lower())[2]),
    }
    if feature not in makers:
        known = ", ".join((*_OF_FORM, "short_shape", "prefix2", "suffix3", "cluster4", *OF_LEXICON))
        raise ValueError(f"there is no feature '{feature}'; features are {known}, and others with other numbers")
    return makers[feature]


def _cluster(word: str, look_up: Lookup) -> int:
    return look_up(word)[0] or look_up(word.capitalize())[0] or look_up(word.lower())[0]


def short_shape(word: str) -> str:
    """Returns the word with X, x and d for capitals, small letters and digits, runs of one kind cut to one."""
    kinds = ("X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c for c in word)
    return "".join(kind for kind, _ in groupby(kinds))
