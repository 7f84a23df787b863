"""Shares of the cables, each of which holds the smaller ones."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.training.learning import nested, parse_shares
from tests.helpers.invented import cable_names as names
from tests.helpers.invented import invented_docs as cables


def test_shares_in_order_each_once():
    assert parse_shares(" 1, 0.25,,0.5,.25") == [0.25, 0.5, 1.0]


@pytest.mark.parametrize("text", ["0", "1.5", "-0.5", "nan", "half", "0.5;1", "", " , "])
def test_shares_that_are_none(text):
    with pytest.raises(ValueError, match="--shares .* such as 0.25,0.5,1"):
        parse_shares(text)


@given(st.integers(1, 20), st.lists(st.floats(0.01, 1), min_size=1, max_size=4), st.integers(0, 3), st.randoms())
def test_shares_a_larger_share_holds_the_smaller_whatever_the_order(count, shares, seed, random):
    docs, shares = cables(count), sorted(shares)
    parts = nested(docs, shares, seed)
    shuffled = [doc for at in random.sample(range(count), count) for doc in docs[2 * at : 2 * at + 2]]
    assert [names(part) for part in nested(shuffled, shares, seed)] == [names(part) for part in parts]
    for smaller, larger in pairwise(parts):
        assert names(smaller) <= names(larger)
    for share, part in zip(shares, parts):
        assert len(names(part)) == max(round(share * count), 1)
        assert len(part) == 2 * len(names(part))  # whole cables
        assert part == [doc for doc in docs if doc in part]  # in their order


def test_shares_seeds_draw_other_cables():
    docs = cables(40)
    drawn = {frozenset(names(nested(docs, [0.25], seed)[0])) for seed in range(5)}
    assert len(drawn) == 5
    assert {len(part) for part in drawn} == {10}


def test_shares_sections_of_a_message_are_drawn_together():
    docs = cables(12, parts=1)
    for number, doc in enumerate(docs):
        doc.user_data.update(post="MILLTOWN", number=1 + number // 3)  # four messages of three sections
    for seed in range(4):
        sizes = [len(part) for part in nested(docs, [0.1, 0.3, 0.5, 1.0], seed)]
        assert sizes == [3, 6, 6, 12]  # 1, 4, 6 and 12 cables, rounded up to whole messages
