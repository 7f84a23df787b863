"""Mean and spread, as the tables show them."""

import pytest

from benchmarks.measuring import mean_and_spread


@pytest.mark.parametrize(
    ("values", "expected"), [([], ""), ([70.0], "70.0"), ([70.0, 72.0], "71.0 ±1.4"), ([1.0, 2.0, 3.0], "2.0 ±1.0")]
)
def test_measuring_mean_and_spread(values, expected):
    assert mean_and_spread(values) == expected
