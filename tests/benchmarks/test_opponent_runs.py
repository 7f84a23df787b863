"""The CRF, trained and measured in processes of its own."""

import pytest

from benchmarks.opponent_runs import opponent_steps, texts_of
from cable_ner.files import new_docbin
from cable_ner.training import Commands, Data, Job, Recipe
from cable_ner.training.runs.running import run_one
from tests.helpers.audit import make
from tests.helpers.invented import invented_docs as cables


def test_opponent_runs_words_for_the_crf():
    (text,) = texts_of([make("Ann Lee saw Rome and Bern", ("Ann Lee", "PER"), ("Rome", "LOC"), missing=["Bern"])])
    assert text.group == "a.txt"
    assert text.tags == ["B-PER", "I-PER", "O", "B-LOC", "O", "-"]


@pytest.mark.slow
def test_opponent_runs_a_crf_is_trained_and_measured_in_processes_of_its_own(tmp_path):
    path = tmp_path / "all.spacy"
    new_docbin(cables(10)).to_disk(path)
    recipe = Recipe("CRF")
    with Commands() as commands:
        run = run_one(Job(recipe, 0, "key"), Data(path, path, path, ""), commands, steps_of=opponent_steps)
    assert (run["row"], run["seed"], run["key"]) == ("CRF", 0, "key")
    assert run["ways"][""]["f1"] == 100.0
    assert run["off_boundaries"] == [0, 0]
    assert run["ways"][""]["words_per_second"] > 100
    assert 0 < run["megabytes"] < 1
    assert 0 < run["cpu_minutes"] < 1
