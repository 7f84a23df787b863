"""Runs of recipes in processes of their own: what is returned of one that fails."""

from cable_ner.files import new_docbin
from cable_ner.training.runs import Data, Job, Recipe, run_jobs
from tests.helpers.invented import invented_docs


def test_running_a_recipe_that_fails_says_why(tmp_path):
    path = tmp_path / "all.spacy"
    new_docbin(invented_docs(4)).to_disk(path)
    bad = Recipe("bad", '[nlp]\nlang = "none"')
    (run,) = run_jobs([(Job(bad, 0, "a"), Data(path, path, path, "abc"))], max_steps=3)
    assert set(run) == {"row", "seed", "key", "failed"}
    assert (run["row"], run["seed"], run["key"]) == ("bad", 0, "a")
    assert len(run["failed"].splitlines()) <= 15
