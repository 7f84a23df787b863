"""Features of a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.model.word_features import maker_of, short_shape


@pytest.mark.parametrize(
    ("feature", "value"),
    [
        ("orth", "McKinley"), ("lower", "mckinley"), ("prefix1", "M"), ("prefix3", "mck"), ("suffix4", "nley"),
        ("shape", "XxXxxxx"), ("short_shape", "XxXx"), ("cluster", "0"), ("cluster4", "0-"),
        ("rarity", "0 0"), ("kinds", "0"),
    ],
)  # fmt: skip
def test_word_features_of_the_form(feature, value):
    assert maker_of(feature, lambda _form: (0, 0, 0))("McKinley") == value


def test_word_features_of_the_lexicon():
    known = {"Libya": (0b1110110110, 6, 0), "libya": (0, 0, 1), "oil": (0b101, 3, 0)}

    def value(feature: str, word: str) -> str:
        return maker_of(feature, lambda form: known.get(form, (0, 0, 0)))(word)

    assert value("cluster", "Libya") == value("cluster", "LIBYA") == str(0b1110110110)
    assert value("cluster", "Oil") == "5"
    assert value("cluster4", "LIBYA") == str(0b0110)
    assert value("cluster_lower", "LIBYA") == "0"
    assert value("cluster_title", "libya") == str(0b1110110110)
    assert value("rarity", "LIBYA") == "0 6"
    assert value("kinds", "LIBYA") == "1"


@given(st.text(max_size=12))
def test_word_features_short_shapes_have_no_runs(word):
    shape = short_shape(word)
    assert all(a != b for a, b in zip(shape, shape[1:]))
    assert len(shape) <= len(word)
