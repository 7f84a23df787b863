"""Recipes that fit a model or do not, and recipes changed for one training."""

from pathlib import Path

import pytest
from thinc.api import Config

from cable_ner.retraining.options import CONTINUED, FRESH, RetrainOptions
from cable_ner.retraining.recipe import config_differs, config_for

CONFIG = {
    "nlp": {"lang": "en", "pipeline": ["tok2vec", "ner"]},
    "components": {"tok2vec": {"factory": "tok2vec", "model": {"width": 32}}, "ner": {"factory": "ner", "model": {"n": 2}}},
    "training": {"max_steps": 2500, "eval_frequency": 200, "optimizer": {"learn_rate": 0.01}},
}


def changed(**parts):
    """Returns the recipe with other values in place, given as `components__ner={...}`."""
    made = Config(CONFIG).copy()
    for path, value in parts.items():
        *folders, name = path.split("__")
        at = made
        for folder in folders:
            at = at[folder]
        at[name] = value
    return made


@pytest.mark.parametrize(
    ("parts", "differences"),
    [
        ({}, []),
        ({"nlp__lang": "de"}, ["nlp.lang"]),
        ({"nlp__pipeline": ["ner"]}, ["nlp.pipeline"]),
        ({"nlp__tokenizer": {"@tokenizers": "x"}}, ["nlp.tokenizer"]),
        ({"components__ner__model": {"n": 3}}, ["components.ner"]),
        ({"components__ner__model": {}}, []),  # left to the defaults
        ({"components__ner__model": {"n": 2, "other": 1}}, ["components.ner"]),
        ({"components__more": {"factory": "x"}}, ["components.more"]),
        ({"training__max_steps": 1}, []),
    ],
)
def test_recipe_differs_from_a_model_where_the_recipe_says_otherwise(tmp_path, parts, differences):
    Config(CONFIG).to_disk(tmp_path / "config.cfg")
    assert config_differs(changed(**parts), tmp_path) == differences


def options(**others):
    return RetrainOptions(Path("recipe.cfg"), **others)


def test_recipe_for_a_fresh_training_changes_steps_and_seed_alone():
    assert config_for(Config(CONFIG), options(), FRESH, Path("m")) == {**CONFIG, "system": {"seed": 0}}
    made = config_for(Config(CONFIG), options(max_steps=40, seed=5), FRESH, Path("m"))
    assert (made["training"]["max_steps"], made["training"]["eval_frequency"], made["system"]["seed"]) == (40, 8, 5)
    assert made["components"] == CONFIG["components"]


def test_recipe_for_a_continued_training_takes_weights_where_there_are_any(tmp_path):
    recipe = changed(components__consistency={"factory": "entity_consistency"})
    made = config_for(recipe, options(steps=600, rate=0.001), CONTINUED, tmp_path)
    source = {"source": str(tmp_path.resolve())}
    assert made["components"] == {"tok2vec": source, "ner": source, "consistency": {"factory": "entity_consistency"}}
    assert made["training"] == {"max_steps": 600, "eval_frequency": 120, "optimizer": {"learn_rate": 0.001}}
    assert recipe["components"]["ner"] == CONFIG["components"]["ner"]  # the recipe itself stays


def test_recipe_for_a_continued_training_ends_where_it_was_told_and_slows_a_schedule_down():
    schedule = {"@schedules": "warmup_linear.v1", "initial_rate": 0.01, "warmup_steps": 250, "total_steps": 2500}
    made = config_for(
        changed(training__optimizer={"learn_rate": schedule}), options(steps=600, max_steps=50), CONTINUED, Path("m")
    )
    assert made["training"]["max_steps"] == 50
    assert made["training"]["optimizer"]["learn_rate"] == {**schedule, "initial_rate": 0.001, "warmup_steps": 60}
