"""New cables beside earlier ones: none changes side, and nothing leaks."""

from hypothesis import assume, given
from hypothesis import strategies as st

from cable_ner.corpus.new_split import Placed, split_new
from cable_ner.corpus.partitions import side_of
from cable_ner.corpus.reasons import Reason
from cable_ner.corpus.splitting import split
from tests.helpers.splits import (
    ARCHIVES,
    BY_MESSAGE,
    BY_PARAGRAPH,
    OTHER_PART,
    SEEDS,
    SHARES,
    SHARES_OF_ALL_KINDS,
    TWIN,
    cable,
    cables,
    left_out,
    placed,
    used,
    with_twins,
)


def over_time(months, shares, seed=0):
    """Returns the rows of all cables: the first month split as ever, each later one beside those before."""
    rows = placed(months[0], split(months[0], shares, seed=seed))
    for month in months[1:]:
        rows += placed(month, split_new(month, rows, shares, seed=seed))
    return rows


def parted(archive, cuts):
    """Returns the archive in months: a cable and its hand-checked twin come in the same one."""
    names = list(dict.fromkeys(item.name for item in archive))
    month = {name: cut for name, cut in zip(names, [0, *cuts, *[0] * len(names)])}
    return [[item for item in archive if month[item.name] == number] for number in range(3)]


_cuts = st.lists(st.integers(0, 2), max_size=40)


@given(
    ARCHIVES,
    st.lists(st.integers(0, 99), max_size=6),
    _cuts,
    st.sampled_from(["", "wishes", "train"]),
    SHARES_OF_ALL_KINDS,
    SEEDS,
)
def test_new_split_over_time_leaks_nothing_and_gives_what_one_split_gives(archive, twins, cuts, kind, shares, seed):
    wishes = {"": [""], "wishes": ["", "dev", "test"], "train": ["", "train"]}[kind]
    archive = with_twins([item._replace(year=0) for item in archive], twins, wishes)
    months = parted(archive, cuts)
    first, at_once = split(months[0], shares, seed=seed), split(archive, shares, seed=seed)
    assume(first.mode != BY_PARAGRAPH)
    rows = over_time(months, shares, seed)
    assert sorted(row.identity for row in rows) == sorted(archive)
    messages, texts = {}, {}
    for item, side, why in rows:
        assert bool(side) != bool(why)
        if side:
            assert messages.setdefault(item.message, side) == side
            assert texts.setdefault(item.text, side) == side
    # What follows holds where the cables up to each month are split by hash alone, and where gold scores in the same
    # partitions: a split by other means says that sides may change, and gold turns silver out of dev and test.
    so_far = [[item for month in months[:count] for item in month] for count in (1, 2, 3)]
    splits = [(cables, split(cables, shares, seed=seed, fill=fill)) for cables in so_far for fill in (True, False)]
    if any((result.mode, result.warnings) != (BY_MESSAGE, []) for _, result in splits):
        return
    if len({frozenset(side for item, side in zip(cables, result.sides) if item.scores) for cables, result in splits}) > 1:
        return
    expected = {item: (at_once.sides[i], at_once.left_out.get(i)) for i, item in enumerate(archive)}
    for item, side, why in rows:
        wanted, why_not = expected[item]
        if side and not why_not:
            assert side == wanted
        elif side:  # what came later speaks against it, and came too late
            assert why_not.reason in (Reason.OTHER_PART, Reason.TWIN, Reason.GOLD_ONLY, Reason.COPY)
        elif not why_not:
            assert why.reason.is_about_earlier or why.reason is Reason.OTHER_PART


def test_new_split_keeps_the_only_silver_message_where_it_filled_train():
    """Its hash says test, which it would leave nothing to train on; with more to train on, one split gives it to test."""
    shares, checked = (0.7, 0.0, 0.3), cable("g", "m2", "t0", gold=True, side="dev")
    twins = [cable("c", "m3", "t0"), cable("d", "m4", "t0")]
    first, later = [cable("a", "m0", "t1"), checked, *twins], [cable("b", "m1", "t2")]
    before = split(first, shares)
    assert used(before) == ["train", "dev"]
    assert before.warnings == [
        "too few silver messages to fill train and test by hash alone; a cable may change sides when others come"
    ]
    assert [side for _, side, _ in over_time([first, later], shares)] == ["train", "dev", "", "", "train"]
    at_once = split([*first, *later], shares)
    assert (used(at_once), at_once.warnings) == (["test", "dev", "train"], [])


@given(ARCHIVES, _cuts, SHARES_OF_ALL_KINDS, SEEDS)
def test_new_split_over_time_without_gold_leaves_nothing_but_copies_out(archive, cuts, shares, seed):
    months = parted(archive, cuts)
    assume(split(months[0], shares, seed=seed).mode == BY_MESSAGE)
    for item, side, why in over_time(months, shares, seed):
        assert side == side_of(item.message, shares, seed) or why.reason in (Reason.COPY, Reason.COPY_OF_EARLIER)


def test_new_split_puts_one_new_cable_where_its_hash_says():
    earlier = [Placed(item, "train") for item in cables(2)]
    for new in cables(40, "n"):
        assert split_new([new], earlier, SHARES).sides == [side_of(new.message, SHARES, 0)]


def test_new_split_beside_cables_split_by_paragraph_leaves_their_other_sections_out():
    old = cable("a")
    earlier = [Placed(old, "train"), Placed(old, "dev"), Placed(old, "test")]
    result = split_new([cable("b", "message a", "another")], earlier, SHARES)
    assert left_out(result) == {0: "its message is already in train and dev and test"}


def test_new_split_sections_follow_their_message_whatever_the_hash_says():
    earlier = [Placed(cable(f"c{number}"), side) for number, side in enumerate(["train", "dev", "test"])]
    new = [cable(f"n{number}", f"message c{number}", f"section {number}") for number in range(3)]
    assert split_new(new, earlier, SHARES).sides == ["train", "dev", "test"]


def test_new_split_copies_of_earlier_texts_are_left_out():
    earlier = [Placed(cable("a"), "train"), Placed(cable("b"), "test")]
    new = [cable("c", text="text a"), cable("d", text="text b"), cable("e", "message a", "text a")]
    assert left_out(split_new(new, earlier, SHARES)) == {
        0: "copy of an earlier cable in train",
        1: "copy of an earlier cable in test",
        2: "copy of an earlier cable in train",
    }


def test_new_split_silver_is_train_where_gold_scores():
    earlier = placed(archive := [*cables(9), *cables(6, gold=True)], split(archive, SHARES))
    assert set(split_new(cables(30, "n"), earlier, SHARES).sides) == {"train"}


def test_new_split_gold_with_its_raw_cable_scores():
    earlier = placed(archive := [*cables(9), *cables(6, gold=True)], split(archive, SHARES))
    new = [cable("n"), cable("n", gold=True, side="dev")]
    result = split_new(new, earlier, SHARES)
    assert (result.sides[1], left_out(result)) == ("dev", {0: TWIN})


def test_new_split_gold_of_a_message_trained_on_is_left_out_and_its_twin_trained_on():
    earlier = placed(archive := [*cables(9), *cables(6, gold=True)], split(archive, SHARES))
    late = cable("c8", gold=True)  # of an earlier silver cable
    section = [cable("s", "message c7", "section"), cable("s", "message c7", "section", gold=True, side="test")]
    result = split_new([late, *section], earlier, SHARES)
    assert left_out(result) == {
        0: "copy of an earlier cable in train",
        2: "its message is already in train",
    }
    assert result.sides[1] == "train"
    # What was left out has no say later either.
    later = [*earlier, *placed([late, *section], result)]
    assert left_out(split_new([cable("t", "message c7", "third")], later, SHARES)) == {}


def test_new_split_other_sections_of_a_gold_message_are_left_out():
    earlier = placed(archive := [*cables(9), *cables(6, gold=True)], split(archive, SHARES))
    assert left_out(split_new([cable("s", "message c1", "section")], earlier, SHARES)) == {0: OTHER_PART}
    other_year = [cable("x", "message y", year=2005), cable("x", "message y", year=2005, gold=True)]
    earlier += placed(other_year, split_new(other_year, earlier, SHARES))
    result = split_new([cable("s", "message y", "another", year=2009)], earlier, SHARES)
    assert (result.sides, left_out(result)) == (["train"], {})


def test_new_split_silver_is_not_scored_with_beside_gold():
    earlier = [Placed(cable("a"), "train"), Placed(cable("b"), "test")]  # no gold yet
    new = [cable("s", "message b", "section"), cable("n"), cable("n", gold=True, side="test")]
    result = split_new(new, earlier, SHARES)
    assert result.sides[2] == "test"
    assert left_out(result) == {
        0: "is silver, while its message is already in test, which has gold",
        1: TWIN,
    }


def test_new_split_when_all_are_checked_goes_on_as_it_began():
    old, new = [*cables(60), *cables(60, gold=True)], [*cables(20, "n"), *cables(20, "n", gold=True)]
    at_once = split([*old, *new], SHARES)
    result = split_new(new, placed(old, split(old, SHARES)), SHARES)
    whole = dict(zip([*old, *new], at_once.sides))
    assert [whole[item] for item in new] == result.sides
    assert {item for item in new if new.index(item) in result.left_out} == {
        item for index, item in enumerate([*old, *new]) if index in at_once.left_out and item in new
    }


def test_new_split_trains_on_no_section_of_a_message_whose_gold_scores():
    """In the first month every cable has gold, so that twins are left out by their message and not by their text."""
    first = [
        cable("a", "m1", "t4"), cable("a", "m1", "t4", gold=True), cable("b", "m1", "t0"),
        cable("c", "m2", "t2"), cable("c", "m2", "t2", gold=True, side="test"),
    ]  # fmt: skip
    shares, seed = (0.7, 0.0, 0.3), 3
    earlier = placed(first, split(first, shares, seed=seed))
    new = [cable("d", "m0", "t0"), cable("e", "m0", "t3"), cable("e", "m0", "t3", gold=True, side="dev")]
    result = split_new(new, earlier, shares, seed=seed)
    sides = {result.sides[index] for index in range(len(new)) if index not in result.left_out}
    assert "train" not in sides
