"""Lineage, the current model and how another takes its place, also where a run was killed or the system cannot exchange."""

import json
import multiprocessing
import os
import shutil
from pathlib import Path

import pytest

from cable_ner.retraining import lineage as models
from cable_ner.retraining.lineage import ACCEPTED, FIRST, FORCED, REFUSED, ROLLED_BACK

FORK = multiprocessing.get_context("fork") if "fork" in multiprocessing.get_all_start_methods() else None
CONFIG = '[paths]\ntrain = "{train}"\n[training]\n[training.logger]\noutput_file = "{train}.jsonl"\n[nlp]\nlang = "en"\n'


def make_model(folder: Path, weights: str, *, speed: float = 1.0, train: str = "a") -> Path:
    """Writes the folder of a model, as far as `models` looks at it."""
    (folder / "ner").mkdir(parents=True)
    (folder / "ner" / "model").write_text(weights)
    meta = {"lang": "en", "labels": {"tok2vec": [], "ner": ["PER", "LOC"]}, "performance": {"speed": speed}}
    (folder / "meta.json").write_text(json.dumps(meta))
    (folder / "config.cfg").write_text(CONFIG.format(train=train))
    return folder


def weights(folder: Path) -> str:
    return (folder / "ner" / "model").read_text()


def row(training: Path, model: Path, decision: str = FIRST, parent: str | None = None, **others) -> dict:
    data = {"increments": [0], "new": [], "digests": {"0": "base"}, "cables": {"train": 10}}
    made = models.new_row(training, model, parent=parent, decision=decision, reason="why", data=data, way="fresh")
    return {**made, **others}


@pytest.fixture
def training(tmp_path):
    """Returns a folder with a current model `one` that was adopted."""
    folder = tmp_path / "training"
    model = make_model(folder / "model-best", "one")
    models.adopt(model, folder, row(folder, model))
    return folder


def work(training: Path, text: str, name: str = ".work-x") -> Path:
    """Returns a folder of work that holds a candidate and its report."""
    folder = training / "candidates" / name
    make_model(folder / "model-best", text)
    (folder / "evaluation").mkdir()
    (folder / "evaluation" / "labels.csv").write_text(text)
    (folder / "metrics.json").write_text(f'"{text}"')
    return folder


def candidate(training: Path, text: str, decision: str = ACCEPTED) -> dict:
    folder = work(training, text)
    return models.settle(training, folder, row(training, folder / "model-best", decision, parent=models.current(training)))


# -- lineage -------------------------------------------------------------------------------------


def test_models_digest_is_of_the_files_but_not_of_the_speed(tmp_path):
    first = make_model(tmp_path / "a", "one")
    assert models.digest_of(make_model(tmp_path / "b", "one", speed=2.0)) == models.digest_of(first)
    assert models.digest_of(make_model(tmp_path / "c", "two")) != models.digest_of(first)
    (first / "lineage.json").write_text("{}")
    assert models.digest_of(first) == models.digest_of(tmp_path / "b")


def test_models_config_digest_is_not_of_where_files_were(tmp_path):
    first, second = make_model(tmp_path / "a", "one"), make_model(tmp_path / "b", "one", train="elsewhere")
    assert models.config_digest(first) == models.config_digest(second)
    (second / "config.cfg").write_text(CONFIG.format(train="a") + 'pipeline = ["ner"]\n')
    assert models.config_digest(first) != models.config_digest(second)


def test_models_new_row(training):
    made = models.read_lineage(training)[0]
    assert made["id"] == f"{made['date'][:10]}-{made['digest'][:8]}"
    assert (made["parent"], made["labels"], made["decision"]) == (None, ["LOC", "PER"], FIRST)
    assert made["versions"]["spacy"].startswith("3.")
    assert row(training, training / "model-best")["id"] == f"{made['id']}-2"


def test_models_append_writes_a_line_once(training):
    [made] = models.read_lineage(training)
    models.append(training, {**made, "scores": 1 / 3})
    models.append(training, {**made, "scores": 1 / 3})
    assert len(models.read_lineage(training)) == 2


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "x"}', '{"id":"../x","digest":"","decision":"first","data":{}}'])
def test_models_bad_line(training, line):
    with (training / "lineage.jsonl").open("a") as file:
        file.write(line + "\n")
    with pytest.raises(ValueError, match=r"lineage\.jsonl:2: is not the line of a model; mend or remove it"):
        models.read_lineage(training)


def test_models_row_of_by_the_beginning_of_an_id(training):
    [made] = models.read_lineage(training)
    assert models.row_of(training, made["id"][:13]) == made
    with pytest.raises(ValueError, match=f"no models are called 'x'; there are {made['id']}"):
        models.row_of(training, "x")
    candidate(training, "two")
    with pytest.raises(ValueError, match="2 models are called '20'"):
        models.row_of(training, "20")


def test_models_labels_of_what_is_no_model(tmp_path):
    (tmp_path / "meta.json").write_text("{}")
    with pytest.raises(ValueError, match="is not the folder of a model"):
        models.labels_of(tmp_path)


# -- the current model ---------------------------------------------------------------------------


def test_models_adopt_leaves_the_model_as_it_is(training):
    [made] = models.read_lineage(training)
    assert models.current(training) == made["id"]
    assert models.current_row(training) == made
    assert sorted(path.name for path in (training / "model-best").iterdir()) == ["config.cfg", "meta.json", "ner"]
    kept = training / "models" / made["id"]
    assert os.path.samefile(kept / "ner" / "model", training / "model-best" / "ner" / "model")  # (costs its size once)
    assert json.loads((kept / "lineage.json").read_text()) == made


def test_models_current_of_another_model_is_none(training, tmp_path):
    shutil.rmtree(training / "model-best")
    assert models.current(training) is None
    make_model(training / "model-best", "trained anew")
    assert models.current(training) is None
    assert models.current(tmp_path / "nowhere") is None


def test_models_retrained_over_a_marked_folder_is_another(training):
    made = candidate(training, "two")
    assert models.current(training) == made["id"]
    path = training / "model-best" / "ner" / "model"
    path.unlink()
    path.write_text("three")
    assert models.current(training) is None


# -- one in place of another ---------------------------------------------------------------------


def test_models_accepted_takes_the_place(training):
    [first] = models.read_lineage(training)
    made = candidate(training, "two")
    assert weights(training / "model-best") == "two"
    assert models.current(training) == made["id"]
    assert [(one["id"], one["decision"]) for one in models.read_lineage(training)] == [
        (first["id"], FIRST), (made["id"], ACCEPTED),
    ]  # fmt: skip
    assert (training / "metrics.json").read_text() == '"two"'
    assert (training / "evaluation" / "labels.csv").read_text() == "two"
    assert sorted(path.name for path in (training / "models").iterdir()) == sorted([first["id"], made["id"]])
    assert list((training / "candidates").iterdir()) == []
    assert [path.name for path in training.iterdir() if path.name.startswith(".")] == []


def test_models_refused_is_kept_and_the_current_one_stays(training):
    made = candidate(training, "two", REFUSED)
    assert weights(training / "model-best") == "one"
    assert models.read_lineage(training)[-1]["decision"] == REFUSED
    folder = training / "candidates" / made["id"]
    assert weights(folder / "model-best") == "two"
    assert models.kept(training, made) == folder / "model-best"
    assert not (training / "metrics.json").exists()
    assert models.recover(training) == []
    assert len(models.read_lineage(training)) == 2


def test_models_candidate_of_another_model_is_not_taken(training):
    folder = work(training, "two")
    stale = row(training, folder / "model-best", ACCEPTED, parent="2020-01-01-00000000")
    with pytest.raises(ValueError, match="has become another model meanwhile; run it again"):
        models.settle(training, folder, stale)
    assert weights(training / "model-best") == "one"
    assert len(models.read_lineage(training)) == 1


def test_models_swap_where_the_system_cannot_exchange(training, monkeypatch):
    monkeypatch.setattr(models, "exchange", lambda *_: False)
    candidate(training, "two")
    assert weights(training / "model-best") == "two"
    assert [path.name for path in training.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("renames", [0, 1, 2])
def test_models_swap_by_renaming_is_finished_by_the_next_run(training, monkeypatch, renames):
    monkeypatch.setattr(models, "exchange", lambda *_: False)
    rename, done = os.rename, []

    def until(source, target):
        if ".incoming" in f"{source}" or ".outgoing" in f"{target}":
            if len(done) == renames:
                raise KeyboardInterrupt
            done.append(source)
        rename(source, target)

    monkeypatch.setattr(os, "rename", until)
    with pytest.raises(KeyboardInterrupt) if renames < 2 else pytest.MonkeyPatch.context():
        candidate(training, "two")
    monkeypatch.setattr(os, "rename", rename)
    models.recover(training)
    assert weights(training / "model-best") == "two"
    assert models.read_lineage(training)[-1]["decision"] == ACCEPTED
    assert [path.name for path in training.iterdir() if path.name.startswith(".")] == []


def test_models_exchange(tmp_path):
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    if not models.exchange(tmp_path / "a", tmp_path / "b"):
        pytest.skip("no renameat2 here")
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b"]
    with pytest.raises(OSError, match="No such file"):
        models.exchange(tmp_path / "a", tmp_path / "c")


def test_models_line_is_written_if_the_run_was_killed_after_the_swap(training):
    made = candidate(training, "two")
    lines = (training / "lineage.jsonl").read_text().splitlines(keepends=True)
    (training / "lineage.jsonl").write_text(lines[0])
    assert models.current(training) == made["id"]  # (its folder says so)
    assert models.current_row(training)["id"] == made["id"]
    assert [one["id"] for one in models.recover(training)] == [made["id"]]
    assert models.read_lineage(training)[-1]["id"] == made["id"]


# -- the way back --------------------------------------------------------------------------------


def test_models_roll_back(training):
    [first] = models.read_lineage(training)
    second = candidate(training, "two")
    folder = work(training, "one", ".work-back")
    line = models.roll_back_row(training, first)
    models.settle(training, folder, line)
    assert weights(training / "model-best") == "one"
    assert models.current(training) == first["id"]
    last = models.read_lineage(training)[-1]
    assert (last["id"], last["decision"], last["parent"]) == (first["id"], ROLLED_BACK, second["id"])
    assert models.current_row(training) == first  # the line in which it was made
    with pytest.raises(ValueError, match="is the current model"):
        models.roll_back_row(training, first)


def test_models_roll_back_to_what_was_refused(training):
    made = candidate(training, "two", REFUSED)
    with pytest.raises(ValueError, match="never was the current model"):
        models.roll_back_row(training, made)


def test_models_kept_has_to_be_as_it_was(training):
    [first] = models.read_lineage(training)
    path = training / "models" / first["id"] / "ner" / "model"
    path.unlink()
    path.write_text("spoiled")
    with pytest.raises(ValueError, match="is not the model that was put there"):
        models.kept(training, first)
    shutil.rmtree(training / "models")
    with pytest.raises(ValueError, match="not there any more"):
        models.kept(training, first)


# -- one run at a time ---------------------------------------------------------------------------


def _hold(training, ready, end):
    with models.lock(training):
        ready.set()
        end.wait(30)


@pytest.mark.skipif(FORK is None, reason="no fork here")
def test_models_lock_says_who_holds_it_and_ends_with_its_process(tmp_path):
    ready, end = FORK.Event(), FORK.Event()
    process = FORK.Process(target=_hold, args=(tmp_path, ready, end))
    process.start()
    assert ready.wait(30)
    message = rf"process {process.pid} on \S+ has been writing there since 2\S+Z; wait for it to finish"
    with pytest.raises(OSError, match=message), models.lock(tmp_path):
        pass
    process.kill()
    process.join()
    assert json.loads((tmp_path / ".retrain.lock").read_text())["pid"] == process.pid  # (it is left there)
    with models.lock(tmp_path):
        pass


# -- for the package -----------------------------------------------------------------------------


def test_models_version_counts_models_and_stays_with_each(training, tmp_path):
    assert models.version_of(tmp_path / "nowhere", "0.1.0") == "0.1.0"
    assert models.version_of(training, "0.1.0") == "0.1.0"
    [first] = models.read_lineage(training)
    candidate(training, "lost", REFUSED)
    candidate(training, "two", FORCED)
    assert models.version_of(training, "0.1.0") == "0.1.1"
    candidate(training, "three")
    assert models.version_of(training, "1.0.9") == "1.0.11"
    folder = work(training, "one", ".work-back")
    models.settle(training, folder, models.roll_back_row(training, first))
    assert models.version_of(training, "0.1.0") == "0.1.0"
    shutil.rmtree(training / "model-best")
    make_model(training / "model-best", "trained anew")
    assert models.version_of(training, "0.1.0") == "0.1.3"
    with pytest.raises(ValueError, match="does not end in a number"):
        models.version_of(training, "dev")


def test_models_card_lines(training, tmp_path):
    [first] = models.read_lineage(training)
    assert models.card_lines(training) == [f"- Model {first['id']} of {first['date'][:10]}, number 1 of its line; fresh."]
    folder = work(training, "two")
    made = row(training, folder / "model-best", ACCEPTED, parent=first["id"])
    made["data"]["increments"] = [0, 1, 3]
    models.settle(training, folder, made)
    assert models.card_lines(training) == [
        f"- Model {made['id']} of {made['date'][:10]}, number 2 of its line; fresh.",
        "- It has seen the first cables and 2 later deliveries (001, 003).",
        f"- It took the place of {first['id']} (accepted): why.",
    ]
    assert models.card_lines(tmp_path / "nowhere") == []
