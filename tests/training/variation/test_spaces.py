"""White space around punctuation, and line ends."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.text import restore
from cable_ner.training.variation import TextSample
from cable_ner.training.variation.spaces import token_spaced, wrapped
from tests.helpers.variation import assert_well_formed, mark, marked, mentions, rng, samples, seeds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Yes," said [PER Saif]\'s aide.', '" Yes , " said [PER Saif] \'s aide .'),
        ("(S/NF) We didn't, in [LOC Bern]; why?", "( S/NF ) We did n't , in [LOC Bern] ; why ?"),
        ("REF: A) [LOC TRIPOLI] 941; B) 1,200", "REF: A ) [LOC TRIPOLI] 941 ; B ) 1,200"),
        ('He met [ORG Acme Inc.] in the [LOC U.S.] He (or "she") left.', None),
        ("[ORG Oceans, Land (OL)] won.", "[ORG Oceans , Land ( OL )] won ."),
        ("He left [ORG Acme Inc.] In 1996.", "He left [ORG Acme Inc.] In 1996 ."),
    ],
)
def test_spaces_token_spaced(text, expected):
    expected = expected or 'He met [ORG Acme Inc.] in the [LOC U.S.] He ( or " she " ) left .'
    assert marked(token_spaced(mark(text))) == expected
    assert restore(token_spaced(mark(text)).text) == mark(text).text


@given(samples())
def test_spaces_token_spaced_adds_spaces_only(sample):
    other = token_spaced(sample)
    assert_well_formed(other)
    assert re.sub(" ", "", other.text) == re.sub(" ", "", sample.text)
    assert [(re.sub(" ", "", text), label) for text, label in mentions(other)] == [
        (re.sub(" ", "", text), label) for text, label in mentions(sample)
    ]
    assert token_spaced(other).text.split() == other.text.split()


def test_spaces_line_wraps_come_inside_names():
    text = "[PER Ann Lee] spoke about bread at " * 20
    found = [wrapped(mark(text), rng(seed)) for seed in range(20)]
    assert {len(other.spans) for other in found} == {20}
    assert {text for other in found for text, _ in mentions(other)} == {"Ann Lee", "Ann\nLee"}
    short = {wrapped(TextSample("a piece of a line"), rng(seed)).text for seed in range(99)}
    assert {"a piece of a line", "a\npiece of a line", "a piece\nof a line", "a piece of\na line"} <= short


@given(st.lists(st.text("abc", min_size=1, max_size=20), max_size=80), seeds)
def test_spaces_lines_are_as_long_as_they_can_be(words, seed):
    lines = wrapped(TextSample(" ".join(words)), rng(seed)).text.split("\n")
    assert max(map(len, lines)) <= 75
    assert " ".join(lines) == " ".join(words)
    for line, following in zip(lines[1:], lines[2:]):
        assert len(line) + 1 + len(following.split(" ")[0]) > 65


@given(samples(), seeds)
def test_spaces_line_wraps_replace_single_spaces_only(sample, seed):
    other = wrapped(sample, rng(seed))
    assert (other.spans, other.missing) == (sample.spans, sample.missing)
    for at, (old, new) in enumerate(zip(sample.text, other.text)):
        assert old == new or (old, new) == (" ", "\n") and not (sample.text[at - 1] + sample.text[at + 1]).isspace()
