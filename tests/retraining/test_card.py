"""What the package of a model says of its lineage."""

import shutil

import pytest

from cable_ner.retraining.card import card_lines, version_of
from cable_ner.retraining.lineage import Decision, read_lineage
from cable_ner.retraining.takeover import roll_back_row, settle
from tests.helpers.lineage import candidate, make_model, row, work


def test_models_version_counts_models_and_stays_with_each(training, tmp_path):
    assert version_of(tmp_path / "nowhere", "0.1.0") == "0.1.0"
    assert version_of(training, "0.1.0") == "0.1.0"
    [first] = read_lineage(training)
    candidate(training, "lost", Decision.REFUSED)
    candidate(training, "two", Decision.FORCED)
    assert version_of(training, "0.1.0") == "0.1.1"
    candidate(training, "three")
    assert version_of(training, "1.0.9") == "1.0.11"
    folder = work(training, "one", ".work-back")
    settle(training, folder, roll_back_row(training, first))
    assert version_of(training, "0.1.0") == "0.1.0"
    shutil.rmtree(training / "model-best")
    make_model(training / "model-best", "trained anew")
    assert version_of(training, "0.1.0") == "0.1.3"
    with pytest.raises(ValueError, match="does not end in a number"):
        version_of(training, "dev")


def test_models_card_lines(training, tmp_path):
    [first] = read_lineage(training)
    assert card_lines(training) == [f"- Model {first['id']} of {first['date'][:10]}, number 1 of its line; fresh."]
    folder = work(training, "two")
    made = row(training, folder / "model-best", Decision.ACCEPTED, parent=first["id"])
    made["data"]["increments"] = [0, 1, 3]
    settle(training, folder, made)
    assert card_lines(training) == [
        f"- Model {made['id']} of {made['date'][:10]}, number 2 of its line; fresh.",
        "- It has seen the first cables and 2 later deliveries (001, 003).",
        f"- It took the place of {first['id']} (accepted): why.",
    ]
    assert card_lines(tmp_path / "nowhere") == []
