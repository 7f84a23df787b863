"""Families of names: spellings of one, whichever cables they are in."""

from cable_ner.names.families import find_families, word_classes


def test_families_word_classes_join_q_with_g_and_k_but_not_g_with_k():
    classes = word_classes(["qaddafi", "gaddafi", "kadafi", "gomolka", "komolka"])
    assert classes["qaddafi"] == classes["gaddafi"] == classes["kadafi"]
    assert classes["gomolka"] != classes["komolka"]


def test_families_are_of_names_not_of_short_forms():
    found = find_families([("PER", "ann lee"), ("PER", "lee"), ("LOC", "lee")])
    assert found.of == [0, 1, 2]
    assert found.persons == {0: ("ann", "lee"), 1: ("lee",)}
