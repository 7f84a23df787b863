"""A model asked for suggestions: the same as it gives when it tags."""

import pytest
import spacy

from cable_ner.model import load_model
from cable_ner.tagging.suggesting import Passage, Suggester

TEXT = "Mayor Ann Lee70 of Milltown spoke about harvest number 70."


@pytest.fixture(scope="module")
def suggester(tiny_lexical_model):
    return Suggester(load_model(tiny_lexical_model))


def test_suggester_finds_what_the_model_finds(suggester, tiny_lexical_model):
    [found] = suggester.suggest([Passage(TEXT)])
    ents = spacy.load(tiny_lexical_model)(TEXT).ents
    assert [(one.start, one.end, one.label) for one in found] == [(e.start_char, e.end_char, e.label_) for e in ents]
    assert found
    assert all(one.score is None or 0 < one.score <= 1 for one in found)
    assert {one.found_by for one in found} <= {"model", "consistency", "rule"}


def test_suggester_takes_passages_of_a_cable_together(suggester):
    passages = [Passage(TEXT, "a.txt", "paragraph"), Passage("Then MILLTOWN slept.", "a.txt", "paragraph")]
    together, apart = suggester.suggest(passages), [suggester.suggest([one])[0] for one in passages]
    assert [one[:3] for one in together[0]] == [one[:3] for one in apart[0]]
    assert [(one.start, one.end, one.label) for one in together[1]] == [(5, 13, "LOC")]


def test_suggester_of_nothing(suggester):
    assert suggester.suggest([]) == []
    assert suggester.suggest([Passage("")]) == [[]]
