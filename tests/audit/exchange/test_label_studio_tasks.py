"""Tasks for Label Studio: labels with their keys, and what is asked beside the text."""

from xml.etree import ElementTree

from cable_ner.audit import label_keys, labelling_config
from cable_ner.audit.exchange.label_studio_tasks import label_studio_task, questions_in_words
from tests.helpers.exchange import DOC_SPANS, LABELS, SUSPECTS, TEXT, open_tasks


def test_label_studio_tasks_config_has_the_keys_of_the_terminal():
    root = ElementTree.fromstring(labelling_config((*LABELS, "PLACE")))  # noqa: S314
    assert {one.get("hotkey"): one.get("value") for one in root.iter("Label")} == label_keys((*LABELS, "PLACE"))
    assert [(one.get("name"), one.get("value")) for one in root.iter("Text")] == [
        ("text", "$text"),
        ("questions", "$questions"),
    ]


def test_label_studio_tasks_say_what_is_asked():
    assert questions_in_words(SUSPECTS[1:3]).split("\n") == [
        "“Saif’s”: ORG → PER “Saif”? (90% sure)",
        "  · + reason",
        "“WHA”: no entity → ORG? (90% sure)",
        "  · + reason",
    ]


def test_label_studio_tasks_count_characters(tmp_path):
    task = label_studio_task(open_tasks(tmp_path)[0][0])
    values = [item["value"] for item in task["predictions"][0]["result"]]
    found = [task["data"]["text"][value["start"] : value["end"]] for value in values]
    assert found == [value["text"] for value in values] == [TEXT[span.start : span.end] for span in DOC_SPANS]
    assert task["predictions"][0]["score"] == 0.1
