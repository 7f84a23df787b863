"""How far people agree: over answers and over mentions, with intervals over cables."""

import math

import pytest

from cable_ner.audit.review import agreement, differences_in_words
from cable_ner.labels import FormDecision, PlaceDecision


def answers(number, *said, start=0):
    """Returns what ann, bob, ... say of a place in a cable of its own."""
    return [
        PlaceDecision(f"digest{number}", start, start + 9, "Ann, Oslo", tuple(spans), f"{number}.txt", notes=(("by", name),))
        for name, spans in zip(("ann", "bob", "kim"), said)
        if spans is not None
    ]


PER, ORG, SHORT = [(0, 3, "PER")], [(0, 3, "ORG")], [(0, 2, "PER")]


def rows(decisions, zones=None):
    return {row.what: row for row in agreement(decisions, zones or {}).rows}


def test_agreement_figures():
    said = [(PER, PER)] * 4 + [(ORG, ORG)] * 3 + [(PER, ORG), (PER, SHORT), ([], ORG)]
    found = rows([one for number, pair in enumerate(said) for one in answers(number, *pair)])
    assert list(found) == ["all", "ann · bob", "ORG", "PER"]
    row = found["all"]
    # 8 of 10 have the same labels. By chance: ann says PER 6, ORG 3, nothing 1 times; bob PER 5, ORG 5 times.
    chance = (6 * 5 + 3 * 5) / 100
    assert row.questions == 10
    assert row.observed.value == pytest.approx(0.8)
    assert row.kappa.value == pytest.approx((0.8 - chance) / (1 - chance))
    assert row.f1.value == pytest.approx(2 * 7 / (9 + 10))
    for figure in row[2:]:
        assert figure.low < figure.value < figure.high
    assert found["ORG"].questions == 5
    assert found["ORG"].observed.value == pytest.approx(3 / 5)
    assert found["ORG"].f1.value == pytest.approx(2 * 3 / (3 + 5))


def test_agreement_of_one_answer_has_no_kappa():
    row = rows([one for number in range(5) for one in answers(number, PER, PER)])["all"]
    assert row.observed.value == row.f1.value == 1
    assert math.isnan(row.kappa.value)
    assert row.as_json()["kappa"] == {"value": None, "low": None, "high": None}


def test_agreement_of_few_cables_has_no_interval():
    row = rows(answers(0, PER, ORG) + answers(1, PER, PER))["all"]
    assert row.observed.value == 0.5
    assert math.isnan(row.observed.low)
    assert math.isnan(row.kappa.low)


def test_agreement_of_three_people_zones_and_forms():
    decisions = answers(0, PER, PER, ORG) + answers(1, PER, None, PER)
    decisions += [FormDecision("Oslo", "PER", "LOC", zone="header", notes=(("by", name),)) for name in ("ann", "bob")]
    found = rows(decisions, {"digest0": "paragraph"})
    assert [(what, row.questions) for what, row in found.items()] == [
        ("all", 5), ("ann · bob", 2), ("ann · kim", 2), ("bob · kim", 1), ("LOC", 1), ("ORG", 2), ("PER", 4), ("header", 1),
        ("paragraph", 3),
    ]  # fmt: skip


def test_agreement_leaves_out_who_settled_it():
    settled = [one._replace(notes=(("by", "kim"), ("settles", "ann, bob"))) for one in answers(0, PER)]
    report = agreement([*answers(0, PER, ORG), *settled], {})
    assert [row.what for row in report.rows] == ["all", "ann · bob", "ORG", "PER"]
    assert report.differences == []


def test_agreement_differences_in_words():
    report = agreement(answers(0, PER, []), {})
    assert differences_in_words(report.differences) == ["ann: Ann, Oslo: PER “Ann”; bob: Ann, Oslo: no entity"]
    assert [(row["by"], row["spans"]) for row in report.as_json()["differences"]] == [("ann", [[0, 3, "PER"]]), ("bob", [])]


def test_agreement_of_nobody():
    assert agreement([FormDecision("Oslo", "PER", "LOC"), *answers(0, PER)], {}).rows == []
