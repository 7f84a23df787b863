"""Spans carried between the two spacings of a text, there and back."""

import re

from hypothesis import given
from hypothesis import strategies as st

from cable_ner.text import carried, restore


@given(
    st.lists(st.sampled_from(["Ann", " ", "\n", ",", '"', "(", ")", "'s", ".", "a", "\t", "$", "5"]), max_size=30).map(
        "".join
    )
)
def test_spacing_carries_spans_there_and_back(text):
    words = [match.span() for match in re.finditer(r"\S+", text)]
    restored = restore(text)
    there = carried(words, text, restored)
    assert ["".join(restored[start:end].split()) for start, end in there] == [text[start:end] for start, end in words]
    assert carried(there, restored, text) == words
