"""A model and a corpus that do not belong together: the test may hold cables that the model has learned."""

import json
import shutil
from dataclasses import replace

import pytest

from cable_ner.corpus import convert
from cable_ner.retraining.adoption import keep_current, present
from cable_ner.retraining.belonging import belongs
from cable_ner.retraining.lineage import read_lineage
from cable_ner.retraining.rollback import compare_models, roll_back
from cable_ner.retraining.session import Status
from cable_ner.training import trained_on
from tests.helpers.retraining import SETTINGS, Said, note_texts, run, tree


@pytest.fixture
def noted(project):
    """Returns the project, whose model says that it was trained on the base."""
    note_texts(project / "training" / "model-best", project / "corpus")
    return project


def convert_again(project, **changes):
    convert([str(project / "raw")], project / "corpus", settings=replace(SETTINGS, **changes))


REFUSED = r"model-best: was trained on other cables than .*corpus has in train now, so the test may hold some that it has"


def test_belonging_after_another_split_is_refused(noted):
    for number in range(100, 112):
        (noted / "raw" / f"c{number}.txt").unlink()
    assert belongs(noted / "training" / "model-best", noted / "corpus")
    convert_again(noted, seed=1)
    before = tree(noted)
    for dry_run in (True, False):
        with pytest.raises(ValueError, match=REFUSED + ".*spacy project run all"):
            run(noted, None, dry_run=dry_run)
    assert tree(noted) == before
    convert_again(noted)
    assert run(noted, None).status is Status.NOTHING


def test_belonging_after_other_labels_stays(noted, models_of):
    """The same cables are in train and dev; only their labels differ."""
    for path in (noted / "raw").glob("c?.txt"):
        path.write_text(path.read_text(encoding="utf8").replace("[ORG Millers", "[PER Millers"), encoding="utf8")
    for number in range(100, 112):
        (noted / "raw" / f"c{number}.txt").unlink()
    convert_again(noted)
    assert run(noted, None).status is Status.NOTHING


def test_belonging_is_refused_when_the_corpus_has_grown(noted):
    convert_again(noted)
    with pytest.raises(ValueError, match=REFUSED):
        run(noted, None)
    row = present(noted / "corpus", noted / "training")  # (which can be listed, and says nothing untrue)
    assert row["data"] == {"increments": [], "new": [], "digests": {}, "cables": {}}
    assert row["reason"].endswith("corpus no longer has")


def test_belonging_of_a_retrained_model_is_to_its_increments(noted, models_of, write_cables):
    def train(_made, folder):
        shutil.copytree(models_of["same"], folder / "model-best")
        note_texts(folder / "model-best", folder / "data")

    outcome = run(noted, None, train=train)
    assert outcome.status is Status.ACCEPTED
    assert belongs(noted / "training" / "model-best", noted / "corpus")
    shutil.rmtree(noted / "corpus" / "increments")
    with pytest.raises(ValueError, match=REFUSED):
        run(noted, None)


def test_belonging_is_asked_of_earlier_models(noted, models_of, write_cables):
    first = present(noted / "corpus", noted / "training")["id"]
    run(noted, models_of["same"])  # (a model that says nothing)
    convert_again(noted, seed=1)
    said = Said()
    compare_models(noted / "corpus", noted / "training", first, read_lineage(noted / "training")[-1]["id"], say=said)
    assert len(said) == 1
    assert f"{first} was trained on other cables than" in said[0]
    before = tree(noted / "training" / "model-best")
    with pytest.raises(ValueError, match=f"{first}: was trained on other cables"):
        roll_back(noted / "corpus", noted / "training", first)
    assert tree(noted / "training" / "model-best") == before


def test_belonging_is_told_to_be_unknown(project):
    said = Said()
    run(project, None, said, dry_run=True)
    assert any(text.startswith("The current model does not say which cables it was trained on") for text in said)


def test_keep_current_keeps_the_files_of_a_model(noted):
    training = noted / "training"
    before = tree(training / "model-best")
    row = keep_current(noted / "corpus", training)
    assert keep_current(noted / "corpus", training) == row
    shutil.rmtree(training / "model-best")
    kept = tree(training / "models" / row["id"])
    assert json.loads(kept.pop("lineage.json"))["id"] == row["id"]
    assert kept == before
    assert keep_current(noted / "corpus", training) is None
    assert [one["id"] for one in read_lineage(training)] == [row["id"]]


def test_keep_current_without_a_corpus(noted):
    shutil.rmtree(noted / "corpus")
    assert keep_current(noted / "corpus", noted / "training")["data"]["digests"] == {}


def test_belonging_of_a_model_that_learned_from_a_teacher_too(noted):
    """It has seen the cables to train on, and those that the teacher labelled: as long as both are as they were."""
    corpus, model = noted / "corpus", noted / "training" / "model-best"
    texts = trained_on(model)
    (corpus / "taught").mkdir()
    report = {"digests": {"train": texts["train"], "all": "ab" * 16}, "labelled": {"cables": 3}}
    (corpus / "taught" / "teach.json").write_text(json.dumps(report), encoding="utf8")
    meta = json.loads((model / "meta.json").read_text(encoding="utf8"))
    meta["trained_on"] = {**texts, "train": "ab" * 16}
    (model / "meta.json").write_text(json.dumps(meta), encoding="utf8")
    for number in range(100, 112):
        (noted / "raw" / f"c{number}.txt").unlink()
    convert_again(noted)
    assert belongs(model, corpus)
    convert_again(noted, seed=1)  # the teacher has learned from another train
    assert not belongs(model, corpus)
    (corpus / "taught" / "teach.json").write_text("[]", encoding="utf8")
    with pytest.raises(ValueError, match="teach.json: is not the report of a teacher .*run `cable-ner teach` again"):
        belongs(model, corpus)
