"""The gate by hand-made counts, what is new, how it is trained, and runs that are killed wherever they are."""

import json
import multiprocessing
import os
import shutil
import signal
import sys
from pathlib import Path

import numpy
import pytest
import spacy
from thinc.api import Config

from cable_ner.corpus import ConversionSettings, GoldFolders, convert, increments
from cable_ner.evaluation import report
from cable_ner.evaluation.evaluation import load
from cable_ner.retraining import lineage as models
from cable_ner.retraining import session as retraining
from cable_ner.retraining.lineage import ACCEPTED, FIRST, FORCED, REFUSED, ROLLED_BACK
from cable_ner.retraining.session import (
    CONTINUED,
    FRESH,
    NOTHING,
    WOULD,
    Finding,
    Gate,
    HeldOut,
    Options,
    Stock,
    findings,
    verdict,
)

ROOT = Path(__file__).parents[2]
FORK = multiprocessing.get_context("fork") if "fork" in multiprocessing.get_all_start_methods() else None
SETTINGS = ConversionSettings(shares=(0.5, 0.25, 0.25))
FROZEN = HeldOut("frozen", "gold", Path(), True)

# -- the gate ------------------------------------------------------------------------------------


def counts(*cables: tuple[int, int, int]) -> numpy.ndarray:
    """Returns counts [cables, one label and all, 3] of (right, spurious, missed) by cable."""
    return numpy.array([[one, one] for one in cables])


def test_gate_difference_by_hand():
    # 8 of 10 right, none spurious: F1 16/18; and 9 of 10: 18/19.
    worse, better = counts(*[(8, 0, 2)] * 10), counts(*[(9, 0, 1)] * 10)
    overall, one = findings(worse, better, ["PER"], FROZEN)
    assert overall.f == pytest.approx(16 / 18 - 18 / 19)
    assert overall.interval == pytest.approx([overall.f] * 2)  # (all cables are alike)
    assert (overall.label, overall.cables, overall.level, one.label, one.level) == ("all", 10, 0.95, "PER", 0.95)
    assert overall.worse == "the 95 % interval lies below 0"
    assert verdict([overall]) == "F1 on the frozen test (gold, 10 cables): -0.058 [-0.058, -0.058], " + overall.worse
    assert [one.worse for one in findings(better, worse, ["PER"], FROZEN)] == ["", ""]
    assert verdict(findings(better, better, ["PER"], FROZEN)) == ""


def test_gate_interval_around_zero_does_not_refuse():
    # One cable in five is much worse, the others a little better: -0.009 in all, which chance may well do.
    ours = counts(*[(6, 0, 4), (10, 0, 0), (10, 0, 0), (10, 0, 0), (10, 0, 0)] * 4)
    theirs = counts(*[(10, 0, 0), (9, 0, 1), (9, 0, 1), (9, 0, 1), (10, 0, 0)] * 4)
    overall, _ = findings(ours, theirs, ["PER"], FROZEN)
    assert -0.02 < overall.f < -0.005
    assert overall.interval[0] < 0 < overall.interval[1]
    assert overall.worse == ""


def test_gate_loss_beyond_the_margin_refuses_whatever_the_interval():
    ours, theirs = counts((5, 0, 5), (10, 0, 0)), counts((9, 0, 1), (9, 0, 1))
    overall, one = findings(ours, theirs, ["PER"], FROZEN)
    assert overall.cables == 2
    assert overall.worse == "the loss is more than 0.02"
    assert one.worse == ""  # (a label of two cables has no such rule)
    [overall, _] = findings(ours, theirs, ["PER"], FROZEN._replace(name="new"))
    assert overall.worse == ""  # (nor has a new test of two)
    [overall, _] = findings(ours[:1], theirs[:1], ["PER"], FROZEN)
    assert (overall.interval, overall.worse) == (None, "the loss is more than 0.02")


@pytest.mark.parametrize(("cables", "refused"), [(5, False), (6, True)])
def test_gate_few_cables_that_are_all_worse_may_be_chance(cables, refused):
    # 98 and 99 of 100: a loss of 0.0051, above what is negligible and below the margin.
    ours, theirs = counts(*[(98, 0, 2)] * cables), counts(*[(99, 0, 1)] * cables)
    overall, _ = findings(ours, theirs, ["PER"], FROZEN)
    assert overall.f == pytest.approx(196 / 198 - 198 / 199)
    assert bool(overall.worse) is refused


def test_gate_negligible_loss_is_none():
    # 998 and 999 of 1000: -0.0005 in each of 100 cables.
    overall, _ = findings(counts(*[(998, 0, 2)] * 100), counts(*[(999, 0, 1)] * 100), ["PER"], FROZEN)
    assert overall.interval[1] < 0
    assert overall.worse == ""


def test_gate_fewest_cables():
    assert [retraining.fewest(level) for level in (0.95, 1 - 0.05 / 2, 1 - 0.05 / 4)] == [6, 7, 8]


def test_gate_of_a_label_is_corrected_for_their_number():
    labels = ["LOC", "MISC", "ORG", "PER"]
    theirs = numpy.tile([40, 0, 0], (12, 5, 1))
    theirs[:, 4] = [160, 0, 0]
    ours = theirs.copy()
    ours[:, 3] = [37, 0, 3]  # PER alone: 74/77 of 1
    ours[:, 4] = [157, 0, 3]
    ours[:, 0] = [40, 0, 0]
    overall, *rest = findings(ours, theirs, labels, FROZEN)
    assert [one.label for one in rest] == labels
    assert {one.level for one in rest} == {1 - 0.05 / 4}
    assert [one.label for one in rest if one.worse] == ["PER"]
    assert rest[3].worse == "the 98.75 % interval lies below 0"
    # Seven cables would do for all labels together, and not for one of four.
    few = findings(ours[:7], theirs[:7], labels, FROZEN)
    assert [one.label for one in few if one.worse] == ["all"]
    # A loss that is seen at 95 % need not be at 98.75 %.
    noisy = theirs.copy()
    noisy[:6, 3] = [36, 0, 4]
    noisy[6:8, 3] = [41, 0, 0]
    apart = findings(noisy[:, 3:4].repeat(2, 1), theirs[:, 3:4].repeat(2, 1), ["PER"], FROZEN)[1]
    together = findings(noisy, theirs, labels, FROZEN)[4]
    assert apart.interval[1] < together.interval[1]
    assert apart.f == together.f


def test_gate_cables_without_the_label_do_not_count():
    theirs = numpy.zeros((20, 2, 3), dtype=int)
    theirs[:5] = [10, 0, 0]
    ours = theirs.copy()
    ours[:5] = [9, 0, 1]
    _, one = findings(ours, theirs, ["MISC"], FROZEN)
    assert (one.cables, one.worse) == (5, "")


def test_gate_silver_only_warns():
    lost = findings(counts(*[(5, 0, 5)] * 10), counts(*[(9, 0, 1)] * 10), ["PER"], FROZEN._replace(decides=False))
    assert all(one.worse for one in lost)
    assert verdict(lost) == ""


def test_gate_settings():
    ours, theirs = counts(*[(8, 0, 2)] * 10), counts(*[(9, 0, 1)] * 10)
    assert verdict(findings(ours, theirs, ["PER"], FROZEN, Gate(margin=0.5, negligible=0.1))) == ""


# -- a project -----------------------------------------------------------------------------------


def untrained(folder: Path) -> Path:
    """Writes a model that is no good."""
    nlp = spacy.blank("en")
    ner = nlp.add_pipe("ner")
    for label in ("PER", "LOC", "ORG"):
        ner.add_label(label)
    nlp.initialize()
    nlp.to_disk(folder)
    return folder


@pytest.fixture(scope="module")
def models_of(tiny_model, tmp_path_factory):
    """Returns the folders of models by what they are: as good as the current one, and worse."""
    same = Path(shutil.copytree(tiny_model, tmp_path_factory.mktemp("models") / "same"))
    meta = json.loads((same / "meta.json").read_text())
    (same / "meta.json").write_text(json.dumps({**meta, "description": "as good"}))
    return {"same": same, "worse": untrained(same.parent / "worse")}


@pytest.fixture
def project(tmp_path, write_cables, tiny_model, monkeypatch):
    """Returns a folder with 24 converted cables in corpus/, a model in training/, and 12 more cables in raw/."""
    monkeypatch.setattr(retraining.drifting, "drift", lambda _old, new, **_options: {"cables": sum(new.cables.values())})
    monkeypatch.setattr(report, "render", lambda *_arguments, **_options: "<!doctype html>")
    write_cables(tmp_path / "raw", range(24))
    convert([str(tmp_path / "raw")], tmp_path / "corpus", settings=SETTINGS)
    write_cables(tmp_path / "raw", range(100, 112))
    shutil.copytree(tiny_model, tmp_path / "training" / "model-best")
    shutil.copy(tiny_model / "config.cfg", tmp_path / "recipe.cfg")
    return tmp_path


class Said(list):
    """What was said, as one text."""

    def __call__(self, text: str) -> None:
        self.append(text)

    def __str__(self) -> str:
        return "\n".join(self)


def run(project: Path, model: Path | None, say=lambda _text: None, **options) -> retraining.Outcome:
    """Retrains, with a finished model in place of a training."""
    trained = []

    def train(made, folder):
        assert model is not None
        trained.append(made)
        assert {path.name for path in (folder / "data").iterdir()} == {"train.spacy", "dev.spacy"}
        shutil.copytree(model, folder / "model-best")

    return retraining.retrain(
        [str(project / "raw")],
        project / "corpus",
        project / "training",
        options=Options(config=project / "recipe.cfg", **options),
        settings=SETTINGS,
        train=train,
        say=say,
    )


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def hidden(folder: Path) -> list[str]:
    """Returns what a run may leave and must not, but for the file that was being written when it was killed."""
    return [path.name for path in folder.rglob(".*") if path.name != models.LOCK and not path.name.startswith(".writing-")]


def test_retrain_takes_what_is_not_worse(project, models_of):
    outcome = run(project, models_of["same"])
    training = project / "training"
    first, made = models.read_lineage(training)
    assert outcome.status == made["decision"] == ACCEPTED
    assert (first["decision"], made["parent"]) == (FIRST, first["id"])
    assert models.current(training) == made["id"] == outcome.row["id"]
    assert (made["data"]["increments"], made["data"]["new"]) == ([0, 1], [1])
    base, new = increments.on_disk(project / "corpus")
    assert made["data"]["digests"] == {"0": base.digest, "1": new.digest}
    assert made["data"]["cables"]["train"] == base.cables["train"] + new.cables["train"]
    assert {one["f"] for one in made["gate"]} == {0.0}
    assert made["scores"]["frozen"]["kind"] == "silver"
    assert made["scores"]["frozen"]["cables"] == base.cables["test"]
    assert made["scores"]["new"]["cables"] == new.cables["test"]
    assert outcome.drift == {1: {"cables": 12}}
    metrics = json.loads((training / "metrics.json").read_text())
    assert metrics["model"]["name"] == made["id"]
    assert metrics["comparison"]["other"] == first["id"]
    assert metrics["test"]["cables"] == base.cables["test"]
    assert (training / "evaluation" / "errors.jsonl").exists()
    assert (training / "report.html").read_text() == "<!doctype html>"
    assert hidden(project) == []


def test_retrain_when_nothing_is_new_changes_nothing(project, models_of):
    run(project, models_of["same"])
    (project / "training" / models.LOCK).unlink()
    before = tree(project)
    outcome = run(project, None)
    (project / "training" / models.LOCK).unlink()
    assert outcome.status == NOTHING
    assert outcome.row["id"] == models.current(project / "training")
    assert tree(project) == before


def test_retrain_increment_without_a_cable_is_nothing_new(project):
    for number in range(100, 112):
        (project / "raw" / f"c{number}.txt").unlink()
    for number in range(3):  # copies, whose texts the first cables have
        shutil.copy(project / "raw" / f"c{number}.txt", project / "raw" / f"copy{number}.txt")
    assert run(project, None).status == NOTHING


def test_retrain_refuses_what_is_worse_and_leaves_its_cables_out(project, models_of):
    before = tree(project / "training" / "model-best")
    outcome = run(project, models_of["worse"])
    training = project / "training"
    assert outcome.status == REFUSED
    assert "on the frozen test (silver" in outcome.row["reason"]
    assert "new test" not in outcome.row["reason"]  # silver labels of new cables only warn
    assert tree(training / "model-best") == before
    assert not (training / "metrics.json").exists()
    assert outcome.folder == training / "candidates" / outcome.row["id"]
    names = {path.name for path in outcome.folder.iterdir()}
    assert {"model-best", "metrics.json", "evaluation", "report.html", "config.cfg"} <= names
    assert models.read_lineage(training)[-1]["decision"] == REFUSED
    said = Said()
    assert run(project, None, said).status == NOTHING
    assert "Increment 001 is left out, as a candidate lost with it; --again takes it in" in said
    again = run(project, models_of["same"], again=True)
    assert (again.status, again.row["data"]["increments"]) == (ACCEPTED, [0, 1])
    assert hidden(project) == []


def test_retrain_leaves_refused_cables_out_of_later_trainings(project, models_of, write_cables):
    run(project, models_of["worse"])
    write_cables(project / "raw", range(200, 212))
    outcome = run(project, models_of["same"])
    assert outcome.row["data"]["increments"] == [0, 2]
    # They are known to be left out also to the model that came after.
    assert run(project, None).status == NOTHING


def test_retrain_silver_of_new_cables_warns(project, models_of, write_cables):
    write_cables(project / "raw", range(200, 280))  # (the test of fewer than six is left to chance)
    said = Said()
    run(project, models_of["worse"], said)
    [warning] = [text for text in said if text.startswith("Warning: F1 on")]
    assert "on the new test (silver" in warning
    assert "agreement with the tagger is no accuracy" in warning


def test_retrain_force(project, models_of):
    outcome = run(project, models_of["worse"], force=True)
    assert outcome.status == outcome.row["decision"] == FORCED
    assert "the frozen test" in outcome.row["reason"]
    assert models.current(project / "training") == outcome.row["id"]


def test_retrain_dry_run_changes_nothing(project):
    before = tree(project)
    outcome = run(project, None, dry_run=True)
    assert (outcome.status, outcome.row["data"]["new"]) == (WOULD, [1])
    assert outcome.drift == {1: {"cables": 12}}
    assert tree(project) == before


def test_retrain_without_a_model(project):
    shutil.rmtree(project / "training" / "model-best")
    with pytest.raises(ValueError, match="there is no model to go on from; run `spacy project run all` first"):
        run(project, None)


def test_retrain_without_a_base(project):
    (project / "corpus" / "cables.jsonl").unlink()
    with pytest.raises(ValueError, match="run `spacy project run all` first"):
        run(project, None)


def test_retrain_model_that_all_has_trained_is_the_new_base(project, models_of):
    run(project, models_of["same"])
    shutil.rmtree(project / "training" / "model-best")
    shutil.copytree(models_of["worse"], project / "training" / "model-best")
    outcome = run(project, models_of["same"])
    decisions = [row["decision"] for row in models.read_lineage(project / "training")]
    assert decisions == [FIRST, ACCEPTED, FIRST, ACCEPTED]
    assert outcome.row["data"]["increments"] == [0, 1]  # (the new base has not seen the increment)


def test_retrain_first_model_has_the_scores_of_its_report(project):
    metrics = {"scores": {"all": {"p": 1.0, "r": 0.5, "f": 2 / 3, "support": 4, "interval": None}, "macro": {"p": 1.0}}}
    metrics |= {"measured_against": "gold", "test": {"cables": 2}}
    (project / "training" / "metrics.json").write_text(json.dumps(metrics))
    row = retraining.present(project / "corpus", project / "training")
    assert row["scores"]["frozen"]["scores"]["all"]["f"] == pytest.approx(2 / 3)
    assert list(row["scores"]["frozen"]["scores"]) == ["all"]
    assert (row["scores"]["frozen"]["kind"], row["scores"]["frozen"]["cables"]) == ("gold", 2)


def test_retrain_training_that_fails(project):
    def train(_made, _folder):
        raise ValueError("no memory")

    with pytest.raises(ValueError, match="no memory"):
        retraining.retrain(
            [str(project / "raw")], project / "corpus", project / "training",
            options=Options(config=project / "recipe.cfg"), settings=SETTINGS, train=train,
        )  # fmt: skip
    assert len(models.read_lineage(project / "training")) == 1
    load(str(project / "training" / "model-best"))


def test_retrain_takes_up_what_was_trained(project, models_of, monkeypatch):
    def killed(*_arguments, **_options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(retraining, "side_by_side", killed)
        with pytest.raises(KeyboardInterrupt):
            run(project, models_of["same"])
    said = Said()
    assert run(project, None, said).status == ACCEPTED  # (it would fail if it trained)
    assert "in a run that did not come to its end" in str(said)
    assert hidden(project) == []


def test_retrain_trains_again_with_another_seed(project, models_of, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(retraining, "side_by_side", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run(project, models_of["worse"])
    assert run(project, models_of["same"], seed=1).status == ACCEPTED


# -- tests ---------------------------------------------------------------------------------------


def test_tests_gold_decides_and_silver_beside_it_warns(tmp_path, write_cables, cable):
    # Gold and silver labels are never scored together.
    corpus = tmp_path / "corpus"
    write_cables(tmp_path / "raw", range(24))
    convert([str(tmp_path / "raw")], corpus, settings=SETTINGS)
    silver = increments.base(corpus)
    gold_folder = tmp_path / "gold" / "test"
    write_cables(gold_folder, range(2))
    convert([str(tmp_path / "raw")], tmp_path / "other", settings=SETTINGS, checked=GoldFolders(str(gold_folder.parent)))
    gold = increments.base(tmp_path / "other")._replace(number=1)

    def of(seen, new):
        return [(one.name, one.kind, one.decides) for one in retraining.tests_of(Stock(seen, new, []), tmp_path / "out")]

    assert of([silver], [gold]) == [("new", "gold", True), ("frozen", "silver", False)]
    assert of([gold], [silver]) == [("frozen", "gold", True), ("new", "silver", False)]
    assert of([silver, gold], []) == [("frozen", "gold", True), ("frozen", "silver", False)]
    assert of([silver], [silver]) == [("frozen", "silver", True), ("new", "silver", False)]
    with pytest.raises(ValueError, match="there is no test to compare models on"):
        of([silver._replace(path=tmp_path / "other", cables={})][:0], [gold])


# -- ways to train -------------------------------------------------------------------------------


@pytest.fixture
def there(project):
    """Returns the stock of the project before anything is trained, and the line of its model."""
    increments.convert_new([str(project / "raw")], project / "corpus", settings=SETTINGS)
    row = retraining.present(project / "corpus", project / "training")
    return retraining.stock(project / "corpus", project / "training", row), row


def planned(project, there, differences=(), **options):
    said = Said()
    stock, row = there
    made = retraining.plan(
        Options(config=project / "recipe.cfg", **options), stock, row, models.kept(project / "training", row),
        differences=differences, say=said,
    )  # fmt: skip
    return made, str(said)


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
    model = models.kept(project / "training", row)
    path = model / "meta.json"
    meta = json.loads(path.read_text())
    path.unlink()
    path.write_text(json.dumps({**meta, "labels": {"ner": ["LOC", "ORG", "PER"]}}))
    row["digest"] = models.digest_of(model)
    return stock, row


def test_plan_continued_takes_the_weights_and_slows_down(project, knows_org):
    recipe = Config().from_disk(project / "recipe.cfg", interpolate=False)
    schedule = {"@schedules": "warmup_linear.v1", "initial_rate": 0.003, "warmup_steps": 200, "total_steps": 2500}
    recipe["training"]["optimizer"]["learn_rate"] = schedule
    (project / "recipe.cfg").write_text(recipe.to_str(interpolate=False))
    made, said = planned(project, knows_org, way=CONTINUED, steps=300, rate=0.0005, times=4)
    assert (made.way, made.train, said) == (CONTINUED, {0: 1, 1: 4}, "")
    folder = models.kept(project / "training", knows_org[1])
    assert made.config["components"]["ner"] == {"source": str(folder.resolve())}
    rate = made.config["training"]["optimizer"]["learn_rate"]
    assert (rate["initial_rate"], rate["warmup_steps"], made.config["training"]["max_steps"]) == (0.0005, 30, 300)


def test_plan_continued_falls_back_to_fresh_for_new_labels(project, there):
    made, said = planned(project, there, way=CONTINUED)  # (the tiny model has no ORG)
    assert (made.way, made.train) == (FRESH, {0: 1, 1: 1})
    assert "it cannot go on from the current model: label ORG is new to the model" in said


def test_plan_continued_falls_back_to_fresh_for_settings_recipe_and_spacy(project, knows_org, monkeypatch):
    differences = ["label map: GPE=LOC, where the base has none", "corrections: changed since the base was converted"]
    made, said = planned(project, knows_org, differences, way=CONTINUED)
    assert (made.way, "label map: GPE=LOC" in said, "corrections" in said) == (FRESH, True, False)
    made, said = planned(project, knows_org, differences[1:], way=CONTINUED)
    assert (made.way, said) == (CONTINUED, "")

    knows_org[1]["versions"]["spacy"] = "3.7.5"
    made, said = planned(project, knows_org, way=CONTINUED)
    assert (made.way, f"spaCy is {spacy.__version__}, and was 3.7.5" in said) == (FRESH, True)
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
    assert "New labels: SHIP. The cables converted before have none of them" in planned(project, there)[1]


@pytest.mark.parametrize(("way", "taken"), [(FRESH, "best"), (CONTINUED, "last")])
def test_train_continued_takes_the_last_model_as_step_0_is_the_current_one(project, there, monkeypatch, way, taken):
    """As spoiled cables make no step better than the first, the best on dev would be the model that there was."""

    def trained(_commands, command, _log):
        folder = Path(command[command.index("--output") + 1])
        for name in ("best", "last"):
            (folder / f"model-{name}").mkdir()
            (folder / f"model-{name}" / name).touch()
        return 0.0, 0.0

    monkeypatch.setattr(retraining.Commands, "run", trained)
    made = planned(project, there)[0]._replace(way=way)
    (project / "work").mkdir()
    retraining.spacy_train(made, project / "work")
    assert [path.name for path in (project / "work" / "model-best").iterdir()] == [taken]


def test_plan_unknown_way(project, there):
    with pytest.raises(ValueError, match="--way anew is neither fresh nor continued"):
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


# -- models that were ----------------------------------------------------------------------------


def test_compare_and_roll_back(project, models_of):
    outcome = run(project, models_of["worse"], force=True)
    training = project / "training"
    first = models.read_lineage(training)[0]["id"]
    overall, *_ = retraining.compare(project / "corpus", training, first, outcome.row["id"])
    assert (overall.label, overall.test) == ("all", "frozen")
    assert overall.f > 0.02
    assert overall.cables > models.read_lineage(training)[1]["gate"][0]["cables"]  # (the new test is frozen by now)
    line = retraining.roll_back(project / "corpus", training, first)
    assert (line["id"], line["decision"], models.current(training)) == (first, ROLLED_BACK, first)
    metrics = json.loads((training / "metrics.json").read_text())
    assert (metrics["model"]["name"], metrics["comparison"]["other"]) == (first, outcome.row["id"])
    assert run(project, None).status == NOTHING  # what the other model had seen is left out, until --again
    assert hidden(project) == []


# -- runs that are killed ------------------------------------------------------------------------


def _run_until(project: Path, model: Path, moment: int) -> None:
    """Retrains, and kills itself before the `moment`th change to the project's files (0: never; says how many)."""
    changes = 0

    def hook(event: str, arguments: tuple) -> None:
        nonlocal changes
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if not writes and event not in ("os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"):
            return
        if str(project) in str(arguments[0]):
            changes += 1
            if changes == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    run(project, model)
    (project.parent / f"{project.name}.changes").write_text(str(changes))


def _in_a_process(project: Path, model: Path, moment: int) -> int | None:
    process = FORK.Process(target=_run_until, args=(project, model, moment))
    process.start()
    process.join()
    return process.exitcode


def mentions(model: Path) -> list[tuple[str, str]]:
    text = "Mayor Ann Lee3 of Milltown spoke about harvest number 3."
    return [(ent.text, ent.label_) for ent in load(str(model))(text).ents]


@pytest.mark.skipif(FORK is None, reason="no fork here")
@pytest.mark.parametrize("moments", [3, pytest.param(40, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", ["same", "worse"])
def test_retrain_killed_at_any_moment(project, models_of, moments, kind, tmp_path_factory):
    folder = tmp_path_factory.mktemp("killed")
    whole = Path(shutil.copytree(project, folder / "whole"))
    assert _in_a_process(whole, models_of[kind], 0) == 0
    changes = int((folder / "whole.changes").read_text())
    assert changes > 50
    expected = models.read_lineage(whole / "training")[-1]
    before = mentions(project / "training" / "model-best")
    for number in range(moments):
        moment = 1 + round((number + 0.5) * (changes - 1) / moments)
        killed = Path(shutil.copytree(project, folder / f"{moment}"))
        assert _in_a_process(killed, models_of[kind], moment) == -signal.SIGKILL, moment
        assert mentions(killed / "training" / "model-best") == before, moment
        outcome = run(killed, models_of[kind])
        assert outcome.status in (NOTHING, expected["decision"]), moment
        rows = models.read_lineage(killed / "training")
        assert [row["decision"] for row in rows] == [FIRST, expected["decision"]], moment
        assert rows[-1]["data"] == expected["data"], moment
        assert hidden(killed) == [], moment
        assert mentions(killed / "training" / "model-best") == before, moment
        if kind == "same":
            assert models.current(killed / "training") == rows[-1]["id"], moment
            assert (killed / "training" / "report.html").exists(), moment
        shutil.rmtree(killed)


@pytest.mark.skipif(FORK is None, reason="no fork here")
def test_retrain_two_at_once(project, models_of):
    with models.lock(project / "training"), pytest.raises(OSError, match=f"process {os.getpid()} on .* since"):
        run(project, models_of["same"])
    assert not (project / "corpus" / "increments").exists()


def test_describe():
    found = Finding("new", "gold", True, "PER", 7, -0.01, [-0.03, 0.01], 0.9875)
    assert retraining.describe(found) == "F1 of PER on the new test (gold, 7 cables): -0.010 [-0.030, +0.010], not worse"
