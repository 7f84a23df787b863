"""The names under which spaCy finds the code of models."""

import tomllib
from pathlib import Path

import pytest
import srsly
from spacy.util import load_config, registry

from cable_ner.model.registration import PROJECT, notice, registered

ROOT = Path(__file__).parents[2]


def test_registration_is_what_the_project_says_where_it_is_installed():
    points = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]["entry-points"]
    expected: dict = {}
    for one in registered(PROJECT):
        target = f"{one.function.__module__}:{one.function.__name__}"
        expected.setdefault(f"spacy_{one.registry}", {})[one.name] = target
    assert points == expected


def test_registration_is_found_by_spacy():
    for one in registered(PROJECT):
        assert registry.get(one.registry, one.name) is one.function


def test_registration_shares_no_name_with_that_of_a_package():
    ours, others = ({one.name for one in registered(package)} for package in (PROJECT, "en_cable_ner"))
    assert ours.isdisjoint(others)
    assert [one.function for one in registered(PROJECT)] == [one.function for one in registered("en_cable_ner")]


@pytest.mark.parametrize("recipe", sorted((ROOT / "configs").glob("*.cfg")), ids=lambda path: path.stem)
def test_registration_notice_is_what_spacy_looks_up_first(recipe):
    nlp = load_config(recipe, interpolate=False)["nlp"]
    [first, *_] = [value for value in nlp.values() if isinstance(value, dict)]
    assert first == {"@callbacks": notice(PROJECT)}
    assert srsly.is_json_serializable(nlp)
