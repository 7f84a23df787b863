"""`scripts/evaluate.py`: the figures are spaCy's, and it is said what they are measured against."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import spacy
from spacy.cli.evaluate import evaluate as spacy_evaluate
from spacy.tokens import Doc

from cable_ner.shards import new_docbin

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
def figures(tmp_path, tiny_model, command):
    """Returns a function that writes Docs as a test and evaluates the model on it: (figures, what was printed)."""

    def evaluate(docs: list[Doc], *options: object) -> tuple[dict, str]:
        new_docbin(docs).to_disk(tmp_path / "test.spacy")
        output = tmp_path / "deep" / "out.json"
        result = command("evaluate", tiny_model, tmp_path / "test.spacy", "--output", output, *options)
        assert result.exit_code == 0, result.output
        return json.loads(output.read_text(encoding="utf8")), words(result.stdout)

    return evaluate


@pytest.mark.parametrize("labels", ["silver", "gold"])
def test_evaluate_figures_equal_spacys(tmp_path, tiny_model, figures, labels):
    ours, _ = figures(reference_docs(labels))
    spacys = spacy_evaluate(str(tiny_model), tmp_path / "test.spacy", silent=True)
    assert ours["scores"]["all"]["p"] == pytest.approx(spacys["ents_p"], abs=1e-9)
    assert ours["scores"]["all"]["r"] == pytest.approx(spacys["ents_r"], abs=1e-9)
    assert ours["scores"]["all"]["f"] == pytest.approx(spacys["ents_f"], abs=1e-9)
    # There would be nothing to compare if all were right or all wrong.
    assert 0 < ours["scores"]["all"]["f"] < 1
    for label, scores in spacys["ents_per_type"].items():
        mine = ours["scores"].get(label, {"p": 0.0, "r": 0.0, "f": 0.0})
        assert [mine[key] for key in "prf"] == pytest.approx([scores[key] for key in "prf"], abs=1e-9)


def test_evaluate_support_and_counts(figures):
    ours, printed = figures(reference_docs("silver"))
    assert {label: score["support"] for label, score in ours["scores"].items()} == {"LOC": 2, "ORG": 2, "PER": 3, "all": 7}
    assert (ours["cables"], ours["paragraphs"], ours["missing_tokens"]) == (2, 5, 2)
    assert ours["tokens"] == sum(map(len, reference_docs("silver")))
    assert "2 tokens without a trusted label are left out" in printed
    assert "label precision recall F1 support" in printed
    score = ours["scores"]["LOC"]
    assert f"LOC {score['p']:.3f} {score['r']:.3f} {score['f']:.3f} 2" in printed


def test_evaluate_silver_is_agreement_and_never_called_accuracy(figures):
    ours, printed = figures(reference_docs("silver"))
    assert ours["measured_against"] == "silver"
    assert ours["measure"] == "agreement with the tagger (silver labels), not accuracy"
    assert "Test: 2 cables, silver labels" in printed
    assert f"F1 {ours['scores']['all']['f']:.3f} is agreement with the tagger (silver labels), not accuracy" in printed
    assert "same_paragraphs" not in ours


def test_evaluate_gold_is_accuracy(figures):
    ours, printed = figures(reference_docs("gold"))
    assert ours["measured_against"] == "gold"
    assert "Test: 2 cables, gold labels" in printed
    assert f"F1 {ours['scores']['all']['f']:.3f} is accuracy against hand-checked (gold) labels" in printed


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
    same = ours["same_paragraphs"]
    assert same["paragraphs"] == 5
    assert same["silver"]["all"] == pytest.approx({"p": 3 / 6, "r": 3 / 7, "f": 6 / 13, "support": 7})
    assert same["model"]["all"] == ours["scores"]["all"]
    assert f"silver labels 0.500 0.429 {6 / 13:.3f} 7" in printed


def test_evaluate_silver_has_no_use_for_silver_twins(tmp_path, figures):
    new_docbin(reference_docs("silver")).to_disk(tmp_path / "test-silver.spacy")
    ours, _ = figures(reference_docs("silver"))
    assert "same_paragraphs" not in ours


def test_evaluate_keeps_what_spacy_wrote(tmp_path, figures):
    (tmp_path / "metrics.json").write_text('{"ents_f": 0.5, "speed": 7}', encoding="utf8")
    ours, _ = figures(reference_docs("silver"), "--metrics", tmp_path / "metrics.json")
    assert ours["spacy"] == {"ents_f": 0.5, "speed": 7}


def test_evaluate_paragraphs_without_a_mention(figures):
    ours, printed = figures([make("Rain fell.")])
    assert ours["scores"] == {"all": {"p": 0.0, "r": 0.0, "f": 0.0, "support": 0}}
    assert "F1 0.000 is agreement" in printed


def test_evaluate_shards(tmp_path, tiny_model, command, figures):
    whole, _ = figures(reference_docs("silver"))
    (tmp_path / "shards.spacy").mkdir()
    for number, doc in enumerate(reference_docs("silver")):
        new_docbin([doc]).to_disk(tmp_path / "shards.spacy" / f"{number:05d}.spacy")
    result = command("evaluate", tiny_model, tmp_path / "shards.spacy", "-o", tmp_path / "shards.json")
    assert result.exit_code == 0
    assert json.loads((tmp_path / "shards.json").read_text(encoding="utf8")) == whole


@pytest.mark.parametrize(
    ("docs", "message"),
    [
        ([], "holds no Docs; convert more cables, or give test a larger --partition"),
        ([make("Rain fell."), make("Rain fell.", labels="gold")], "holds both gold and silver labels"),
    ],
)
def test_evaluate_test_that_cannot_be_scored(tmp_path, tiny_model, command, docs, message):
    new_docbin(docs).to_disk(tmp_path / "test.spacy")
    result = command("evaluate", tiny_model, tmp_path / "test.spacy", "-o", tmp_path / "out.json")
    assert result.exit_code == 1
    assert message in words(result.output)
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize("what", ["model", "test", "metrics"])
def test_evaluate_what_is_not_there_is_told_of(tmp_path, tiny_model, command, what):
    new_docbin(reference_docs("silver")).to_disk(tmp_path / "test.spacy")
    paths = {"model": tiny_model, "test": tmp_path / "test.spacy", "metrics": tmp_path / "metrics.json"}
    (tmp_path / "metrics.json").write_text("{}", encoding="utf8")
    paths[what] = tmp_path / "none"
    result = command("evaluate", paths["model"], paths["test"], "--metrics", paths["metrics"])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert str(tmp_path / "none") in "".join(words(result.output).split()) or "none" in words(result.output)


def test_evaluate_as_a_program(tmp_path, tiny_model, python, environment):
    new_docbin(reference_docs("gold")).to_disk(tmp_path / "test.spacy")
    script = Path(__file__).parents[2] / "scripts" / "evaluate.py"
    command = [python, str(script), str(tiny_model), "test.spacy"]
    done = subprocess.run(command, capture_output=True, env=environment, cwd=tmp_path, check=True)
    assert "is accuracy against hand-checked (gold) labels" in words(done.stdout.decode())
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["test.spacy"]
