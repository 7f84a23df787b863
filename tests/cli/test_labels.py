"""`scripts/label_accuracy.py`: silver against gold in one table, and a sample drawn, checked and estimated from."""

import csv
import io
import json
import re

import pytest
import spacy
from typer.testing import CliRunner

from cable_ner.corpus import read_cable
from cable_ner.corpus.docs import make_docs
from cable_ner.files import new_docbin, read_docs
from cable_ner.files.inputs import Source
from cable_ner.labels import FormDecision, append_decisions
from tests.helpers.twin_cables import GOLD, SILVER, cable, kinds, write_twins

NLP = spacy.blank("en")


def words(text: str) -> str:
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())


@pytest.fixture
def folders(tmp_path):
    """Returns a folder of three silver cables and one of the gold of two of them."""
    write_twins(tmp_path)
    return tmp_path


@pytest.fixture
def run(script):
    """Returns a function that runs a command of label_accuracy in this process."""
    app = script("labels").app

    def call(*arguments):
        return CliRunner().invoke(app, [str(part) for part in arguments])

    return call


@pytest.fixture
def gold(folders, run):
    """Returns a function that compares, and gives the figures and what was printed."""

    def call(*options):
        done = run(
            "gold", folders / "raw", "--gold", folders / "gold", "-o", folders / "out", "--rules-file",
            folders / "rules.yml", "--corrections", folders / "corrections.jsonl", *options,
        )  # fmt: skip
        assert done.exit_code == 0, done.output
        return json.loads((folders / "out" / "label-accuracy.json").read_text(encoding="utf8")), words(done.output)

    return call


# -- against gold --------------------------------------------------------------------------------


def test_label_accuracy_before_and_after_rules(gold):
    figures, printed = gold()
    assert list(figures["labels"]) == ["as tagged", "after rules"]
    # A cable: LOC right, a person as LOC, a marking, and `Libya’s` of the wrong label and extent.
    assert kinds(figures, "as tagged") == (2, 2, 0, 2, 2, 0)
    # The rules make the marking none, and trim the possessive: the extent is right, and the label still wrong.
    assert kinds(figures, "after rules") == (2, 4, 0, 0, 0, 0)
    assert figures["labels"]["as tagged"]["all"]["f"] == pytest.approx(2 * 2 / (8 + 6))
    assert figures["rules"] == {
        "marking": {"changed": 2, "right_before": 0, "wrong_before": 2, "right_after": 0, "wrong_after": 0},
        "possessive": {"changed": 2, "right_before": 0, "wrong_before": 2, "right_after": 0, "wrong_after": 2},
    }
    assert figures["cables"] == {
        "silver": 3, "gold": 2, "compared": 2, "gold_alone": [], "texts_differ": [], "not_read": [],
        "unlabelled": [],
    }  # fmt: skip
    assert "2 of 2 gold cables compared, 3 silver ones" in printed
    assert "F1 0.333 after rules: accuracy against hand-checked (gold) labels, 6 mentions" in printed


def test_label_accuracy_after_corrections(gold, folders):
    path = folders / "corrections.jsonl"
    append_decisions(path, [FormDecision("Ann Lee1", "LOC", "PER"), FormDecision("Libya", "ORG", "LOC")])
    figures, _ = gold()
    assert list(figures["labels"]) == ["as tagged", "after rules", "after corrections"]
    assert kinds(figures, "after corrections") == (5, 1, 0, 0, 0, 0)
    assert figures["labels"]["after corrections"]["per_label"]["LOC"]["p"] == pytest.approx(4 / 5)
    assert {"gold": "PER", "ours": "LOC", "count": 1} in figures["labels"]["after corrections"]["confusion"]


def test_label_accuracy_without_rules(gold):
    figures, _ = gold("--no-rules")
    assert list(figures["labels"]) == ["as tagged"]
    assert figures["rules"] == {}


def test_label_accuracy_tables_as_files(gold, folders):
    gold()
    rows = list(csv.DictReader(io.StringIO((folders / "out" / "label-accuracy.csv").read_text(encoding="utf8"))))
    assert [(row["labels"], row["of"], row["name"]) for row in rows[:4]] == [
        ("as tagged", "all", ""),
        ("as tagged", "label", "LOC"),
        ("as tagged", "label", "ORG"),
        ("as tagged", "label", "PER"),
    ]
    assert rows[0]["f1"] == "0.2857"
    assert {row["name"] for row in rows if row["of"] == "zone"} == {"paragraph"}
    rules = list(csv.DictReader(io.StringIO((folders / "out" / "label-accuracy-rules.csv").read_text(encoding="utf8"))))
    assert [(row["rule"], row["changed"]) for row in rules] == [("marking", "2"), ("possessive", "2")]


def test_label_accuracy_the_same_run_gives_the_same_bytes(gold, folders):
    gold()
    first = {path.name: path.read_bytes() for path in (folders / "out").iterdir()}
    gold()
    assert first == {path.name: path.read_bytes() for path in (folders / "out").iterdir()}


def test_label_accuracy_gold_that_differs_or_has_no_twin_is_told_of(gold, folders):
    (folders / "gold" / "c2.txt").write_text(cable(2, GOLD, " [PER Bo  ] said so ."), encoding="utf8")
    (folders / "gold" / "c9.txt").write_text(cable(9, GOLD), encoding="utf8")
    (folders / "raw" / "empty.txt").write_text("", encoding="utf8")
    figures, printed = gold()
    assert figures["cables"]["gold_alone"] == ["c9.txt"]
    assert figures["cables"]["not_read"] == ["empty.txt:1: is empty; remove it, or fetch it again"]
    (differs,) = figures["cables"]["texts_differ"]
    assert differs == {
        "silver": "c2.txt", "gold": "c2.txt", "known_by": "name", "paragraphs": 3, "paragraphs_compared": 2,
        "mentions": 4, "mentions_left_out": 4,
    }  # fmt: skip
    assert figures["labels"]["as tagged"]["all"]["support"] == 3
    assert "c2.txt: the text differs from c2.txt (same name); 2 of 3 paragraphs were compared, 4 of 4 mentions" in printed
    assert "1 gold cables have no silver twin: c9.txt" in printed


def test_label_accuracy_of_audited_docs(gold, folders):
    docs = []
    for n in (1, 3):
        read = read_cable(Source(f"c{n}.txt", str(folders / "raw" / f"c{n}.txt")))
        docs += [outcome.doc for outcome in make_docs(read, NLP)]
    for doc in docs:
        doc.ents = [ent for ent in doc.ents if ent.text != "S/NF"]
    new_docbin(docs).to_disk(folders / "audited.spacy")
    figures, printed = gold("--audited", folders / "audited.spacy")
    # c3 has no gold, c2 was not audited: all versions are compared in c1.
    assert {name: found["all"]["support"] for name, found in figures["audited"].items()} == {
        "as tagged": 3, "after rules": 3, "after audit": 3,
    }  # fmt: skip
    assert figures["audited"]["as tagged"]["all"]["spurious"] == 1
    assert figures["audited"]["after audit"]["all"]["spurious"] == 0
    assert "in audited paragraphs" in printed


def test_label_accuracy_no_twins(tmp_path, folders, run):
    for path in (folders / "gold").iterdir():
        path.unlink()
    (folders / "gold" / "x.txt").write_text("Nothing of the kind .", encoding="utf8")
    done = run("gold", folders / "raw", "--gold", folders / "gold")
    assert done.exit_code == 1
    assert "none of the 3 cables in" in words(done.output)
    assert "give the same cables with the tagger's labels and with gold ones" in words(done.output)


@pytest.mark.parametrize(("options", "status"), [([], 1), (["--optional"], 0)])
def test_label_accuracy_of_gold_without_a_mention_measures_nothing(folders, run, options, status):
    for path in (folders / "gold").iterdir():
        path.write_text(re.sub(r"\[(?:PER|LOC) (.*?)  \]", r"\1", path.read_text(encoding="utf8")), encoding="utf8")
    done = run("gold", folders / "raw", "--gold", folders / "gold", *options)
    assert done.exit_code == status, done.output
    assert "The gold cables have no mention: there is nothing to measure the labels against" in words(done.output)
    assert "✔" not in done.output
    assert "F1 0.000" not in done.output


@pytest.mark.parametrize("option", ["--rules-file", "--audited"])
def test_label_accuracy_files_that_are_not_there(folders, run, option):
    done = run("gold", folders / "raw", "--gold", folders / "gold", option, folders / "none")
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)
    assert "none" in done.output


def test_label_accuracy_of_the_real_cable(shared, run, tmp_path):
    """115 automatic mentions, 110 of the gold, of which 65 agree: read off by hand, F1 0.578."""
    done = run("gold", shared / "cables", "--gold", shared / "gold", "--no-rules", "--corrections", "", "-o", tmp_path)
    assert done.exit_code == 0
    figures = json.loads((tmp_path / "label-accuracy.json").read_text(encoding="utf8"))
    row = figures["labels"]["as tagged"]["all"]
    assert (row["right"], row["support"], row["right"] + row["type"] + row["boundary"] + row["both"] + row["spurious"]) == (
        65,
        110,
        115,
    )
    assert figures["cables"]["texts_differ"] == []


# -- without gold --------------------------------------------------------------------------------


@pytest.fixture
def corpus(folders):
    """Returns a DocBin file of 40 cables."""
    docs = []
    for n in range(40):
        path = folders / f"x{n}.txt"
        path.write_text(cable(n, SILVER), encoding="utf8")
        docs += [outcome.doc for outcome in make_docs(read_cable(Source(path.name, str(path))), NLP)]
    new_docbin(docs).to_disk(folders / "train.spacy")
    return folders / "train.spacy"


def fill(path, answer):
    """Answers every row of a sample."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    file = io.StringIO()
    writer = csv.DictWriter(file, rows[0])
    writer.writeheader()
    writer.writerows([{**row, "right": answer(row)} for row in rows])
    path.write_text(file.getvalue(), encoding="utf8")


def test_label_accuracy_sample_and_estimate(tmp_path, corpus, run):
    path = tmp_path / "sample.csv"
    done = run("sample", corpus, "-n", 40, "-o", path, "--seed", 3)
    assert done.exit_code == 0
    assert "80 rows in" in words(done.output)
    assert "mention LOC 20 80" in words(done.output)
    # Of the places half are persons; markings and possessives are wrong; nothing is missed.
    fill(
        path,
        lambda row: (
            "PER" if row["text"].startswith("Ann") else "b" if "Libya" in row["text"] else "n" if "/" in row["text"] else "y"
        ),
    )
    done = run("estimate", path, "-o", tmp_path / "estimate.json")
    assert done.exit_code == 0, done.output
    figures = json.loads((tmp_path / "estimate.json").read_text(encoding="utf8"))
    assert figures["checked"] == 80
    assert figures["mentions"] == 160
    right = figures["precision"]["value"] * 160
    assert figures["precision_per_label"]["ORG"]["value"] == 0
    assert figures["precision_per_label"]["LOC"]["value"] == pytest.approx(right / 80)
    for name in ("precision", "recall", "f1"):
        assert figures[name]["low"] <= figures[name]["value"] <= figures[name]["high"]
    # The true figures: 40 of 160 right, 120 names.
    assert figures["precision"]["low"] < 40 / 160 < figures["precision"]["high"]
    assert figures["recall"]["low"] < 40 / 120 < figures["recall"]["high"]
    assert f"F1 {figures['f1']['value']:.3f}" in words(done.output)
    # The labels as they were drawn are what they were; those of nothing are all missing.
    done = run("estimate", path, "--now", corpus, "-o", tmp_path / "estimate.json")
    again = json.loads((tmp_path / "estimate.json").read_text(encoding="utf8"))
    assert again["now"]["f1"]["value"] == pytest.approx(figures["f1"]["value"])
    assert (again["now"]["mentions"], again["now"]["untold"]) == (160, 0)
    assert f"F1 was {figures['f1']['value']:.3f} when the sample was drawn" in words(done.output)
    # Labels of other cables tell nothing of it; those of a part are told of.
    docs = list(read_docs(corpus, NLP.vocab))
    other = {doc.user_data["cable"] for doc in docs[: len(docs) // 2]}
    for doc in docs:
        doc.user_data["cable"] = "other" if doc.user_data["cable"] in other else doc.user_data["cable"]
    new_docbin(docs).to_disk(tmp_path / "part.spacy")
    assert "rows are of paragraphs that have no later labels" in words(
        run("estimate", path, "--now", tmp_path / "part.spacy").output
    )
    new_docbin([NLP.make_doc("Rain fell.")]).to_disk(tmp_path / "none.spacy")
    done = run("estimate", path, "--now", tmp_path / "none.spacy")
    assert (done.exit_code, "holds none of the cables of" in words(done.output)) == (1, True)


def test_label_accuracy_the_same_seed_draws_the_same_sample(tmp_path, corpus, run):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        run("sample", corpus, "-n", 40, "-o", tmp_path / name, "--seed", seed)
    a, b, c = ((tmp_path / name).read_bytes() for name in "abc")
    assert a == b != c


def test_label_accuracy_wrong_answers_are_told_by_line(tmp_path, corpus, run):
    path = tmp_path / "sample.csv"
    run("sample", corpus, "-n", 40, "-o", path)
    numbers = iter(range(2, 100))
    fill(path, lambda row: {4: "perhaps", 6: "GPE"}.get(next(numbers), "y"))
    done = run("estimate", path)
    assert done.exit_code == 1
    shown = words(done.output)
    assert ":4: 'perhaps' is neither y, n, b nor one of LOC, MISC, ORG, PER" in shown
    assert ":6: 'GPE' is neither" in shown


@pytest.mark.parametrize("arguments", [("sample", "none.spacy"), ("estimate", "none.csv")])
def test_label_accuracy_what_is_not_there(tmp_path, run, arguments, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.exit_code == 1
    assert "none" in done.output
    assert "; " in done.output  # a remedy
    assert list(tmp_path.iterdir()) == []


def test_label_accuracy_a_sample_of_no_mention(tmp_path, run):
    new_docbin([NLP.make_doc("Rain fell.")]).to_disk(tmp_path / "train.spacy")
    done = run("sample", tmp_path / "train.spacy", "-o", tmp_path / "sample.csv")
    assert done.exit_code == 1
    assert "train.spacy: holds no mentions, or only gold ones" in words(done.output)
    assert not (tmp_path / "sample.csv").exists()


@pytest.fixture
def tagged(tmp_path, corpus):
    """Returns the cables of the corpus as `tag --format spacy` writes them, and a test of others, twice as long."""
    docs = list(read_docs(corpus, NLP.vocab))
    for doc in docs:
        doc.user_data["labels"] = "model"
    new_docbin(docs).to_disk(tmp_path / "tagged.spacy")
    for doc in docs:
        doc.user_data["labels"] = "gold"
    new_docbin(doc for one in docs for doc in (one, one)).to_disk(tmp_path / "test.spacy")
    return tmp_path / "tagged.spacy"


def test_label_accuracy_of_tagged_cables_by_paragraphs(tmp_path, tagged, run):
    path = tmp_path / "sample.csv"
    done = run("sample", tagged, "-n", 40, "--paragraphs", 10, "-o", path, "--against", tmp_path / "test.spacy")
    assert done.exit_code == 0, done.output
    assert "50 rows in" in words(done.output)
    assert "(tokens per cable): the scores measured there, and what `tag` promises, may not hold here" in words(done.output)
    fill(path, lambda row: "2" if row["what"] == "paragraph" else "y")
    scores = {"all": {"p": 0.5, "r": 0.6, "f": 0.55, "interval": {"p": [0.4, 0.6], "r": [0.5, 0.7], "f": [0.5, 0.6]}}}
    metrics = {"scores": scores, "measured_against": "gold", "test": {"cables": 40}}
    (tmp_path / "metrics.json").write_text(json.dumps(metrics), encoding="utf8")
    done = run("estimate", path, "--metrics", tmp_path / "metrics.json", "-o", tmp_path / "estimate.json")
    assert done.exit_code == 0, done.output
    figures = json.loads((tmp_path / "estimate.json").read_text(encoding="utf8"))
    paragraphs = sum(figures["missed"].values()) / 2
    assert figures["recall"]["value"] == pytest.approx(160 / (160 + 2 * paragraphs))
    shown = words(done.output)
    assert "precision 1.000" in shown
    assert "0.500 0.400 to 0.600" in shown
    assert "precision and recall differ from the test by more than chance" in shown
    assert "outside the candidates" not in shown
    done = run("estimate", path, "--now", tagged)
    assert done.exit_code == 1
    assert "a row of a whole paragraph tells how many names are missing, not where" in words(done.output)


def test_label_accuracy_against_cables_that_are_alike(tmp_path, tagged, run):
    done = run("sample", tagged, "-n", 40, "-o", tmp_path / "sample.csv", "--against", tagged)
    assert done.exit_code == 0, done.output
    assert "No figure is outside the range that is usual among the cables of" in words(done.output)
