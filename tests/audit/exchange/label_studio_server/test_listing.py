"""The tasks of a project: which are ours, which somebody has begun, and whether their annotations are the same as before."""

import json

import pytest

from cable_ner.audit.exchange.label_studio_server import push
from cable_ner.audit.exchange.label_studio_server.listing import (
    PAGE,
    annotations_digest,
    batches,
    filtered,
    is_worked_on,
    key_of,
    tasks_there,
)
from cable_ner.work import no_progress
from tests.helpers.label_studio import StandIn

from .tasks import paragraphs


def test_listing_all_pages_in_the_order_of_numbers(tmp_path):
    server = StandIn()
    tasks = paragraphs(PAGE + 20)
    push(server.project, tasks, corrections=tmp_path / "corrections.jsonl", again=False, progress=no_progress)
    found = tasks_there(server.project, progress=no_progress)
    assert [key_of(task) for task in found] == [task.paragraph for task in tasks]
    assert found == sorted(found, key=lambda task: task["id"])


def test_listing_that_never_holds_still(monkeypatch):
    server = StandIn()
    monkeypatch.setattr(type(server.project), "page", lambda *_, **__: type("Page", (), {"tasks": [], "total": 3})())
    with pytest.raises(ConnectionError, match="tasks are being deleted there; run the same command again"):
        tasks_there(server.project, progress=no_progress)


def test_listing_knows_our_tasks():
    assert key_of({"data": {"text": "x", "cable_ner": {"paragraph": "abc"}}}) == "abc"
    assert key_of({"data": {"text": "x", "cable_ner": "abc"}}) == key_of({"data": {}}) == key_of({}) == ""


@pytest.mark.parametrize(
    ("task", "begun"),
    [
        ({"annotations": [], "drafts": []}, False),
        ({"annotations": [{"id": 1}]}, True),
        ({"drafts": [{"id": 1}]}, True),
        ({"draft_exists": True}, True),
    ],
)
def test_listing_what_somebody_has_begun(task, begun):
    assert is_worked_on(task) is begun


def test_listing_tells_changed_annotations():
    one, two = {"id": 1, "updated_at": "a"}, {"id": 2, "updated_at": "b"}
    assert annotations_digest([one, two]) == annotations_digest([two, one])
    others = [
        [one],
        [one, {**two, "updated_at": "c"}],
        [one, {**two, "ground_truth": True}],
        [{**one, "was_cancelled": True}, two],
    ]
    assert len({annotations_digest(rows) for rows in [[one, two], *others]}) == 5


def test_listing_filters_and_batches():
    query = json.loads(filtered(("id", "equal", "Number", 3)))
    assert query["filters"]["items"] == [{"filter": "filter:tasks:id", "operator": "equal", "type": "Number", "value": 3}]
    assert list(batches([1, 2, 3], 2)) == [[1, 2], [3]]
