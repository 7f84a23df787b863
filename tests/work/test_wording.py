"""How messages word numbers."""

import pytest

from cable_ner.work import number_of


@pytest.mark.parametrize(
    ("count", "noun", "words"),
    [
        (0, "cables", "0 cables"),
        (1, "cables", "1 cable"),
        (1, "entities", "1 entity"),
        (1, "input files", "1 input file"),
        (2500, "entities", "2,500 entities"),
    ],
)
def test_wording_number_of(count, noun, words):
    assert number_of(count, noun) == words
