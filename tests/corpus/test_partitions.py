"""How keys are shared out among partitions: by hash, by rank, in the shares that were asked for."""

import pytest

from cable_ner.corpus import partitions
from cable_ner.corpus.partitions import allot, side_of
from cable_ner.files import digest, unit
from tests.helpers.splits import SHARES


def test_partitions_unit_is_in_range_and_depends_on_key_and_seed():
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
def test_partitions_side_of_cuts_the_unit_interval_by_shares(monkeypatch, at, expected):
    monkeypatch.setattr(partitions, "unit", lambda _key, _seed: at)
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
def test_partitions_side_of_never_gives_a_share_of_zero_anything(shares, expected):
    assert {side_of(str(key), shares, 0) for key in range(300)} == expected


def test_partitions_side_of_comes_near_the_shares():
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
def test_partitions_allot_gives_every_partition_its_share_and_at_least_one(count, shares, expected):
    keys = [f"k{number}" for number in range(count)]
    assert list(allot(keys, shares).items()) == list(zip(keys, expected))


def test_partitions_digest_is_a_stable_hex_number():
    # A changed digest would move every cable of every archive.
    assert digest("") == "cae66941d9efbd404e4d88758ea67670"
    assert digest("a") != digest("b")
    assert len(digest("x" * 10_000)) == 32
