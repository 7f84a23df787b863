"""Pairs of runs: their ratios, the system's account of a command, and the model that another build is given."""

import sys

import pytest
import spacy

from benchmarks.paired import Usage, cells, simplified, usage_of


def test_paired_ratio_is_the_median_of_the_pairs_ratios():
    runs = [(Usage(2.0, 100), Usage(3.0, 90)), (Usage(4.0, 110), Usage(8.0, 95)), (Usage(2.0, 105), Usage(8.0, 500))]
    assert cells("tag", "the other build", runs) == ("tag", "the other build", "2.0", "8.0", "2.00", "105", "95")


def test_paired_usage_is_that_of_the_command(tmp_path):
    small, large = (
        usage_of([sys.executable, "-c", f"import time; held = b'x' * {size}; time.sleep(0.5)"], tmp_path)
        for size in (1, 100_000_000)
    )
    assert small.core > 0
    assert large.megabytes - small.megabytes == pytest.approx(100_000_000 / 2**20, rel=0.2)


def test_paired_usage_of_a_command_that_fails(tmp_path):
    with pytest.raises(RuntimeError, match=r"(?s)-c raise SystemExit\('no cable'\).*no cable"):
        usage_of([sys.executable, "-c", "raise SystemExit('no cable')"], tmp_path)


def test_paired_gives_another_build_our_model_without_what_it_does_not_know(tiny_lexical_model, tmp_path):
    nlp = spacy.load(tiny_lexical_model)
    nlp.add_pipe("label_rules")
    nlp.config["nlp"]["before_creation"] = None
    nlp.to_disk(tmp_path / "model")
    simplified(tmp_path / "model", tmp_path / "simple")
    simple = spacy.load(tmp_path / "simple")
    assert simple.pipe_names == [name for name in nlp.pipe_names if name != "label_rules"]
    assert not (tmp_path / "simple" / "label_rules").exists()
    text = "Mayor Ann Lee of Milltown spoke about the harvest."
    assert [(ent.text, ent.label_) for ent in simple(text).ents] == [(ent.text, ent.label_) for ent in nlp(text).ents] != []
