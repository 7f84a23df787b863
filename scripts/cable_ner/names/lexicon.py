"""Prior knowledge about words: their Brown cluster, how rare they are, and whether they are parts of names.

Clusters and probabilities are spaCy's own (spacy-lookups-data), learnt from web text. Countries, nationalities and
cities are those of GeoNames and countryinfo; first names and surnames those of the U.S. census of 1990.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import repeat
from typing import NamedTuple

from spacy.util import load_language_data, registry

from .gazetteer import COUNTRY, NATIONALITY, cities_with_people, known_names

KINDS = (
    "country", "part of a country", "nationality", "city", "town", "part of a city", "first name", "surname", "rare surname",
)  # fmt: skip
_CITY_PEOPLE, _PART_PEOPLE = 200_000, 100_000  # inhabitants, at least, of a city, and of one whose name has several words
_COMMON_SURNAMES = 70.0  # per cent of all people, the most common names first
_LEAST_LOG_PROBABILITY = -15.5


class LexicalEntry(NamedTuple):
    """What is known about one form of a word; 0 where nothing is known.

    `cluster`: its path in the tree of Brown clusters, the root in the lowest bit (so `cluster & 15` is where the first four
    steps lead). `rarity`: 1 (most common) to 8. `kinds`: bit n is set if the lower-cased form is in KINDS[n].
    """

    cluster: int = 0
    rarity: int = 0
    kinds: int = 0


@cache
def lexical_entries(lang: str = "en") -> dict[str, LexicalEntry]:
    """Returns an entry for each form of a word about which something is known; `kinds` stands at the lower-cased form alone.

    A language without clusters in spacy-lookups-data has entries from the gazetteers and the census alone.
    """
    clusters = {word: int(cluster) for word, cluster in _table(lang, "lexeme_cluster").items() if cluster}
    logs = _table(lang, "lexeme_prob")
    rarities = {word: _rarity(log) for word, log in logs.items() if log > _LEAST_LOG_PROBABILITY}
    kinds: dict[str, int] = defaultdict(int)
    for word, kind in (*_places(), *_people()):
        kinds[word.lower()] |= 1 << KINDS.index(kind)
    forms = [*{**clusters, **rarities, **kinds}]
    columns = (map(known.get, forms, repeat(0)) for known in (clusters, rarities, kinds))
    return dict(zip(forms, map(LexicalEntry._make, zip(*columns))))


def _table(lang: str, name: str) -> dict[str, float]:
    paths = registry.lookups.get(lang) if lang in registry.lookups else {}
    table = load_language_data(paths[name]) if name in paths else {}
    return table if isinstance(table, dict) else {}


def _rarity(log_probability: float) -> int:
    return min(max(int((-log_probability - 3.5) / 1.5), 1), 8)


def _places() -> Iterator[tuple[str, str]]:
    for name in known_names(COUNTRY):
        words = [word for word in name.split() if word[:1].isupper()]
        yield from ((word, "country" if len(words) == 1 else "part of a country") for word in words)
    yield from ((word, "nationality") for name in known_names(NATIONALITY) for word in name.split())
    for name, people in cities_with_people():
        words = name.split()
        if len(words) == 1:
            yield name, "city" if people >= _CITY_PEOPLE else "town"
        elif people >= _PART_PEOPLE:
            yield from ((word, "part of a city") for word in words if word[:1].isupper())


def _people() -> Iterator[tuple[str, str]]:
    """Yields first names and surnames of the census. A line is: name, per cent of people, per cent so far."""
    for sex in ("female", "male"):
        yield from ((line.split()[0], "first name") for line in _census(f"dist.{sex}.first"))
    for line in _census("dist.all.last"):
        name, _, so_far, _ = line.split()
        yield name, "surname" if float(so_far) <= _COMMON_SURNAMES else "rare surname"


def _census(name: str) -> list[str]:
    return (files("names") / name).read_text(encoding="utf8").splitlines()


@cache
def _census_names() -> frozenset[str]:
    persons = sum(1 << KINDS.index(kind) for kind in ("first name", "surname", "rare surname"))
    return frozenset(form for form, entry in lexical_entries("xx").items() if entry.kinds & persons)


def is_census_name(word: str) -> bool:
    """Returns whether the U.S. census has such a first name or surname, in small letters: many people may be called so."""
    return word in _census_names()
