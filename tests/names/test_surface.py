"""Surface forms of names: the key that forms of one name have in common; by cases worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.names import surface
from cable_ner.names.person_names import parts


@pytest.mark.parametrize(
    ("label", "form", "key"),
    [
        ("PER", "Saif al-Islam", "saif al islam"),
        ("PER", "SAIF AL-ISLAM", "saif al islam"),
        ("PER", "Saif's", "saif"),
        ("PER", "Saif ’s", "saif"),
        ("PER", "As-Sadiq", "al sadiq"),
        ("PER", "President Mr. Ann Lee", "ann lee"),
        ("PER", "Sen. Lee", "lee"),
        ("PER", "President", "president"),
        ("PER", "Director-General", "director general"),
        ("PER", "King Abdullah", "king abdullah"),
        ("PER", "LEE, ANN", "ann lee"),
        ("PER", "Lee, Jr.", "lee jr"),
        ("PER", "J.F. Kennedy", "j f kennedy"),
        ("PER", "Recep Tayyip Erdoğan", "recep tayyip erdogan"),
        ("PER", "Mu‘ammar", "muammar"),
        ("LOC", "Libya’s", "libya"),
        ("LOC", "U.S.", "united states"),
        ("LOC", "U. S.", "united states"),
        ("LOC", "St.Petersburg", "st petersburg"),
        ("LOC", "the Netherlands'", "netherlands"),
        ("LOC", "Łódź", "lodz"),
        ("ORG", "U. S. Navy", "us navy"),
        ("ORG", "Interior Ministry", "ministry of interior"),
        ("ORG", "Ministry of the Interior", "ministry of interior"),
        ("ORG", "Foreign Ministry", "ministry of foreign affairs"),
        ("ORG", "Labour Organisation", "labor organization"),
        ("ORG", "Conference Centre", "conference center"),
        ("ORG", "AMEMBASSY BERN", "embassy bern"),
        ("ORG", "Procter & Gamble", "procter and gamble"),
        ("ORG", "AF/E", "af/e"),
        ("MISC", "F-16s", "f16"),
        ("MISC", "F 16", "f16"),
        ("MISC", "1990s", "1990s"),
        ("MISC", "हिन्दी", "हिन्दी"),
        ("PER", "...", "..."),
        ("PER", "'s", "'s"),
    ],
)
def test_surface_key(label, form, key):
    assert surface.key(form, label) == key


@given(st.text(min_size=1, max_size=130), st.sampled_from(["PER", "ORG", "LOC", "MISC", "GPE"]))
def test_surface_key_is_never_empty(form, label):
    assert surface.key(form, label)
    assert parts(surface.key(form, label))


@given(st.text("abcdefgst .-'", min_size=1, max_size=30), st.sampled_from(["PER", "ORG", "LOC"]))
def test_surface_key_has_no_case(form, label):
    assert surface.key(form, label) == surface.key(form.upper(), label) == surface.key(form.title(), label)


def test_surface_key_of_what_is_no_name_is_itself():
    assert surface.key("A" * 5000, "PER") == "a" * 5000


@pytest.mark.parametrize(
    ("key", "compact"),
    [("abdul jalil", "abduljalil"), ("ma li", "ma li"), ("resolution 12 67", "resolution12 67"), ("new york", "newyork")],
)
def test_surface_compact(key, compact):
    assert surface.compact(key) == compact


@pytest.mark.parametrize(
    ("short", "full", "is_one"),
    [
        ("ICRC", "International Committee of the Red Cross", True),
        ("WHO", "World Health Organization", True),
        ("DOD", "Department of Defense", True),
        ("U.N.", "United Nations", True),
        ("UN", "UNICEF", False),
        ("ICRC", "Red Cross", False),
        ("who", "World Health Organization", False),
        ("A", "Army", False),
        ("ABCDEFGHIJ", "A B C D E F G H I J", False),
    ],
)
def test_surface_is_acronym(short, full, is_one):
    assert surface.is_acronym(short, full) is is_one
