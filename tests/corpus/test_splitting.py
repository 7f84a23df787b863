"""Laws of every split: stable, grouped, nothing in two partitions."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cable_ner.corpus.partitions import with_share
from cable_ner.corpus.reasons import Reason
from cable_ner.corpus.splitting import split
from tests.helpers.splits import (
    ARCHIVES,
    BY_MESSAGE,
    BY_PARAGRAPH,
    BY_RANK,
    MANY_MESSAGES,
    SEEDS,
    SHARES,
    SHARES_OF_ALL_KINDS,
    TWIN,
    cable,
    cables,
    left_out,
    used,
    used_by_name,
    with_twins,
)


@given(ARCHIVES, ARCHIVES, SHARES_OF_ALL_KINDS, SEEDS)
def test_splitting_adding_cables_moves_none_by_message(old, new, shares, seed):
    before = split(old, shares, seed=seed)
    assume(before.mode == BY_MESSAGE)
    by_hash = split(old + new, shares, seed=seed, fill=False)
    assert by_hash.sides[: len(old)] == before.sides
    # A copy that scores takes the place of the one trained on, which may have been the only cable of its partition.
    after = split(old + new, shares, seed=seed)
    assert (after.mode == BY_MESSAGE) == (set(used(by_hash)) == with_share(shares))
    if after.mode == BY_MESSAGE:
        assert after == by_hash


@given(ARCHIVES, ARCHIVES, SHARES_OF_ALL_KINDS, SEEDS)
def test_splitting_adding_cables_that_copy_none_stays_by_message(old, new, shares, seed):
    before = split(old, shares, seed=seed)
    assume(before.mode == BY_MESSAGE)
    after = split(old + [item._replace(text=f"new {item.text}") for item in new], shares, seed=seed)
    assert after.mode == BY_MESSAGE
    assert after.sides[: len(old)] == before.sides


def test_splitting_a_copy_of_the_only_cable_of_a_partition_ends_the_split_by_message():
    shares, seed = (0.5, 0.5, 0.0), 1
    old = [cable("a", "m0", "t0"), cable("b", "m1", "t1")]
    before = split(old, shares, seed=seed)
    assert (before.mode, before.sides, left_out(before)) == (BY_MESSAGE, ["dev", "train"], {})
    # Another section of the message in dev has the text that train consists of.
    new = [*old, cable("c", "m0", "t1")]
    assert left_out(split(new, shares, seed=seed, fill=False)) == {1: "copy of a cable in dev"}
    after = split(new, shares, seed=seed)
    assert (after.mode, after.sides, left_out(after)) == (BY_PARAGRAPH, ["", "", ""], {})
    assert [warning[:16] for warning in after.warnings] == ["only 2 messages:"]


@given(st.integers(30, 60), st.lists(st.booleans(), min_size=1, max_size=20), SEEDS)
def test_splitting_adding_cables_moves_none_when_some_are_checked(count, new, seed):
    old = [*cables(count), *cables(count // 2, gold=True)]  # the first half has twins
    before = split(old, SHARES, seed=seed)
    assume(not before.warnings)
    after = split(old + [cable(f"new{number}", gold=gold) for number, gold in enumerate(new)], SHARES, seed=seed)
    assert after.mode == before.mode == BY_MESSAGE
    assert after.sides[: len(old)] == before.sides
    assert {index: after.left_out[index] for index in before.left_out} == before.left_out


@given(ARCHIVES, st.lists(st.integers(0, 99), max_size=6), st.randoms(use_true_random=False), SHARES_OF_ALL_KINDS, SEEDS)
def test_splitting_does_not_depend_on_the_order_of_cables(archive, twins, random, shares, seed):
    archive = with_twins(archive, twins, ["", "dev", "test", "train"])
    shuffled = list(archive)
    random.shuffle(shuffled)
    first, second = split(archive, shares, seed=seed), split(shuffled, shares, seed=seed)
    assert (first.mode, first.warnings) == (second.mode, second.warnings)
    assert used_by_name(archive, first) == used_by_name(shuffled, second)
    assert {archive[i]: reason for i, reason in first.left_out.items()} == {
        shuffled[i]: r for i, r in second.left_out.items()
    }


@given(
    ARCHIVES,
    st.lists(st.integers(0, 99), max_size=6),
    st.sampled_from([[""], ["", "dev", "test", "train"]]),
    SHARES_OF_ALL_KINDS,
    SEEDS,
)
def test_splitting_puts_sections_and_copies_on_one_side(archive, twins, wishes, shares, seed):
    # Years are left out: the numbers of a post begin again with each, which has a test of its own.
    archive = with_twins([item._replace(year=0) for item in archive], twins, wishes)
    result = split(archive, shares, seed=seed)
    assume(result.mode != BY_PARAGRAPH)
    messages, texts = {}, {}
    for index, (item, side) in enumerate(zip(archive, result.sides)):
        if index not in result.left_out:
            assert messages.setdefault(item.message, side) == side
            assert texts.setdefault(item.text, side) == side


@given(ARCHIVES, st.lists(st.integers(0, 99), max_size=6), SHARES_OF_ALL_KINDS, SEEDS)
def test_splitting_has_a_partition_for_every_cable_and_leaves_none_out_without_reason(archive, twins, shares, seed):
    archive = with_twins(archive, twins, [""])
    result = split(archive, shares, seed=seed)
    assert len(result.sides) == len(archive)
    assert set(result.sides) <= ({""} if result.mode == BY_PARAGRAPH else {"train", "dev", "test"})
    texts = [item.text for item in archive]
    for index, why in result.left_out.items():
        if why.reason is Reason.COPY:
            assert texts.count(texts[index]) > 1
        else:
            assert any(item.gold and item.message == archive[index].message or item.text == texts[index] for item in archive)


@given(MANY_MESSAGES, SHARES_OF_ALL_KINDS, SEEDS)
def test_splitting_fills_every_partition_from_four_messages_on(numbers, shares, seed):
    result = split([cable(str(number)) for number in numbers], shares, seed=seed)
    assert result.mode in (BY_MESSAGE, BY_RANK)
    assert left_out(result) == {}
    assert set(result.sides) == {name for name, share in zip(("train", "dev", "test"), shares) if share > 0}


@given(MANY_MESSAGES, st.integers(2, 8), SEEDS)
def test_splitting_fills_every_partition_with_two_checked_messages(numbers, checked, seed):
    raw = [cable(str(number)) for number in numbers]
    checked = min(checked, len(raw) - 1)
    result = split(raw + [item._replace(gold=True) for item in raw[:checked]], SHARES, seed=seed)
    assert set(used(result)) == {"train", "dev", "test"}
    assert left_out(result) == dict.fromkeys(range(checked), TWIN)
    assert all(side != "train" for side in result.sides[len(raw) :])


def test_splitting_same_seed_same_split_another_seed_another():
    archive = cables(200)
    assert split(archive, SHARES, seed=4) == split(archive, SHARES, seed=4)
    assert split(archive, SHARES, seed=4).sides != split(archive, SHARES, seed=5).sides


def test_splitting_partition_shares_are_near_what_was_asked():
    sides = split(cables(3000), SHARES).sides
    # The standard error of a share of 0.1 of 3,000 is 0.0055; four of them.
    assert [sides.count(name) / 3000 for name in ("dev", "test")] == pytest.approx([0.1, 0.1], abs=0.022)
