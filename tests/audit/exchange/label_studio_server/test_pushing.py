"""Pushing: every paragraph is there once, whatever stops the run, and what somebody began stays as it is."""

import pytest

from cable_ner.audit.exchange.label_studio_server import Pushed, push
from cable_ner.audit.exchange.label_studio_server.pushing import BATCH
from cable_ner.work import no_progress
from tests.helpers.label_studio import StandIn, regions

from .tasks import paragraphs


@pytest.fixture
def server():
    return StandIn()


@pytest.fixture
def pushed(server, tmp_path):
    """Returns a function that pushes paragraphs to the server."""

    def run(tasks, *, again=False):
        return push(server.project, tasks, corrections=tmp_path / "corrections.jsonl", again=again, progress=no_progress)

    return run


def keys(server):
    return [row["data"]["cable_ner"]["paragraph"] for row in server.rows]


def test_pushing_in_the_order_of_the_review_once(server, pushed):
    tasks = paragraphs(120)
    assert pushed(tasks) == Pushed(added=120)
    assert server.requests == ["import"] * 3
    assert keys(server) == [task.paragraph for task in tasks]
    assert server.model_version == "cable_ner"
    assert pushed(tasks) == Pushed(same=120)
    assert len(server.rows) == 120


def test_pushing_goes_on_after_it_was_stopped(server, pushed):
    tasks = paragraphs(120)
    server.fails_after = 1
    with pytest.raises(ConnectionError):
        pushed(tasks)
    assert len(server.rows) == BATCH
    server.fails_after = 10**9
    assert pushed(tasks) == Pushed(added=120 - BATCH, same=BATCH)
    assert keys(server) == [task.paragraph for task in tasks]


def test_pushing_after_another_audit_updates_what_nobody_began(server, pushed):
    pushed(paragraphs(4))
    text = server.rows[0]["data"]["text"]
    server.annotate(server.rows[0]["id"], regions((2, 10, "PER"), text=text))
    server.draft(server.rows[1]["id"], [])
    before = [dict(row) for row in server.rows[:2]]
    assert pushed(paragraphs(3, label="ORG")) == Pushed(updated=1, begun=2, closed=1)
    assert server.rows[:2] == before
    [one] = server.rows[2]["predictions"]
    assert one["result"][0]["value"]["labels"] == ["ORG"]
    assert server.rows[2]["data"]["cable_ner"]["labels"] == [[2, 10, "ORG"]]
    assert server.rows[2]["data"]["questions"] == "“Milltown”: ORG → PER? (90% sure)\n  · 5 of 5"


def test_pushing_adds_a_prediction_that_is_gone(server, pushed):
    pushed(paragraphs(1))
    server.rows[0]["predictions"] = [{"id": 5, "model_version": "another", "result": []}]
    assert pushed(paragraphs(1)) == Pushed(updated=1)
    assert [one["model_version"] for one in server.rows[0]["predictions"]] == ["another", "cable_ner"]
    assert pushed(paragraphs(1)) == Pushed(same=1)


def test_pushing_leaves_out_what_was_deleted_there(server, pushed):
    pushed(paragraphs(3))
    server.delete(server.rows[1]["id"])
    assert pushed(paragraphs(3)) == Pushed(same=2, deleted=1)
    assert pushed(paragraphs(3), again=True) == Pushed(added=1, same=2)
    assert pushed(paragraphs(3)) == Pushed(same=3)


def test_pushing_counts_what_is_there_twice(server, pushed):
    pushed(paragraphs(2))
    server.rows.append({**server.rows[0], "id": 99})
    assert pushed(paragraphs(2)) == Pushed(same=3, twice=1)


def test_pushing_leaves_tasks_of_others_alone(server, pushed):
    pushed(paragraphs(1))
    server.rows.append({"id": 9, "data": {"text": "Other."}, "annotations": [], "predictions": [], "drafts": [],
                        "all_drafts": [], "updated_at": ""})  # fmt: skip
    assert pushed(paragraphs(1)) == Pushed(same=1)


def test_pushing_counts_characters(server, pushed):
    pushed(paragraphs(1))
    [prediction] = server.rows[0]["predictions"]
    assert prediction["score"] == 0.1
    assert prediction["result"][0]["value"] == {"start": 2, "end": 10, "text": "Milltown", "labels": ["LOC"]}
