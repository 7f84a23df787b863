"""Cables that hang together, and the texts of one cable."""

import pytest
from hypothesis import given

from cable_ner.corpus.groups import by_cable, groups_of
from tests.helpers.splits import ARCHIVES, cable


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ("", ""),
        ("a1", "a"),
        ("a1 b2", "a b"),
        ("b1 b2", "b b"),  # sections
        ("b1 a1", "a a"),  # copies: the first message names the group, whatever the order
        ("c1 b1 b2 a2 d3", "a a a a d"),  # c and a share nothing, but hang together over b
        ("d1 c2 b1 a2 c3 b3", "a a a a a a"),
    ],
)
def test_groups_of_sections_and_copies(pairs, expected):
    cables = [cable(pair, message=pair[0], text=pair[1]) for pair in pairs.split()]
    assert groups_of(cables) == expected.split()


@given(ARCHIVES)
def test_groups_of_are_the_connected_cables(archive):
    groups = groups_of(archive)
    for item, group in zip(archive, groups):
        for other, another in zip(archive, groups):
            if item.message == other.message or item.text == other.text:
                assert group == another
    # A group is named by the first of its messages, and has no part that is connected to no other.
    for group in set(groups):
        members = [item for item, name in zip(archive, groups) if name == group]
        assert group == min(item.message for item in members)
        found, left = members[:1], members[1:]
        while near := [
            item for item in left if any(item.message == other.message or item.text == other.text for other in found)
        ]:
            found += near
            left = [item for item in left if item not in near]
        assert left == []


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([], []),
        (["a"], [[0]]),
        (["a", "b", "a"], [[0, 2], [1]]),
        (["b", "", "a", "b", ""], [[0, 3], [1], [2], [4]]),
    ],
)
def test_groups_by_cable(groups, expected):
    assert by_cable(groups) == expected
