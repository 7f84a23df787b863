"""The forms in which cables write their dates."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.index.dates import day_of


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2010-02-28 15:10", (2010, 2, 28)),
        ("2010-02-28", (2010, 2, 28)),
        ("2010-02-28T15:10:00Z", (2010, 2, 28)),
        ("281510Z FEB 10", (2010, 2, 28)),
        ("281510Z  Feb 10", (2010, 2, 28)),
        ("010000Z JUN 66", (1966, 6, 1)),
        ("1973 June 1, 00:00 (Friday)", (1973, 6, 1)),
        ("28 February 2010", (2010, 2, 28)),
        ("February 28, 2010", (2010, 2, 28)),
        (" 2010-02-28\n15:10 ", (2010, 2, 28)),
        ("2010-02-30 15:10", None),
        ("301510Z FEB 10", None),
        ("0000-01-01", None),
        ("281510Z FEB", None),
        ("28 Febulary 2010", None),
        ("02/28/2010", None),
        ("2010-02-28 tomorrow", None),
        ("", None),
        ("9" * 5000, None),
    ],
)
def test_entities_day_of(text, day):
    assert day_of(text) == (day and datetime.date(*day))


@given(st.dates(datetime.date(1960, 1, 1), datetime.date(2059, 12, 31)))
def test_entities_day_of_date_time_group(day):
    assert day_of(f"{day:%d}1510Z {day:%b}".upper() + f" {day:%y}") == day == day_of(f"{day.isoformat()} 15:10")
