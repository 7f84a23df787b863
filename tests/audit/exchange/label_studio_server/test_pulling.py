"""Pulling: what changed since the last time, and nothing twice."""

import pytest

from cable_ner.audit import ReadingOptions, read_label_studio_tasks
from cable_ner.audit.exchange.label_studio_server import ServerState, pull, push
from cable_ner.labels import PlaceDecision
from cable_ner.work import no_progress
from tests.helpers.exchange import LABELS
from tests.helpers.label_studio import StandIn, regions

from .tasks import paragraphs


@pytest.fixture
def server(tmp_path):
    """Returns a server with five tasks."""
    made = StandIn()
    push(made.project, paragraphs(5), corrections=tmp_path / "corrections.jsonl", again=False, progress=no_progress)
    return made


def number(server, index):
    return server.rows[index]["id"]


def label(server, index, name="PER", **more):
    text = server.rows[index]["data"]["text"]
    server.annotate(number(server, index), regions((2, 10, name), text=text), **more)


def pulled(server, state=ServerState(), **how):
    """Pulls and reads; returns what was read, what was pulled, and the next state."""
    found = pull(server.project, state, progress=no_progress, **how)
    read = read_label_studio_tasks(found.rows, ReadingOptions(LABELS, "en", how.get("annotator", ""), signed=True))
    return read, found, found.noted(state, read)


def test_pulling_only_what_changed(server):
    assert pulled(server)[1].rows == []
    label(server, 1)
    read, _, state = pulled(server)
    [decision] = read.decisions
    assert isinstance(decision, PlaceDecision)
    assert (decision.text, decision.spans) == ("Milltown", ((2, 10, "PER"),))
    assert dict(decision.notes) == {"by": "ann@example.org", "date": server.rows[1]["annotations"][0]["updated_at"]}
    assert pulled(server, state)[1].rows == []
    label(server, 3, "ORG", by=2)
    read, found, _ = pulled(server, state)
    assert [where for where, _ in found.rows] == [f"task {number(server, 3)}"]
    assert [(decision.spans[0][2], dict(decision.notes)["by"]) for decision in read.decisions] == [
        ("ORG", "kim@example.org")
    ]


def test_pulling_an_annotation_that_was_changed(server):
    label(server, 1)
    state = pulled(server)[2]
    [one] = server.rows[1]["annotations"]
    server.rows[1]["annotations"] = []
    label(server, 1, "MISC", **{"id": one["id"]})
    assert [decision.spans[0][2] for decision in pulled(server, state)[0].decisions] == ["MISC"]


def test_pulling_again_what_was_refused(server):
    label(server, 0)
    label(server, 2)
    label(server, 2, "ORG", by=2)
    read, _, state = pulled(server)
    assert len(read.decisions) == 1
    assert "has other mentions than" in read.refused[0]
    assert state.refused == (number(server, 2),)
    server.clock += 1000
    label(server, 4)
    read, found, state = pulled(server, state)
    assert {where for where, _ in found.rows} == {f"task {number(server, 2)}", f"task {number(server, 4)}"}
    server.clock += 1000
    read, _, state = pulled(server, state)
    assert len(read.refused) == 1
    server.rows[2]["annotations"].pop()
    read, _, state = pulled(server, state)
    assert ([decision.spans[0][2] for decision in read.decisions], state.refused) == (["PER"], ())


def test_pulling_one_person(server):
    label(server, 0)
    label(server, 1, by=2)
    label(server, 2)
    label(server, 2, "ORG", by=2)
    read, _, state = pulled(server, annotator="kim@example.org")
    assert [decision.spans[0][2] for decision in read.decisions] == ["PER", "ORG"]
    read, found, _ = pulled(server, state)  # the others are pulled later
    assert [where for where, _ in found.rows] == [f"task {number(server, 0)}"]
    assert pulled(server, state, annotator="1")[1].rows != []
    assert pull(server.project, state, annotator="9", progress=no_progress).rows == []


def test_pulling_drafts_only_when_asked(server):
    text = server.rows[1]["data"]["text"]
    server.draft(number(server, 1), regions((2, 10, "MISC"), text=text))
    read, found, state = pulled(server)
    assert (found.rows, found.unfinished) == ([], 1)
    read, found, state = pulled(server, state, drafts=True)
    assert [(decision.spans[0][2], dict(decision.notes)["by"]) for decision in read.decisions] == [
        ("MISC", "kim@example.org")
    ]
    assert found.unfinished == 0
    label(server, 1, "PER", by=2)
    assert [decision.spans[0][2] for decision in pulled(server, state)[0].decisions] == ["PER"]


def test_pulling_skipped_tasks_and_tasks_of_others_decides_nothing(server):
    label(server, 1, was_cancelled=True)
    server.rows.append({"id": 99, "data": {"text": "Other."}, "annotations": [], "predictions": [], "drafts": [],
                        "all_drafts": [], "updated_at": "2026"})  # fmt: skip
    read, found, _ = pulled(server)
    assert (read.decisions, read.left, found.others) == ([], 1, 1)


def test_pulling_tells_of_annotations_that_are_gone(server):
    label(server, 1)
    state = pulled(server)[2]
    server.rows[1]["annotations"] = []
    _, found, state = pulled(server, state)
    assert found.withdrawn == 1
    assert pulled(server, state)[1].withdrawn == 0


def test_pulling_from_a_list_that_shrinks_meanwhile(server, tmp_path, monkeypatch):
    push(server.project, paragraphs(150), corrections=tmp_path / "corrections.jsonl", again=False, progress=no_progress)
    label(server, 140)
    pages, ask = [], server.tasks.list

    def shrinking(**how):
        page = ask(**how)
        pages.append(how["page"])
        if len(pages) == 1:
            server.delete(number(server, 0))
        return page

    monkeypatch.setattr(server.tasks, "list", shrinking)
    assert len(pulled(server)[0].decisions) == 1
    assert pages[:4] == [1, 2, 1, 2]
