"""Names searched in one pass stand where one search after another finds them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.rules import name_search
from cable_ner.rules.name_search import places_alone, standing_alone

SIGNS = ["Ann", "ANNA", "Lee", "Anna", "al-", "'s", "van ", "-", "_", " ", "é", "A", "1"]
TEXTS = st.lists(st.sampled_from(SIGNS), max_size=12).map("".join)
NAMES = st.sets(TEXTS.filter(lambda name: name[:1].isalnum()), max_size=8)


@given(TEXTS, NAMES)
def test_name_search_in_one_pass_finds_the_same(text, names):
    expected = {name: found for name in names if (found := list(standing_alone(text, name)))}
    few, name_search._FEW = name_search._FEW, -1
    try:
        found = places_alone(text, names)
    finally:
        name_search._FEW = few
    assert {name: places for name, places in found.items() if places} == expected
    assert {name: places for name, places in places_alone(text, names).items() if places} == expected


@pytest.mark.parametrize(
    ("text", "name", "places"),
    [
        ("A A A A A", "A A", [0, 4]),
        ("xA A A A", "A A A", [3]),  # where it is part of a longer word, it hides no place
        ("A-A A", "A", [4]),
        ("ANNANNA ANNA", "ANNA", [8]),
    ],
)
def test_name_search_of_names_that_overlap_themselves(text, name, places):
    assert list(standing_alone(text, name)) == places
