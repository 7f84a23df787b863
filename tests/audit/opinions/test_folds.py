"""Folds hold whole cables, and equally many; so does what is left of too many texts."""

from hypothesis import given
from hypothesis import strategies as st

from cable_ner.audit.crf import Text
from cable_ner.audit.opinions.folds import FOLDS, folds_of, limited


def text(group):
    return Text(group, ["x"], [False], ["O"])


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=20), st.integers(0, 3))
def test_folds_hold_whole_cables_and_are_even(groups, seed):
    texts = [text(group) for group in groups]
    folds = folds_of(texts, seed)
    keys = groups if len(set(groups)) >= FOLDS else [f"{group} {index}" for index, group in enumerate(groups)]
    by_key = dict(zip(keys, folds))
    assert [by_key[key] for key in keys] == folds
    counts = [list(by_key.values()).count(fold) for fold in range(min(FOLDS, len(by_key)))]
    assert min(counts) >= 1
    assert max(counts) - min(counts) <= 1


def test_folds_depend_on_the_seed():
    texts = [text(str(number)) for number in range(40)]
    assert folds_of(texts, 0) == folds_of(texts, 0) != folds_of(texts, 1)


def test_folds_limited_to_whole_groups_that_fit():
    texts = [text(str(number % 10)) for number in range(40)]
    found = limited(texts, 11, seed=0)
    assert len(found) == 8
    assert len({one.group for one in found}) == 2
    assert list(limited(texts, 40, seed=0)) == texts
    assert len(limited(texts, 1, seed=0)) == 4
