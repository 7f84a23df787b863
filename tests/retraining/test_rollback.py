"""Models that were current before."""

import json

from cable_ner.retraining.lineage import Decision, read_lineage
from cable_ner.retraining.rollback import compare_models, roll_back
from cable_ner.retraining.session import Status
from cable_ner.retraining.store import current
from tests.helpers.retraining import Said, hidden, run


def test_compare_and_roll_back(project, models_of):
    outcome = run(project, models_of["worse"], force=True)
    training = project / "training"
    first = read_lineage(training)[0]["id"]
    overall, *_ = compare_models(project / "corpus", training, first, outcome.row["id"], say=print)
    assert (overall.label, overall.test) == ("all", "frozen")
    assert overall.f > 0.02
    assert overall.cables > read_lineage(training)[1]["gate"][0]["cables"]  # (the new test is frozen by now)
    line = roll_back(project / "corpus", training, first)
    assert (line["id"], line["decision"], current(training)) == (first, Decision.ROLLED_BACK, first)
    metrics = json.loads((training / "metrics.json").read_text())
    assert (metrics["model"]["name"], metrics["comparison"]["other"]) == (first, outcome.row["id"])
    assert hidden(project) == []


def test_roll_back_offers_its_cables_to_the_next_retraining(project, models_of, write_cables):
    """They did not lose: unlike those of a candidate that was refused, they are new again."""
    training = project / "training"
    accepted = run(project, models_of["same"])
    write_cables(project / "raw", range(200, 212))
    refused = run(project, models_of["worse"])
    assert (accepted.row["data"]["new"], refused.row["data"]["new"], refused.status) == ([1], [2], Status.REFUSED)
    first = read_lineage(training)[0]["id"]
    roll_back(project / "corpus", training, first)
    said = Said()
    outcome = run(project, models_of["same"], said)
    assert (outcome.status, outcome.row["data"]["increments"]) == (Status.ACCEPTED, [0, 1])
    assert f"Increment 001 is new again, because {accepted.row['id']}, which was trained on it, was rolled back" in said
    assert "Increment 002 is left out, because a candidate trained on it was refused; --again includes it" in said
    assert run(project, None).status is Status.NOTHING


def test_roll_back_then_refused_is_refused(project, models_of):
    training = project / "training"
    run(project, models_of["same"])
    roll_back(project / "corpus", training, read_lineage(training)[0]["id"])
    assert run(project, models_of["worse"]).status is Status.REFUSED
    said = Said()
    assert run(project, None, said).status is Status.NOTHING
    assert "Increment 001 is left out, because a candidate trained on it was refused; --again includes it" in said
