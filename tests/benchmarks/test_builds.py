"""The system's account of a command, the main job in a copy, and the model that another build is given."""

import subprocess
import sys

import pytest
import spacy
import srsly

from benchmarks import builds
from benchmarks.builds import simplified, usage_of, usage_of_job

HOLD = "import time; held = b'x' * {0}; time.sleep(0.5)"


@pytest.mark.parametrize("started", [False, True])  # (by the command itself, or by a process that it starts)
def test_builds_usage_is_that_of_the_command(started, tmp_path):
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', {0!r}], check=True)" if started else "{0}"
    small, large = (usage_of([sys.executable, "-c", code.format(HOLD.format(size))], tmp_path) for size in (1, 100_000_000))
    assert small.core > 0
    assert small.clock > 0.5
    assert large.megabytes - small.megabytes == pytest.approx(100_000_000 / 2**20, rel=0.2)


def test_builds_usage_of_a_command_that_fails(tmp_path):
    with pytest.raises(RuntimeError, match=r"(?s)-c raise SystemExit\('no cable'\).*no cable"):
        usage_of([sys.executable, "-c", "raise SystemExit('no cable')"], tmp_path)


def test_builds_main_job_runs_in_a_copy_of_the_files_of_the_checkout(tmp_path, monkeypatch):
    build, copy = tmp_path / "build", tmp_path / "copy"
    (build / "corpus").mkdir(parents=True)
    (build / "corpus" / "a.txt").write_text("1")
    job = {"workflows": {"all": ["one"]}, "commands": [{"name": "one", "script": ["cp corpus/a.txt made.txt"]}]}
    srsly.write_yaml(build / "project.yml", job)
    (build / ".gitignore").write_text("training/\n")
    (build / "training").mkdir()
    (build / "training" / "old").write_text("of another run")
    subprocess.run(["git", "init", "-q"], cwd=build, check=True)  # noqa: S607
    subprocess.run(["git", "add", "."], cwd=build, check=True)  # noqa: S607
    monkeypatch.setattr(builds, "ROOT", build)  # (so that this Python runs it)
    for _ in range(2):  # (the second time from the beginning, too)
        assert usage_of_job(build, copy).core > 0
        assert (copy / "made.txt").read_text() == "1"
        (copy / "made.txt").write_text("stale")
    assert not (copy / "training").exists()
    assert not (build / "made.txt").exists()


def test_builds_gives_another_build_our_model_without_what_it_does_not_know(tiny_lexical_model, tmp_path):
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
