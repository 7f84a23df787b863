"""Cables without gold: by hash, by rank where they are few, copies on one side."""

import pytest

from cable_ner.corpus import message_split
from cable_ner.corpus.partitions import allot, side_of
from cable_ner.corpus.splitting import split
from cable_ner.files import unit
from tests.helpers.splits import BY_MESSAGE, BY_PARAGRAPH, BY_RANK, SHARES, cable, cables, left_out, used


@pytest.mark.parametrize("count", [1, 2, 3])
def test_message_split_falls_back_to_paragraphs_for_one_to_three(count):
    # Seven sections of each message change nothing: it is messages that count.
    result = split([item for item in cables(count) for _ in range(7)], (0.98, 0.01, 0.01))
    assert result.mode == BY_PARAGRAPH
    assert result.sides == [""] * 7 * count
    assert left_out(result) == {}
    assert len(result.warnings) == 1
    assert result.warnings[0].startswith(f"only {count} message{'s' if count > 1 else ''}: the split is by paragraph")


def test_message_split_by_rank_gives_few_messages_a_partition_each_and_warns():
    archive = cables(4)
    seed = next(seed for seed in range(100) if split(archive, SHARES, seed=seed).mode == BY_RANK)
    result = split(archive, SHARES, seed=seed)
    ranked = [side for _, side in sorted(zip(archive, result.sides), key=lambda pair: unit(pair[0].message, seed))]
    assert ranked == ["train", "train", "dev", "test"]
    assert len(result.warnings) == 1
    assert result.warnings[0].startswith("4 messages are too few to split by hash alone")


def test_message_split_by_rank_computes_the_ranks_once(monkeypatch):
    calls = []
    monkeypatch.setattr(message_split, "allot", lambda *args: calls.append(args) or allot(*args))
    assert split(cables(60), (1.0, 1e-9, 1e-9)).mode == BY_RANK
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("shares", "wanted"), [((1, 0, 0), {"train"}), ((0.9, 0.1, 0), {"train", "dev"}), ((0.5, 0, 0.5), {"train", "test"})]
)
def test_message_split_leaves_partitions_with_a_share_of_zero_empty(shares, wanted):
    result = split(cables(200), shares)
    assert result.mode == BY_MESSAGE
    assert set(result.sides) == wanted


def test_message_split_all_to_train_does_so_with_a_single_cable():
    result = split(cables(1), (1, 0, 0))
    assert (result.mode, result.sides, result.warnings) == (BY_MESSAGE, ["train"], [])


def test_message_split_leaves_copies_outside_the_side_that_scores_out():
    names = {
        side: next(str(n) for n in range(999) if side_of(f"message {n}", SHARES, 0) == side)
        for side in ("train", "dev", "test")
    }
    copies = [cable(names[side], text="the same") for side in ("train", "dev", "test")]
    result = split(copies + cables(60), SHARES)
    assert result.sides[:3] == ["train", "dev", "test"]
    assert left_out(result) == {0: "copy of a cable in test", 1: "copy of a cable in test"}
    without_test = split([*copies[:2], *cables(60)], SHARES)
    assert left_out(without_test) == {0: "copy of a cable in dev"}


def test_message_split_keeps_copies_on_the_same_side():
    on_train = [str(n) for n in range(40) if side_of(f"message {n}", SHARES, 0) == "train"][:3]
    result = split([cable(name, text="the same") for name in on_train] + cables(60), SHARES)
    assert left_out(result) == {}


def test_message_split_fills_every_partition_though_copies_are_left_out():
    for seed in range(60):
        archive = [cable("a", text="the same"), cable("b", text="the same"), *cables(4)]
        assert set(used(split(archive, SHARES, seed=seed))) == {"train", "dev", "test"}
