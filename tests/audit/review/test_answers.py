"""Keys, and the decisions they stand for."""

import pytest

from cable_ner.audit.review import Reach, decide, label_keys, reaches
from cable_ner.evaluation import Labelled
from cable_ner.labels import FormDecision
from tests.helpers.review import the


def test_answers_keys_of_labels():
    assert label_keys(("PER", "ORG", "LOC", "MISC")) == {"p": "PER", "o": "ORG", "l": "LOC", "m": "MISC"}
    # Keys of commands are not taken, nor those of other labels.
    assert label_keys(("PER", "NORP", "PRODUCT", "DATE")) == {"p": "PER", "1": "NORP", "2": "PRODUCT", "3": "DATE"}


WIDER = the(4)._replace(new=(Labelled(11, 26, "PER"),), text="Saif in Tripoli", end=26)


@pytest.mark.parametrize(
    ("place", "answer", "reach", "decision"),
    [
        (the(4), "y", Reach.ARCHIVE, FormDecision("Saif", "MISC", "PER")),
        (the(4), "k", Reach.CABLE, FormDecision("Saif", "MISC", "MISC", cable="0.txt")),
        (the(2), "y", Reach.ARCHIVE, FormDecision("WHA", "", "ORG")),
        (the(2), "n", Reach.ARCHIVE, FormDecision("WHA", "", "")),
        (the(3), "y", Reach.CABLE, FormDecision("Saif’s", "ORG", "PER", "Saif", cable="1.txt")),
        (WIDER, "y", Reach.ARCHIVE, FormDecision("Saif", "MISC", "PER", "Saif in Tripoli")),
    ],
)
def test_answers_to_one_place_that_hold_for_its_form(place, answer, reach, decision):
    assert decide(place, answer, reach=reach) == decision


def test_answers_hold_at_one_place_if_it_has_no_form():
    two = the(0)._replace(new=(Labelled(0, 3, "PER"), Labelled(3, 6, "LOC")))
    beside = the(0)._replace(new=(Labelled(3, 10, "PER"),), text="Khamis met", end=10)
    for place in (two, beside):
        assert reaches(place) == [Reach.PLACE]
        with pytest.raises(ValueError, match="cannot hold there"):
            decide(place, "y", reach=Reach.ARCHIVE)
        assert decide(place, "y", reach=Reach.PLACE) == place.decide(place.new)
