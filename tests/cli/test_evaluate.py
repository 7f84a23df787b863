"""`scripts/evaluate.py`: what it writes and prints, what the figures are measured against, and input that is not there."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import spacy
from spacy.cli.evaluate import evaluate as spacy_evaluate
from spacy.tokens import Doc

from cable_ner.evaluation import report
from cable_ner.files import new_docbin

NLP = spacy.blank("en")


def words(text: str) -> str:
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


def make(text: str, *mentions: tuple[str, str], missing: str = "", labels: str = "silver", cable: str = "a.txt") -> Doc:
    """Returns a Doc with these (text, label) mentions, and a stretch whose label is missing."""
    doc = NLP.make_doc(text)
    spans = [doc.char_span(text.index(part), text.index(part) + len(part), label) for part, label in mentions]
    holes = [doc.char_span(text.index(missing), text.index(missing) + len(missing))] if missing else []
    doc.set_ents(spans, missing=holes, default="outside")
    doc.user_data.update(cable=cable, labels=labels)
    return doc


def reference_docs(labels: str) -> list[Doc]:
    """Seven mentions in five paragraphs of two cables, two tokens without a trusted label, and one plain paragraph."""
    first, second = (f"Mayor Ann Lee{number} of Milltown spoke about harvest number {number}." for number in (70, 71))
    return [
        make(first, ("Ann Lee70", "PER"), ("Milltown", "LOC"), labels=labels),
        make(second, ("Lee71", "PER"), ("Milltown", "ORG"), labels=labels),
        make("Mayor Bob Stone of Millers Guild spoke.", ("Bob Stone", "PER"), missing="Millers Guild", labels=labels),
        make("The Bakers Union met in Oldtown.", ("Bakers Union", "ORG"), ("Oldtown", "LOC"), labels=labels, cable="b.txt"),
        make("Rain fell.", labels=labels, cable="b.txt"),
    ]


@pytest.fixture
def drawn(monkeypatch):
    """Returns what the report was asked to show; it is not drawn, as that takes most of the time."""
    asked = {}

    def render(metrics: dict, errors: list, **others: object) -> str:
        asked.update(metrics=metrics, errors=errors, **others)
        return "<!doctype html>"

    monkeypatch.setattr(report, "render", render)
    return asked


@pytest.fixture
def figures(tmp_path, tiny_model, command, drawn):
    """Returns a function that writes Docs as a test and evaluates the model on it: (metrics, what was printed)."""

    def evaluate(docs: list[Doc], *options: object) -> tuple[dict, str]:
        new_docbin(docs).to_disk(tmp_path / "test.spacy")
        result = command("evaluate", tiny_model, tmp_path / "test.spacy", "--output", tmp_path / "deep" / "out", *options)
        assert result.exit_code == 0, result.output
        metrics = (tmp_path / "deep" / "out" / "metrics.json").read_text(encoding="utf8")
        return json.loads(metrics), words(result.stdout)

    return evaluate


@pytest.mark.parametrize("labels", ["silver", "gold"])
def test_evaluate_figures_are_those_of_spacy_evaluate(tmp_path, tiny_model, figures, labels):
    ours, _ = figures(reference_docs(labels))
    spacy_evaluate(str(tiny_model), tmp_path / "test.spacy", output=tmp_path / "spacy.json", silent=True)
    spacys = json.loads((tmp_path / "spacy.json").read_text(encoding="utf8"))
    del spacys["speed"]
    assert {key: ours[key] for key in spacys} == spacys
    assert [ours["scores"]["all"][key] for key in "prf"] == [spacys[f"ents_{key}"] for key in "prf"]
    # There would be nothing to compare if all were right or all wrong.
    assert 0 < ours["scores"]["all"]["f"] < 1
    for label, scores in spacys["ents_per_type"].items():
        mine = ours["scores"].get(label, {"p": 0.0, "r": 0.0, "f": 0.0})
        assert {key: mine[key] for key in "prf"} == scores


def test_evaluate_writes_figures_tables_errors_and_report(tmp_path, figures, drawn):
    ours, printed = figures(reference_docs("gold"))
    folder = tmp_path / "deep" / "out"
    assert sorted(path.name for path in folder.iterdir()) == ["evaluation", "metrics.json", "report.html"]
    assert sorted(path.name for path in (folder / "evaluation").iterdir()) == [
        "baselines.csv", "calibration.csv", "confusion.csv", "errors.csv", "errors.jsonl", "facets.csv", "kinds.csv",
        "labels.csv", "lists.csv",
    ]  # fmt: skip
    lines = (folder / "evaluation" / "errors.jsonl").read_text(encoding="utf8").splitlines()
    rows = [json.loads(line) for line in lines]
    wrong = {kind: count for kind, count in ours["kinds"]["all"].items() if kind != "right"}
    assert len(rows) == sum(wrong.values()) > 0
    assert {kind: sum(row["kind"] == kind for row in rows) for kind in wrong} == wrong
    assert (drawn["errors"][0]["form"], len(drawn["errors"])) == (rows[0]["form"], len(rows))
    assert (folder / "report.html").read_text(encoding="utf8") == "<!doctype html>"
    assert f"{len(rows)} errors: " in printed
    assert "Errors: " + ", ".join(f"{count} {kind}" for kind, count in wrong.items()) in printed


def test_evaluate_support_and_counts(figures):
    ours, printed = figures(reference_docs("silver"))
    supports = {label: score["support"] for label, score in ours["scores"].items() if label != "macro"}
    assert supports == {"LOC": 2, "ORG": 2, "PER": 3, "all": 7}
    # (The tiny model finds one in `Millers Guild`, of which there is no trusted label.)
    assert ours["test"] == {
        "cables": 2, "paragraphs": 5, "tokens": sum(map(len, reference_docs("silver"))), "mentions": 7, "missing_tokens": 2,
        "ignored_predictions": 1,
    }  # fmt: skip
    assert "Not scored: 2 tokens whose labels are missing, and 1 predicted mentions on them" in printed
    assert "label precision recall F1 95 % interval of F1 support" in printed
    score = ours["scores"]["LOC"]
    assert f"LOC {score['p']:.3f} {score['r']:.3f} {score['f']:.3f} 2" in printed  # (no interval: two cables)


def test_evaluate_silver_is_agreement_and_never_called_accuracy(figures):
    ours, printed = figures(reference_docs("silver"))
    assert ours["measured_against"] == "silver"
    assert ours["measure"] == "agreement with the tagger (silver labels), not accuracy"
    assert "Test: 2 cables, silver labels" in printed
    assert "is agreement with the tagger (silver labels), not accuracy" in printed
    assert ours["baselines"] == []


def test_evaluate_gold_is_accuracy_with_its_interval(figures):
    more = [doc.copy() for doc in reference_docs("gold")]
    for doc in more:
        doc.user_data["cable"] = "c.txt"
    ours, printed = figures([*reference_docs("gold"), *more])
    assert ours["measured_against"] == "gold"
    assert "Test: 3 cables, gold labels" in printed
    assert " [" in printed.split("PER ")[1].split(" ORG")[0]
    low, high = ours["scores"]["all"]["interval"]["f"]
    score = ours["scores"]["all"]["f"]
    assert f"F1 {score:.3f} [{low:.2f}, {high:.2f}] is accuracy against hand-checked (gold) labels" in printed


def test_evaluate_fewer_than_three_cables_have_no_interval(figures):
    ours, printed = figures(reference_docs("gold")[:3])
    assert ours["scores"]["all"]["interval"] is None
    assert "No interval of F1, in fewer than 3 cables: LOC, ORG, PER, all, macro" in printed
    assert f"F1 {ours['scores']['all']['f']:.3f} is accuracy" in printed


def test_evaluate_gold_shows_how_good_the_silver_labels_are(tmp_path, figures):
    # The tagger has a wrong label, a mention too short, one too many, and misses one: 3 right, 3 spurious, 4 missed.
    text = [doc.text for doc in reference_docs("gold")]
    silver = [
        make(text[0], ("Ann Lee70", "PER"), ("Milltown", "LOC")),
        make(text[1], ("Lee71", "PER"), ("Milltown", "LOC")),
        make(text[2], ("Stone", "PER"), ("Millers Guild", "ORG")),
        make(text[3], ("Bakers", "ORG")),
        make(text[4]),
    ]
    new_docbin(silver).to_disk(tmp_path / "test-silver.spacy")
    ours, printed = figures(reference_docs("gold"))
    [same] = ours["baselines"]
    assert (same["name"], same["paragraphs"]) == ("silver labels", 5)
    # (`Millers Guild` has no trusted label: what the tagger says of it is ignored.)
    assert same["scores"]["all"] == pytest.approx({"p": 3 / 6, "r": 3 / 7, "f": 6 / 13, "support": 7})
    model = same["model"]["all"]
    assert model == {key: ours["scores"]["all"][key] for key in model}
    assert f"silver labels 0.500 0.429 {6 / 13:.3f} {model['f']:.3f} {model['f'] - 6 / 13:+.3f} 5" in printed


def test_evaluate_silver_has_no_use_for_silver_twins(tmp_path, figures):
    new_docbin(reference_docs("silver")).to_disk(tmp_path / "test-silver.spacy")
    ours, _ = figures(reference_docs("silver"))
    assert ours["baselines"] == []


def test_evaluate_beside_train_and_other_models(tmp_path, tiny_lexical_model, figures):
    new_docbin(reference_docs("silver")[:1]).to_disk(tmp_path / "train.spacy")
    other = tiny_lexical_model
    options = ["--compare", other, "--previous", other, "--seed-model", other, "--train", tmp_path / "train.spacy"]
    ours, printed = figures(reference_docs("gold"), *options)
    assert [one["name"] for one in ours["baselines"]] == ["gazetteer of train", "previous model"]
    assert list(ours["facets"]) == ["seen", "zone", "case", "frequency", "length"]
    folder = tmp_path / "deep" / "out" / "evaluation"
    places = [json.loads(line) for line in (folder / "disagreements.jsonl").read_text(encoding="utf8").splitlines()]
    comparison = ours["comparison"]
    assert len(places) == sum(comparison[key] for key in ("only_here_right", "only_there_right", "both_wrong"))
    assert (folder / "comparison.csv").exists()
    assert (folder / "disagreements.csv").exists()
    seeds = ours["seeds"]
    assert f"F1 over 2 models of the recipe: mean {seeds['mean']:.3f}, standard deviation {seeds['sd']:.3f}" in printed
    change = comparison["difference"]["all"]
    assert f"F1 differs by {change['f']:+.3f} from that of" in printed  # (of two cables: no interval)
    assert f"only this model is right in {comparison['only_here_right']} places" in printed


def test_evaluate_what_the_report_is_given(tmp_path, figures, drawn):
    (tmp_path / "convert.json").write_text(
        '{"split": {"mode": "x"}, "partitions": {"a": 1}, "brackets": 7}', encoding="utf8"
    )
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "label-accuracy.json").write_text('{"labels": {}}', encoding="utf8")
    (tmp_path / "curve.json").write_text('{"points": []}', encoding="utf8")
    (tmp_path / "log.jsonl").write_text('{"step": 0}\n{"step": 200}\n', encoding="utf8")
    inputs = {"conversion": "convert.json", "label-accuracy": "labels", "learning-curve": "curve.json", "log": "log.jsonl"}
    ours, _ = figures(
        reference_docs("gold"), *(part for name, path in inputs.items() for part in (f"--{name}", tmp_path / path))
    )
    assert ours["data"] == drawn["metrics"]["data"] == {"split": {"mode": "x"}, "partitions": {"a": 1}}
    assert drawn["label_accuracy"] == {"labels": {}}
    assert drawn["learning_curve"] == {"points": []}
    assert drawn["training_log"] == [{"step": 0}, {"step": 200}]


def test_evaluate_what_is_optional_and_not_there_is_left_out(tmp_path, figures, drawn):
    none = tmp_path / "none"
    options = ("train", "previous", "conversion", "label-accuracy", "learning-curve", "log")
    ours, printed = figures(reference_docs("gold"), *(part for name in options for part in (f"--{name}", none)))
    assert (ours["baselines"], ours["data"]) == ([], None)
    assert list(ours["facets"]) == ["zone", "case", "length"]
    assert [drawn[name] for name in ("label_accuracy", "learning_curve", "training_log")] == [None] * 3
    assert "does not exist: the report cannot tell which mentions were seen in training, and has no gazetteer" in printed
    assert "does not exist: the report has no previous model to compare with" in printed


@pytest.mark.parametrize(
    ("option", "text", "message"),
    [
        ("--conversion", "{", "is not JSON"),
        ("--conversion", "[]", "holds no JSON object"),
        ("--learning-curve", "7", "holds no JSON object"),
        ("--log", '{"step": 0}\n{"st\n{"step": 1}\n', ":2: is not JSON"),
    ],
)
def test_evaluate_inputs_of_the_report_that_are_broken(tmp_path, tiny_model, command, option, text, message):
    new_docbin(reference_docs("gold")).to_disk(tmp_path / "test.spacy")
    (tmp_path / "broken").write_text(text, encoding="utf8")
    result = command("evaluate", tiny_model, tmp_path / "test.spacy", option, tmp_path / "broken", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert message in words(result.output)
    assert not (tmp_path / "out").exists()


def test_evaluate_nothing_to_score_is_an_error(tmp_path, tiny_model, command):
    new_docbin([make("Rain fell.")]).to_disk(tmp_path / "test.spacy")
    result = command("evaluate", tiny_model, tmp_path / "test.spacy", "--output", tmp_path / "out")
    assert result.exit_code == 1
    printed = words(result.output)
    assert (
        f"test.spacy: has no mention, and {tiny_model} finds none: there is nothing to score; give another test" in printed
    )
    assert "F1" not in printed
    assert not (tmp_path / "out").exists()


def test_evaluate_without_a_mention_in_the_test_says_that_f1_says_nothing(figures):
    ours, printed = figures([make("Mayor Ann Lee70 of Milltown spoke about harvest number 70.")])
    found = ours["scores"]["all"]["spurious"]
    assert found > 0
    assert f"The test has no mention, so that all {found} found are wrong: an F1 says nothing here" in printed
    assert "is agreement" not in printed


def test_evaluate_says_which_labels_model_and_test_do_not_share(figures):
    # The model has LOC and PER.
    _, printed = figures(
        [make("Mayor Ann Lee70 of Milltown met the Bakers Union.", ("Bakers Union", "ORG"), ("Milltown", "LOC"))]
    )
    assert "The model has no label ORG: its mentions in the test, 1 in all, are missed." in printed
    assert "The test has no mention of PER: how well the model finds these is not known." in printed
    assert "of LOC" not in printed


def test_evaluate_shards(tmp_path, tiny_model, command, figures):
    whole, _ = figures(reference_docs("silver"))
    (tmp_path / "shards.spacy").mkdir()
    for number, doc in enumerate(reference_docs("silver")):
        new_docbin([doc]).to_disk(tmp_path / "shards.spacy" / f"{number:05d}.spacy")
    result = command("evaluate", tiny_model, tmp_path / "shards.spacy", "-o", tmp_path / "shards")
    assert result.exit_code == 0
    found = json.loads((tmp_path / "shards" / "metrics.json").read_text(encoding="utf8"))
    assert {**found, "speed": 0} == {**whole, "speed": 0}


@pytest.mark.parametrize(
    ("docs", "message"),
    [
        ([], "holds no Docs; convert more cables, or give test a larger share with --partition"),
        ([make("Rain fell."), make("Rain fell.", labels="gold")], "holds both gold and silver labels"),
    ],
)
def test_evaluate_test_that_cannot_be_scored(tmp_path, tiny_model, command, docs, message):
    new_docbin(docs).to_disk(tmp_path / "test.spacy")
    result = command("evaluate", tiny_model, tmp_path / "test.spacy", "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert message in words(result.output)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("what", ["model", "test", "--compare", "--seed-model"])
def test_evaluate_what_is_not_there_is_told_of(tmp_path, tiny_model, command, what):
    new_docbin(reference_docs("silver")).to_disk(tmp_path / "test.spacy")
    paths = {"model": tiny_model, "test": tmp_path / "test.spacy"}
    options = [] if what in paths else [what, tmp_path / "none"]
    paths[what] = tmp_path / "none"
    result = command("evaluate", paths["model"], paths["test"], *options, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "none" in words(result.output)
    assert not (tmp_path / "out").exists()


def test_evaluate_that_fails_leaves_what_was_there(tmp_path, figures, drawn, monkeypatch, tiny_model, command):
    before, _ = figures(reference_docs("gold"))
    monkeypatch.setattr(report, "render", lambda *_, **__: "\ud800")  # a page that cannot be written
    result = command("evaluate", tiny_model, tmp_path / "test.spacy", "-o", tmp_path / "deep" / "out")
    assert result.exit_code == 1
    folder = tmp_path / "deep" / "out"
    assert json.loads((folder / "metrics.json").read_text(encoding="utf8")) == before
    assert sorted(path.name for path in folder.iterdir()) == ["evaluation", "metrics.json", "report.html"]


def test_evaluate_as_a_program(tmp_path, tiny_model, python, environment):
    # With the real report, in the folder that is written to if nothing is said.
    new_docbin(reference_docs("gold")).to_disk(tmp_path / "test.spacy")
    script = Path(__file__).parents[2] / "scripts" / "evaluate.py"
    command = [python, str(script), str(tiny_model), "test.spacy"]
    done = subprocess.run(command, capture_output=True, env=environment, cwd=tmp_path, check=True)
    assert "is accuracy against hand-checked (gold) labels" in words(done.stdout.decode())
    assert "<html" in (tmp_path / "training" / "report.html").read_text(encoding="utf8")
    assert (tmp_path / "training" / "metrics.json").exists()


def test_report_is_made_again_from_what_evaluate_wrote(tmp_path, tiny_model, command, monkeypatch):
    monkeypatch.chdir(tmp_path)
    new_docbin(reference_docs("gold")).to_disk(tmp_path / "test.spacy")
    assert command("evaluate", tiny_model, "test.spacy").exit_code == 0
    page = tmp_path / "training" / "report.html"
    before = page.read_bytes()
    page.unlink()
    result = command("report")
    assert result.exit_code == 0, result.output
    assert page.read_bytes() == before
