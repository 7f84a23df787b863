"""What convert.json says besides the counts that the tally has."""

from cable_ner.corpus.earlier import Earlier
from cable_ner.corpus.reasons import Reason, WhyLeftOut
from cable_ner.corpus.report import report_of
from cable_ner.corpus.settings import ConversionSettings
from cable_ner.corpus.splits import Split
from cable_ner.corpus.tally import BracketTally
from cable_ner.labels import Corrections, from_json
from tests.helpers.splits import BY_MESSAGE

SPLIT = Split(BY_MESSAGE, ["train"] * 3, {0: WhyLeftOut(Reason.COPY, "test"), 2: WhyLeftOut(Reason.COPY, "test")}, ["few"])
EARLIER = Earlier([], lambda _source, _gold, _side: False, {"base": "abc"})


def tally(*forms):
    return BracketTally(Corrections(from_json({"form": form, "label": "PER", "becomes": "LOC"}) for form in forms))


def data(made, rules_left_out=0, earlier=None):
    return report_of(ConversionSettings(), SPLIT, made, rules=[], rules_left_out=rules_left_out, earlier=earlier).data


def test_report_counts_what_is_left_out_by_reason():
    assert data(tally())["left_out"] == {"copy of a cable in test": 2}


def test_report_warns_of_what_had_no_effect():
    made = tally("Ann", "Bob")
    made.gold_left_out = 4
    assert data(made, rules_left_out=2)["split"]["warnings"] == [
        "few",
        "the 4 hand-checked cables belong to another archive and are left out",
        "2 label rules are left out, because their labels are not among those to keep",
        "2 of 2 corrections do not apply to anything in these cables",
    ]
    assert [row["form"] for row in data(made)["corrections"]["unused"]] == ["Ann", "Bob"]
    made.corrections_left_out = True
    assert data(made)["split"]["warnings"][-1] == "the 2 corrections were made for another archive and are left out"
    assert data(made)["settings"]["corrections"] is False


def test_report_of_an_increment_does_not_call_corrections_of_earlier_cables_unused():
    found = data(tally("Ann"), earlier=EARLIER)
    assert found["split"]["warnings"] == ["few"]
    assert found["increment"] == {"base": "abc"}
    assert "increment" not in data(tally())


def test_report_groups_what_became_of_brackets_and_sorts_its_lists():
    made = tally()
    made.brackets = 9
    made.fates.update({("entity", "a"): 2, ("entity", "b"): 3, ("missing", "why"): 1, ("rejected", "rule"): 3, ("", "x"): 7})
    made.reject_file("b.txt", 3, "is cut short")
    made.reject_file("a.txt", 9, "is empty")
    found = data(made)
    assert found["brackets"] == {
        "total": 9, "entity": 5, "fixed": {}, "missing": {"why": 1}, "rejected": {"rule": 3}, "added": {},
    }  # fmt: skip
    assert [(row["file"], row["line"]) for row in found["problems"]] == [("a.txt", 9), ("b.txt", 3)]
    assert (found["files_rejected"], found["problem_kinds"]) == (2, {"file rejected": 2})
