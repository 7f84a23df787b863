"""Places: countries, states and cities of GeoNames, by the forms in which cables write them."""

import pytest

from cable_ner.names.places import CITY_PLACE, COUNTRY_PLACE, STATE_PLACE, place_of

COUNTRIES = {
    "Libya": "LY", "LIBYA": "LY", "U.S.": "US", "US": "US", "the United States": "US", "UK": "GB", "England": "GB",
    "UAE": "AE",
    "Côte d'Ivoire": "CI", "Cote d’Ivoire": "CI", "Ivory Coast": "CI", "Burma": "MM", "Czech Republic": "CZ",
    "DPRK": "KP",
    "ROK": "KR", "Republic of Korea": "KR", "DRC": "CD", "Zaire": "CD", "Niger": "NE", "Nigeria": "NG", "Kosovo": "XK",
    "Republic of Bulgaria": "BG", "Islamic Republic of Iran": "IR", "Kingdom of Morocco": "MA", "West Bank": "PS",
    "The Netherlands": "NL", "Holy See": "VA", "St. Lucia": "LC", "Saint Lucia": "LC", "Sao Tome": "ST", "Gambia": "GM",
}  # fmt: skip
CITIES = {  # (form, country of the cable) -> country
    ("Tripoli", ""): "LY", ("TRIPOLI", "LY"): "LY", ("Tripoli", "LB"): "LB", ("Benghazi", ""): "LY", ("Sana'a",
    "YE"): "YE",
    ("Washington", "GB"): "US", ("Rangoon", ""): "MM", ("Bombay", ""): "IN", ("Saigon", ""): "VN", ("Kiev", ""): "UA",
    ("St. Petersburg", ""): "RU", ("Cordoba", ""): "AR", ("Cordoba", "ES"): "ES", ("Valletta", "LY"): "MT",
    ("Port-au-Prince", ""): "HT", ("Odessa", "MD"): "UA", ("Jalal-Abad", "KG"): "KG",
    ("Islamabad", "SA"): "PK", ("London", "CA"): "GB", ("Moscow", "US"): "RU", ("Bern", "LY"): "CH", ("Annemasse",
    "CH"): "FR", ("Montana", "BG"): "BG",
}  # fmt: skip
# Countries that are gone, parts of the world, what is ambiguous, and small towns far away.
UNKNOWN = (
    "Soviet Union", "USSR", "Yugoslavia", "Korea", "Congo", "Africa", "Asia", "Middle East", "Green Zone", "Darfur",
    "Of", "BEN",
    "xxxxxxxxxxxx", "Annemasse", "Creek", "!", "",
)  # fmt: skip


@pytest.mark.parametrize(("form", "country"), COUNTRIES.items())
def test_country(form, country):
    place = place_of(form)
    assert (place.country, place.kind, place.coordinates) == (country, COUNTRY_PLACE, None)


@pytest.mark.parametrize(("form", "country"), CITIES.items())
def test_city(form, country):
    place = place_of(*form)
    assert (place.country, place.kind) == (country, CITY_PLACE)


@pytest.mark.parametrize("form", UNKNOWN)
def test_what_is_not_known_is_not_guessed(form):
    assert place_of(form) is None


def test_city_has_coordinates_of_geonames():
    latitude, longitude = place_of("Benghazi").coordinates
    assert (round(latitude, 1), round(longitude, 1)) == (32.1, 20.1)


@pytest.mark.parametrize(("near", "found"), [("", ("GE", COUNTRY_PLACE)), ("US", ("US", STATE_PLACE))])
def test_georgia_is_a_state_in_cables_from_the_us(near, found):
    place = place_of("Georgia", near)
    assert (place.country, place.kind) == found


def test_state_comes_before_small_cities_of_its_name():
    assert place_of("Virginia") == place_of("VIRGINIA") == ("US", STATE_PLACE, "Virginia", None)
