"""Two systems side by side, by hand: the places where they differ."""

from cable_ner.evaluation.comparison import BOTH_WRONG, ONLY_HERE, ONLY_THERE, comparison
from cable_ner.evaluation.metrics import scores
from cable_ner.evaluation.reading import Reading
from cable_ner.evaluation.reference import as_reference
from cable_ner.evaluation.runs import SystemRun
from cable_ner.evaluation.scoring import ALL
from tests.helpers.systems import TRAIN, UNION, make, spans


def test_comparison_comparison_by_hand(run, other):
    figures, places = comparison(run, other, other="other-model", forms=TRAIN)
    assert figures["other"] == "other-model"
    assert figures["scores"] == scores(other)
    assert (figures["only_here_right"], figures["only_there_right"], figures["both_wrong"]) == (1, 4, 0)
    assert [(row["form"], row["kind"], row["cable"]) for row in places] == [
        ("Bakers Union", ONLY_THERE, "a.txt"),
        ("Bob Stone", ONLY_THERE, "a.txt"),
        ("Lee", ONLY_THERE, "b.txt"),
        ("Rome", ONLY_THERE, "a.txt"),
        ("Rome", ONLY_HERE, "b.txt"),
    ]
    assert places[2]["predicted"] == {"start": 0, "end": 7, "label": "LOC", "text": "Lee saw", "confidence": 0.5}
    assert places[2]["other"] == {"start": 0, "end": 3, "label": "PER", "text": "Lee"}
    assert places[4]["other"] is None
    assert places[4]["sentence"] == {
        "text": "Lee saw Rome.",
        "start": 0,
        "gold": [[0, 3, "PER"], [8, 12, "LOC"]],
        "predicted": [[0, 7, "LOC"], [8, 12, "LOC"]],
        "other": [[0, 3, "PER"]],
        "focus": [8, 12],
    }


def test_comparison_where_both_are_wrong_in_different_ways():
    test = as_reference([make(UNION, ("Bakers Union", "ORG"))])
    here, there = (
        spans(UNION, ("Bakers", "ORG"), ("Union", "ORG")),
        spans(UNION, ("the Bakers Union", "ORG"), ("Rome", "LOC")),
    )
    figures, places = comparison(
        SystemRun(test, Reading([here])), SystemRun(test, Reading([there])), other="other", forms=None
    )
    # One place of three mentions that overlap; and `Rome`, which only the other took for a mention.
    assert [(row["form"], row["kind"]) for row in places] == [("Bakers Union", BOTH_WRONG), ("Rome", ONLY_HERE)]
    assert (figures["only_here_right"], figures["only_there_right"], figures["both_wrong"]) == (1, 0, 1)
    assert figures["difference"][ALL]["interval"] is None


def test_comparison_a_model_does_not_differ_from_itself(run):
    figures, places = comparison(run, run, other="itself", forms=None)
    assert places == []
    assert {row["f"] for row in figures["difference"].values()} == {0}
