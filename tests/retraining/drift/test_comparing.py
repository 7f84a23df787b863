"""Increments compared: an ordinary month, and a spoiled one that stands out."""

import json

import pytest
import spacy
import srsly

from cable_ner.corpus import Increment
from cable_ner.retraining.drift import HEADER, drift, notes, rows
from tests.helpers.drift import PEOPLE, PLACES, increment, made, month


@pytest.fixture
def model():
    """Returns a pipeline that knows the right labels of all names but those that end in 7."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    for names, label in ((PLACES, "LOC"), (PEOPLE, "PER")):
        ruler.add_patterns([{"label": label, "pattern": name} for name in names if not name.endswith("7")])
    return nlp


def test_drift_of_an_ordinary_month_is_not_unusual(tmp_path, model):
    old = [
        increment(tmp_path / "base", train=month(0, 40), dev=month(40, 8)),
        increment(tmp_path / "1", 1, train=month(60, 20)),
    ]
    found = drift(old, increment(tmp_path / "2", 2, train=month(100, 10)), nlp=model)
    assert found["cables"] == {"old": 68, "new": 10}
    assert found["compared"] == {"old": 68, "new": 10, "old_train": 60, "labels": "silver"}
    assert not [row["figure"] for row in found["figures"] if row["unusual"]]
    assert not any(row["unusual"] for row in found["agreement"]["scores"].values())
    assert (found["agreement"]["trained_on_old"], found["agreement"]["old_cables"]) == (False, 8)
    assert (found["new_posts"], found["new_tags"], found["new_labels"]) == ([], [], [])
    assert found["labels"]["LOC"]["old"] == found["labels"]["LOC"]["new"] == 1 / 2
    assert json.loads(srsly.json_dumps(found)).keys() == found.keys()
    assert drift(old, Increment(2, tmp_path / "2", {"train": 10}, ""), nlp=model) == found


def test_drift_of_a_spoiled_month_stands_out(tmp_path, model):
    old = [increment(tmp_path / "base", train=month(0, 60))]
    found = drift(old, increment(tmp_path / "1", 1, train=month(100, 10, spoiled=True)), nlp=model)
    assert [row["figure"] for row in found["figures"] if row["unusual"]] == ["known forms with a new label"]
    assert {label for label, row in found["agreement"]["scores"].items() if row["unusual"]} == {"LOC", "PER", "all"}
    assert found["agreement"]["trained_on_old"] is True
    assert len(found["worst"]) == 10
    assert any(row["unusual"] for row in found["worst"])
    flagged = [row[0] for row in rows(found) if row[-1] == "unusual"]
    assert "known forms with a new label" in flagged
    assert "agreement of model and labels, F1: all" in flagged
    assert any("trained on the old cables" in line for line in notes(found))


def test_drift_agreement_is_f1_of_the_model_and_the_labels(tmp_path, model):
    old = [increment(tmp_path / "base", train=[made("a", "Town1 met Lee1", [(0, 1, "LOC"), (2, 3, "PER")])])]
    new = [made("b", "Town1 met Lee7 and Lee2 in Town2", [(0, 1, "LOC"), (2, 3, "PER"), (4, 5, "ORG")])]
    found = drift(old, increment(tmp_path / "1", 1, train=new), nlp=model)
    scores = found["agreement"]["scores"]
    assert list(scores) == ["LOC", "ORG", "PER", "all"]
    assert {label: [row["new"][key] for key in ("right", "spurious", "missed")] for label, row in scores.items()} == {
        "LOC": [1, 1, 0], "ORG": [0, 0, 1], "PER": [0, 1, 1], "all": [1, 2, 2],
    }  # fmt: skip
    assert scores["all"]["new"]["f"] == pytest.approx(1 / 3)
    assert scores["all"]["old"]["f"] == 1
    assert all(row["usual"] is None for row in scores.values())
    assert found["new_labels"] == ["ORG"]
    table = {row[0]: row[1:] for row in rows(found)}
    assert all(len(row) + 1 == len(HEADER) for row in table.values())
    assert table["  ORG, share of mentions"] == ("0.0 %", "33.3 %", "", "new label")
    assert table["agreement of model and labels, F1: all"] == ("100.0 %", "33.3 %", "", "")
    assert table["  lowest: b"] == ("", "33.3 %", "1 correct, 2 spurious, 2 missed", "")


def test_drift_names_new_posts_and_tags(tmp_path):
    old = [increment(tmp_path / "base", train=month(0, 3))]
    new = [
        made(f"n{number}", "Hello there", [], post=post, tags=["IT", "XX"])
        for number, post in enumerate(["OSLO", "BERN", "OSLO"])
    ]
    found = drift(old, increment(tmp_path / "1", 1, train=new))
    assert found["new_posts"] == [{"name": "OSLO", "cables": 2}, {"name": "BERN", "cables": 1}]
    assert found["new_tags"] == [{"name": "XX", "cables": 3}]
    assert (found["agreement"], found["worst"]) == (None, [])
    assert notes(found)[:2] == ["new posts: OSLO (2), BERN (1)", "new TAGS: XX (3)"]
    assert notes(found)[-1] == "With fewer than 6 old cables, nothing is flagged as unusual."


def test_drift_compares_silver_with_silver(tmp_path, model):
    old = [increment(tmp_path / "base", train=month(0, 20), test_silver=month(40, 8))]
    gold = [made("g/c100", "Town1", [(0, 1, "PER")], "gold")]
    silver = [made("c100", "Town1", [(0, 1, "LOC")])]
    found = drift(old, increment(tmp_path / "1", 1, test=gold, test_silver=silver), nlp=model)
    assert found["compared"]["labels"] == "silver"
    assert found["labels"]["LOC"]["new_mentions"] == 1
    assert found["labels"]["PER"]["new_mentions"] == 0
    assert found["agreement"]["old_cables"] == 8
    assert found["agreement"]["scores"]["all"]["new"]["f"] == 1
    alone = drift(old, increment(tmp_path / "2", 2, test=gold), nlp=model)
    assert alone["compared"]["labels"] == "gold"
    assert any("gold labels are compared" in line for line in notes(alone))


def test_drift_of_cables_without_text_is_said_without_errors(tmp_path, model):
    old, new = increment(tmp_path / "base"), increment(tmp_path / "1", 1)
    found = drift([old], new, nlp=model)
    assert found["figures"] == []
    assert rows(found)[0] == ("cables", "0", "0", "", "")


def test_drift_table_shows_no_control_characters(tmp_path):
    old = [increment(tmp_path / "base", train=month(0, 3))]
    found = drift(old, increment(tmp_path / "1", 1, train=[made("\x1b[2J", "Hi", [], post="\x1b[31mX")]))
    assert "\x1b" not in "".join(notes(found)) + "".join(map("".join, rows(found)))


def test_drift_reads_at_most_so_many_cables(tmp_path, model):
    old = [increment(tmp_path / str(number), number, train=month(20 * number, 20)) for number in range(5)]
    found = drift(old, increment(tmp_path / "9", 9, train=month(200, 30)), nlp=model, most=30, most_read=7)
    assert found["compared"]["old"] == 40  # whole files, until there are enough
    assert (found["agreement"]["old_cables"], found["agreement"]["new_cables"]) == (7, 7)
