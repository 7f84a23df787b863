"""Which trainings make a learning curve, and input that cannot be used."""

from pathlib import Path

import pytest

from cable_ner.files import new_docbin, read_docs
from cable_ner.training.learning import prepare
from tests.helpers.audit import NLP
from tests.helpers.invented import cable_names as names
from tests.helpers.invented import invented_docs as cables

CONFIGS = Path(__file__).parents[3] / "configs"


def test_planning_runs(files):
    plan = prepare(**files, shares=[0.25, 1.0], seeds=2)
    assert [(run.share, run.job.seed, run.cables, run.mentions) for run in plan.runs] == [
        (0.25, 0, 2, 4), (1.0, 0, 8, 16), (0.25, 1, 2, 4), (1.0, 1, 8, 16),
    ]  # fmt: skip
    assert (plan.measured_against, plan.trained_on, plan.steps, plan.given_steps) == ("gold", "silver", 70, 0)
    assert plan.notes == []
    run = plan.runs[0]
    docs = list(read_docs(run.data.train, NLP.vocab))
    assert (len(names(docs)), sum(map(len, docs))) == (2, run.tokens)
    assert (run.data.dev, run.data.test) == (files["dev"], files["test"])
    assert not run.job.recipe.wide
    assert "train.jsonl" not in run.job.recipe.config  # the log of the project's own training is not touched
    assert len({run.job.key for run in plan.runs}) == 3  # all cables are the same for both seeds
    again = prepare(**files, shares=[0.25, 1.0], seeds=2)
    assert [run.job.key for run in again.runs] == [run.job.key for run in plan.runs]
    other = prepare(**files, shares=[0.25, 1.0], seeds=2, steps=10)
    assert (other.steps, other.given_steps) == (10, 10)
    assert not {run.job.key for run in other.runs} & {run.job.key for run in plan.runs}


def test_planning_the_projects_recipe_decides_for_whole_cables(files, tmp_path):
    plan = prepare(**{**files, "config": CONFIGS / "ner_cpu.cfg"}, shares=[1.0], seeds=1)
    assert plan.runs[0].job.recipe.wide
    text = (CONFIGS / "ner_cpu.cfg").read_text(encoding="utf8")
    (tmp_path / "off.cfg").write_text(text.replace("enabled = true", "enabled = false"), encoding="utf8")
    assert not prepare(**{**files, "config": tmp_path / "off.cfg"}, shares=[1.0], seeds=1).runs[0].job.recipe.wide


def test_planning_shares_of_few_cables_are_trained_on_once(files):
    plan = prepare(**files, shares=[0.01, 0.1, 0.12, 1.0], seeds=2)
    assert [run.share for run in plan.runs] == [0.12, 1.0, 0.12, 1.0]
    assert plan.notes == [f"share {share} is left out: it has the same 1 cables as a larger one" for share in (0.01, 0.1)]


def test_planning_input_that_cannot_be(files, tmp_path):
    none, mixed, text = tmp_path / "none.spacy", tmp_path / "mixed.spacy", tmp_path / "text.cfg"
    (tmp_path / "bytes.cfg").write_bytes(b"\xff\xfe\x00")
    new_docbin([]).to_disk(none)
    new_docbin([*cables(1), *cables(1, labels="gold")]).to_disk(mixed)
    text.write_text("no configuration", encoding="utf8")
    for name, path, message in (
        ("train", none, "holds no Docs; convert cables first"),
        ("dev", none, "holds no Docs; give another --dev"),
        ("test", none, "holds no Docs; give another --test"),
        ("test", mixed, "holds both gold and silver labels"),
        ("config", text, "is not a spaCy configuration"),
        ("config", tmp_path / "bytes.cfg", "is not a spaCy configuration"),
        ("config", tmp_path / "absent.cfg", "is not a spaCy configuration"),
    ):
        with pytest.raises(ValueError, match=message) as caught:
            prepare(**{**files, name: path}, shares=[1.0], seeds=1)
        assert "\n" not in str(caught.value)
    for name in ("train", "dev", "test"):
        with pytest.raises(FileNotFoundError, match="contains no DocBin files"):
            prepare(**{**files, name: tmp_path / "absent.spacy"}, shares=[1.0], seeds=1)
