"""Where a list is cut so that a promise holds, what is said if it cannot be made, and whose promise it is."""

import pytest
import spacy
import srsly

from cable_ner.model import PROMISE, Point, Promise, cables_needed, cut, promise_in, promise_of

#                threshold, missed, at most, wrong, at most
POINTS = [
    Point(0.0, 0.01, 0.04, 0.70, 0.80),
    Point(0.2, 0.03, 0.07, 0.30, 0.40),
    Point(0.5, 0.10, 0.15, 0.12, 0.18),
    Point(0.6, 0.12, 0.17, 0.10, 0.14),
    Point(0.8, 0.30, 0.37, 0.04, 0.08),
    Point(0.95, 0.60, 0.66, 0.02, 0.05),
    Point(0.99, 0.90, 0.95, 0.20, 0.30),
]
MADE = Promise(60, 58, 1000, POINTS, "abc")


@pytest.mark.parametrize(
    ("misses", "wrong", "threshold"),
    [
        (0.04, None, 0.0),
        (0.1, None, 0.2),
        (0.16, None, 0.5),
        (0.99, None, 0.99),
        (None, 0.15, 0.6),  # tested from 0.95 on downwards; that 0.99 fails says nothing
        (None, 0.08, 0.99),
        (None, 0.5, 0.2),
        (0.2, 0.15, 0.6),
        (0.5, 0.2, 0.8),
        (0.99, 0.2, 0.95),  # not above where the tests of the second began
    ],
)
def test_promise_cuts_the_list(misses, wrong, threshold):
    if (misses, wrong) == (None, 0.08):
        with pytest.raises(ValueError, match="--wrong-at-most 0.08: cannot be promised"):
            cut(MADE, wrong=wrong)  # its tests begin at 0.96, so at 0.99, which fails
        return
    assert cut(MADE, misses=misses, wrong=wrong).threshold == threshold


def test_promise_stops_at_the_first_point_that_fails():
    points = [*POINTS[:3], POINTS[3]._replace(missed_at_most=0.14)]
    assert cut(MADE._replace(points=points), misses=0.14).threshold == 0.2
    points = [POINTS[0]._replace(wrong_at_most=0.1), *POINTS[1:]]
    assert cut(MADE._replace(points=points), wrong=0.19).threshold == 0.5


def test_promise_that_takes_more_cables():
    with pytest.raises(ValueError, match="--misses-at-most") as told:
        cut(MADE, misses=0.02)
    assert str(told.value) == (
        "--misses-at-most 0.02: cannot be promised from 58 hand-checked cables; it would take about 302 like these; 0.04 can"
        " be promised"
    )
    with pytest.raises(ValueError, match="on these the mean was 0.010, so that more cables would not help; 0.04 can be"):
        cut(MADE, misses=0.01)
    with pytest.raises(ValueError, match="--wrong-at-most 0.06: .* from 60 hand-checked"):
        cut(MADE, wrong=0.06)


def test_promise_of_two_shares_that_exclude_each_other():
    with pytest.raises(ValueError, match="cannot be promised together: .* up to 0.40 may be wrong, .* miss up to 0.17"):
        cut(MADE, misses=0.1, wrong=0.15)


def test_promise_number_of_cables_needed():
    # Each cable multiplies the capital by 1 + share - found; it has to reach 20.
    assert cables_needed(0.05, 0.0) == 62
    assert 1.05**62 >= 20 > 1.05**61
    assert cables_needed(0.1, 0.04) == 52
    assert cables_needed(0.1, 0.1) is None


def test_promise_survives_json():
    assert promise_in(srsly.json_loads(srsly.json_dumps(MADE.as_dict()))) == MADE


def test_promise_of_a_folder_is_in_the_report_beside_it(tmp_path):
    nlp = spacy.blank("en")
    nlp.to_disk(tmp_path / "model-best")
    nlp = spacy.load(tmp_path / "model-best")
    assert promise_of(nlp, "abc") is None
    srsly.write_json(tmp_path / "metrics.json", {PROMISE: MADE.as_dict()})
    assert promise_of(nlp, "abc") == MADE
    assert promise_of(nlp, "of another model") is None
    (tmp_path / "metrics.json").write_text("{", encoding="utf8")
    with pytest.raises(ValueError, match="metrics.json: is not JSON .*run `cable-ner evaluate` again"):
        promise_of(nlp, "abc")
    nlp.meta[PROMISE] = MADE._replace(cables=7).as_dict()
    assert promise_of(nlp, "of another model").cables == 7
