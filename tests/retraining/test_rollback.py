"""Models that were current before."""

import json

from cable_ner.retraining.lineage import Decision, read_lineage
from cable_ner.retraining.rollback import compare_models, roll_back
from cable_ner.retraining.session import Status
from cable_ner.retraining.store import current
from tests.helpers.retraining import hidden, run


def test_compare_and_roll_back(project, models_of):
    outcome = run(project, models_of["worse"], force=True)
    training = project / "training"
    first = read_lineage(training)[0]["id"]
    overall, *_ = compare_models(project / "corpus", training, first, outcome.row["id"])
    assert (overall.label, overall.test) == ("all", "frozen")
    assert overall.f > 0.02
    assert overall.cables > read_lineage(training)[1]["gate"][0]["cables"]  # (the new test is frozen by now)
    line = roll_back(project / "corpus", training, first)
    assert (line["id"], line["decision"], current(training)) == (first, Decision.ROLLED_BACK, first)
    metrics = json.loads((training / "metrics.json").read_text())
    assert (metrics["model"]["name"], metrics["comparison"]["other"]) == (first, outcome.row["id"])
    assert run(project, None).status is Status.NOTHING  # what the other model had seen is left out, until --again
    assert hidden(project) == []
