"""Which form names a group, by hand."""

import pytest

from cable_ner.names import FormCount, preferred

LONG, SHORT = "Ann Mary Millbrook", "Millbrook"


@pytest.mark.parametrize(
    ("own", "borrowed", "name"),
    [
        ([(LONG, 1, 1)], [(SHORT, 16, 9)], SHORT),  # once in seventeen
        ([(LONG, 1, 1)], [(SHORT, 9, 9)], LONG),  # once in ten
        ([(LONG, 2, 2)], [(SHORT, 100, 9)], LONG),  # in two cables
        ([(LONG, 2, 1)], [(SHORT, 100, 9)], SHORT),
        ([(LONG, 1, 1), (LONG.upper(), 1, 1)], [(SHORT, 16, 9)], LONG),  # two in eighteen, in two spellings
        ([(LONG, 1, 1)], [(SHORT, 9, 5), ("Ann Millbrook", 10, 5)], "Ann Millbrook"),
        ([(LONG, 1, 1)], [(SHORT, 99, 5), ("Ann Millbrook", 12, 8), ("Ann", 15, 3)], "Ann Millbrook"),
        ([(LONG, 1, 1)], [(SHORT, 99, 5), ("Ann Millbrook", 9, 1), ("Ann", 15, 3)], SHORT),
        ([(LONG, 2, 1), (LONG + "'s", 3, 1)], [], LONG),
        ([(LONG, 2, 1), (LONG.upper(), 3, 1)], [], LONG),
        ([], [(SHORT, 1, 1)], SHORT),
    ],
)
def test_preferred_form_is_well_supported(own, borrowed, name):
    own, borrowed = ([FormCount(*form) for form in forms] for forms in (own, borrowed))
    assert preferred(own, [*own, *borrowed], "PER") == name


def test_preferred_acronym_stays_in_capitals():
    forms = [FormCount("ICRC", 5, 2), FormCount("Icrc", 1, 1)]
    assert preferred(forms, forms, "ORG") == "ICRC"
