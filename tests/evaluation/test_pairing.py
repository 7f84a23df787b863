"""Kinds of error: by hand, laws, and the counts of nervaluate."""

from collections import Counter

import pytest
from hypothesis import given
from nervaluate import Evaluator

from cable_ner.evaluation.pairing import BOTH, BOUNDARY, KINDS, MISSED, RIGHT, SPURIOUS, TYPE, pair_mentions
from tests.helpers.annotations import LABELS, annotation, mentions


def kinds(predicted, reference):
    pairs = pair_mentions(mentions(*predicted), mentions(*reference))
    return [(pair.kind, pair.predicted, pair.reference) for pair in pairs]


@pytest.mark.parametrize(
    ("predicted", "reference", "kind"),
    [
        ((2, 5, "PER"), (2, 5, "PER"), RIGHT),
        ((2, 5, "PER"), (2, 5, "LOC"), TYPE),
        ((2, 5, "PER"), (2, 6, "PER"), BOUNDARY),
        ((2, 5, "PER"), (0, 9, "PER"), BOUNDARY),
        ((2, 5, "PER"), (4, 6, "LOC"), BOTH),
        ((0, 9, "PER"), (4, 6, "LOC"), BOTH),
    ],
)
def test_pairing_kind_of_two_mentions_at_one_place(predicted, reference, kind):
    assert kinds([predicted], [reference]) == [(kind, predicted, reference)]


def test_pairing_mentions_that_touch_do_not_overlap():
    assert kinds([(2, 5, "PER")], [(5, 7, "PER")]) == [(SPURIOUS, (2, 5, "PER"), None), (MISSED, None, (5, 7, "PER"))]


def test_pairing_each_mention_is_in_one_pair():
    # The long one overlaps three: the one with its label is its pair, though it shares less; the others are missed.
    found = kinds([(0, 12, "PER")], [(0, 3, "PER"), (4, 9, "LOC"), (10, 12, "PER")])
    assert found == [
        (BOUNDARY, (0, 12, "PER"), (0, 3, "PER")),
        (MISSED, None, (4, 9, "LOC")),
        (MISSED, None, (10, 12, "PER")),
    ]


def test_pairing_of_two_with_its_label_the_pair_that_shares_more():
    found = kinds([(0, 3, "PER"), (4, 9, "PER")], [(2, 9, "PER")])
    assert found == [(SPURIOUS, (0, 3, "PER"), None), (BOUNDARY, (4, 9, "PER"), (2, 9, "PER"))]


def test_pairing_exact_pairs_come_before_others():
    found = kinds([(0, 5, "PER"), (5, 9, "LOC")], [(0, 5, "LOC"), (5, 9, "LOC")])
    assert [kind for kind, _, _ in found] == [TYPE, RIGHT]


@given(annotation(10), annotation(10))
def test_pairing_every_mention_is_paired_once_or_left(predicted, reference):
    pairs = pair_mentions(mentions(*predicted), mentions(*reference))
    assert sorted(pair.predicted for pair in pairs if pair.predicted) == sorted(predicted)
    assert sorted(pair.reference for pair in pairs if pair.reference) == sorted(reference)
    for kind, mine, other in pairs:
        assert kind in KINDS
        overlap = bool(mine and other and mine.start < other.end and other.start < mine.end)
        assert overlap == (kind not in (SPURIOUS, MISSED))


@given(annotation(10), annotation(10))
def test_pairing_kinds_are_those_of_nervaluate(predicted, reference):
    # nervaluate pairs a prediction with the first mention it overlaps that is free, and we with the one that fits best, so
    # that its sums can only be told beforehand where no mention overlaps two; what is exactly right is the same anywhere.
    found = Counter(pair.kind for pair in pair_mentions(mentions(*predicted), mentions(*reference)))
    theirs = nervaluations(predicted, reference)
    assert theirs["strict"].correct == found[RIGHT]
    assert theirs["exact"].correct == found[RIGHT] + found[TYPE]
    for result in theirs.values():
        assert result.possible == found.total() - found[SPURIOUS]
        assert result.actual == found.total() - found[MISSED]
    overlaps = [(p, r) for p in predicted for r in reference if p[0] < r[1] and r[0] < p[1]]
    if len({p for p, _ in overlaps}) == len({r for _, r in overlaps}) == len(overlaps):
        wrong = found[TYPE] + found[BOUNDARY] + found[BOTH]
        assert tallied(theirs["strict"]) == (found[RIGHT], wrong, found[MISSED], found[SPURIOUS])
        assert tallied(theirs["exact"]) == (
            found[RIGHT] + found[TYPE],
            found[BOUNDARY] + found[BOTH],
            found[MISSED],
            found[SPURIOUS],
        )
        assert tallied(theirs["ent_type"]) == (
            found[RIGHT] + found[BOUNDARY],
            found[TYPE] + found[BOTH],
            found[MISSED],
            found[SPURIOUS],
        )


def nervaluations(predicted, reference):
    """Returns nervaluate's results by its names; its ends are those of the last character, not behind it."""
    sides = [
        [{"label": label, "start": start, "end": end - 1} for start, end, label in side] for side in (reference, predicted)
    ]
    return Evaluator([sides[0]], [sides[1]], tags=LABELS, loader="dict").evaluate()["overall"]


def tallied(result):
    return result.correct, result.incorrect, result.missed, result.spurious


@given(annotation(10), annotation(10))
def test_pairing_kinds_are_the_same_from_the_other_side(predicted, reference):
    forth, back = (
        pair_mentions(mentions(*predicted), mentions(*reference)),
        pair_mentions(mentions(*reference), mentions(*predicted)),
    )
    other = {SPURIOUS: MISSED, MISSED: SPURIOUS}
    assert sorted(other.get(pair.kind, pair.kind) for pair in forth) == sorted(pair.kind for pair in back)
