"""The rows of the training benchmark: recipes, seeds and keys, and what is run again."""

from pathlib import Path

import pytest
from spacy.cli.init_config import init_config

from benchmarks.rows import ACCURACY, CRF, DEFAULT, OURS, TrainPlan, left, plan, run_all, spacy_config
from cable_ner.files import new_docbin
from cable_ner.training import Data, Job, Recipe
from tests.helpers.invented import invented_docs as cables

ROOT = Path(__file__).parents[2]
OWN = {"ours": ROOT / "configs" / "ner_cpu.cfg", "code": ROOT / "scripts" / "training.py"}


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "all.spacy"
    new_docbin(cables(4)).to_disk(path)
    return [Data(path, path, path, "abc")] * 2


def test_rows_spacy_efficiency_is_what_init_config_writes():
    written = init_config(lang="en", pipeline=["ner"], optimize="efficiency")
    assert spacy_config("efficiency") == written.to_str(interpolate=False)


def test_rows_spacy_accuracy_is_that_without_vectors():
    written = init_config(lang="en", pipeline=["ner"], optimize="accuracy").to_str(interpolate=False).splitlines()
    ours = spacy_config("accuracy").splitlines()
    assert [pair for pair in zip(written, ours) if pair[0] != pair[1]] == [
        ('vectors = "en_core_web_lg"', "vectors = null"),
        ("include_static_vectors = true", "include_static_vectors = false"),
    ]


def test_rows_rows_and_seeds_of_a_plan(data, tmp_path):
    other = tmp_path / "other.cfg"
    other.write_text(OWN["ours"].read_text(encoding="utf8"), encoding="utf8")
    planned = plan([OURS, CRF, DEFAULT, ACCURACY], data, configs=[other], notes=["a note"], **OWN)
    rows = ["spaCy efficiency", "spaCy accuracy", "CRF", "ours", "other"]
    assert [recipe.row for recipe in planned.recipes] == rows
    assert [recipe.wide for recipe in planned.recipes] == [False, False, True, True, True]
    assert [recipe.code for recipe in planned.recipes] == [None, None, None, OWN["code"], OWN["code"]]
    # The CRF is the same for both seeds, as they have the same data.
    assert [(job.recipe.row, job.seed) for job in planned.jobs] == [
        *((row, 0) for row in rows), *((row, 1) for row in rows if row != "CRF"),
    ]  # fmt: skip
    assert planned.notes[0] == "a note"
    assert "without the word vectors" in planned.notes[1]
    own = plan([CRF], [data[0], data[0]._replace(digest="def")], **OWN)
    assert [job.seed for job in own.jobs] == [0, 1]


def test_rows_ours_for_a_small_archive(data, tmp_path):
    default = tmp_path / "mine.cfg"
    default.write_text('[nlp]\nlang = "en"', encoding="utf8")
    assert plan([OURS], data, ours=default, code=OWN["code"]).notes == ["ours: mine.cfg"]
    (tmp_path / "mine_small.cfg").write_text('[nlp]\nlang = "de"', encoding="utf8")
    small = plan([OURS], data, ours=default, code=OWN["code"])
    assert small.notes == ["ours: mine_small.cfg"]
    assert "de" in small.recipes[0].config


@pytest.mark.parametrize(
    ("rows", "message"), [(["spacy"], "no row 'spacy'; choose from default"), ([], "give at least one row")]
)
def test_rows_rows_there_are_not(rows, message, data):
    with pytest.raises(ValueError, match=message):
        plan(rows, data, **OWN)


def test_rows_two_rows_of_one_name(data, tmp_path):
    other = tmp_path / "ours.cfg"
    other.write_text('[nlp]\nlang = "en"', encoding="utf8")
    with pytest.raises(ValueError, match="no name twice, not ours, ours"):
        plan([OURS], data, configs=[other], **OWN)


@pytest.mark.slow
def test_rows_a_run_that_fails_is_listed_and_others_go_on(data, tmp_path):
    bad = Recipe("bad", '[nlp]\nlang = "none"')
    planned = TrainPlan([bad, Recipe("CRF")], data, [Job(bad, 0, "a"), Job(Recipe("CRF"), 0, "b")], 3, [])
    runs = {run["row"]: run for run in run_all(planned)}
    assert set(runs["bad"]) == {"row", "seed", "key", "failed"}
    assert len(runs["bad"]["failed"].splitlines()) <= 15
    assert "ways" in runs["CRF"]
    assert [job.recipe.row for job in left(planned, runs.values())] == ["bad"]
    assert len(left(planned, [])) == 2
    assert len(left(planned, [{**runs["CRF"], "key": "other"}])) == 2
