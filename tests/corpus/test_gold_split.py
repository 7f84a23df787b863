"""Hand-checked cables are scored with, and what belongs to them is not trained on."""

import pytest

from cable_ner.corpus.partitions import side_of
from cable_ner.corpus.splitting import split
from tests.helpers.splits import (
    BY_MESSAGE,
    BY_PARAGRAPH,
    BY_RANK,
    OTHER_PART,
    SHARES,
    TWIN,
    cable,
    cables,
    left_out,
    used,
    used_by_name,
)

FEW_SILVER = "too few silver messages to fill train and dev by hash alone; a cable may change sides when others come"


def test_gold_split_falls_back_to_paragraphs_for_the_only_cable_and_its_twin():
    result = split([cable("a"), cable("a", gold=True)], SHARES)
    assert (result.mode, left_out(result)) == (BY_PARAGRAPH, {})


@pytest.mark.parametrize(
    ("shares", "wanted"), [((0.9, 0.1, 0), {"dev"}), ((0.9, 0, 0.1), {"test"}), ((1, 0, 0), {"dev", "test"})]
)
def test_gold_split_of_checked_cables_heeds_shares_of_zero(shares, wanted):
    # Gold is never train; only where neither dev nor test was asked for does it become both.
    result = split([*cables(40, "raw"), *cables(40, "gold", gold=True)], shares)
    assert set(result.sides[:40]) == {"train"}
    assert set(result.sides[40:]) == wanted


@pytest.mark.parametrize(("shares", "empty"), [((0.8, 0.2, 0), "test"), ((0.8, 0, 0.2), "dev")])
def test_gold_split_of_one_checked_cable_heeds_shares_of_zero(shares, empty):
    assert empty not in split([*cables(30, "raw"), cable("gold", gold=True)], shares).sides


def test_gold_split_uses_the_gold_twin_instead():
    raw = cables(30)
    result = split([*raw, *(item._replace(gold=True) for item in raw[:20])], SHARES)
    assert result.mode == BY_MESSAGE
    assert left_out(result) == dict.fromkeys(range(20), TWIN)
    assert result.sides[:30] == ["train"] * 30
    assert set(result.sides[30:]) == {"dev", "test"}
    assert result.warnings == []


def test_gold_split_knows_a_twin_by_its_text_under_another_message():
    result = split([cable("a", text="same"), *cables(9), cable("z", text="same", gold=True), cable("y", gold=True)], SHARES)
    assert left_out(result) == {0: TWIN}


def test_gold_split_leaves_other_parts_of_a_gold_message_out():
    archive = [cable("section 2", "m", year=2009), cable("no year", "m"), cable("year before", "m", year=2008), *cables(9)]
    result = split([*archive, cable("section 1", "m", gold=True, year=2009), cable("y", gold=True)], SHARES)
    assert left_out(result) == {0: OTHER_PART, 1: OTHER_PART}
    assert result.sides[2] == "train"


def test_gold_split_leaves_every_part_of_a_gold_message_without_a_year_out():
    result = split([cable("b", "m", year=2009), *cables(9), cable("a", "m", gold=True), cable("y", gold=True)], SHARES)
    assert left_out(result) == {0: OTHER_PART}


def test_gold_split_puts_gold_into_the_folder_a_person_chose():
    gold = [cable(f"g{n}", gold=True, side="dev" if n % 3 else "test") for n in range(12)]
    result = split([*cables(5), *gold], SHARES)
    assert result.sides == ["train"] * 5 + [item.side for item in gold]
    assert (left_out(result), result.warnings) == ({}, [])


def test_gold_split_shares_out_gold_that_no_folder_is_named_for():
    # Dev's share of the two is 3/4.
    result = split([*cables(3), *cables(400, "g", gold=True)], (0.2, 0.6, 0.2))
    assert result.sides[3:].count("dev") / 400 == pytest.approx(0.75, abs=0.09)
    assert set(result.sides[3:]) == {"dev", "test"}


def test_gold_split_gold_to_train_on_replaces_its_silver():
    checked = [
        *cables(6, "g", gold=True, side="train"),
        cable("d", gold=True, side="dev"),
        cable("t", gold=True, side="test"),
    ]
    result = split([*cables(6, "g"), *cables(2), *checked], SHARES)
    assert left_out(result) == {
        **dict.fromkeys(range(6), TWIN),
        **dict.fromkeys((6, 7), "only hand-checked labels are trained on"),
    }
    assert used(result) == ["train"] * 6 + ["dev", "test"]


def test_gold_split_ranks_few_gold_messages_so_that_dev_and_test_have_one():
    for seed in range(30):
        result = split([*cables(5), *cables(2, "g", gold=True)], SHARES, seed=seed)
        assert sorted(result.sides[5:]) == ["dev", "test"]


def test_gold_split_of_one_gold_message_takes_dev_from_silver():
    for seed in range(30):
        raw = cables(12)
        result = split([*raw, cable("gold", gold=True)], SHARES, seed=seed)
        assert result.sides[-1] == "test"
        assert set(result.sides[:-1]) == {"train", "dev"}
        assert result.warnings[0] == "only one hand-checked message, so dev or test has none"
        # Where no silver message is in dev by its hash, one is put there, and may leave it again.
        by_hash = {side_of(item.message, (0.8, 0.1, 0.0), seed) for item in raw}
        assert result.warnings[1:] == ([] if "dev" in by_hash else [FEW_SILVER])


@pytest.mark.parametrize("twin", [[], [cable("gold")]])
def test_gold_split_of_one_gold_and_one_other_message_is_by_paragraph(twin):
    archive = [cable("raw"), *twin, cable("gold", gold=True)]
    result = split(archive, SHARES)
    assert (result.mode, result.sides, left_out(result)) == (BY_PARAGRAPH, [""] * len(archive), {})
    [warning] = result.warnings
    assert warning.startswith("only 2 messages: the split is by paragraph")


def test_gold_split_of_one_gold_and_one_other_message_is_by_message_where_no_partition_stays_empty():
    result = split([cable("raw"), cable("gold", gold=True)], (0.9, 0.1, 0))
    assert (result.mode, result.sides) == (BY_MESSAGE, ["train", "dev"])


def test_gold_split_of_three_messages_of_which_one_is_gold_is_by_message_where_no_partition_stays_empty():
    for seed in range(20):
        result = split([*cables(2, "raw"), cable("gold", gold=True)], SHARES, seed=seed)
        assert (result.mode, set(result.sides)) == (BY_MESSAGE, {"train", "dev", "test"})


def test_gold_split_trains_on_silver_twins_when_all_cables_have_gold():
    raw = cables(100)
    archive = [*raw, *(item._replace(gold=True) for item in raw)]
    result = split(archive, SHARES)
    assert result.mode == BY_MESSAGE
    for index, side in enumerate(result.sides[:100]):
        assert side == result.sides[100 + index]
        assert (side == "train") == (side_of(raw[index].message, SHARES, 0) == "train")
        # Of each pair one is used: silver to train on, gold to score with.
        assert (index in left_out(result)) == (side != "train")
        assert (100 + index in left_out(result)) == (side == "train")
    assert len(left_out(result)) == 100
    assert set(used(result)) == {"train", "dev", "test"}


def test_gold_split_of_few_cables_that_all_have_gold_goes_by_rank():
    raw = cables(4)
    seed = next(seed for seed in range(100) if split(raw, SHARES, seed=seed).mode == BY_RANK)
    result = split([*raw, *(item._replace(gold=True) for item in raw)], SHARES, seed=seed)
    assert result.mode == BY_RANK
    assert sorted(used(result)) == ["dev", "test", "train", "train"]


@pytest.mark.parametrize("side", ["dev", "test"])
def test_gold_split_keeps_the_chosen_folder_when_all_gold_is_in_it(side):
    gold = cables(9, "g", gold=True, side=side)
    assert split([*cables(9), *gold], SHARES).sides[9:] == [side] * 9


def test_gold_split_keeps_the_chosen_folder_of_the_only_gold_message():
    assert split([*cables(12), cable("gold", gold=True, side="dev")], SHARES).sides[-1] == "dev"


def test_gold_split_keeps_the_chosen_folder_of_a_gold_message_in_sections():
    sections = [cable("1", "m", gold=True, side="dev"), cable("2", "m", gold=True)]
    for seed in range(20):
        assert split([*cables(3), *cables(40, "g", gold=True), *sections], SHARES, seed=seed).sides[-2:] == ["dev", "dev"]


def test_gold_split_says_so_when_chosen_folders_cannot_be_kept():
    raw = cables(10)
    result = split([*raw, *(item._replace(gold=True, side="test") for item in raw)], SHARES)
    assert result.warnings


def test_gold_split_adding_a_cable_without_gold_moves_none():
    old = [cable(f"c{number}", gold=gold) for number in range(40) for gold in (False, True)]
    new = [*old, cable("new")]
    before, after = used_by_name(old, split(old, SHARES)), used_by_name(new, split(new, SHARES))
    assert {key: after[key] for key in before.keys() & after.keys()} == {
        key: before[key] for key in before.keys() & after.keys()
    }


@pytest.mark.parametrize("others", [2, 4, 8])
def test_gold_split_of_one_gold_message_and_its_twin_fills_train(others):
    for seed in range(40):
        result = split([cable("a"), *cables(others), cable("a", gold=True)], SHARES, seed=seed)
        assert "train" in used(result)
        assert set(used(result)) == {"train", "dev", "test"}


def test_gold_split_of_one_gold_message_besides_gold_to_train_on_fills_dev():
    result = split([*cables(20), cable("t", gold=True, side="test"), *cables(5, "g", gold=True, side="train")], SHARES)
    assert set(used(result)) == {"train", "dev", "test"}


@pytest.mark.parametrize("count", [2, 4, 8])
def test_gold_split_of_gold_to_train_on_alone_falls_back_like_any_other(count):
    for seed in range(20):
        result = split(cables(count, gold=True, side="train"), SHARES, seed=seed)
        assert result.mode == BY_PARAGRAPH or set(used(result)) == {"train", "dev", "test"}


def test_gold_split_says_so_when_a_message_is_both_to_test_and_to_train_on():
    both = [cable("g", gold=True, side="test"), cable("g", gold=True, side="train")]
    result = split(
        [*cables(9), *cables(9, "h", gold=True, side="test"), *cables(9, "i", gold=True, side="dev"), *both], SHARES
    )
    assert result.sides[-2] == "test" or result.warnings
