"""How a candidate takes the current model's place, also where a run was killed or the system cannot exchange."""

import ctypes
import json
import os

import pytest

from cable_ner.retraining import takeover
from cable_ner.retraining.lineage import Decision, read_lineage
from cable_ner.retraining.store import current, current_row, kept
from cable_ner.retraining.takeover import Takeover, TakeoverState, recover, roll_back_row, settle
from tests.helpers.lineage import candidate, row, weights, work


def test_models_accepted_takes_the_place(training):
    [first] = read_lineage(training)
    made = candidate(training, "two")
    assert weights(training / "model-best") == "two"
    assert current(training) == made["id"]
    assert [(one["id"], one["decision"]) for one in read_lineage(training)] == [
        (first["id"], Decision.FIRST), (made["id"], Decision.ACCEPTED),
    ]  # fmt: skip
    assert (training / "metrics.json").read_text() == '"two"'
    assert (training / "evaluation" / "labels.csv").read_text() == "two"
    assert sorted(path.name for path in (training / "models").iterdir()) == sorted([first["id"], made["id"]])
    assert list((training / "candidates").iterdir()) == []
    assert [path.name for path in training.iterdir() if path.name.startswith(".")] == []


def test_models_refused_is_kept_and_the_current_one_stays(training):
    made = candidate(training, "two", Decision.REFUSED)
    assert weights(training / "model-best") == "one"
    assert read_lineage(training)[-1]["decision"] == Decision.REFUSED
    folder = training / "candidates" / made["id"]
    assert weights(folder / "model-best") == "two"
    assert kept(training, made) == folder / "model-best"
    assert not (training / "metrics.json").exists()
    assert recover(training) == []
    assert len(read_lineage(training)) == 2


def test_models_candidate_of_another_model_is_not_taken(training):
    folder = work(training, "two")
    stale = row(training, folder / "model-best", Decision.ACCEPTED, parent="2020-01-01-00000000")
    with pytest.raises(ValueError, match="the current model changed during this run; run the command again"):
        settle(training, folder, stale)
    assert weights(training / "model-best") == "one"
    assert len(read_lineage(training)) == 1


def test_models_swap_where_the_system_cannot_exchange(training, monkeypatch):
    monkeypatch.setattr(takeover, "exchange", lambda *_: False)
    candidate(training, "two")
    assert weights(training / "model-best") == "two"
    assert [path.name for path in training.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("renames", [0, 1, 2])
def test_models_swap_by_renaming_is_finished_by_the_next_run(training, monkeypatch, renames):
    monkeypatch.setattr(takeover, "exchange", lambda *_: False)
    rename, done = os.rename, []

    def until(source, target):
        if ".incoming" in f"{source}" or ".outgoing" in f"{target}":
            if len(done) == renames:
                raise KeyboardInterrupt
            done.append(source)
        rename(source, target)

    monkeypatch.setattr(os, "rename", until)
    with pytest.raises(KeyboardInterrupt) if renames < 2 else pytest.MonkeyPatch.context():
        candidate(training, "two")
    monkeypatch.setattr(os, "rename", rename)
    recover(training)
    assert weights(training / "model-best") == "two"
    assert read_lineage(training)[-1]["decision"] == Decision.ACCEPTED
    assert [path.name for path in training.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("can_exchange", "states"),
    [
        (True, "CHOSEN KEPT LITTERED INSTALLED RECORDED LITTERED"),
        (False, "CHOSEN KEPT GAP LITTERED INSTALLED RECORDED LITTERED"),
    ],
)
def test_takeover_passes_its_states_in_order(training, monkeypatch, can_exchange, states):
    if can_exchange and not hasattr(ctypes.CDLL(None), "renameat2"):
        pytest.skip("no renameat2 here")
    if not can_exchange:
        monkeypatch.setattr(takeover, "exchange", lambda *_: False)
    folder = work(training, "two", "two")
    made = row(training, folder / "model-best", Decision.ACCEPTED, parent=current(training))
    (folder / "row.json").write_text(json.dumps(made))
    assert " ".join(state.name for state in Takeover(training, folder).finish()) == states
    assert Takeover(training).state() is TakeoverState.SETTLED
    assert current(training) == made["id"]


@pytest.mark.parametrize(
    ("decision", "parent", "states"),
    [(Decision.REFUSED, None, "LOST"), (Decision.ACCEPTED, "2020-01-01-00000000", "STALE LITTERED")],
)
def test_takeover_of_a_candidate_that_is_not_taken(training, decision, parent, states):
    folder = work(training, "two", "two")
    (folder / "row.json").write_text(json.dumps(row(training, folder / "model-best", decision, parent=parent)))
    assert " ".join(state.name for state in Takeover(training, folder).finish()) == states
    assert weights(training / "model-best") == "one"
    assert folder.exists() is (decision == Decision.REFUSED)


def test_models_line_is_written_if_the_run_was_killed_after_the_swap(training):
    made = candidate(training, "two")
    lines = (training / "lineage.jsonl").read_text().splitlines(keepends=True)
    (training / "lineage.jsonl").write_text(lines[0])
    assert current(training) == made["id"]  # (its folder says so)
    assert current_row(training)["id"] == made["id"]
    assert [one["id"] for one in recover(training)] == [made["id"]]
    assert read_lineage(training)[-1]["id"] == made["id"]


def test_models_roll_back(training):
    [first] = read_lineage(training)
    second = candidate(training, "two")
    folder = work(training, "one", ".work-back")
    line = roll_back_row(training, first)
    settle(training, folder, line)
    assert weights(training / "model-best") == "one"
    assert current(training) == first["id"]
    last = read_lineage(training)[-1]
    assert (last["id"], last["decision"], last["parent"]) == (first["id"], Decision.ROLLED_BACK, second["id"])
    assert current_row(training) == first  # the line in which it was made
    with pytest.raises(ValueError, match="is already the current model"):
        roll_back_row(training, first)


def test_models_roll_back_to_what_was_refused(training):
    made = candidate(training, "two", Decision.REFUSED)
    with pytest.raises(ValueError, match="was never the current model"):
        roll_back_row(training, made)
