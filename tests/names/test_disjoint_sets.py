"""Sets of numbers that are joined."""

from hypothesis import given
from hypothesis import strategies as st

from cable_ner.names.disjoint_sets import DisjointSets


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19))))
def test_disjoint_sets_are_the_connected_components(pairs):
    sets, reached = DisjointSets(20), [{number} for number in range(20)]
    for one, other in pairs:
        sets.merge(one, other)
        whole = reached[one] | reached[other]
        for number in whole:
            reached[number] = whole
    assert sets.smallest() == [min(found) for found in reached]
