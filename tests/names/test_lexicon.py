"""What the lexicon has of a word: its kinds, its cluster, how rare it is."""

import pytest

from cable_ner.names.lexicon import KINDS, LexicalEntry, is_census_name, lexical_entries


def kinds_of(form: str) -> set[str]:
    return {kind for bit, kind in enumerate(KINDS) if lexical_entries().get(form, LexicalEntry()).kinds >> bit & 1}


def test_lexicon_knows_names_by_their_lower_cased_words():
    assert kinds_of("libya") == {"country"}
    assert kinds_of("swiss") >= {"nationality"}
    assert {"city", "first name"} <= kinds_of("paris")
    assert "part of a country" in kinds_of("arabia")
    assert "part of a city" in kinds_of("angeles")
    assert kinds_of("smith") == {"surname"}
    assert kinds_of("Libya") == set()


def test_lexicon_puts_like_words_in_like_clusters():
    words = lexical_entries()
    assert words["Libya"].cluster == words["Syria"].cluster != 0
    assert words["London"].cluster == words["Paris"].cluster != words["Libya"].cluster
    assert words["John"].cluster == words["Peter"].cluster


def test_lexicon_knows_how_rare_a_word_is():
    words = lexical_entries()
    assert words["the"].rarity == 1
    assert words["the"].rarity < words["oil"].rarity < words["Tripoli"].rarity <= 8
    assert all(0 <= entry.rarity <= 8 for entry in words.values())


def test_lexicon_fits_its_bits():
    words = lexical_entries()
    assert max(entry.cluster for entry in words.values()) < 1 << 18
    assert max(entry.kinds for entry in words.values()) < 1 << len(KINDS)


def test_lexicon_of_a_language_without_clusters_has_names_alone():
    words = lexical_entries("fi")
    assert words["libya"].kinds == 1
    assert all(entry.cluster == entry.rarity == 0 for entry in words.values())


@pytest.mark.parametrize(
    ("word", "is_one"), [("smith", True), ("ann", True), ("Smith", False), ("gaddafi", False), ("", False)]
)
def test_lexicon_census_names(word, is_one):
    assert is_census_name(word) is is_one
