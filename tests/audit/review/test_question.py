"""Questions, and the decisions that answer them."""

import pytest

from cable_ner.audit.review import Form
from cable_ner.files import digest
from cable_ner.labels import FormDecision
from tests.helpers.review import TEXTS, read, suspect, the


def test_question_decisions_about_a_mention():
    saif = the(3)
    assert saif.decide(saif.new).as_json() == {
        "paragraph": digest(TEXTS[1]), "start": 26, "end": 32, "text": "Saif’s", "spans": [[26, 30, "PER"]],
        "cable": "1.txt",
    }  # fmt: skip
    assert saif.decide(saif.old).spans == ((26, 32, "ORG"),)
    assert saif.labelled("LOC").spans == ((26, 32, "LOC"),)
    assert saif.labelled("").spans == ()
    assert the(2).labelled("MISC").spans == ((17, 20, "MISC"),)


def test_question_label_of_a_stretch_with_several_mentions():
    several = read(suspect(0, "Khamis met Saif", [[0, 6, "LOC"], [11, 15, "MISC"]], [[0, 6, "PER"], [11, 15, "PER"]]))
    assert several.labelled("ORG").spans == ((0, 15, "ORG"),)


@pytest.mark.parametrize(
    ("number", "typed", "start", "end", "place"),
    [
        (3, "Saif", 26, 30, (26, 32, "Saif’s")),
        (3, "Saif’s aide", 26, 37, (26, 37, "Saif’s aide")),
        (5, "Khamis al-Qadhafi", 0, 17, (0, 17, "Khamis\nal-Qadhafi")),
        (1, "Then Khamis", 0, 11, (0, 11, "Then Khamis")),
    ],
)
def test_question_extent_that_was_typed(number, typed, start, end, place):
    decision = the(number).extent(typed, "PER")
    assert decision.spans == ((start, end, "PER"),)
    assert (decision.start, decision.end, decision.text) == place


@pytest.mark.parametrize("typed", ["", "Seif", "left", "aide"])
def test_question_extent_that_does_not_stand_there(typed):
    with pytest.raises(ValueError, match="does not occur here; type it exactly as it is written"):
        the(1).extent(typed, "PER")


def test_question_decisions_about_a_form():
    one = Form("Libya’s", "ORG", "LOC", "Libya", 3, 0.9, 2.7, (), (), cable="a.txt")
    assert one.accept() == FormDecision("Libya’s", "ORG", "LOC", "Libya", "a.txt")
    assert one.keep() == FormDecision("Libya’s", "ORG", "ORG", "", "a.txt")
    assert one.decide("") == FormDecision("Libya’s", "ORG", "", "", "a.txt")
    assert one.decide("PER", "Libya’s") == FormDecision("Libya’s", "ORG", "PER", "", "a.txt")
    with pytest.raises(ValueError, match="'text' must be part of"):
        one.decide("PER", "Egypt")
