"""Figures worked out by hand."""

import pytest

from cable_ner.retraining.drift.figures import (
    OF_LABELS,
    OF_TEXTS,
    CableGroup,
    Rest,
    capitals,
    mention_density,
    of_new_posts,
    other_label,
    tokens_per_cable,
    total_variation,
    unseen_forms,
    unseen_mentions,
    with_new_tags,
)
from tests.helpers.drift import facts

OLD = CableGroup(
    [
        facts("a", 100, 10, "ROME", ["IT"], Rome="LOC LOC LOC", Ann="PER"),
        facts("b", 60, 2, "", ["PREL", "IT"], Ann="PER", Guild="ORG"),
    ]
)
NEW = CableGroup(
    [
        facts("c", 50, 5, "OSLO", ["NO"], Rome="LOC ORG", Oslo="LOC LOC"),
        facts("d", 150, 5, "ROME", ["IT"], Bob="PER"),
    ]
)


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (unseen_mentions, 3 / 5),  # Oslo twice, Bob
        (unseen_forms, 2 / 3),  # of Rome, Oslo, Bob
        (other_label, 1 / 2),  # of two mentions of Rome
        # old: LOC 3, PER 2, ORG 1 of 6; new: LOC 3, PER 1, ORG 1 of 5
        (total_variation, (abs(3 / 5 - 3 / 6) + abs(1 / 5 - 2 / 6) + abs(1 / 5 - 1 / 6)) / 2),
        (mention_density, 2.5),
        (capitals, 0.05),
        (tokens_per_cable, 100.0),
        (of_new_posts, 1 / 2),
        (with_new_tags, 1 / 2),
    ],
)
def test_drift_figures(figure, expected):
    assert figure(NEW, Rest(OLD)) == pytest.approx(expected)


def test_drift_figures_of_nothing_are_0():
    nothing = CableGroup([])
    for figure, *_ in (*OF_LABELS.values(), *OF_TEXTS.values()):
        assert figure(nothing, Rest(nothing)) == 0


def test_drift_rest_is_the_old_cables_without_some():
    cables = [facts("a", Rome="LOC LOC", Ann="PER"), facts("b", Rome="LOC", Bob="PER")]
    rest = Rest(CableGroup(cables), CableGroup(cables[1:]))
    assert [rest.count("forms", form) for form in ("Rome", "Ann", "Bob", "Eve")] == [2, 1, 0, 0]
    assert rest.labels() == {"LOC": 2, "PER": 1}
    assert unseen_mentions(CableGroup(cables[1:]), rest) == 1 / 2
    assert total_variation(CableGroup(cables[1:]), rest) == pytest.approx(abs(1 / 2 - 2 / 3))
