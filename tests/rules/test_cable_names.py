"""What a cable says about its names: which are certain, which words are common, where a name stands alone."""

import pytest

from cable_ner.rules import RuleBook, name_search
from cable_ner.rules.cable_names import CableNames
from cable_ner.rules.name_search import standing_alone
from cable_ner.rules.paragraph_rules import RuledParagraph
from tests.helpers.labels import read


@pytest.mark.parametrize(
    ("text", "name", "starts"),
    [
        ("Bern, Berne, Bern.", "Bern", [0, 13]),
        ("pro-Bern Bern-based Bern--so", "Bern", [20]),
        ("Abern, R&Bern, O'Bern, A/Bern", "Bern", []),
        ("van Bern, in Bern", "Bern", [13]),
        ("Ivan Bern", "Bern", [5]),
        ("", "Bern", []),
    ],
)
def test_cable_names_standing_alone(text, name, starts):
    assert list(standing_alone(text, name)) == starts


@pytest.fixture
def names():
    cable = read(
        "[PER Ana Roe  ] met [ORG Roe  ] in [LOC Bern  ] of the [ORG Army  ] , [ORG Ek  ] . An army , [ORG Army  ] ."
    )
    return CableNames([RuledParagraph(paragraph, RuleBook(), []) for paragraph in cable.paragraphs])


def test_cable_names_of_people_that_have_another_label_too_are_contested(names):
    assert names.people == {"Ana", "Roe"}
    assert names.contested == {"Roe"}


@pytest.mark.parametrize(
    ("text", "case", "certain"),
    [
        ("Roe of Bern", str, [("Bern", "LOC"), ("Roe", "PER")]),
        ("BERN ARMY", str.upper, [("Bern", "LOC"), ("Army", "ORG")]),
        ("Ek", str, []),  # too short
        ("Rome", str, []),
    ],
)
@pytest.mark.parametrize("few", [20_000_000, 0])  # looked for one after another, and all in one pass
def test_cable_names_certain_in_a_text(names, text, case, certain, few, monkeypatch):
    monkeypatch.setattr(name_search, "_FEW", few)
    assert sorted(names.certain_in(text, case)) == sorted(certain)


@pytest.mark.parametrize(("name", "is_common"), [("Army", True), ("Bern", False), ("Ana Roe", False)])
def test_cable_names_common_word(names, name, is_common):
    assert (names.common_words([name]) == {name}) is is_common
