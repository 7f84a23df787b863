"""Where posts are: the country of an embassy, consulate or mission, however a cable or its page writes it."""

import re
from functools import cache

from .places import UNITED_STATES, capitals, cities_named, countries, folded

# Missions that are not named after where they are, and posts whose name is another city's today.
_BY_NAME = {
    "AT": "unvie unvievienna usosce osce",
    "BE": "usnato nato useu",
    "CH": "cdgeneva usmissioncdgeneva",
    "ET": "usau usauaddis",
    "FM": "kolonia",
    "FR": "usoecd oecdparis usunesco unescoparis unescoparisfr",
    "IT": "unrome fodag",
    "PW": "koror",
    "US": "state secstate secstatewashdc washdc departmentofstate secretaryofstate usun usunnewyork",
    "ZW": "salisbury",
}
# Words before the name of the place.
_BEFORE = frozenset(
    """AMEMBASSY AMEMB AMCONSUL AMCONGEN AMCON USEMB USEMBASSY USCONSUL USMISSION USINT USLO USDAO USEU USAU UNVIE USUN
    RPO REO EMBASSY CONSULATE GENERAL MISSION OFFICE BRANCH INTERESTS SECTION LIAISON INSTITUTE AIT TAIWAN IRAN AMERICAN
    US UN FM OF IN TO""".split()
)
_GLUED = re.compile(r"(USEU|USAU|UNVIE|USUN|RPO|REO|AIT)(?=[A-Z]{4})")
_WORDS = re.compile(r"[^\s,;:]+")


@cache
def country_of_post(post: str) -> str:
    """Returns the country (ISO 3166-1 alpha-2) of a post, an empty string if it is not known.

    `post` is what a cable or a page calls it: `TRIPOLI`, `AMEMBASSY TRIPOLI`, `Embassy Tripoli`, `USMISSION GENEVA`,
    `USEUBRUSSELS`. A capital comes before larger cities of its name. Only those listed above are in the U.S.
    """
    words = _WORDS.findall(post)
    while words:
        name = folded("".join(words))
        if found := _named().get(name) or _country(name):
            return found
        word = words[0].upper().replace(".", "")
        if word in _BEFORE:
            words = words[1:]
        elif glued := _GLUED.match(word):
            words = [word[glued.end() :], *words[1:]]
        else:
            break
    return ""


@cache
def _named() -> dict[str, str]:
    return {name: country for country, names in _BY_NAME.items() for name in names.split()}


def _country(name: str) -> str:
    if code := capitals().get(name):
        return code
    if place := countries().get(name):
        return place.country
    cities = [city for some in cities_named(name) for city in some if city.countrycode != UNITED_STATES]
    return max(cities, key=lambda city: city.population).countrycode if cities else ""
