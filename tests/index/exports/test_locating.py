"""Mentions in the text that another program has of a cable."""

import pytest

from cable_ner.index.exports.locating import located, utf16_offsets

NAMES = [("Ann Lee", "PER"), ("Milltown", "LOC"), ("Ann Lee", "PER")]
TEXT = "1. (U) Ann Lee of Milltown spoke. Ann Lee left."
# What another program may have, and where the mentions begin in it; None where that cannot be told.
OTHERS = {
    "as it is": (TEXT, [7, 18, 34]),
    "spaced by a tagger": ("1 . ( U ) Ann Lee of Milltown spoke . Ann Lee left .", [10, 21, 38]),
    "lines": ("Page\n\n1. (U)\u00a0Ann\nLee of Milltown spoke.\r\nAnn Lee left.\n", [13, 24, 41]),
    "brackets": ("1 . ( U ) [PER Ann Lee  ] of [LOC Milltown  ] spoke . [PER Ann Lee  ] left .", [15, 34, 59]),
    "a page header in between": (
        "1. (U) Ann Lee of Mill\nROME 00000960 002.2 OF 002\ntown spoke. Ann Lee left.",
        [7, None, 62],
    ),
    "a part of it": ("Ann Lee left.", [None, None, 0]),
    "another text": ("Rain fell.", [None, None, None]),
}


@pytest.mark.parametrize(("text", "starts"), OTHERS.values(), ids=OTHERS)
def test_mentions_are_found_whatever_the_spacing(make_cable, text, starts):
    cable = make_cable((TEXT, NAMES))
    assert [found.start for found in located(cable, text)] == starts


def test_paragraphs_that_are_alike_are_found_in_order(make_cable):
    cable = make_cable(("Ann Lee left.", [("Ann Lee", "PER")]), ("Ann Lee left.", [("Ann Lee", "PER")]))
    assert [found.start for found in located(cable, "Ann Lee left.\n\nAnn Lee left.")] == [0, 15]


def test_offsets_in_utf16_units():
    text = "😀 Ann, 😀 Lee"
    assert utf16_offsets(text, [0, text.index("Ann"), text.index("Lee")]) == [0, 3, 11]
    assert utf16_offsets("Ann", [0, 2]) == [0, 2]
