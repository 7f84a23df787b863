"""Sentences around errors: how long ones are cut."""

import pytest

from cable_ner.evaluation.errors import errors
from cable_ner.evaluation.reading import Reading
from cable_ner.evaluation.reference import as_reference
from cable_ner.evaluation.runs import SystemRun
from cable_ner.evaluation.sentences import LONGEST_SENTENCE
from tests.helpers.systems import make, spans


def only_error(text, mention, *others):
    """Returns the sentence of the one mention that is missed, of those of the text."""
    doc = make(text, mention, *others)
    return errors(SystemRun(as_reference([doc]), Reading([spans(text, *others)])), None)[0]["sentence"]


def test_sentences_long_sentences_are_cut_around_the_error():
    text = "Rome " * 200 + "Ann Lee " + "Oslo " * 200
    found = only_error(text, ("Ann Lee", "PER"), ("Rome", "LOC"), ("Oslo", "LOC"))
    assert found["text"].startswith("…Rome Rome")
    assert found["text"].endswith("Oslo Oslo…")
    assert LONGEST_SENTENCE - 10 <= len(found["text"]) <= LONGEST_SENTENCE + 2
    [start, end] = found["focus"]
    assert found["text"][start:end] == "Ann Lee"
    assert abs(start - (len(found["text"]) - end)) < 10
    assert text[found["start"] :].startswith(found["text"][1:-1])
    # The first Rome is not shown, the first Oslo is.
    assert [found["text"][a:b] for a, b, _ in found["gold"]] == ["Ann Lee", "Oslo"]


@pytest.mark.parametrize(
    ("text", "begin", "end"), [("Ann Lee " + "Oslo " * 300, "Ann Lee", "…"), ("Oslo " * 300 + "Ann Lee", "…", "Lee")]
)
def test_sentences_sentences_cut_at_one_end(text, begin, end):
    found = only_error(text, ("Ann Lee", "PER"))
    assert found["text"].startswith(begin)
    assert found["text"].endswith(end)
    assert len(found["text"]) <= LONGEST_SENTENCE + 1
    assert found["text"][slice(*found["focus"])] == "Ann Lee"


def test_sentences_a_mention_that_is_longer_than_what_is_shown():
    text = "See " + "x" * 5000 + " there"
    found = only_error(text, ("x" * 5000, "PER"))
    assert found["text"] == "…" + "x" * LONGEST_SENTENCE + "…"
    assert found["focus"] == [1, LONGEST_SENTENCE + 1]
    assert found["gold"] == [[1, LONGEST_SENTENCE + 1, "PER"]]


def test_sentences_a_mention_over_the_end_of_a_sentence_is_shown_whole():
    text = "He saw it. Who? Me and you. They left."
    found = only_error(text, ("Who? Me", "MISC"))
    assert found["text"] == "Who? Me and you."
    assert found["focus"] == [0, 7]
