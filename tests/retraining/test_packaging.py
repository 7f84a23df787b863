"""The version of a package: one more for each model that came before."""

import shutil

import pytest

from cable_ner.retraining.lineage import Decision, read_lineage
from cable_ner.retraining.packaging import version_of
from cable_ner.retraining.takeover import roll_back_row, settle
from tests.helpers.lineage import candidate, make_model, work


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
