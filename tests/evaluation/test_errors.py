"""The list of errors: by hand, in order, and with offsets that hold."""

from hypothesis import given

from cable_ner.evaluation.errors import errors
from cable_ner.evaluation.reading import Reading
from cable_ner.evaluation.reference import as_reference
from cable_ner.evaluation.runs import SystemRun
from cable_ner.evaluation.scoring import Labelled
from tests.helpers.systems import TRAIN, UNION, built, make, systems


def test_errors_errors_by_hand(run):
    found = errors(run, TRAIN)
    assert [(row["form"], row["kind"], row["form_wrong"], row["form_count"], row["seen"]) for row in found] == [
        ("Bakers Union", "type", 1, 1, False),
        ("Bob Stone", "boundary", 1, 1, False),
        ("Lee", "both", 1, 1, False),
        ("Rain", "spurious", 1, 1, False),
        ("Rome", "missed", 1, 2, True),
    ]
    assert found[1] == {
        "cable": "a.txt",
        "index": 1,
        "zone": "paragraph",
        "paragraph": 1,
        "kind": "boundary",
        "gold": {"start": 12, "end": 21, "label": "PER", "text": "Bob Stone"},
        "predicted": {"start": 12, "end": 15, "label": "PER", "text": "Bob", "confidence": 0.55},
        "form": "Bob Stone",
        "form_wrong": 1,
        "form_count": 1,
        "seen": False,
        "sentence": {
            "text": UNION,
            "start": 0,
            "gold": [[0, 7, "PER"], [12, 21, "PER"], [29, 41, "ORG"], [45, 49, "LOC"]],
            "predicted": [[0, 7, "PER"], [12, 15, "PER"], [29, 41, "LOC"]],
            "focus": [12, 21],
        },
    }
    assert (found[3]["gold"], found[3]["predicted"]["confidence"]) == (None, None)
    assert (found[4]["gold"]["text"], found[4]["predicted"]) == ("Rome", None)
    assert {row["seen"] for row in errors(run, None)} == {None}


def test_errors_errors_that_repeat_come_first():
    docs = [make("Zoe met Abe. Zoe left.", cable=name) for name in ("b.txt", "a.txt")]
    found = [Labelled(0, 3, "PER"), Labelled(8, 11, "PER"), Labelled(13, 16, "PER")]
    rows = errors(SystemRun(as_reference(docs), Reading([found, found])), None)
    assert [(row["form"], row["form_wrong"], row["cable"], row["predicted"]["start"]) for row in rows] == [
        ("Zoe", 4, "a.txt", 0),
        ("Zoe", 4, "a.txt", 13),
        ("Zoe", 4, "b.txt", 0),
        ("Zoe", 4, "b.txt", 13),
        ("Abe", 2, "a.txt", 8),
        ("Abe", 2, "b.txt", 8),
    ]
    assert rows[1]["sentence"] == {
        "text": "Zoe left.",
        "start": 13,
        "gold": [],
        "predicted": [[0, 3, "PER"]],
        "focus": [0, 3],
    }


@given(systems())
def test_errors_errors_are_where_they_say(rows):
    run = built(rows)
    texts = {(one.cable, one.index): one.doc.text for one in run.test.paragraphs}
    for row in errors(run, None):
        text, shown = texts[row["cable"], row["index"]], row["sentence"]
        for side in ("gold", "predicted"):
            if mention := row[side]:
                assert text[mention["start"] : mention["end"]] == mention["text"]
                offset = mention["start"] - shown["start"]
                assert [offset, offset + len(mention["text"]), mention["label"]] in shown[side]
                assert shown["focus"][0] <= offset < shown["focus"][1]
