"""Which partition a cable goes to: stable, grouped, nothing in two of them."""

from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cable_ner.corpus import splitting as split_module
from cable_ner.corpus.splitting import (
    BEFORE,
    BY_MESSAGE,
    BY_PARAGRAPH,
    BY_RANK,
    COPY,
    OTHER_PART,
    TWIN,
    Identity,
    Placed,
    allot,
    by_paragraph,
    identify,
    order_key,
    paragraph_key,
    side_of,
    split,
    split_new,
)
from cable_ner.files.digests import digest, unit
from cable_ner.text import HEADER, PARAGRAPH, SIGNATURE, Cable, Mention, Paragraph

SHARES = (0.8, 0.1, 0.1)
LAW = settings(derandomize=True, database=None, deadline=None, max_examples=150)


def cable(name, message="", text="", *, gold=False, side="", year=0):
    """Returns an identity: a message and a text of its own unless they are given."""
    return Identity(name, message or f"message {name}", text or f"text {name}", year, gold, side)


def cables(count, prefix="c", **kinds):
    return [cable(f"{prefix}{number}", **kinds) for number in range(count)]


def used(result):
    """Returns the sides of the cables that are not left out."""
    return [side for index, side in enumerate(result.sides) if index not in result.left_out]


def used_by_name(identities, result):
    return {(item.name, item.gold): result.sides[i] for i, item in enumerate(identities) if i not in result.left_out}


# Few messages and texts for many cables, so that sections, copies and twins are common.
_identities = st.builds(
    lambda name, message, text, year: Identity(f"n{name}", f"m{message}", f"t{text}", year),
    st.integers(0, 999),
    st.integers(0, 25),
    st.integers(0, 40),
    st.sampled_from([0, 0, 2005, 2009]),
)
_archives = st.lists(_identities, min_size=1, max_size=40, unique_by=lambda item: item.name)
_many_messages = st.lists(st.integers(0, 10_000), min_size=4, max_size=60, unique=True)
_shares = st.sampled_from(
    [(0.8, 0.1, 0.1), (0.4, 0.3, 0.3), (1.0, 1.0, 1.0), (0.5, 0.5, 0.0), (0.7, 0.0, 0.3), (8.0, 1.0, 1.0)]
)
_seeds = st.integers(0, 5)


def _checked(identities, twins, wishes):
    """Returns the archive, with a hand-checked twin of the cables at `twins`, one wish a message."""
    indices = sorted({index % len(identities) for index in twins})
    side = {identities[index].message: wishes[position % len(wishes)] for position, index in enumerate(indices)}
    return identities + [identities[index]._replace(gold=True, side=side[identities[index].message]) for index in indices]


# -- hashes --------------------------------------------------------------------------------------


def test_split_unit_is_in_range_and_depends_on_key_and_seed():
    values = [unit(str(key), 0) for key in range(2000)]
    assert all(0 <= value < 1 for value in values)
    assert len(set(values)) == 2000
    # 2,000 uniform numbers: the mean is 0.5 with a standard error of 0.0065.
    assert sum(values) / 2000 == pytest.approx(0.5, abs=0.026)
    assert unit("a", 0) == unit("a", 0) != unit("a", 1)


@pytest.mark.parametrize(
    ("at", "expected"),
    [(0.0, "train"), (0.7999, "train"), (0.8001, "dev"), (0.8999, "dev"), (0.9001, "test"), (0.99999, "test")],
)
def test_split_side_of_cuts_the_unit_interval_by_shares(monkeypatch, at, expected):
    monkeypatch.setattr(split_module, "unit", lambda _key, _seed: at)
    assert side_of("key", SHARES, 0) == expected
    assert side_of("key", (8, 1, 1), 0) == expected  # shares need not sum to 1


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ((1, 0, 0), {"train"}),
        ((0, 1, 0), {"dev"}),
        ((0, 0, 1), {"test"}),
        ((1, 0, 1), {"train", "test"}),
        ((0, 1, 1), {"dev", "test"}),
    ],
)
def test_split_side_of_never_gives_a_share_of_zero_anything(shares, expected):
    assert {side_of(str(key), shares, 0) for key in range(300)} == expected


def test_split_side_of_comes_near_the_shares():
    sides = [side_of(str(key), SHARES, 3) for key in range(5000)]
    # The standard error of a share of 0.1 of 5,000 is 0.0042; four of them.
    assert sides.count("dev") / 5000 == pytest.approx(0.1, abs=0.017)
    assert sides.count("test") / 5000 == pytest.approx(0.1, abs=0.017)


@pytest.mark.parametrize(
    ("count", "shares", "expected"),
    [
        (0, SHARES, []),
        (1, SHARES, ["train"]),
        (2, SHARES, ["train", "dev"]),
        (3, SHARES, ["train", "dev", "test"]),
        (10, SHARES, ["train"] * 8 + ["dev", "test"]),
        (20, SHARES, ["train"] * 16 + ["dev"] * 2 + ["test"] * 2),
        (5, (1, 0, 0), ["train"] * 5),
        (4, (0.5, 0, 0.5), ["train", "train", "test", "test"]),
        (5, (0, 0.5, 0.5), ["dev", "dev", "dev", "test", "test"]),
        (4, (0.98, 0.01, 0.01), ["train", "train", "dev", "test"]),
    ],
)
def test_split_allot_gives_every_partition_its_share_and_at_least_one(count, shares, expected):
    keys = [f"k{number}" for number in range(count)]
    assert list(allot(keys, shares).items()) == list(zip(keys, expected))


# -- identity ------------------------------------------------------------------------------------

LONG = "The minister said that the harvest was good and the roads were bad , and that he would write . " * 4


def _cable(*texts, zone=PARAGRAPH, name="a.txt", **meta):
    return Cable(name, [Paragraph(text, [], zone) for text in texts], meta)


def test_split_identity_of_a_message_is_post_and_number():
    first = identify(_cable(LONG + "one", post="PORT AU PRINCE", number=17, section=1, sections=2))
    second = identify(_cable(LONG + "two", post="PORTAUPRINCE", number=17, section=2, sections=2))
    other = identify(_cable(LONG + "one", post="PORT AU PRINCE", number=18))
    assert first.message == second.message != other.message
    assert first.text == other.text != second.text


@pytest.mark.parametrize(
    "copy",
    [
        LONG.upper(),
        LONG.replace(" , ", ", "),
        "\n" + LONG.replace(" ", "\n"),
        LONG.replace(".", "!"),
        LONG.replace(",", "–"),
    ],
)
def test_split_identity_of_a_copy_ignores_spaces_case_and_punctuation(copy):
    assert identify(_cable(LONG)).text == identify(_cable(copy)).text


def test_split_identity_of_a_text_is_of_its_paragraphs_and_not_of_its_header():
    body = Paragraph(LONG, [], PARAGRAPH)
    first = Cable("a", [Paragraph("UNCLAS ROME 000001", [], HEADER), body, Paragraph("ROE", [], SIGNATURE)], {})
    second = Cable("b", [Paragraph("UNCLAS PARIS 000002", [], HEADER), body], {})
    assert identify(first).text == identify(second).text


def test_split_identity_of_a_short_body_takes_the_header_too():
    # "Please see septel." is the body of many cables that are no copies of each other.
    first = Cable("a", [Paragraph("ROME 000001 VISIT", [], HEADER), Paragraph("Please see septel.", [], PARAGRAPH)], {})
    second = Cable("b", [Paragraph("ROME 000002 WHEAT", [], HEADER), Paragraph("Please see septel.", [], PARAGRAPH)], {})
    assert identify(first).text != identify(second).text


def test_split_identity_of_a_cable_without_number_is_its_text():
    assert identify(_cable(LONG)).message == identify(_cable(LONG, name="b.txt")).message == identify(_cable(LONG)).text
    assert identify(_cable(LONG, post="ROME")).message == identify(_cable(LONG)).message


@pytest.mark.parametrize(
    ("meta", "year"),
    [
        ({}, 0),
        ({"date": "2009-03-01 10:00"}, 2009),
        ({"reference_id": "09ROME17"}, 2009),
        ({"reference_id": "73ROME17"}, 1973),
        ({"reference_id": "00ROME17"}, 2000),
        ({"date": "1998-03-01", "reference_id": "09ROME17"}, 1998),
        ({"date": "March 2009"}, 0),
        ({"date": "March 2009", "reference_id": "09ROME17"}, 2009),
    ],
)
def test_split_identity_has_the_year_the_cable_says(meta, year):
    assert identify(_cable(LONG, **meta)).year == year


def test_split_identity_keeps_name_gold_and_wish():
    assert identify(_cable(LONG, name="x/a.txt"), gold=True, side="dev")[3:] == (0, True, "dev")
    assert identify(_cable(LONG, name="x/a.txt")).name == "x/a.txt"


def test_split_order_keeps_sections_together():
    archive = [cable(f"{section}-{message}", f"m{message}") for section in "ab" for message in range(20)]
    messages = [item.message for item in sorted(archive, key=order_key)]
    assert messages[::2] == messages[1::2]
    assert messages[::2] != sorted(messages[::2])
    assert all(first.name < second.name for first, second in list(pairwise(sorted(archive, key=order_key)))[::2])


# -- laws of every split -------------------------------------------------------------------------


@LAW
@given(_archives, _archives, _shares, _seeds)
def test_split_adding_cables_moves_none_by_message(old, new, shares, seed):
    before = split(old, shares, seed=seed)
    assume(before.mode == BY_MESSAGE)
    after = split(old + new, shares, seed=seed)
    assert after.mode == BY_MESSAGE
    assert after.sides[: len(old)] == before.sides


@LAW
@given(st.integers(30, 60), st.lists(st.booleans(), min_size=1, max_size=20), _seeds)
def test_split_adding_cables_moves_none_when_some_are_checked(count, new, seed):
    old = [*cables(count), *cables(count // 2, gold=True)]  # the first half has twins
    before = split(old, SHARES, seed=seed)
    assume(not before.warnings)
    after = split(old + [cable(f"new{number}", gold=gold) for number, gold in enumerate(new)], SHARES, seed=seed)
    assert after.mode == before.mode == BY_MESSAGE
    assert after.sides[: len(old)] == before.sides
    assert {index: after.left_out[index] for index in before.left_out} == before.left_out


@LAW
@given(_archives, st.lists(st.integers(0, 99), max_size=6), st.randoms(use_true_random=False), _shares, _seeds)
def test_split_does_not_depend_on_the_order_of_cables(archive, twins, random, shares, seed):
    archive = _checked(archive, twins, ["", "dev", "test", "train"])
    shuffled = list(archive)
    random.shuffle(shuffled)
    first, second = split(archive, shares, seed=seed), split(shuffled, shares, seed=seed)
    assert (first.mode, first.warnings) == (second.mode, second.warnings)
    assert used_by_name(archive, first) == used_by_name(shuffled, second)
    assert {archive[i]: reason for i, reason in first.left_out.items()} == {
        shuffled[i]: r for i, r in second.left_out.items()
    }


@LAW
@given(
    _archives,
    st.lists(st.integers(0, 99), max_size=6),
    st.sampled_from([[""], ["", "dev", "test", "train"]]),
    _shares,
    _seeds,
)
def test_split_puts_sections_and_copies_on_one_side(archive, twins, wishes, shares, seed):
    # Years are left out: the numbers of a post begin again with each, which has a test of its own.
    archive = _checked([item._replace(year=0) for item in archive], twins, wishes)
    result = split(archive, shares, seed=seed)
    assume(result.mode != BY_PARAGRAPH)
    messages, texts = {}, {}
    for index, (item, side) in enumerate(zip(archive, result.sides)):
        if index not in result.left_out:
            assert messages.setdefault(item.message, side) == side
            assert texts.setdefault(item.text, side) == side


@LAW
@given(_archives, st.lists(st.integers(0, 99), max_size=6), _shares, _seeds)
def test_split_has_a_partition_for_every_cable_and_leaves_none_out_without_reason(archive, twins, shares, seed):
    archive = _checked(archive, twins, [""])
    result = split(archive, shares, seed=seed)
    assert len(result.sides) == len(archive)
    assert set(result.sides) <= ({""} if result.mode == BY_PARAGRAPH else {"train", "dev", "test"})
    texts = [item.text for item in archive]
    for index, reason in result.left_out.items():
        if reason.startswith("copy of a cable in "):
            assert texts.count(texts[index]) > 1
        else:
            assert any(item.gold and item.message == archive[index].message or item.text == texts[index] for item in archive)


@LAW
@given(_many_messages, _shares, _seeds)
def test_split_fills_every_partition_from_four_messages_on(numbers, shares, seed):
    result = split([cable(str(number)) for number in numbers], shares, seed=seed)
    assert result.mode in (BY_MESSAGE, BY_RANK)
    assert result.left_out == {}
    assert set(result.sides) == {name for name, share in zip(("train", "dev", "test"), shares) if share > 0}


@LAW
@given(_many_messages, st.integers(2, 8), _seeds)
def test_split_fills_every_partition_with_two_checked_messages(numbers, checked, seed):
    raw = [cable(str(number)) for number in numbers]
    checked = min(checked, len(raw) - 1)
    result = split(raw + [item._replace(gold=True) for item in raw[:checked]], SHARES, seed=seed)
    assert set(used(result)) == {"train", "dev", "test"}
    assert result.left_out == dict.fromkeys(range(checked), TWIN)
    assert all(side != "train" for side in result.sides[len(raw) :])


def test_split_same_seed_same_split_another_seed_another():
    archive = cables(200)
    assert split(archive, SHARES, seed=4) == split(archive, SHARES, seed=4)
    assert split(archive, SHARES, seed=4).sides != split(archive, SHARES, seed=5).sides


def test_split_partition_shares_are_near_what_was_asked():
    sides = split(cables(3000), SHARES).sides
    # The standard error of a share of 0.1 of 3,000 is 0.0055; four of them.
    assert [sides.count(name) / 3000 for name in ("dev", "test")] == pytest.approx([0.1, 0.1], abs=0.022)


# -- too few cables ------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 3])
def test_split_falls_back_to_paragraphs_for_one_to_three(count):
    # Seven sections of each message change nothing: it is messages that count.
    result = split([item for item in cables(count) for _ in range(7)], (0.98, 0.01, 0.01))
    assert result.mode == BY_PARAGRAPH
    assert result.sides == [""] * 7 * count
    assert result.left_out == {}
    assert len(result.warnings) == 1
    assert result.warnings[0].startswith(f"only {count} message{'s' if count > 1 else ''}: split by paragraph")


def test_split_falls_back_to_paragraphs_for_the_only_cable_and_its_twin():
    result = split([cable("a"), cable("a", gold=True)], SHARES)
    assert (result.mode, result.left_out) == (BY_PARAGRAPH, {})


def test_split_by_rank_gives_few_messages_a_partition_each_and_warns():
    archive = cables(4)
    seed = next(seed for seed in range(100) if split(archive, SHARES, seed=seed).mode == BY_RANK)
    result = split(archive, SHARES, seed=seed)
    ranked = [side for _, side in sorted(zip(archive, result.sides), key=lambda pair: unit(pair[0].message, seed))]
    assert ranked == ["train", "train", "dev", "test"]
    assert len(result.warnings) == 1
    assert result.warnings[0].startswith("4 messages are too few to split by hash alone")


def test_split_by_rank_computes_the_ranks_once(monkeypatch):
    calls = []
    monkeypatch.setattr(split_module, "allot", lambda *args: calls.append(args) or allot(*args))
    assert split(cables(60), (1.0, 1e-9, 1e-9)).mode == BY_RANK
    assert len(calls) == 1


def _paragraphs(*specs):
    return [Paragraph(text, [Mention(0, 1, "LOC", 1)] if mentions else [], zone) for text, zone, mentions in specs]


def test_split_by_paragraph_shares_out_paragraphs_with_mentions():
    body = _paragraphs(*[(f"Rome paragraph {number}.", PARAGRAPH, True) for number in range(20)])
    rest = _paragraphs(("Rome header", HEADER, True), ("No name here.", PARAGRAPH, False))
    sides = by_paragraph([Cable("a", rest[:1] + body[:10]), Cable("b", body[10:] + rest[1:])], SHARES)
    assert set(sides) == {paragraph_key(paragraph) for paragraph in body + rest}
    assert sorted(sides[paragraph_key(paragraph)] for paragraph in body) == ["dev"] * 2 + ["test"] * 2 + ["train"] * 16
    assert [sides[paragraph_key(paragraph)] for paragraph in rest] == ["train", "train"]


@pytest.mark.parametrize(("shares", "first"), [((0.0, 0.5, 0.5), "dev"), ((0.0, 0.0, 1.0), "test"), (SHARES, "train")])
def test_split_by_paragraph_puts_what_is_not_shared_out_where_there_is_a_share(shares, first):
    body = _paragraphs(*[(f"Rome paragraph {number}.", PARAGRAPH, True) for number in range(6)])
    [rest] = _paragraphs(("No name here.", PARAGRAPH, False))
    sides = by_paragraph([Cable("a", [*body, rest])], shares)
    assert sides[paragraph_key(rest)] == first
    assert set(sides.values()) == {name for name, share in zip(("train", "dev", "test"), shares) if share}


def test_split_by_paragraph_takes_other_zones_where_numbered_paragraphs_are_too_few():
    specs = [
        ("Rome one", PARAGRAPH, True),
        ("Rome two", PARAGRAPH, True),
        ("Rome header", HEADER, True),
        ("no", PARAGRAPH, False),
    ]
    paragraphs = _paragraphs(*specs)
    sides = by_paragraph([Cable("a", paragraphs)], SHARES)
    assert set(sides) == {paragraph_key(paragraph) for paragraph in paragraphs}
    assert sorted(sides[paragraph_key(paragraph)] for paragraph in paragraphs[:3]) == ["dev", "test", "train"]
    assert sides[paragraph_key(paragraphs[3])] == "train"


def test_split_by_paragraph_keeps_copies_of_a_paragraph_together():
    # The second cable repeats the first's paragraphs, spaced and cased otherwise.
    first = Cable("a", _paragraphs(*[(f"Rome paragraph {number}.", PARAGRAPH, True) for number in range(8)]))
    second = Cable("b", _paragraphs(*[(f"ROME paragraph {number} .", PARAGRAPH, True) for number in range(8)]))
    assert by_paragraph([first, second], SHARES) == by_paragraph([first], SHARES) == by_paragraph([second, first], SHARES)


def test_split_by_paragraph_depends_on_the_seed():
    archive = [Cable("a", _paragraphs(*[(f"Rome paragraph {number}.", PARAGRAPH, True) for number in range(30)]))]
    assert (
        by_paragraph(archive, SHARES, seed=1)
        == by_paragraph(archive, SHARES, seed=1)
        != by_paragraph(archive, SHARES, seed=2)
    )


@pytest.mark.parametrize(
    ("count", "expected"), [(0, []), (1, ["train"]), (2, ["dev", "train"]), (3, ["dev", "test", "train"])]
)
def test_split_by_paragraph_with_hardly_any_has_something_to_train_on(count, expected):
    paragraphs = _paragraphs(*[(f"Rome paragraph {number}.", PARAGRAPH, True) for number in range(count)])
    assert sorted(by_paragraph([Cable("a", paragraphs)], SHARES).values()) == expected


# -- shares of zero ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shares", "wanted"), [((1, 0, 0), {"train"}), ((0.9, 0.1, 0), {"train", "dev"}), ((0.5, 0, 0.5), {"train", "test"})]
)
def test_split_leaves_partitions_with_a_share_of_zero_empty(shares, wanted):
    result = split(cables(200), shares)
    assert result.mode == BY_MESSAGE
    assert set(result.sides) == wanted


def test_split_all_to_train_does_so_with_a_single_cable():
    result = split(cables(1), (1, 0, 0))
    assert (result.mode, result.sides, result.warnings) == (BY_MESSAGE, ["train"], [])


@pytest.mark.parametrize(
    ("shares", "wanted"), [((0.9, 0.1, 0), {"dev"}), ((0.9, 0, 0.1), {"test"}), ((1, 0, 0), {"dev", "test"})]
)
def test_split_of_checked_cables_heeds_shares_of_zero(shares, wanted):
    # Gold is never train; only where neither dev nor test was asked for does it become both.
    result = split([*cables(40, "raw"), *cables(40, "gold", gold=True)], shares)
    assert set(result.sides[:40]) == {"train"}
    assert set(result.sides[40:]) == wanted


@pytest.mark.parametrize(("shares", "empty"), [((0.8, 0.2, 0), "test"), ((0.8, 0, 0.2), "dev")])
def test_split_of_one_checked_cable_heeds_shares_of_zero(shares, empty):
    assert empty not in split([*cables(30, "raw"), cable("gold", gold=True)], shares).sides


# -- copies --------------------------------------------------------------------------------------


def test_split_leaves_copies_outside_the_side_that_scores_out():
    names = {
        side: next(str(n) for n in range(999) if side_of(f"message {n}", SHARES, 0) == side)
        for side in ("train", "dev", "test")
    }
    copies = [cable(names[side], text="the same") for side in ("train", "dev", "test")]
    result = split(copies + cables(60), SHARES)
    assert result.sides[:3] == ["train", "dev", "test"]
    assert result.left_out == {0: "copy of a cable in test", 1: "copy of a cable in test"}
    without_test = split([*copies[:2], *cables(60)], SHARES)
    assert without_test.left_out == {0: "copy of a cable in dev"}


def test_split_keeps_copies_on_the_same_side():
    on_train = [str(n) for n in range(40) if side_of(f"message {n}", SHARES, 0) == "train"][:3]
    result = split([cable(name, text="the same") for name in on_train] + cables(60), SHARES)
    assert result.left_out == {}


def test_split_fills_every_partition_though_copies_are_left_out():
    for seed in range(60):
        archive = [cable("a", text="the same"), cable("b", text="the same"), *cables(4)]
        assert set(used(split(archive, SHARES, seed=seed))) == {"train", "dev", "test"}


# -- hand-checked cables -------------------------------------------------------------------------


def test_split_uses_the_gold_twin_instead():
    raw = cables(30)
    result = split([*raw, *(item._replace(gold=True) for item in raw[:20])], SHARES)
    assert result.mode == BY_MESSAGE
    assert result.left_out == dict.fromkeys(range(20), TWIN)
    assert result.sides[:30] == ["train"] * 30
    assert set(result.sides[30:]) == {"dev", "test"}
    assert result.warnings == []


def test_split_knows_a_twin_by_its_text_under_another_message():
    result = split([cable("a", text="same"), *cables(9), cable("z", text="same", gold=True), cable("y", gold=True)], SHARES)
    assert result.left_out == {0: TWIN}


def test_split_leaves_other_parts_of_a_gold_message_out():
    archive = [cable("section 2", "m", year=2009), cable("no year", "m"), cable("year before", "m", year=2008), *cables(9)]
    result = split([*archive, cable("section 1", "m", gold=True, year=2009), cable("y", gold=True)], SHARES)
    assert result.left_out == {0: OTHER_PART, 1: OTHER_PART}
    assert result.sides[2] == "train"


def test_split_leaves_every_part_of_a_gold_message_without_a_year_out():
    result = split([cable("b", "m", year=2009), *cables(9), cable("a", "m", gold=True), cable("y", gold=True)], SHARES)
    assert result.left_out == {0: OTHER_PART}


def test_split_puts_gold_into_the_folder_a_person_chose():
    gold = [cable(f"g{n}", gold=True, side="dev" if n % 3 else "test") for n in range(12)]
    result = split([*cables(5), *gold], SHARES)
    assert result.sides == ["train"] * 5 + [item.side for item in gold]
    assert (result.left_out, result.warnings) == ({}, [])


def test_split_shares_out_gold_that_no_folder_is_named_for():
    # Dev's share of the two is 3/4.
    result = split([*cables(3), *cables(400, "g", gold=True)], (0.2, 0.6, 0.2))
    assert result.sides[3:].count("dev") / 400 == pytest.approx(0.75, abs=0.09)
    assert set(result.sides[3:]) == {"dev", "test"}


def test_split_gold_to_train_on_replaces_its_silver():
    checked = [
        *cables(6, "g", gold=True, side="train"),
        cable("d", gold=True, side="dev"),
        cable("t", gold=True, side="test"),
    ]
    result = split([*cables(6, "g"), *cables(2), *checked], SHARES)
    assert result.left_out == {
        **dict.fromkeys(range(6), TWIN),
        **dict.fromkeys((6, 7), "only hand-checked labels are trained on"),
    }
    assert used(result) == ["train"] * 6 + ["dev", "test"]


def test_split_ranks_few_gold_messages_so_that_dev_and_test_have_one():
    for seed in range(30):
        result = split([*cables(5), *cables(2, "g", gold=True)], SHARES, seed=seed)
        assert sorted(result.sides[5:]) == ["dev", "test"]


def test_split_of_one_gold_message_takes_dev_from_silver():
    for seed in range(30):
        result = split([*cables(12), cable("gold", gold=True)], SHARES, seed=seed)
        assert result.sides[-1] == "test"
        assert set(result.sides[:-1]) == {"train", "dev"}
        assert result.warnings == ["only one hand-checked message: dev and test do not both have one"]


@pytest.mark.parametrize("twin", [[], [cable("gold")]])
def test_split_of_one_gold_and_one_other_message_is_by_paragraph(twin):
    archive = [cable("raw"), *twin, cable("gold", gold=True)]
    result = split(archive, SHARES)
    assert (result.mode, result.sides, result.left_out) == (BY_PARAGRAPH, [""] * len(archive), {})
    [warning] = result.warnings
    assert warning.startswith("only 2 messages: split by paragraph")


def test_split_of_one_gold_and_one_other_message_is_by_message_where_no_partition_stays_empty():
    result = split([cable("raw"), cable("gold", gold=True)], (0.9, 0.1, 0))
    assert (result.mode, result.sides) == (BY_MESSAGE, ["train", "dev"])


def test_split_of_three_messages_of_which_one_is_gold_is_by_message_where_no_partition_stays_empty():
    for seed in range(20):
        result = split([*cables(2, "raw"), cable("gold", gold=True)], SHARES, seed=seed)
        assert (result.mode, set(result.sides)) == (BY_MESSAGE, {"train", "dev", "test"})


def test_split_trains_on_silver_twins_when_all_cables_have_gold():
    raw = cables(100)
    archive = [*raw, *(item._replace(gold=True) for item in raw)]
    result = split(archive, SHARES)
    assert result.mode == BY_MESSAGE
    for index, side in enumerate(result.sides[:100]):
        assert side == result.sides[100 + index]
        assert (side == "train") == (side_of(raw[index].message, SHARES, 0) == "train")
        # Of each pair one is used: silver to train on, gold to score with.
        assert (index in result.left_out) == (side != "train")
        assert (100 + index in result.left_out) == (side == "train")
    assert len(result.left_out) == 100
    assert set(used(result)) == {"train", "dev", "test"}


def test_split_of_few_cables_that_all_have_gold_goes_by_rank():
    raw = cables(4)
    seed = next(seed for seed in range(100) if split(raw, SHARES, seed=seed).mode == BY_RANK)
    result = split([*raw, *(item._replace(gold=True) for item in raw)], SHARES, seed=seed)
    assert result.mode == BY_RANK
    assert sorted(used(result)) == ["dev", "test", "train", "train"]


@pytest.mark.parametrize("side", ["dev", "test"])
def test_split_keeps_the_chosen_folder_when_all_gold_is_in_it(side):
    gold = cables(9, "g", gold=True, side=side)
    assert split([*cables(9), *gold], SHARES).sides[9:] == [side] * 9


def test_split_keeps_the_chosen_folder_of_the_only_gold_message():
    assert split([*cables(12), cable("gold", gold=True, side="dev")], SHARES).sides[-1] == "dev"


def test_split_keeps_the_chosen_folder_of_a_gold_message_in_sections():
    sections = [cable("1", "m", gold=True, side="dev"), cable("2", "m", gold=True)]
    for seed in range(20):
        assert split([*cables(3), *cables(40, "g", gold=True), *sections], SHARES, seed=seed).sides[-2:] == ["dev", "dev"]


def test_split_says_so_when_chosen_folders_cannot_be_kept():
    raw = cables(10)
    result = split([*raw, *(item._replace(gold=True, side="test") for item in raw)], SHARES)
    assert result.warnings


def test_split_adding_a_cable_without_gold_moves_none():
    old = [cable(f"c{number}", gold=gold) for number in range(40) for gold in (False, True)]
    new = [*old, cable("new")]
    before, after = used_by_name(old, split(old, SHARES)), used_by_name(new, split(new, SHARES))
    assert {key: after[key] for key in before.keys() & after.keys()} == {
        key: before[key] for key in before.keys() & after.keys()
    }


@pytest.mark.parametrize("others", [2, 4, 8])
def test_split_of_one_gold_message_and_its_twin_fills_train(others):
    for seed in range(40):
        result = split([cable("a"), *cables(others), cable("a", gold=True)], SHARES, seed=seed)
        assert "train" in used(result)
        assert set(used(result)) == {"train", "dev", "test"}


def test_split_of_one_gold_message_besides_gold_to_train_on_fills_dev():
    result = split([*cables(20), cable("t", gold=True, side="test"), *cables(5, "g", gold=True, side="train")], SHARES)
    assert set(used(result)) == {"train", "dev", "test"}


@pytest.mark.parametrize("count", [2, 4, 8])
def test_split_of_gold_to_train_on_alone_falls_back_like_any_other(count):
    for seed in range(20):
        result = split(cables(count, gold=True, side="train"), SHARES, seed=seed)
        assert result.mode == BY_PARAGRAPH or set(used(result)) == {"train", "dev", "test"}


def test_split_says_so_when_a_message_is_both_to_test_and_to_train_on():
    both = [cable("g", gold=True, side="test"), cable("g", gold=True, side="train")]
    result = split(
        [*cables(9), *cables(9, "h", gold=True, side="test"), *cables(9, "i", gold=True, side="dev"), *both], SHARES
    )
    assert result.sides[-2] == "test" or result.warnings


def test_split_digest_is_a_stable_hex_number():
    # A changed digest would move every cable of every archive.
    assert digest("") == "cae66941d9efbd404e4d88758ea67670"
    assert digest("a") != digest("b")
    assert len(digest("x" * 10_000)) == 32


# -- new cables beside earlier ones --------------------------------------------------------------


def placed(identities, result):
    """Returns what a split says of cables, as the next one is told it."""
    return [
        Placed(item, "" if index in result.left_out else result.sides[index], result.left_out.get(index, ""))
        for index, item in enumerate(identities)
    ]


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


@LAW
@given(_archives, st.lists(st.integers(0, 99), max_size=6), _cuts, st.sampled_from(["", "wishes", "train"]), _shares, _seeds)
def test_split_over_time_leaks_nothing_and_gives_what_one_split_gives(archive, twins, cuts, kind, shares, seed):
    wishes = {"": [""], "wishes": ["", "dev", "test"], "train": ["", "train"]}[kind]
    archive = _checked([item._replace(year=0) for item in archive], twins, wishes)
    months = parted(archive, cuts)
    first, at_once = split(months[0], shares, seed=seed), split(archive, shares, seed=seed)
    assume(first.mode != BY_PARAGRAPH)
    rows = over_time(months, shares, seed)
    assert sorted(row.identity for row in rows) == sorted(archive)
    messages, texts = {}, {}
    for item, side, left_out in rows:
        assert bool(side) != bool(left_out)
        if side:
            assert messages.setdefault(item.message, side) == side
            assert texts.setdefault(item.text, side) == side
    if any((result.mode, result.warnings) != (BY_MESSAGE, []) for result in (first, at_once)):
        return  # sides were not by hash alone, and a full split says that they may change
    expected = {item: (at_once.sides[i], at_once.left_out.get(i, "")) for i, item in enumerate(archive)}
    for item, side, left_out in rows:
        wanted, why_not = expected[item]
        if side and not why_not:
            assert side == wanted
        elif side:  # what came later speaks against it, and came too late
            assert why_not in (OTHER_PART, TWIN, "only hand-checked labels are trained on") or why_not.startswith(COPY)
        elif not why_not:
            assert left_out.endswith(BEFORE) or left_out == OTHER_PART


@LAW
@given(_archives, _cuts, _shares, _seeds)
def test_split_over_time_without_gold_leaves_nothing_but_copies_out(archive, cuts, shares, seed):
    months = parted(archive, cuts)
    assume(split(months[0], shares, seed=seed).mode == BY_MESSAGE)
    for item, side, left_out in over_time(months, shares, seed):
        assert side == side_of(item.message, shares, seed) or left_out.startswith(COPY)


def test_split_new_puts_one_new_cable_where_its_hash_says():
    earlier = [Placed(item, "train") for item in cables(2)]
    for new in cables(40, "n"):
        assert split_new([new], earlier, SHARES).sides == [side_of(new.message, SHARES, 0)]


def test_split_new_beside_cables_split_by_paragraph_leaves_their_other_sections_out():
    old = cable("a")
    earlier = [Placed(old, "train"), Placed(old, "dev"), Placed(old, "test")]
    result = split_new([cable("b", "message a", "another")], earlier, SHARES)
    assert result.left_out == {0: "its message is in train and dev and test since an earlier conversion"}


def test_split_new_sections_follow_their_message_whatever_the_hash_says():
    earlier = [Placed(cable(f"c{number}"), side) for number, side in enumerate(["train", "dev", "test"])]
    new = [cable(f"n{number}", f"message c{number}", f"section {number}") for number in range(3)]
    assert split_new(new, earlier, SHARES).sides == ["train", "dev", "test"]


def test_split_new_copies_of_earlier_texts_are_left_out():
    earlier = [Placed(cable("a"), "train"), Placed(cable("b"), "test")]
    new = [cable("c", text="text a"), cable("d", text="text b"), cable("e", "message a", "text a")]
    assert split_new(new, earlier, SHARES).left_out == {
        0: "copy of a cable in train since an earlier conversion",
        1: "copy of a cable in test since an earlier conversion",
        2: "copy of a cable in train since an earlier conversion",
    }


def test_split_new_silver_is_train_where_gold_scores():
    earlier = placed(archive := [*cables(9), *cables(6, gold=True)], split(archive, SHARES))
    assert set(split_new(cables(30, "n"), earlier, SHARES).sides) == {"train"}


def test_split_new_gold_with_its_raw_cable_scores():
    earlier = placed(archive := [*cables(9), *cables(6, gold=True)], split(archive, SHARES))
    new = [cable("n"), cable("n", gold=True, side="dev")]
    result = split_new(new, earlier, SHARES)
    assert (result.sides[1], result.left_out) == ("dev", {0: TWIN})


def test_split_new_gold_of_a_message_trained_on_is_left_out_and_its_twin_trained_on():
    earlier = placed(archive := [*cables(9), *cables(6, gold=True)], split(archive, SHARES))
    late = cable("c8", gold=True)  # of an earlier silver cable
    section = [cable("s", "message c7", "section"), cable("s", "message c7", "section", gold=True, side="test")]
    result = split_new([late, *section], earlier, SHARES)
    assert result.left_out == {
        0: "copy of a cable in train since an earlier conversion",
        2: "its message is in train since an earlier conversion",
    }
    assert result.sides[1] == "train"
    # What was left out has no say later either.
    later = [*earlier, *placed([late, *section], result)]
    assert split_new([cable("t", "message c7", "third")], later, SHARES).left_out == {}


def test_split_new_other_sections_of_a_gold_message_are_left_out():
    earlier = placed(archive := [*cables(9), *cables(6, gold=True)], split(archive, SHARES))
    assert split_new([cable("s", "message c1", "section")], earlier, SHARES).left_out == {0: OTHER_PART}
    other_year = [cable("x", "message y", year=2005), cable("x", "message y", year=2005, gold=True)]
    earlier += placed(other_year, split_new(other_year, earlier, SHARES))
    result = split_new([cable("s", "message y", "another", year=2009)], earlier, SHARES)
    assert (result.sides, result.left_out) == (["train"], {})


def test_split_new_silver_is_not_scored_with_beside_gold():
    earlier = [Placed(cable("a"), "train"), Placed(cable("b"), "test")]  # no gold yet
    new = [cable("s", "message b", "section"), cable("n"), cable("n", gold=True, side="test")]
    result = split_new(new, earlier, SHARES)
    assert result.sides[2] == "test"
    assert result.left_out == {
        0: "is not hand-checked, as others in test are, where its message is since an earlier conversion",
        1: TWIN,
    }


def test_split_new_when_all_are_checked_goes_on_as_it_began():
    old, new = [*cables(60), *cables(60, gold=True)], [*cables(20, "n"), *cables(20, "n", gold=True)]
    at_once = split([*old, *new], SHARES)
    result = split_new(new, placed(old, split(old, SHARES)), SHARES)
    whole = dict(zip([*old, *new], at_once.sides))
    assert [whole[item] for item in new] == result.sides
    assert {item for item in new if new.index(item) in result.left_out} == {
        item for index, item in enumerate([*old, *new]) if index in at_once.left_out and item in new
    }
