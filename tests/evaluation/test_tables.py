"""The spreadsheets hold the figures of metrics.json."""

import csv
import io

from cable_ner.evaluation.baselines import baseline
from cable_ner.evaluation.calibration import calibration
from cable_ner.evaluation.comparison import comparison
from cable_ner.evaluation.errors import errors
from cable_ner.evaluation.evaluation import Evaluation
from cable_ner.evaluation.facets import facets
from cable_ner.evaluation.metrics import confusion, kinds, scores
from cable_ner.evaluation.reading import Reading
from cable_ner.evaluation.reference import as_reference
from cable_ner.evaluation.runs import SystemRun
from cable_ner.evaluation.scoring import ALL
from cable_ner.evaluation.tables import tables
from tests.helpers.systems import (
    TRAIN,
    UNION,
    make,
    spans,
)


def whole(run, other=None):
    """Returns an evaluation of readings that no model made."""
    against, places = comparison(run, other, other="other", forms=TRAIN) if other else (None, [])
    metrics = {
        "scores": scores(run), "kinds": kinds(run), "confusion": confusion(run), "facets": facets(run, TRAIN),
        "calibration": calibration(run), "comparison": against,
        "promise": {"points": [[0.5, 0.1, 0.2, 0.3, 0.4]]} if run.reading.confidence else None,
        "baselines": [baseline("tagger", run, {1: spans(UNION, ("Ann Lee", "PER"))}, what="")],
    }  # fmt: skip
    return Evaluation(metrics, errors(run, TRAIN), places)


def table(evaluation, name):
    return list(csv.DictReader(io.StringIO(dict(tables(evaluation))[name])))


def test_tables_tables_hold_the_figures(run, other):
    made = whole(run, other)
    names = "labels kinds confusion facets calibration lists baselines errors comparison disagreements".split()
    assert [name for name, _ in tables(made)] == [f"{name}.csv" for name in names]
    by_label = {row["label"]: row for row in table(made, "labels.csv")}
    assert by_label["LOC"] == {
        "label": "LOC", "precision": "0.5", "recall": "0.6667", "f1": "0.5714", "support": "3", "right": "2",
        "spurious": "2", "missed": "1", "precision_low": "", "precision_high": "", "recall_low": "",
        "recall_high": "", "f1_low": "", "f1_high": "",
    }  # fmt: skip
    assert by_label["macro"]["support"] == ""
    assert table(made, "confusion.csv")[3] == {
        "reference": "PER",
        "LOC": "1",
        "MISC": "0",
        "ORG": "0",
        "PER": "2",
        "missed": "0",
    }
    assert table(made, "kinds.csv")[0] == {"label": "all", **{key: str(value) for key, value in kinds(run)[ALL].items()}}
    assert [row["value"] for row in table(made, "facets.csv") if row["facet"] == "zone"] == ["header", "paragraph"]
    assert [row["mentions"] for row in table(made, "calibration.csv")] == ["2", "1", "3"]
    assert [(row["threshold"], row["wrong_at_most"]) for row in table(made, "lists.csv")] == [("0.5", "0.4")]
    assert table(made, "baselines.csv")[-1]["model_recall"] == "0.25"
    error = table(made, "errors.csv")[1]
    assert (error["gold_text"], error["predicted_text"], error["confidence"]) == ("Bob Stone", "Bob", "0.55")
    assert error["sentence"] == UNION
    assert table(made, "errors.csv")[4]["predicted_label"] == ""
    assert [row["other_text"] for row in table(made, "disagreements.csv")] == [
        "Bakers Union",
        "Bob Stone",
        "Lee",
        "Rome",
        "",
    ]
    assert table(made, "comparison.csv")[-1]["label"] == "all"


def test_tables_tables_of_a_model_without_confidence_and_comparison(other):
    assert [name for name, _ in tables(whole(other))] == [
        "labels.csv", "kinds.csv", "confusion.csv", "facets.csv", "baselines.csv", "errors.csv",
    ]  # fmt: skip


def test_tables_tables_run_no_formula():
    doc = make("=1+2 spoke", ("=1+2", "PER"))
    made = whole(SystemRun(as_reference([doc, make(UNION, index=1)]), Reading([[], []])))
    assert table(made, "errors.csv")[0]["form"] == "'=1+2"
