"""What is usual among the old cables."""

import pytest

from cable_ner.retraining.drift.figures import Side, capitals, tokens_per_cable
from cable_ner.retraining.drift.usual import among_old, is_unusual, widened
from tests.helpers.drift import facts


def test_drift_among_old_has_the_groups_in_order_of_date_and_by_lot():
    old = [facts(f"c{number}", tokens=number) for number in range(9)]
    [means] = among_old(old, 50, [tokens_per_cable])  # at most three
    assert means[:7] == [1, 2, 3, 4, 5, 6, 7]
    assert len(means) == 7 + 40
    assert min(means) >= 1 and max(means) <= 7  # noqa: PT018
    assert among_old(old, 50, [tokens_per_cable]) == [means]
    assert among_old(old[:5], 3, [tokens_per_cable, capitals]) == [[], []]


@pytest.mark.parametrize(
    ("value", "side", "expected"),
    [
        (5.0, Side.BOTH, False),
        (0.9, Side.BOTH, True),
        (7.1, Side.BOTH, True),
        (0.9, Side.HIGH, False),
        (7.1, Side.LOW, False),
    ],
)
def test_drift_unusual_is_outside_of_the_range_on_its_side(value, side, expected):
    assert is_unusual(value, [1.0, 7.0], side) is expected


def test_drift_nothing_is_unusual_without_a_range():
    assert not is_unusual(1e9, None, Side.BOTH)


def test_drift_range_is_widened_by_half_on_each_side():
    assert widened([2.0, 4.0, 3.0]) == [1.0, 5.0]
