"""Names of countries, cities and nationalities: what a cable calls them is there, what is also a word is not."""

import pytest

from cable_ner.names.gazetteer import CITY, COUNTRY, KINDS, NATIONALITY, known_names, with_capitals


@pytest.mark.parametrize(
    ("kind", "some", "none"),
    [
        (COUNTRY, {"Libya", "Bosnia and Herzegovina", "Texas", "Bahamas"}, {"Tripoli", "The Bahamas", "LIBYA", ""}),
        (CITY, {"Tripoli", "Benghazi", "Bern", "Willemstad", "Halle"}, {"Libya", "Woking", ""}),
        (NATIONALITY, {"Libyan", "Libyans", "Iraqi", "Iraqis", "French"}, {"Libya", "Frenchs", "libyan", "Heard", ""}),
    ],
)  # fmt: skip
def test_gazetteer_names_of_a_kind(kind, some, none):
    assert some <= known_names(kind)
    assert not none & known_names(kind)
    assert len(known_names(kind)) > 100


@pytest.mark.parametrize("kind", KINDS)
def test_gazetteer_names_are_as_a_text_has_them(kind):
    for name in known_names(kind):
        assert name == " ".join(name.split())
        assert not set(name) & set("(,/")
        assert not name.islower()


def test_gazetteer_unknown_kind():
    with pytest.raises(ValueError, match="there is no gazetteer of 'river'; give one of country, city, nationality"):
        known_names("river")


def test_gazetteer_names_in_capitals_are_added():
    assert with_capitals(name for name in ["Libya", "U.S."]) == {"Libya", "LIBYA", "U.S."}
    assert with_capitals([]) == set()
