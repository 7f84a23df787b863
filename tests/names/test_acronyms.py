"""What acronyms stand for in cables that do not explain them."""

import pytest

from cable_ner.names.acronyms import Acronyms

FORMS = [("ORG", text) for text in ("EU", "European Union", "Energy Union", "Eton University", "Bakery")]
EU, EUROPEAN, ENERGY, ETON, BAKERY = range(5)
EXPLAINED = ([EU, EUROPEAN], {EU: EUROPEAN})


def learnt(*cables):
    found = Acronyms(FORMS, range(5))
    for forms, explained in cables:
        found.count(forms, explained)
    found.learn()
    return found


@pytest.mark.parametrize(
    ("cables", "stands_for"),
    [
        ([], {}),
        ([EXPLAINED], {}),  # in one cable only
        ([EXPLAINED] * 2, {EU: EUROPEAN}),
        ([EXPLAINED] * 2 + [([EU, ENERGY], {EU: ENERGY})], {}),  # in two ways
        ([EXPLAINED] * 3 + [([ENERGY], {})], {EU: EUROPEAN}),  # another name with its initials, three times as rare
        ([EXPLAINED] * 2 + [([ENERGY], {})], {}),
        ([EXPLAINED] * 3 + [([ENERGY], {}), ([ETON], {})], {}),  # together as frequent
        ([EXPLAINED] * 2 + [([BAKERY], {})] * 9, {EU: EUROPEAN}),  # other initials
    ],
)
def test_acronyms_stand_for_a_name_that_several_cables_explain_and_no_other_rivals(cables, stands_for):
    assert learnt(*cables).in_cable({EU, BAKERY}) == stands_for


def test_acronyms_stand_for_nothing_beside_another_name_with_their_initials():
    found = learnt(*[EXPLAINED] * 3, ([ENERGY], {}))
    assert found.in_cable({EU, ENERGY}) == {}
    assert found.in_cable({EU, ENERGY, EUROPEAN}) == {EU: EUROPEAN}


def test_acronyms_of_other_labels_are_no_rivals():
    forms = [*FORMS[:2], ("LOC", "Eastern Uplands")]
    found = Acronyms(forms, range(3))
    for here in [EXPLAINED] * 2 + [([2], {})] * 5:
        found.count(*here)
    found.learn()
    assert found.in_cable({0, 2}) == {0: 1}


@pytest.mark.parametrize(("short", "full"), [("GOB", "Government of Bakeria"), ("GOB", "GOVERNMENT OF BAKERIA")])
def test_acronyms_of_governments_are_those_of_their_cables(short, full):
    found = Acronyms([("ORG", short), ("ORG", full)], range(2))
    for _ in range(9):
        found.count([0, 1], {0: 1})
    found.learn()
    assert found.in_cable({0}) == {}


@pytest.mark.parametrize("other", ["U.S. Navy", "UNSR Nimble", "U.S./NATO"])
def test_acronyms_names_with_a_word_in_capitals_are_no_rivals(other):
    found = Acronyms([("ORG", "UN"), ("ORG", "United Nations"), ("ORG", other)], range(3))
    for here in [([0, 1], {0: 1})] * 2 + [([2], {})] * 5:
        found.count(*here)
    found.learn()
    assert found.in_cable({0, 2}) == {0: 1}
