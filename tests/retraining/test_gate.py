"""The gate, by counts made by hand."""

from pathlib import Path

import numpy
import pytest

from cable_ner.retraining.gate import Finding, Gate, HeldOut, describe, fewest, findings, verdict

FROZEN = HeldOut("frozen", "gold", Path(), True)


def counts(*cables: tuple[int, int, int]) -> numpy.ndarray:
    """Returns counts [cables, one label and all, 3] of (right, spurious, missed) by cable."""
    return numpy.array([[one, one] for one in cables])


def test_gate_difference_by_hand():
    # 8 of 10 right, none spurious: F1 16/18; and 9 of 10: 18/19.
    worse, better = counts(*[(8, 0, 2)] * 10), counts(*[(9, 0, 1)] * 10)
    overall, one = findings(worse, better, ["PER"], FROZEN)
    assert overall.f == pytest.approx(16 / 18 - 18 / 19)
    assert overall.interval == pytest.approx([overall.f] * 2)  # (all cables are alike)
    assert (overall.label, overall.cables, overall.level, one.label, one.level) == ("all", 10, 0.95, "PER", 0.95)
    assert overall.worse == "the 95 % interval lies below 0"
    assert (
        verdict([overall]) == "F1 difference on the frozen test (gold, 10 cables): -0.058 [-0.058, -0.058], " + overall.worse
    )
    assert [one.worse for one in findings(better, worse, ["PER"], FROZEN)] == ["", ""]
    assert verdict(findings(better, better, ["PER"], FROZEN)) == ""


def test_gate_interval_around_zero_does_not_refuse():
    # One cable in five is much worse, the others a little better: -0.009 in all, which chance may well do.
    ours = counts(*[(6, 0, 4), (10, 0, 0), (10, 0, 0), (10, 0, 0), (10, 0, 0)] * 4)
    theirs = counts(*[(10, 0, 0), (9, 0, 1), (9, 0, 1), (9, 0, 1), (10, 0, 0)] * 4)
    overall, _ = findings(ours, theirs, ["PER"], FROZEN)
    assert -0.02 < overall.f < -0.005
    assert overall.interval[0] < 0 < overall.interval[1]
    assert overall.worse == ""


def test_gate_loss_beyond_the_margin_refuses_whatever_the_interval():
    ours, theirs = counts((5, 0, 5), (10, 0, 0)), counts((9, 0, 1), (9, 0, 1))
    overall, one = findings(ours, theirs, ["PER"], FROZEN)
    assert overall.cables == 2
    assert overall.worse == "the loss is more than 0.02"
    assert one.worse == ""  # (a label of two cables has no such rule)
    [overall, _] = findings(ours, theirs, ["PER"], FROZEN._replace(name="new"))
    assert overall.worse == ""  # (nor has a new test of two)
    [overall, _] = findings(ours[:1], theirs[:1], ["PER"], FROZEN)
    assert (overall.interval, overall.worse) == (None, "the loss is more than 0.02")


@pytest.mark.parametrize(("cables", "refused"), [(5, False), (6, True)])
def test_gate_few_cables_that_are_all_worse_may_be_chance(cables, refused):
    # 98 and 99 of 100: a loss of 0.0051, above what is negligible and below the margin.
    ours, theirs = counts(*[(98, 0, 2)] * cables), counts(*[(99, 0, 1)] * cables)
    overall, _ = findings(ours, theirs, ["PER"], FROZEN)
    assert overall.f == pytest.approx(196 / 198 - 198 / 199)
    assert bool(overall.worse) is refused


def test_gate_negligible_loss_is_none():
    # 998 and 999 of 1000: -0.0005 in each of 100 cables.
    overall, _ = findings(counts(*[(998, 0, 2)] * 100), counts(*[(999, 0, 1)] * 100), ["PER"], FROZEN)
    assert overall.interval[1] < 0
    assert overall.worse == ""


def test_gate_fewest_cables():
    assert [fewest(level) for level in (0.95, 1 - 0.05 / 2, 1 - 0.05 / 4)] == [6, 7, 8]


def test_gate_of_a_label_is_corrected_for_their_number():
    labels = ["LOC", "MISC", "ORG", "PER"]
    theirs = numpy.tile([40, 0, 0], (12, 5, 1))
    theirs[:, 4] = [160, 0, 0]
    ours = theirs.copy()
    ours[:, 3] = [37, 0, 3]  # PER alone: 74/77 of 1
    ours[:, 4] = [157, 0, 3]
    ours[:, 0] = [40, 0, 0]
    overall, *rest = findings(ours, theirs, labels, FROZEN)
    assert [one.label for one in rest] == labels
    assert {one.level for one in rest} == {1 - 0.05 / 4}
    assert [one.label for one in rest if one.worse] == ["PER"]
    assert rest[3].worse == "the 98.75 % interval lies below 0"
    # Seven cables would do for all labels together, and not for one of four.
    few = findings(ours[:7], theirs[:7], labels, FROZEN)
    assert [one.label for one in few if one.worse] == ["all"]
    # A loss that is seen at 95 % need not be at 98.75 %.
    noisy = theirs.copy()
    noisy[:6, 3] = [36, 0, 4]
    noisy[6:8, 3] = [41, 0, 0]
    apart = findings(noisy[:, 3:4].repeat(2, 1), theirs[:, 3:4].repeat(2, 1), ["PER"], FROZEN)[1]
    together = findings(noisy, theirs, labels, FROZEN)[4]
    assert apart.interval[1] < together.interval[1]
    assert apart.f == together.f


def test_gate_cables_without_the_label_do_not_count():
    theirs = numpy.zeros((20, 2, 3), dtype=int)
    theirs[:5] = [10, 0, 0]
    ours = theirs.copy()
    ours[:5] = [9, 0, 1]
    _, one = findings(ours, theirs, ["MISC"], FROZEN)
    assert (one.cables, one.worse) == (5, "")


def test_gate_silver_only_warns():
    lost = findings(counts(*[(5, 0, 5)] * 10), counts(*[(9, 0, 1)] * 10), ["PER"], FROZEN._replace(decides=False))
    assert all(one.worse for one in lost)
    assert verdict(lost) == ""


def test_gate_settings():
    ours, theirs = counts(*[(8, 0, 2)] * 10), counts(*[(9, 0, 1)] * 10)
    assert verdict(findings(ours, theirs, ["PER"], FROZEN, Gate(margin=0.5, negligible=0.1))) == ""


def test_describe():
    found = Finding("new", "gold", True, "PER", 7, -0.01, [-0.03, 0.01], 0.9875)
    assert describe(found) == "F1 difference for PER on the new test (gold, 7 cables): -0.010 [-0.030, +0.010], not worse"
