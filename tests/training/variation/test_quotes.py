"""Quotation marks."""

import re

from hypothesis import given

from cable_ner.training.variation import TextSample
from cable_ner.training.variation.quotes import with_other_quotes
from tests.helpers.variation import assert_well_formed, mark, marked, mentions, rng, samples, seeds, unknown


def test_quotes_quotes():
    text = """"Yes," [PER Ann]'s aide said ("no 'doubt'")."""
    found = {marked(with_other_quotes(mark(text), rng(seed))) for seed in range(40)}
    assert found == {
        "“Yes,” [PER Ann]’s aide said (“no ‘doubt’”).",
        """""Yes,"" [PER Ann]'s aide said (""no 'doubt'"").""",
        """''Yes,'' [PER Ann]'s aide said (''no 'doubt''').""",
        """``Yes,'' [PER Ann]'s aide said (``no 'doubt''').""",
    }
    curly = "“Yes,” [PER Ann]’s aide said (“no ‘doubt’”)."
    assert marked(with_other_quotes(mark(curly), rng())) == text
    assert with_other_quotes(mark("[PER Ann] left."), rng()) == mark("[PER Ann] left.")


def test_quotes_quotes_between_spaces_alternate():
    found = {with_other_quotes(TextSample('he said " yes " and " no "'), rng(seed)).text for seed in range(20)}
    assert "he said “ yes ” and “ no ”" in found


@given(samples(), seeds)
def test_quotes_quotes_change_nothing_else(sample, seed):
    def bare(text):
        return re.sub("[\"'`“”‘’]", "", text)

    other = with_other_quotes(sample, rng(seed))
    assert_well_formed(other)
    assert bare(other.text) == bare(sample.text)
    assert [(bare(text), label) for text, label in mentions(other)] == [
        (bare(text), label) for text, label in mentions(sample)
    ]
    assert list(map(bare, unknown(other))) == list(map(bare, unknown(sample)))
