"""Common words, and other letters for the rest."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.training.variation import TextSample, common_words
from cable_ner.training.variation.letters import scrambled, with_other_letters
from tests.helpers.variation import COMMON, mark, mentions, outside, rng, samples, seeds


def test_letters_words_of_a_corpus():
    found = common_words([TextSample("Bread bread wheat, wheat-bread; fish M113abc"), TextSample("WHEAT apples")], rare=2)
    assert found == {"bread", "wheat"}


def test_letters_only_rare_words_get_other_letters():
    sample = mark("[PER Qadhafi] spoke about MARKET, 12th, xxxxxxxxxxxx and [PER QADHAFI], [PER Qadhafi]")
    other = with_other_letters(sample, COMMON, rng(), share=1.0)
    names = [text for text, _ in mentions(other)]
    assert names[0] == names[2] != "Qadhafi"
    assert re.fullmatch("Q[a-z]{3}afi", names[0])
    assert re.fullmatch("Q[A-Z]{3}AFI", names[1])
    assert outside(other) == outside(sample) == " spoke about MARKET, 12th, xxxxxxxxxxxx and , "
    assert with_other_letters(sample, COMMON, rng(), share=0.0) == sample


def test_letters_a_share_of_the_words_gets_other_letters():
    words = [f"{first}{second}wwwwxyz" for first in "abcdefghijklmnopqrstuvwxyz" for second in "abcdefghijklmnopqrstuvwxyz"]
    other = with_other_letters(TextSample(" ".join(words)), frozenset(), rng(), share=0.3).text.split()
    assert sum(map(str.__ne__, words, other)) == pytest.approx(0.3 * 676, abs=50)


@given(st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=20), seeds)
def test_letters_scrambled_word_keeps_length_ends_and_case(word, seed):
    other = scrambled(word, rng(seed))
    assert len(other) == len(word)
    assert (other[0], other[-3:]) == (word[0], word[-3:])
    assert [char for char in other if not char.isalpha()] == [char for char in word if not char.isalpha()]
    assert [char.isupper() for char in other] == [char.isupper() for char in word]


@given(samples(), seeds)
def test_letters_other_letters_change_nothing_else(sample, seed):
    other = with_other_letters(sample, COMMON, rng(seed), share=1.0)
    assert (other.spans, other.missing) == (sample.spans, sample.missing)
    assert len(other.text) == len(sample.text)
    assert re.sub(r"[^\W\d_]", "", other.text) == re.sub(r"[^\W\d_]", "", sample.text)
    for old, new in zip(re.findall(r"[^\W\d_]+", sample.text), re.findall(r"[^\W\d_]+", other.text)):
        assert (new[0], new[-3:]) == (old[0], old[-3:])
