"""Digests that are the same on every machine: known values, and numbers spread evenly."""

import pytest

from cable_ner.files import digest, unit


def test_digests_are_known_values():
    # (of `b2sum --length 128`, and of `b2sum --length 64` for "1:rain")
    assert digest("rain") == "1a9b85535cffc05c0aeaa242e5b550bd"
    assert unit("rain", 1) == pytest.approx(0.7848354549601122, abs=1e-15)


def test_digests_numbers_are_spread_evenly_and_depend_on_the_seed():
    numbers = [unit(f"key {number}", 3) for number in range(2000)]
    assert all(0 <= number < 1 for number in numbers)
    # The standard error of the share below each bound is at most 0.0112; four of them.
    for bound in (0.1, 0.25, 0.5, 0.9):
        assert sum(number < bound for number in numbers) / 2000 == pytest.approx(bound, abs=0.045)
    assert numbers != [unit(f"key {number}", 4) for number in range(2000)]
