"""Sessions: what is new, what becomes of a candidate, and runs that fail."""

import json
import os
import shutil

import pytest

from cable_ner.corpus import increments
from cable_ner.model import load_model
from cable_ner.retraining import session as sessions
from cable_ner.retraining.lineage import Decision, read_lineage
from cable_ner.retraining.session import Status
from cable_ner.retraining.store import current, lock
from tests.helpers.retraining import Said, hidden, run, session, tree


def test_retrain_takes_what_is_not_worse(project, models_of):
    outcome = run(project, models_of["same"])
    training = project / "training"
    first, made = read_lineage(training)
    assert outcome.status == made["decision"] == Decision.ACCEPTED
    assert (first["decision"], made["parent"]) == (Decision.FIRST, first["id"])
    assert current(training) == made["id"] == outcome.row["id"]
    assert (made["data"]["increments"], made["data"]["new"]) == ([0, 1], [1])
    base, new = increments.on_disk(project / "corpus")
    assert made["data"]["digests"] == {"0": base.digest, "1": new.digest}
    assert made["data"]["cables"]["train"] == base.cables["train"] + new.cables["train"]
    assert {one["f"] for one in made["gate"]} == {0.0}
    assert made["scores"]["frozen"]["kind"] == "silver"
    assert made["scores"]["frozen"]["cables"] == base.cables["test"]
    assert made["scores"]["new"]["cables"] == new.cables["test"]
    assert outcome.drift == {1: {"cables": 12}}
    metrics = json.loads((training / "metrics.json").read_text())
    assert metrics["model"]["name"] == made["id"]
    assert metrics["comparison"]["other"] == first["id"]
    assert metrics["test"]["cables"] == base.cables["test"]
    assert (training / "evaluation" / "errors.jsonl").exists()
    assert (training / "report.html").read_text() == "<!doctype html>"
    assert hidden(project) == []


def test_retrain_when_nothing_is_new_changes_nothing(project, models_of):
    run(project, models_of["same"])
    before = tree(project)
    outcome = run(project, None)
    assert outcome.status is Status.NOTHING
    assert outcome.row["id"] == current(project / "training")
    assert tree(project) == before


def test_retrain_increment_without_a_cable_is_nothing_new(project):
    for number in range(100, 112):
        (project / "raw" / f"c{number}.txt").unlink()
    for number in range(3):  # copies, whose texts the first cables have
        shutil.copy(project / "raw" / f"c{number}.txt", project / "raw" / f"copy{number}.txt")
    assert run(project, None).status is Status.NOTHING


def test_retrain_refuses_what_is_worse_and_leaves_its_cables_out(project, models_of):
    before = tree(project / "training" / "model-best")
    outcome = run(project, models_of["worse"])
    training = project / "training"
    assert outcome.status == Decision.REFUSED
    assert "on the frozen test (silver" in outcome.row["reason"]
    assert "new test" not in outcome.row["reason"]  # silver labels of new cables only warn
    assert tree(training / "model-best") == before
    assert not (training / "metrics.json").exists()
    assert outcome.folder == training / "candidates" / outcome.row["id"]
    names = {path.name for path in outcome.folder.iterdir()}
    assert {"model-best", "metrics.json", "evaluation", "report.html", "config.cfg"} <= names
    assert read_lineage(training)[-1]["decision"] == Decision.REFUSED
    said = Said()
    assert run(project, None, said).status is Status.NOTHING
    assert "Increment 001 is left out, because a candidate trained on it was refused; --again includes it" in said
    again = run(project, models_of["same"], again=True)
    assert (again.status, again.row["data"]["increments"]) == (Decision.ACCEPTED, [0, 1])
    assert hidden(project) == []


def test_retrain_leaves_refused_cables_out_of_later_trainings(project, models_of, write_cables):
    run(project, models_of["worse"])
    write_cables(project / "raw", range(200, 212))
    outcome = run(project, models_of["same"])
    assert outcome.row["data"]["increments"] == [0, 2]
    # They are known to be left out also to the model that came after.
    assert run(project, None).status is Status.NOTHING


def test_retrain_silver_of_new_cables_warns(project, models_of, write_cables):
    write_cables(project / "raw", range(200, 280))  # (the test of fewer than six is left to chance)
    said = Said()
    run(project, models_of["worse"], said)
    [warning] = [text for text in said if text.startswith("Warning: F1 difference on")]
    assert "on the new test (silver" in warning
    assert "agreement with the tagger is not accuracy" in warning


def test_retrain_force(project, models_of):
    outcome = run(project, models_of["worse"], force=True)
    assert outcome.status == outcome.row["decision"] == Decision.FORCED
    assert "the frozen test" in outcome.row["reason"]
    assert current(project / "training") == outcome.row["id"]


WHAT = "increment 001 is unusual (tokens per cable, new label XYZ), and none of its test cables is hand-checked"


@pytest.fixture
def unusual(monkeypatch):
    """Makes the new cables unusual."""
    monkeypatch.setattr(sessions.drifting, "unusual", lambda _found: ["tokens per cable", "new label XYZ"])


def test_retrain_unusual_cables_without_gold_are_not_accepted_in_silence(project, unusual):
    with pytest.raises(ValueError, match="nothing was trained. .* give --accept-unusual") as told:
        run(project, None)
    assert WHAT in str(told.value)
    assert [row["decision"] for row in read_lineage(project / "training")] == [Decision.FIRST]


@pytest.mark.parametrize(
    ("options", "how"),
    [
        ({"accept_unusual": True}, "by an option"),
        ({"force": True}, "by an option"),
        ({"confirms": lambda what: WHAT in what}, "when asked"),
    ],
)
def test_retrain_unusual_cables_without_gold_that_somebody_accepts(project, models_of, unusual, options, how):
    outcome = run(project, models_of["same"], **options)
    assert outcome.status is Status.ACCEPTED
    assert read_lineage(project / "training")[-1]["reason"] == f"not worse on any deciding test; {WHAT}; accepted {how}"


def test_retrain_unusual_cables_with_gold_are_judged_by_the_gate(project, models_of, unusual, monkeypatch):
    monkeypatch.setattr(sessions.increments, "labels_of", lambda *_args: "gold")
    outcome = run(project, models_of["same"])
    assert (outcome.status, outcome.row["reason"]) == (Status.ACCEPTED, "not worse on any deciding test")


def test_retrain_audits_new_cables_once(project, models_of):
    said = Said()
    outcome = run(project, models_of["same"], said, audit=True)
    assert "Increment 001: the audit cannot tell which labels are wrong: " in str(said)  # (they are too few)
    [new] = increments.on_disk(project / "corpus")[1:]
    assert outcome.row["data"]["digests"]["1"] == new.digest
    assert [path.parent.name for path in increments.docbins(new, "train")] == ["audited"]
    assert run(project, None, audit=True).status is Status.NOTHING


def test_retrain_dry_run_changes_nothing(project):
    before = tree(project)
    outcome = run(project, None, dry_run=True)
    assert (outcome.status, outcome.row["data"]["new"]) == (Status.WOULD, [1])
    assert outcome.drift == {1: {"cables": 12}}
    assert tree(project) == before


def test_retrain_without_a_model(project):
    shutil.rmtree(project / "training" / "model-best")
    with pytest.raises(ValueError, match="there is no current model; run `spacy project run all` first"):
        run(project, None)


def test_retrain_without_a_base(project):
    (project / "corpus" / "cables.jsonl").unlink()
    with pytest.raises(ValueError, match="run `spacy project run all` first"):
        run(project, None)


def test_retrain_model_that_all_has_trained_is_the_new_base(project, models_of):
    run(project, models_of["same"])
    shutil.rmtree(project / "training" / "model-best")
    shutil.copytree(models_of["worse"], project / "training" / "model-best")
    outcome = run(project, models_of["same"])
    decisions = [row["decision"] for row in read_lineage(project / "training")]
    assert decisions == [Decision.FIRST, Decision.ACCEPTED, Decision.FIRST, Decision.ACCEPTED]
    assert outcome.row["data"]["increments"] == [0, 1]  # (the new base has not seen the increment)


def test_retrain_training_that_fails(project):
    def train(_made, _folder):
        raise ValueError("no memory")

    with pytest.raises(ValueError, match="no memory"):
        session(project, train).run([str(project / "raw")])
    assert len(read_lineage(project / "training")) == 1
    load_model(str(project / "training" / "model-best"))


def test_retrain_two_at_once(project, models_of):
    with lock(project / "training"), pytest.raises(OSError, match=f"process {os.getpid()} on .* since"):
        run(project, models_of["same"])
    assert not (project / "corpus" / "increments").exists()
