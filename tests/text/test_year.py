"""The year a cable was sent in."""

import pytest

from cable_ner.text.year import sent_in, year_of


@pytest.mark.parametrize(
    ("meta", "year"),
    [
        ({"date": "2009-03-01"}, 2009),
        ({"reference_id": "66PORT1"}, 1966),
        ({"date": "?", "reference_id": "10A1"}, 2010),
        ({}, 0),
    ],
)
def test_year_is_that_of_the_date_or_of_the_reference_id(meta, year):
    assert year_of(meta) == year


@pytest.mark.parametrize(
    ("text", "year"),
    [("R 271227Z JAN 10", 2010), ("P 271227Z DEC 79 ZDK", 1979), ("R 121500Z AUG 1974", 1974), ("271227Z", 0)],
)
def test_year_of_a_transmission_is_that_of_its_date_time_group(text, year):
    assert sent_in(text) == year
