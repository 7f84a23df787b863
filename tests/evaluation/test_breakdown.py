"""Errors by label and zone: by hand, and the scores of `score_pairs`."""

import pytest
import spacy
from hypothesis import given

from cable_ner.evaluation.breakdown import Breakdown
from cable_ner.evaluation.pairing import BOTH, BOUNDARY, MISSED, RIGHT, SPURIOUS, TYPE, pair_mentions
from cable_ner.evaluation.scoring import ALL, Score, score_pairs
from tests.helpers.annotations import annotation, make, mentions


@pytest.fixture(scope="module")
def vocab():
    return spacy.blank("en").vocab


def test_breakdown_counts_by_hand():
    breakdown = Breakdown()
    first = pair_mentions(
        mentions((0, 2, "PER"), (3, 5, "ORG"), (6, 8, "LOC"), (9, 10, "MISC")),
        mentions((0, 2, "PER"), (3, 5, "LOC"), (6, 9, "LOC"), (11, 12, "PER")),
    )
    breakdown.add(first, "header")
    breakdown.add(pair_mentions(mentions((0, 4, "ORG")), mentions((2, 6, "PER"))), "paragraph")
    assert dict(breakdown.errors.counts) == {RIGHT: 1, TYPE: 1, BOUNDARY: 1, SPURIOUS: 1, MISSED: 1, BOTH: 1}
    # 5 predicted, 5 of the reference, 1 right.
    assert breakdown.errors.as_dict() == pytest.approx(
        {"p": 0.2, "r": 0.2, "f": 0.2, "support": 5, RIGHT: 1, TYPE: 1, BOUNDARY: 1, BOTH: 1, SPURIOUS: 1, MISSED: 1}
    )
    labels = breakdown.labels()
    assert {label: row["support"] for label, row in labels.items()} == {"LOC": 2, "MISC": 0, "ORG": 0, "PER": 3}
    assert labels["PER"] == pytest.approx(
        {"p": 1.0, "r": 1 / 3, "f": 0.5, "support": 3, RIGHT: 1, TYPE: 0, BOUNDARY: 0, BOTH: 1, SPURIOUS: 0, MISSED: 1}
    )
    assert labels["LOC"] == pytest.approx(
        {"p": 0, "r": 0, "f": 0, "support": 2, RIGHT: 0, TYPE: 1, BOUNDARY: 1, BOTH: 0, SPURIOUS: 0, MISSED: 0}
    )
    assert labels["MISC"][SPURIOUS] == 1
    assert {zone: errors.support for zone, errors in breakdown.zones.items()} == {"header": 4, "paragraph": 1}
    assert breakdown.errors.confusion["LOC", "ORG"] == 1
    assert breakdown.errors.confusion["PER", "ORG"] == 1
    assert breakdown.errors.confusion["", "MISC"] == 1
    assert breakdown.errors.confusion["PER", ""] == 1


@given(annotation(10), annotation(10))
def test_breakdown_has_the_scores_of_score_pairs(vocab, predicted, reference):
    breakdown = Breakdown()
    breakdown.add(pair_mentions(mentions(*predicted), mentions(*reference)), "")
    scores = score_pairs([(make(vocab, 10, *predicted), make(vocab, 10, *reference))])
    assert breakdown.errors.score() == scores[ALL]
    assert {label: score for label, score in breakdown.scores.items() if score != Score()} == {
        label: score for label, score in scores.items() if label != ALL
    }
