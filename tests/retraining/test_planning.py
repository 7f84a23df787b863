"""Ways to train."""

import json

import pytest
import spacy
from thinc.api import Config

from cable_ner.retraining.digests import model_digest
from cable_ner.retraining.options import CONTINUED, FRESH
from cable_ner.retraining.store import kept
from tests.helpers.retraining import planned


def test_plan_fresh(project, there):
    made, said = planned(project, there, max_steps=20, seed=7)
    assert (made.way, made.train) == (FRESH, {0: 1, 1: 1})
    assert made.config["components"]["ner"]["factory"] == "ner"
    assert (made.config["training"]["max_steps"], made.config["training"]["eval_frequency"]) == (20, 4)
    assert made.config["system"]["seed"] == 7
    assert "has changed" not in said


@pytest.fixture
def knows_org(project, there):
    """Makes the model one that knows the labels of the data."""
    stock, row = there
    model = kept(project / "training", row)
    path = model / "meta.json"
    meta = json.loads(path.read_text())
    path.unlink()
    path.write_text(json.dumps({**meta, "labels": {"ner": ["LOC", "ORG", "PER"]}}))
    row["digest"] = model_digest(model)
    return stock, row


def test_plan_continued_takes_the_weights_and_slows_down(project, knows_org):
    recipe = Config().from_disk(project / "recipe.cfg", interpolate=False)
    schedule = {"@schedules": "warmup_linear.v1", "initial_rate": 0.003, "warmup_steps": 200, "total_steps": 2500}
    recipe["training"]["optimizer"]["learn_rate"] = schedule
    (project / "recipe.cfg").write_text(recipe.to_str(interpolate=False))
    made, said = planned(project, knows_org, way=CONTINUED, steps=300, rate=0.0005, times=4)
    assert (made.way, made.train, said) == (CONTINUED, {0: 1, 1: 4}, "")
    folder = kept(project / "training", knows_org[1])
    assert made.config["components"]["ner"] == {"source": str(folder.resolve())}
    rate = made.config["training"]["optimizer"]["learn_rate"]
    assert (rate["initial_rate"], rate["warmup_steps"], made.config["training"]["max_steps"]) == (0.0005, 30, 300)


def test_plan_continued_falls_back_to_fresh_for_new_labels(project, there):
    made, said = planned(project, there, way=CONTINUED)  # (the tiny model has no ORG)
    assert (made.way, made.train) == (FRESH, {0: 1, 1: 1})
    assert "it cannot continue from the current model: label ORG is new to the model" in said


def test_plan_continued_falls_back_to_fresh_for_settings_recipe_and_spacy(project, knows_org, monkeypatch):
    differences = ["label map: GPE=LOC (base: none)", "corrections: changed since the base was converted"]
    made, said = planned(project, knows_org, differences, way=CONTINUED)
    assert (made.way, "label map: GPE=LOC" in said, "corrections" in said) == (FRESH, True, False)
    made, said = planned(project, knows_org, differences[1:], way=CONTINUED)
    assert (made.way, said) == (CONTINUED, "")

    knows_org[1]["versions"]["spacy"] = "3.7.5"
    made, said = planned(project, knows_org, way=CONTINUED)
    assert (made.way, f"it was trained with spaCy 3.7.5, and this is spaCy {spacy.__version__}" in said) == (FRESH, True)
    knows_org[1]["versions"]["spacy"] = spacy.__version__

    recipe = Config().from_disk(project / "recipe.cfg", interpolate=False)
    recipe["components"]["ner"]["model"]["hidden_width"] = 128
    (project / "recipe.cfg").write_text(recipe.to_str(interpolate=False))
    made, said = planned(project, knows_org, way=CONTINUED)
    assert (made.way, "components.ner" in said) == (FRESH, True)


def test_plan_notices_new_labels(project, there):
    stock, row = there
    path = stock.new[0].path / "convert.json"
    data = json.loads(path.read_text())
    data["partitions"]["train"]["mentions"]["SHIP"] = 3
    path.write_text(json.dumps(data))
    assert "New labels: SHIP. Old cables do not have them" in planned(project, there)[1]


def test_plan_unknown_way(project, there):
    with pytest.raises(ValueError, match="--way must be fresh or continued, not 'anew'"):
        planned(project, there, way="anew")


def test_plan_key_is_of_all_that_a_training_depends_on(project, there, monkeypatch):
    keys = {planned(project, there)[0].key, planned(project, there, seed=1)[0].key}
    assert planned(project, there)[0].key in keys
    (project / "code.py").write_text("a = 1\n")
    keys.add(planned(project, there, code=project / "code.py")[0].key)
    (project / "code.py").write_text("a = 2\n")
    keys.add(planned(project, there, code=project / "code.py")[0].key)
    monkeypatch.setenv("SPACY_CONFIG_OVERRIDES", "--training.dropout 0.3")
    keys.add(planned(project, there)[0].key)
    assert len(keys) == 5
