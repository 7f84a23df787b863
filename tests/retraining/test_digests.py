"""What a model is known by."""

from cable_ner.retraining.digests import config_digest, model_digest
from tests.helpers.lineage import CONFIG, make_model


def test_models_digest_is_of_the_files_but_not_of_the_speed(tmp_path):
    first = make_model(tmp_path / "a", "one")
    assert model_digest(make_model(tmp_path / "b", "one", speed=2.0)) == model_digest(first)
    assert model_digest(make_model(tmp_path / "c", "two")) != model_digest(first)
    (first / "lineage.json").write_text("{}")
    assert model_digest(first) == model_digest(tmp_path / "b")


def test_models_config_digest_is_not_of_where_files_were(tmp_path):
    first, second = make_model(tmp_path / "a", "one"), make_model(tmp_path / "b", "one", train="elsewhere")
    assert config_digest(first) == config_digest(second)
    (second / "config.cfg").write_text(CONFIG.format(train="a") + 'pipeline = ["ner"]\n')
    assert config_digest(first) != config_digest(second)
