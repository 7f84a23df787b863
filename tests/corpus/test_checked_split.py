"""All cables are hand-checked: train takes the silver labels, dev and test the gold ones."""

import pytest

from cable_ner.corpus.checked_split import split_all_checked
from cable_ner.corpus.partitions import side_of, side_of_gold
from cable_ner.corpus.reasons import Reason
from cable_ner.corpus.splits import SplitTerms
from tests.helpers.splits import BY_MESSAGE, BY_PARAGRAPH, BY_RANK, SHARES, TWIN, cable, cables, left_out, used

TWIN_TRAINED = Reason.TWIN_TRAINED.value


def checked(raw, side=""):
    return [item._replace(gold=True, side=side) for item in raw]


def test_checked_split_uses_one_of_each_pair():
    raw = cables(60)
    result = split_all_checked([*raw, *checked(raw)], SplitTerms(SHARES))
    assert result.mode == BY_MESSAGE
    assert set(used(result)) == {"train", "dev", "test"}
    for index, item in enumerate(raw):
        if side_of(item.message, SHARES, 0) == "train":
            assert (index in result.left_out, left_out(result)[60 + index]) == (False, TWIN_TRAINED)
        else:  # a hand-checked message has a hash of its own for dev or test, as beside others to train on
            assert (left_out(result)[index], 60 + index in result.left_out) == (TWIN, False)
            assert result.sides[60 + index] == side_of_gold(item.message, SHARES, 0)
    assert "every cable has a hand-checked twin" in result.warnings[-1]


def test_checked_split_trains_on_gold_that_is_meant_for_it_and_not_on_silver():
    raw = cables(60)
    result = split_all_checked([*raw, *checked(raw, "train"), *checked(raw)], SplitTerms(SHARES))
    assert {left_out(result)[index] for index in range(60)} == {TWIN}
    for index in range(60):
        to_train_on = 60 + index not in result.left_out
        assert to_train_on == (result.sides[60 + index] == "train")
        assert (120 + index in result.left_out) == to_train_on


@pytest.mark.parametrize("seed", range(8))
def test_checked_split_of_four_messages_has_something_in_every_partition(seed):
    raw = cables(4)
    result = split_all_checked([*raw, *checked(raw)], SplitTerms(SHARES, seed))
    assert result.mode in (BY_MESSAGE, BY_RANK)
    assert set(used(result)) == {"train", "dev", "test"}


def test_checked_split_of_few_messages_is_by_paragraph_and_leaves_no_pair_out():
    raw = cables(2)
    result = split_all_checked([*raw, *checked(raw)], SplitTerms(SHARES))
    assert (result.mode, result.sides, left_out(result)) == (BY_PARAGRAPH, [""] * 4, {})
    # Silver beside gold to train on has no part in it.
    result = split_all_checked([*raw, *checked(raw, "train"), *checked(raw)], SplitTerms(SHARES))
    assert (result.mode, left_out(result)) == (BY_PARAGRAPH, {0: TWIN, 1: TWIN})


def test_checked_split_leaves_copies_of_what_scores_out():
    sides = {side_of(f"message {number}", SHARES, 0): str(number) for number in range(60)}
    one, other = (cable(sides[side], text="the same") for side in ("train", "test"))
    raw = [one, other, *cables(60, "n")]
    result = split_all_checked([*raw, *checked(raw)], SplitTerms(SHARES))
    assert left_out(result)[0].startswith("copy of a cable in ")
