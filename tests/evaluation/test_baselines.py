"""Other systems beside the model: scored in the same paragraphs, by hand."""

import pytest

from cable_ner.evaluation.baselines import baseline, same_paragraphs, seeds
from cable_ner.evaluation.scoring import ALL
from tests.helpers.systems import (
    GUILD,
    UNION,
    make,
    spans,
)


def test_baselines_same_paragraphs_are_those_of_the_same_text():
    references = [make("Rome fell", ("Rome", "LOC")), make("Paris", index=1), make("Rain", index=2)]
    others = [make("Rome fell", ("Rome fell", "MISC")), make("Rain", index=7)]
    assert same_paragraphs(references, others) == {0: [(0, 9, "MISC")], 2: []}


def test_baselines_of_several_paragraphs_of_a_text_that_of_the_same_cable_is_taken():
    references = [make("Rome", cable="b.txt"), make("Rome", cable="c.txt")]
    others = [
        make("Rome", ("Rome", "PER"), cable="z.txt"),
        make("Rome", ("Rome", "LOC"), cable="b.txt"),
        make("Rome", cable="a.txt"),
    ]
    for docs in (others, others[::-1]):
        assert same_paragraphs(references, docs) == {0: [(0, 4, "LOC")], 1: []}


def test_baselines_is_scored_in_the_same_paragraphs(run):
    # It knows two paragraphs: its one right in the first, and a spurious one; what it says of the missing token is ignored.
    theirs = {1: spans(UNION, ("Ann Lee", "PER"), ("met", "ORG")), 3: spans(GUILD, ("Guild", "ORG"))}
    found = baseline("tagger", run, theirs, what="what it is")
    assert (found["name"], found["what"], found["paragraphs"]) == ("tagger", "what it is", 2)
    assert found["scores"][ALL] == pytest.approx({"p": 1 / 2, "r": 1 / 6, "f": 1 / 4, "support": 6})
    assert found["scores"]["ORG"] == pytest.approx({"p": 0, "r": 0, "f": 0, "support": 1})
    # The model there: 2 right (Ann Lee, Rome) of 5 and of 6.
    assert found["model"][ALL] == pytest.approx({"p": 2 / 5, "r": 1 / 3, "f": 4 / 11, "support": 6})
    assert found["difference"]["f"] == pytest.approx(4 / 11 - 1 / 4)
    assert found["difference"]["interval"] is None  # (of two cables)


def test_baselines_seeds_by_hand():
    assert seeds(["a", "b", "c"], [0.5, 0.6, 0.7]) == {
        "models": ["a", "b", "c"], "f": [0.5, 0.6, 0.7], "mean": pytest.approx(0.6), "sd": pytest.approx(0.1),
    }  # fmt: skip
