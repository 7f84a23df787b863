"""The current model's line."""

import json

import pytest

from cable_ner.retraining.adoption import present


def test_retrain_first_model_has_the_scores_of_its_report(project):
    metrics = {"scores": {"all": {"p": 1.0, "r": 0.5, "f": 2 / 3, "support": 4, "interval": None}, "macro": {"p": 1.0}}}
    metrics |= {"measured_against": "gold", "test": {"cables": 2}}
    (project / "training" / "metrics.json").write_text(json.dumps(metrics))
    row = present(project / "corpus", project / "training")
    assert row["scores"]["frozen"]["scores"]["all"]["f"] == pytest.approx(2 / 3)
    assert list(row["scores"]["frozen"]["scores"]) == ["all"]
    assert (row["scores"]["frozen"]["kind"], row["scores"]["frozen"]["cables"]) == ("gold", 2)
