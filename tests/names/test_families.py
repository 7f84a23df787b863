"""Families of names: spellings of one, whichever cables they are in."""

from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster.hierarchy import DisjointSet

from cable_ner.names.families import find_families, smallest_of_sets, word_classes


def test_families_word_classes_join_q_with_g_and_k_but_not_g_with_k():
    classes = word_classes(["qaddafi", "gaddafi", "kadafi", "gomolka", "komolka"])
    assert classes["qaddafi"] == classes["gaddafi"] == classes["kadafi"]
    assert classes["gomolka"] != classes["komolka"]


def test_families_are_of_names_not_of_short_forms():
    found = find_families([("PER", "ann lee"), ("PER", "lee"), ("LOC", "lee")])
    assert found.of == [0, 1, 2]
    assert found.persons == {0: ("ann", "lee"), 1: ("lee",)}


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19))))
def test_families_sets_are_the_connected_components(pairs):
    sets, reached = DisjointSet(range(20)), [{number} for number in range(20)]
    for one, other in pairs:
        sets.merge(one, other)
        whole = reached[one] | reached[other]
        for number in whole:
            reached[number] = whole
    assert smallest_of_sets(sets) == [min(found) for found in reached]
