"""The models on disk: the current one, those that are kept, and the lock."""

import json
import multiprocessing
import os
import shutil

import pytest

from cable_ner.retraining.lineage import read_lineage
from cable_ner.retraining.store import current, current_row, kept, lock
from tests.helpers.lineage import candidate, make_model


def test_models_adopt_leaves_the_model_as_it_is(training):
    [made] = read_lineage(training)
    assert current(training) == made["id"]
    assert current_row(training) == made
    assert sorted(path.name for path in (training / "model-best").iterdir()) == ["config.cfg", "meta.json", "ner"]
    kept = training / "models" / made["id"]
    assert os.path.samefile(kept / "ner" / "model", training / "model-best" / "ner" / "model")  # (costs its size once)
    assert json.loads((kept / "lineage.json").read_text()) == made


def test_models_current_of_another_model_is_none(training, tmp_path):
    shutil.rmtree(training / "model-best")
    assert current(training) is None
    make_model(training / "model-best", "trained anew")
    assert current(training) is None
    assert current(tmp_path / "nowhere") is None


def test_models_retrained_over_a_marked_folder_is_another(training):
    made = candidate(training, "two")
    assert current(training) == made["id"]
    path = training / "model-best" / "ner" / "model"
    path.unlink()
    path.write_text("three")
    assert current(training) is None


def test_models_kept_has_to_be_as_it_was(training):
    [first] = read_lineage(training)
    path = training / "models" / first["id"] / "ner" / "model"
    path.unlink()
    path.write_text("spoiled")
    with pytest.raises(ValueError, match="the files of this model have been changed since it was kept; remove the folder"):
        kept(training, first)
    shutil.rmtree(training / "models")
    with pytest.raises(ValueError, match="this model has been removed"):
        kept(training, first)


FORK = multiprocessing.get_context("fork") if "fork" in multiprocessing.get_all_start_methods() else None


def _hold(training, ready, end):
    with lock(training):
        ready.set()
        end.wait(30)


@pytest.mark.skipif(FORK is None, reason="no fork here")
def test_models_lock_says_who_holds_it_and_ends_with_its_process(tmp_path):
    ready, end = FORK.Event(), FORK.Event()
    process = FORK.Process(target=_hold, args=(tmp_path, ready, end))
    process.start()
    assert ready.wait(30)
    message = rf"process {process.pid} on \S+ has been writing there since 2\S+Z; wait for it to finish"
    with pytest.raises(OSError, match=message), lock(tmp_path):
        pass
    process.kill()
    process.join()
    assert json.loads((tmp_path / ".retrain.lock").read_text())["pid"] == process.pid  # (it is left there)
    with lock(tmp_path):
        pass
