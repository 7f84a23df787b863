"""JSON lines: the source, and offsets of it."""

import json

from cable_ner.tagging.renderings import json_line
from tests.helpers.tagging import tagged


def test_tagging_json_has_the_source_and_offsets_of_it():
    cable = tagged(b"SUBJECT: BREAD\n\n1. (U) rain , of Ann Lee , in Rome , fell .")
    data = json.loads(json_line(cable, compare=False))
    assert data["text"] == cable.source
    assert (data["cable"], data["encoding"], data["meta"]["markup"]) == ("a.txt", "utf-8", "text")
    assert [data["text"][item["start"] : item["end"]] for item in data["entities"]] == [
        item["text"] for item in data["entities"]
    ]
    lee = {"start": 33, "end": 40, "label": "PER", "text": "Ann Lee", "index": 1, "in_paragraph": [16, 23]}
    assert {**lee, "found_by": "model"} in data["entities"]
    assert data["paragraphs"][1] == {
        "index": 1, "zone": "paragraph", "start": 16, "end": 59, "text": "1. (U) rain, of Ann Lee, in Rome, fell.",
        "paragraph": 1, "marking": "U",
    }  # fmt: skip
