"""Questions and decisions in words."""

import pytest

from cable_ner.audit.review import Form, decision_in_words, spans_in_words
from cable_ner.labels import FormDecision, PlaceDecision
from tests.helpers.review import the


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (FormDecision("Khamis", "LOC", "PER"), "Khamis: LOC → PER"),
        (FormDecision("WHA", "", "ORG"), "WHA: no entity → ORG"),
        (FormDecision("Saif’s", "ORG", "PER", "Saif"), "Saif’s: ORG → PER “Saif”"),
        (FormDecision("Khamis", "LOC", "PER", cable="a\x1b"), "Khamis: LOC → PER, in a\\x1b only"),
        (FormDecision("\x1b[31m", "ORG", ""), "\\x1b[31m: ORG → no entity"),
        (PlaceDecision("d", 5, 11, "Saif’s", ((5, 9, "PER"),)), "Saif’s: PER “Saif”"),
        (PlaceDecision("d", 5, 11, "Saif’s", ()), "Saif’s: no entity"),
        (Form("Khamis", "LOC", "PER", "", 3, 0.9, 2.7, (), ()), "Khamis: depends"),
    ],
)
def test_in_words_a_decision_in_words(decision, words):
    assert decision_in_words(decision) == words


def test_in_words_spans_in_words():
    assert spans_in_words(the(3), the(3).new) == "PER “Saif”"
    assert spans_in_words(the(2), ()) == "no entity"
