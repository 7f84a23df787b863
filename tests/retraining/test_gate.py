"""The gate, by counts made by hand."""

from pathlib import Path

import numpy
import pytest

from cable_ner.retraining.gate import (
    ComparedCounts,
    Finding,
    Gate,
    HeldOut,
    cannot_tell,
    describe,
    findings,
    outcome,
    verdict,
)

FROZEN = HeldOut("frozen", "gold", Path(), True)
NEW = FROZEN._replace(name="new")


def counts(*cables: tuple[int, int, int]) -> numpy.ndarray:
    """Returns counts [cables, one label and all, 3] of (right, spurious, missed) by cable."""
    return numpy.array([[one, one] for one in cables])


def compared(ours, theirs, labels=("PER",), test=FROZEN):
    return ComparedCounts(test, labels, ours, theirs)


def found(*args, gate=Gate(), **options):
    return findings([compared(*args, **options)], gate)


def test_gate_difference_by_hand():
    # 8 of 10 right, none spurious: F1 16/18; and 9 of 10: 18/19.
    worse, better = counts(*[(8, 0, 2)] * 10), counts(*[(9, 0, 1)] * 10)
    overall, one = found(worse, better)
    assert overall.f == pytest.approx(16 / 18 - 18 / 19)
    low, high = overall.interval
    assert low < overall.f < high < 0
    assert (overall.label, overall.cables, one.label) == ("all", 10, "PER")
    # (half of 3 % for all labels together, the other for the only label; of an interval, as much lies on the other side)
    assert (overall.level, one.level) == (0.97, 0.97)
    assert overall.worse == "the 97 % interval lies below 0"
    assert verdict([overall]) == (
        f"F1 difference on the frozen test (gold, 10 cables): -0.058 [{low:+.3f}, {high:+.3f}], {overall.worse}"
    )
    assert [one.worse for one in found(better, worse)] == ["", ""]
    assert verdict(found(better, better)) == ""


def test_gate_interval_around_zero_does_not_refuse():
    # One cable in five is much worse, the others a little better: -0.009 in all, which chance may well do.
    ours = counts(*[(6, 0, 4), (10, 0, 0), (10, 0, 0), (10, 0, 0), (10, 0, 0)] * 4)
    theirs = counts(*[(10, 0, 0), (9, 0, 1), (9, 0, 1), (9, 0, 1), (10, 0, 0)] * 4)
    overall, _ = found(ours, theirs)
    assert -0.02 < overall.f < -0.005
    assert overall.interval[0] < 0 < overall.interval[1]
    assert overall.worse == ""


@pytest.mark.parametrize(("cables", "refuses"), [(1, False), (2, False), (3, True), (4, True)])
def test_gate_cannot_tell_from_fewer_than_three_cables(cables, refuses):
    # Even a candidate that is worse by far.
    ours, theirs = counts(*[(20, 0, 80), (10, 5, 80), (15, 0, 80), (10, 0, 80)][:cables]), counts(*[(90, 0, 10)] * cables)
    rows = found(ours, theirs)
    assert bool(verdict(rows)) is refuses
    assert (cannot_tell(rows) == "") is refuses
    if not refuses:
        assert [one.interval for one in rows] == [None, None]
        assert cannot_tell(rows).endswith("cannot tell: in fewer than 3 cables")
        # Another test that can tell is enough.
        both = findings([compared(ours, theirs), compared(*[counts(*[(9, 0, 1)] * 5)] * 2, test=NEW)])
        assert cannot_tell(both) == ""


def test_gate_negligible_loss_is_none():
    # 998 and 999 of 1000: -0.0005 in each of 100 cables.
    overall, _ = found(counts(*[(998, 0, 2)] * 100), counts(*[(999, 0, 1)] * 100))
    assert overall.interval[1] < 0
    assert overall.worse == ""


def test_gate_of_a_label_is_corrected_for_their_number():
    labels = ["LOC", "MISC", "ORG", "PER"]
    theirs = numpy.tile([40, 0, 0], (12, 5, 1))
    theirs[:, 4] = [160, 0, 0]
    ours = theirs.copy()
    ours[:, 3] = [37, 0, 3]  # PER alone: 74/77 of 1
    ours[:, 4] = [157, 0, 3]
    overall, *rest = found(ours, theirs, labels)
    assert [one.label for one in rest] == labels
    assert overall.level == pytest.approx(1 - 0.03)
    assert [one.level for one in rest] == pytest.approx([1 - 0.03 / 4] * 4)
    assert [one.label for one in rest if one.worse] == ["PER"]
    assert rest[3].worse == "the 99.25 % interval lies below 0"
    # A loss that is seen with one label need not be with four.
    noisy = theirs.copy()
    noisy[:4, 3] = [36, 0, 4]
    noisy[4:6, 3] = [38, 0, 2]
    apart = found(noisy[:, 3:4].repeat(2, 1), theirs[:, 3:4].repeat(2, 1))[1]
    together = found(noisy, theirs, labels)[4]
    assert apart.f == together.f
    assert apart.interval[1] < 0 < together.interval[1]


def test_gate_is_corrected_for_the_number_of_tests():
    ours, theirs = counts(*[(8, 0, 2)] * 10), counts(*[(9, 0, 1)] * 10)
    rows = findings([compared(ours, theirs), compared(ours, theirs, test=NEW)])
    assert [one.level for one in rows] == pytest.approx([1 - 0.03 / 2] * 4)
    # A test that does not decide takes nothing from those that do, nor does a label that is in too few cables to tell.
    warns = compared(ours, theirs, test=NEW._replace(decides=False))
    assert [one.level for one in findings([warns, compared(ours, theirs)])] == pytest.approx([1 - 0.03] * 4)
    theirs = numpy.concatenate([theirs[:, :1], theirs], axis=1)
    theirs[2:, 0] = 0
    assert [one.level for one in found(theirs, theirs, ("LOC", "PER"))] == pytest.approx([1 - 0.03] * 3)


def test_gate_cables_without_the_label_do_not_count():
    theirs = numpy.zeros((20, 2, 3), dtype=int)
    theirs[:2] = [10, 0, 0]
    ours = theirs.copy()
    ours[:2] = [1, 0, 9]
    _, one = found(ours, theirs, ["MISC"])
    assert (one.cables, one.worse, outcome(one)) == (2, "", "cannot tell: in fewer than 3 cables")


def test_gate_silver_only_warns():
    lost = found(counts(*[(5, 0, 5)] * 10), counts(*[(9, 0, 1)] * 10), test=FROZEN._replace(decides=False))
    assert all(one.worse for one in lost)
    assert verdict(lost) == ""


def test_gate_settings():
    ours, theirs = counts(*[(8, 0, 2)] * 10), counts(*[(9, 0, 1)] * 10)
    assert verdict(found(ours, theirs, gate=Gate(negligible=0.1))) == ""
    assert verdict(found(ours, theirs, gate=Gate(alpha=1e-20))) == ""


def test_describe():
    one = Finding("new", "gold", True, "PER", 7, -0.01, [-0.03, 0.01], 0.9875)
    assert describe(one) == "F1 difference for PER on the new test (gold, 7 cables): -0.010 [-0.030, +0.010], not worse"
