"""Estimates from a checked sample: by hand, and that the intervals cover as often as they promise."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cable_ner.evaluation.candidates import CAPITALS, MENTION, PARAGRAPH, UNLABELLED
from cable_ner.evaluation.checked_sample import CheckedPlace, Stratum
from cable_ner.evaluation.estimate import estimate
from cable_ner.evaluation.intervals import wilson
from cable_ner.evaluation.sampling import allocate
from tests.helpers.samples import RIGHT, SPURIOUS, WRONG


@pytest.mark.parametrize(
    ("share", "number", "low", "high"),
    [
        (0.81, 100, 0.722211, 0.874853),  # centre 0.829207/1.038415, half width 0.079253/1.038415
        (0.5, 10, 0.236593, 0.763407),
        (0.0, 10, 0.0, 0.277533),  # z²/(n+z²)
        (1.0, 10, 0.722467, 1.0),
        (1.0, 1, 0.206549, 1.0),
    ],
)
def test_estimate_wilson_by_hand(share, number, low, high):
    assert wilson(share, number) == pytest.approx((share, low, high), abs=1e-6)


def test_estimate_wilson_of_nothing_is_everything():
    assert wilson(0.3, 0) == (0.3, 0.0, 1.0)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_estimate_wilson_laws(case):
    right, number = case
    value, low, high = wilson(right / number, number)
    assert 0 <= low <= value <= high <= 1
    other = wilson(1 - right / number, number)
    assert (1 - other.high, 1 - other.low) == pytest.approx((low, high))
    more = wilson(right / number, 10 * number)
    assert more.high - more.low < high - low


def strata():
    return [
        Stratum(MENTION, "LOC", 100, [RIGHT, RIGHT, RIGHT, SPURIOUS]),
        Stratum(MENTION, "PER", 300, [RIGHT, RIGHT, WRONG, SPURIOUS]),
        Stratum(UNLABELLED, CAPITALS, 400, [WRONG] + [SPURIOUS] * 7),
    ]


def test_estimate_totals_by_hand():
    # Right: 100 3/4 + 300 2/4 = 225 of 400 mentions. Names: 75 + 300 3/4 + 400/8 = 350.
    found = estimate(strata())
    assert found.precision.value == pytest.approx(225 / 400)
    assert found.recall.value == pytest.approx(225 / 350)
    assert found.f1.value == pytest.approx(2 * 225 / (400 + 350))
    assert found.names == pytest.approx(350)
    assert found.missed == {CAPITALS: pytest.approx(50)}
    assert found.labels == {"LOC": wilson(0.75, 4 * 99 / 96), "PER": wilson(0.5, 4 * 299 / 296)}


def test_estimate_of_a_label_of_which_most_is_checked():
    # Nine of ten, all right: what is left is one mention.
    [found] = estimate([Stratum(MENTION, "LOC", 10, [RIGHT] * 9)]).labels.values()
    assert found == wilson(1.0, 81)
    assert found.low > wilson(1.0, 9).low + 0.2
    [all_of_it] = estimate([Stratum(MENTION, "LOC", 4, [RIGHT, RIGHT, RIGHT, SPURIOUS])]).labels.values()
    assert all_of_it == (0.75, 0.75, 0.75)


def test_estimate_intervals_of_a_label_cover_as_often_as_they_promise():
    # Without the correction all of these 1,000 samples of 50 out of 60 would cover, by intervals twice as wide.
    generator, held = random.Random(3), 0  # noqa: S311
    for _ in range(1000):
        right = generator.randint(30, 60)
        drawn = generator.sample([RIGHT] * right + [SPURIOUS] * (60 - right), 50)
        [found] = estimate([Stratum(MENTION, "LOC", 60, drawn)]).labels.values()
        held += found.low - 1e-9 <= right / 60 <= found.high + 1e-9
    assert 920 <= held <= 980


def test_estimate_interval_by_hand():
    # With half an observation of either kind: 3.5 of 5 right; variance 5/4 0.7 0.3 (1 - 4/100)/5 = 0.0504; the sample
    # is worth 0.21/0.0504 draws.
    found = estimate([Stratum(MENTION, "LOC", 100, [RIGHT, RIGHT, RIGHT, SPURIOUS])])
    assert found.precision == pytest.approx(wilson(0.75, 0.21 / 0.0504))
    # Nothing is unlabelled, and the wrong one is no name: all names are found.
    assert found.recall.value == 1


def test_estimate_interval_of_a_ratio_by_hand():
    # With half an observation of either kind 2.5/3 of 100 mentions are right and names, and 1.5/3 of 100 others names:
    # ratio 83.3/133.3 = 0.625. Linearised, a right mention is 0.375/133.3, a missed name -0.625/133.3, others 0:
    # variances 1.647949e-6 and 8.239746e-6, in all 100² (1 - 2/100) / 3 times their sum.
    checked = [Stratum(MENTION, "LOC", 100, [RIGHT, RIGHT]), Stratum(UNLABELLED, CAPITALS, 100, [WRONG, SPURIOUS])]
    variance = 9800 / 3 * (1.647949e-6 + 8.239746e-6)
    assert estimate(checked).recall == pytest.approx(wilson(2 / 3, 0.625 * 0.375 / variance), rel=1e-6)


def test_estimate_of_all_there_is_has_no_interval():
    all_checked = [
        Stratum(MENTION, "LOC", 4, [RIGHT, RIGHT, WRONG, SPURIOUS]),
        Stratum(UNLABELLED, CAPITALS, 2, [WRONG, SPURIOUS]),
    ]
    found = estimate(all_checked)
    assert found.precision == (0.5, 0.5, 0.5)
    assert found.recall == (0.5, 0.5, 0.5)
    assert found.f1 == (0.5, 0.5, 0.5)


def test_estimate_where_nothing_is_right():
    found = estimate([Stratum(MENTION, "LOC", 50, [SPURIOUS, SPURIOUS]), Stratum(UNLABELLED, CAPITALS, 50, [SPURIOUS] * 2)])
    assert found.precision.value == found.recall.value == found.f1.value == 0
    assert 0 < found.precision.high < 1


def _population(size, shares):
    """Returns a stratum's verdicts: of each kind exactly as many as its share says."""
    found = [kind for kind, share in shares for _ in range(round(size * share))]
    return (found + [SPURIOUS] * size)[:size]


@pytest.mark.parametrize(
    ("labelled", "unlabelled", "number"),
    [
        ([(3000, 0.93, 0.05), (4000, 0.75, 0.2), (1500, 0.6, 0.2)], [(1500, 0.1), (6000, 0.06), (3000, 0.02)], 200),
        ([(300, 0.98, 0.01), (400, 0.95, 0.04), (150, 0.9, 0.1)], [(150, 0.02), (600, 0.01), (300, 0.0)], 60),
        ([(300, 0.5, 0.3), (400, 0.4, 0.4), (150, 0.2, 0.5)], [(150, 0.3), (600, 0.2), (300, 0.1)], 60),
    ],
    ids=["usual", "good labels, few checked", "bad labels, few checked"],
)
def test_estimate_intervals_cover(labelled, unlabelled, number):
    """Of 95 % intervals, about 95 of 100 hold the true figure; here of 400 draws from a known population."""
    generator = random.Random(7)  # noqa: S311
    whole = [(MENTION, str(i), _population(n, [(RIGHT, p), (WRONG, q)])) for i, (n, p, q) in enumerate(labelled)]
    whole += [(UNLABELLED, str(i), _population(n, [(WRONG, q)])) for i, (n, q) in enumerate(unlabelled)]
    true = estimate([Stratum(what, name, len(checked), checked) for what, name, checked in whole])
    shares = {what: allocate({n: len(c) for w, n, c in whole if w == what}, number) for what in (MENTION, UNLABELLED)}
    held, draws = Counter(), 400
    for _ in range(draws):
        found = estimate([Stratum(w, n, len(checked), generator.sample(checked, shares[w][n])) for w, n, checked in whole])
        for name in ("precision", "recall", "f1"):
            value, interval = getattr(true, name).value, getattr(found, name)
            held[name] += interval.low - 1e-9 <= value <= interval.high + 1e-9
    assert all(0.90 <= count / draws <= 0.99 for count in held.values()), held


def test_estimate_from_paragraphs_by_hand():
    # 3/4 of 400 mentions are right, and 7/8 are names; in 200 paragraphs a quarter of a name each is missed.
    checked = [
        Stratum(MENTION, "PER", 400, [RIGHT] * 6 + [WRONG, SPURIOUS]),
        Stratum(PARAGRAPH, "paragraph", 200, [SPURIOUS] * 3 + [CheckedPlace(0, 1)]),
    ]
    found = estimate(checked)
    assert found.precision.value == pytest.approx(0.75)
    assert found.recall.value == pytest.approx(300 / (350 + 50))
    assert found.missed == {"paragraph": pytest.approx(50)}
    assert found.recall.low < 300 / 400 < found.recall.high


def test_estimate_from_paragraphs_covers_as_often_as_it_promises():
    """100 mentions and 20 paragraphs of an archive in which one name in eight is missed, mostly in a few paragraphs."""
    generator, held = random.Random(5), 0  # noqa: S311
    mentions = [RIGHT] * 6800 + [WRONG] * 700 + [SPURIOUS] * 500
    generator.shuffle(mentions)
    missed = [CheckedPlace(0, generator.choice((0, 0, 0, 0, 0, 1, 1, 2, 3))) for _ in range(1400)]
    true = 6800 / (7500 + sum(place.names for place in missed))
    for _ in range(1000):
        drawn = generator.sample(mentions, 100), generator.sample(missed, 20)
        found = estimate([Stratum(MENTION, "PER", 8000, drawn[0]), Stratum(PARAGRAPH, "paragraph", 1400, drawn[1])])
        held += found.recall.low <= true <= found.recall.high
    assert held >= 920
