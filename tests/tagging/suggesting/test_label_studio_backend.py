"""What Label Studio's server sends to a model, and gets."""

from types import SimpleNamespace

import pytest

from cable_ner.audit import labelling_config
from cable_ner.tagging.suggesting import Passage
from cable_ner.tagging.suggesting.label_studio_backend import health, predict, setup
from cable_ner.tagging.tagged import PlacedMention

CONFIG = labelling_config(("PER", "LOC"))


@pytest.fixture
def suggester():
    """Returns a model that finds a person, an organisation and a place, and notes what it was asked."""
    asked = []

    def suggest(passages):
        asked.append(passages)
        found = [
            PlacedMention(0, 3, "PER", 0.9, "model"), PlacedMention(4, 7, "ORG", 0.1, "model"),
            PlacedMention(8, 12, "LOC", None, "rule"),
        ]  # fmt: skip
        return [found if passage.text else [] for passage in passages]

    return SimpleNamespace(version="m-1", suggest=suggest, asked=asked)


def task(**data):
    return {"tasks": [{"data": data}], "label_config": CONFIG}


def test_backend_gives_only_labels_of_the_project(suggester):
    [row] = predict(suggester, task(text="Ann ACH Oslo"))["results"]
    assert [(one["value"]["labels"], one["value"]["text"], one.get("score")) for one in row["result"]] == [
        (["PER"], "Ann", 0.9), (["LOC"], "Oslo", None),
    ]  # fmt: skip
    assert (row["score"], row["model_version"]) == (0.9, "m-1")
    assert predict(suggester, task(text=""))["results"][0]["score"] == 1


def test_backend_tells_the_model_cable_and_zone(suggester):
    predict(suggester, task(text="Ann", cable_ner={"cable": "a.txt"}, zone="header"))
    predict(suggester, task(text="Ann", cable="b.txt"))
    assert suggester.asked == [[Passage("Ann", "a.txt", "header")], [Passage("Ann", "b.txt", "")]]


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"label_config": CONFIG}, "has no list of tasks"),
        ({"label_config": CONFIG, "tasks": ["x"]}, "a task has no text in the field 'text'"),
        (task(other="x"), "a task has no text in the field 'text'"),
        ({"tasks": []}, "the labelling configuration is not XML"),
        (
            {"tasks": [], "label_config": '<View><Labels name="l" toName="t"/><Text name="t" value="x"/></View>'},
            "has no <Labels>",
        ),
    ],
)
def test_backend_refuses(suggester, sent, message):
    with pytest.raises(ValueError, match=message):
        predict(suggester, sent)


def test_backend_health_and_setup(suggester):
    assert health()["status"] == "UP"
    assert setup(suggester, {"schema": CONFIG}) == {"model_version": "m-1"}
    with pytest.raises(ValueError, match="has no <Labels>"):
        setup(suggester, {"schema": "<View/>"})
