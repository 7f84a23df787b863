"""What is said of a model: every figure by hand on two small cables, spaCy's own scores, and what always holds."""

import csv
import io
import random

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.cli.evaluate import evaluate as spacy_evaluate
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, Span

from cable_ner.evaluation.bootstrap import Resampling
from cable_ner.evaluation.evaluation import (
    BOTH_WRONG,
    LONGEST_SENTENCE,
    ONLY_HERE,
    ONLY_THERE,
    Evaluation,
    Reading,
    Run,
    as_reference,
    baseline,
    calibration,
    comparison,
    confusion,
    difference,
    errors,
    evaluate,
    facets,
    kinds,
    load,
    read,
    scores,
    seeds,
    spacys_scores,
    tables,
)
from cable_ner.evaluation.scoring import ALL, MACRO, Labelled, labelled
from cable_ner.files import new_docbin, read_docs
from cable_ner.model import embedding  # noqa: F401 (registered when imported)

LAW = settings(derandomize=True, database=None, deadline=None, max_examples=60)
NLP = spacy.blank("en")
LABELS = ["LOC", "ORG", "PER"]


def spans(text, *mentions):
    """Returns (text, label) mentions as character offsets, each at the first place of the text."""
    return [Labelled(text.index(part), text.index(part) + len(part), label) for part, label in mentions]


def make(text, *mentions, missing="", cable="a.txt", index=0, zone="paragraph", labels="gold", **others):
    """Returns a Doc with these (text, label) mentions, and a stretch whose label is missing."""
    doc = NLP.make_doc(text)
    ents = [doc.char_span(*mention) for mention in spans(text, *mentions)]
    holes = [doc.char_span(text.index(missing), text.index(missing) + len(missing))] if missing else []
    doc.set_ents(ents, missing=holes, default="outside")
    doc.user_data.update(cable=cable, index=index, zone=zone, labels=labels, **others)
    return doc


# Seven mentions in four paragraphs of two cables; one paragraph without any, and two tokens without a trusted label.
LIMA = "UNCLAS LIMA 000012"
UNION = "Ann Lee met Bob Stone of the Bakers Union in Rome."
RAIN = "Rain fell."
GUILD = "Lee saw Rome. Millers Guild was closed."


def small_docs():
    return [
        make(LIMA, ("LIMA", "LOC"), zone="header"),
        make(
            UNION, ("Ann Lee", "PER"), ("Bob Stone", "PER"), ("Bakers Union", "ORG"), ("Rome", "LOC"), index=1, paragraph=1
        ),
        make(RAIN, cable="b.txt"),
        make(GUILD, ("Lee", "PER"), ("Rome", "LOC"), missing="Millers Guild", cable="b.txt", index=1, paragraph=2),
    ]


# Right: LIMA, Ann Lee, the second Rome. Boundary: Bob. Type: Bakers Union. Both: Lee saw. Spurious: Rain. Missed: Rome.
FOUND = [
    spans(LIMA, ("LIMA", "LOC")),
    spans(UNION, ("Ann Lee", "PER"), ("Bob", "PER"), ("Bakers Union", "LOC")),
    spans(RAIN, ("Rain", "MISC")),
    spans(GUILD, ("Lee saw", "LOC"), ("Rome", "LOC")),
]
SURE = [[0.95], [0.95, 0.55, 0.85], [None], [0.5, 1.0]]
TRAIN = {"Rome": 6, "Ann Lee": 1}


@pytest.fixture
def run():
    """Returns a system's reading of the small cables."""
    known = [{m: s for m, s in zip(mentions, sure) if s} for mentions, sure in zip(FOUND, SURE)]
    return Run(as_reference(small_docs()), Reading(FOUND, ignored=1, confidence=known))


@pytest.fixture
def other():
    """Returns the reading of another: all right, but for the same `Rain` and that it misses the second Rome."""
    found = [labelled(doc) for doc in small_docs()]
    return Run(as_reference(small_docs()), Reading([found[0], found[1], FOUND[2], found[3][:1]]))


def counts(scored):
    return {name: (score["right"], score["spurious"], score["missed"]) for name, score in scored.items()}


# -- by hand -------------------------------------------------------------------------------------


def test_evaluation_of_the_test_itself(run):
    assert run.test.figures() == {"cables": 2, "paragraphs": 4, "tokens": 27, "mentions": 7, "missing_tokens": 2}


def test_evaluation_scores_by_hand(run):
    found = scores(run)
    macro = found.pop(MACRO)
    assert list(found) == ["LOC", "MISC", "ORG", "PER", ALL]
    assert counts(found) == {"LOC": (2, 2, 1), "MISC": (0, 1, 0), "ORG": (0, 0, 1), "PER": (1, 1, 2), ALL: (3, 4, 4)}
    assert {name: score["support"] for name, score in found.items()} == {"LOC": 3, "MISC": 0, "ORG": 1, "PER": 3, ALL: 7}
    assert [found["LOC"][key] for key in "prf"] == pytest.approx([1 / 2, 2 / 3, 4 / 7])
    assert [found["PER"][key] for key in "prf"] == pytest.approx([1 / 2, 1 / 3, 2 / 5])
    assert [found[ALL][key] for key in "prf"] == pytest.approx([3 / 7, 3 / 7, 3 / 7])
    assert [macro[key] for key in "prf"] == pytest.approx([1 / 4, 1 / 4, (4 / 7 + 2 / 5) / 4])


def test_evaluation_intervals_are_over_cables(run):
    # Two cables: a.txt has 2 right, 2 spurious, 3 missed (F1 4/9), b.txt 1, 2, 1 (2/5); both together 3/7.
    found = scores(run)
    assert found[ALL]["interval"]["f"] == pytest.approx([2 / 5, 4 / 9])
    assert found[ALL]["interval"]["r"] == pytest.approx([2 / 5, 1 / 2])
    # LOC: 1, 1, 1 and 1, 1, 0. PER: 1, 1, 1 and 0, 0, 1. ORG is in a.txt alone, MISC in b.txt.
    assert found["LOC"]["interval"]["f"] == pytest.approx([1 / 2, 2 / 3])
    assert found["PER"]["interval"]["f"] == pytest.approx([0, 1 / 2])
    assert found["ORG"]["interval"] == {"p": [0, 0], "r": [0, 0], "f": [0, 0]}
    # Macro, of the labels that a draw has: a.txt (1/2 + 1/2 + 0) / 3, b.txt (2/3 + 0 + 0) / 3.
    assert found[MACRO]["interval"]["f"] == pytest.approx([2 / 9, 1 / 3])


def test_evaluation_one_cable_has_no_interval():
    found = scores(Run(as_reference(small_docs()[:2]), Reading(FOUND[:2])))
    assert [score["interval"] for score in found.values()] == [None] * 4 + [None]
    assert counts({ALL: found[ALL]}) == {ALL: (2, 2, 3)}


def test_evaluation_without_any_mention():
    empty = Run(as_reference([make(RAIN), make(RAIN, cable="b.txt")]), Reading([[], []]))
    nothing = {"p": 0.0, "r": 0.0, "f": 0.0}
    zeros = dict.fromkeys("prf", [0.0, 0.0])
    assert scores(empty) == {
        ALL: {**nothing, "support": 0, "right": 0, "spurious": 0, "missed": 0, "interval": zeros},
        MACRO: {**nothing, "interval": None},
    }
    assert set(kinds(empty)[ALL].values()) == {0}
    assert confusion(empty) == {"reference": ["spurious"], "predicted": ["missed"], "counts": [[0]]}
    assert facets(empty, {}) == {"seen": {}, "zone": {}, "case": {}, "frequency": {}, "length": {}}


def test_evaluation_kinds_by_hand(run):
    assert kinds(run) == {
        ALL: {"right": 3, "type": 1, "boundary": 1, "both": 1, "spurious": 1, "missed": 1},
        "LOC": {"right": 2, "type": 0, "boundary": 0, "both": 0, "spurious": 0, "missed": 1},
        "MISC": {"right": 0, "type": 0, "boundary": 0, "both": 0, "spurious": 1, "missed": 0},
        "ORG": {"right": 0, "type": 1, "boundary": 0, "both": 0, "spurious": 0, "missed": 0},
        "PER": {"right": 1, "type": 0, "boundary": 1, "both": 1, "spurious": 0, "missed": 0},
    }


def test_evaluation_confusion_by_hand(run):
    assert confusion(run) == {
        "reference": ["LOC", "MISC", "ORG", "PER", "spurious"],
        "predicted": ["LOC", "MISC", "ORG", "PER", "missed"],
        "counts": [[2, 0, 0, 0, 1], [0, 0, 0, 0, 0], [1, 0, 0, 0, 0], [1, 0, 0, 2, 0], [0, 1, 0, 0, 0]],
    }


def test_evaluation_facets_by_hand(run):
    found = {name: counts(values) for name, values in facets(run, TRAIN).items()}
    assert found == {
        "seen": {"seen": (2, 0, 1), "unseen": (1, 4, 3)},
        "zone": {"header": (1, 0, 0), "paragraph": (2, 4, 4)},
        "case": {"capitals": (1, 0, 0), "mixed": (2, 4, 4)},
        "frequency": {"0": (1, 4, 3), "1": (1, 0, 0), "5-19": (1, 0, 1)},
        "length": {"1": (2, 2, 2), "2": (1, 2, 2)},
    }
    assert [list(values) for values in found.values()][-2] == ["0", "1", "5-19"]


def test_evaluation_facets_of_few_mentions_have_no_interval(run):
    found = facets(run, TRAIN)
    assert found["seen"]["seen"]["interval"] is None
    assert found["zone"]["paragraph"]["interval"]["r"] == pytest.approx([1 / 4, 1 / 2])


def test_evaluation_facets_without_train_do_not_say_what_was_seen(run):
    assert list(facets(run, None)) == ["zone", "case", "length"]


@pytest.mark.parametrize(
    ("count", "name"), [(0, "0"), (1, "1"), (2, "2-4"), (4, "2-4"), (5, "5-19"), (19, "5-19"), (20, "20+"), (999, "20+")]
)
def test_evaluation_frequencies(count, name):
    one = Run(as_reference([make("Rome", ("Rome", "LOC"))]), Reading([[]]))
    assert list(facets(one, {"Rome": count} if count else {})["frequency"]) == [name]


@pytest.mark.parametrize(
    ("text", "case", "length"),
    [("ROME", "capitals", "1"), ("rome", "lower case", "1"), ("U.N. Rome III XX of", "mixed", "4+"), ("747", "mixed", "1")],
)
def test_evaluation_case_and_length(text, case, length):
    one = Run(as_reference([make(text, (text, "LOC"))]), Reading([[]]))
    assert [list(facets(one, None)[name]) for name in ("case", "length")] == [[case], [length]]


def test_evaluation_calibration_by_hand(run):
    found = calibration(run)
    assert found["bins"] == [
        {"from": 0.5, "to": 0.6, "mentions": 2, "confidence": pytest.approx(0.525), "right": 0},
        {"from": 0.8, "to": 0.9, "mentions": 1, "confidence": pytest.approx(0.85), "right": 0},
        {"from": 0.9, "to": 1.0, "mentions": 3, "confidence": pytest.approx(2.9 / 3), "right": 1},
    ]
    assert (found["mentions"], found["left_out"]) == (6, 1)
    assert found["error"] == pytest.approx((2 * 0.525 + 0.85 + 3 * (1 - 2.9 / 3)) / 6)


def test_evaluation_calibration_of_a_model_that_gives_no_confidence(other):
    assert calibration(other) is None
    nothing_found = Run(other.test, Reading([[]] * 4, confidence=[{}] * 4))
    assert calibration(nothing_found) == {"bins": [], "error": 0.0, "mentions": 0, "left_out": 0}


def test_evaluation_baseline_is_scored_in_the_same_paragraphs(run):
    # It knows two paragraphs: its one right in the first, and a spurious one; what it says of the missing token is ignored.
    theirs = {1: spans(UNION, ("Ann Lee", "PER"), ("met", "ORG")), 3: spans(GUILD, ("Guild", "ORG"))}
    found = baseline("tagger", "what it is", run, theirs)
    assert (found["name"], found["what"], found["paragraphs"]) == ("tagger", "what it is", 2)
    assert found["scores"][ALL] == pytest.approx({"p": 1 / 2, "r": 1 / 6, "f": 1 / 4, "support": 6})
    assert found["scores"]["ORG"] == pytest.approx({"p": 0, "r": 0, "f": 0, "support": 1})
    # The model there: 2 right (Ann Lee, Rome) of 5 and of 6.
    assert found["model"][ALL] == pytest.approx({"p": 2 / 5, "r": 1 / 3, "f": 4 / 11, "support": 6})
    assert found["difference"]["f"] == pytest.approx(4 / 11 - 1 / 4)
    assert found["difference"]["interval"] == pytest.approx([2 / 7 - 2 / 6, 2 / 4])


def test_evaluation_seeds_by_hand():
    assert seeds(["a", "b", "c"], [0.5, 0.6, 0.7]) == {
        "models": ["a", "b", "c"], "f": [0.5, 0.6, 0.7], "mean": pytest.approx(0.6), "sd": pytest.approx(0.1),
    }  # fmt: skip


# -- two models ----------------------------------------------------------------------------------


def test_evaluation_difference_by_hand(run, other):
    found = difference(other, run)
    assert list(found) == ["LOC", "MISC", "ORG", "PER", ALL]
    # The other: 6 right, Rain spurious, one Rome missed. F1 12/14 and 3/7; by cable 1 and 4/9, 2/4 and 2/5.
    assert found[ALL]["f"] == pytest.approx(12 / 14 - 3 / 7)
    assert found[ALL]["interval"] == pytest.approx([1 / 2 - 2 / 5, 1 - 4 / 9])
    assert found[ALL]["p_worse"] == 0
    assert found["LOC"]["f"] == pytest.approx(4 / 5 - 4 / 7)
    # In b.txt its LOC are worse, and b.txt alone is drawn in a quarter of the resamples.
    assert found["LOC"]["p_worse"] == pytest.approx(1 / 4, abs=0.05)
    assert found["ORG"] == {"f": 1.0, "interval": [0.0, 1.0], "p_worse": 0.0}
    assert found["MISC"] == {"f": 0.0, "interval": [0.0, 0.0], "p_worse": 0.0}


def test_evaluation_comparison_by_hand(run, other):
    figures, places = comparison(run, other, "other-model", TRAIN)
    assert figures["other"] == "other-model"
    assert figures["scores"] == scores(other)
    assert (figures["only_here_right"], figures["only_there_right"], figures["both_wrong"]) == (1, 4, 0)
    assert [(row["form"], row["kind"], row["cable"]) for row in places] == [
        ("Bakers Union", ONLY_THERE, "a.txt"),
        ("Bob Stone", ONLY_THERE, "a.txt"),
        ("Lee", ONLY_THERE, "b.txt"),
        ("Rome", ONLY_THERE, "a.txt"),
        ("Rome", ONLY_HERE, "b.txt"),
    ]
    assert places[2]["predicted"] == {"start": 0, "end": 7, "label": "LOC", "text": "Lee saw", "confidence": 0.5}
    assert places[2]["other"] == {"start": 0, "end": 3, "label": "PER", "text": "Lee"}
    assert places[4]["other"] is None
    assert places[4]["sentence"] == {
        "text": "Lee saw Rome.",
        "start": 0,
        "gold": [[0, 3, "PER"], [8, 12, "LOC"]],
        "predicted": [[0, 7, "LOC"], [8, 12, "LOC"]],
        "other": [[0, 3, "PER"]],
        "focus": [8, 12],
    }


def test_evaluation_where_both_are_wrong_in_different_ways():
    test = as_reference([make(UNION, ("Bakers Union", "ORG"))])
    here, there = (
        spans(UNION, ("Bakers", "ORG"), ("Union", "ORG")),
        spans(UNION, ("the Bakers Union", "ORG"), ("Rome", "LOC")),
    )
    figures, places = comparison(Run(test, Reading([here])), Run(test, Reading([there])), "other", None)
    # One place of three mentions that overlap; and `Rome`, which only the other took for a mention.
    assert [(row["form"], row["kind"]) for row in places] == [("Bakers Union", BOTH_WRONG), ("Rome", ONLY_HERE)]
    assert (figures["only_here_right"], figures["only_there_right"], figures["both_wrong"]) == (1, 0, 1)
    assert figures["difference"][ALL]["interval"] is None


def test_evaluation_a_model_does_not_differ_from_itself(run):
    figures, places = comparison(run, run, "itself", None)
    assert places == []
    assert {(row["f"], *row["interval"], row["p_worse"]) for row in figures["difference"].values()} == {(0, 0, 0, 0)}


# -- errors --------------------------------------------------------------------------------------


def test_evaluation_errors_by_hand(run):
    found = errors(run, TRAIN)
    assert [(row["form"], row["kind"], row["form_wrong"], row["form_count"], row["seen"]) for row in found] == [
        ("Bakers Union", "type", 1, 1, False),
        ("Bob Stone", "boundary", 1, 1, False),
        ("Lee", "both", 1, 1, False),
        ("Rain", "spurious", 1, 1, False),
        ("Rome", "missed", 1, 2, True),
    ]
    assert found[1] == {
        "cable": "a.txt",
        "index": 1,
        "zone": "paragraph",
        "paragraph": 1,
        "kind": "boundary",
        "gold": {"start": 12, "end": 21, "label": "PER", "text": "Bob Stone"},
        "predicted": {"start": 12, "end": 15, "label": "PER", "text": "Bob", "confidence": 0.55},
        "form": "Bob Stone",
        "form_wrong": 1,
        "form_count": 1,
        "seen": False,
        "sentence": {
            "text": UNION,
            "start": 0,
            "gold": [[0, 7, "PER"], [12, 21, "PER"], [29, 41, "ORG"], [45, 49, "LOC"]],
            "predicted": [[0, 7, "PER"], [12, 15, "PER"], [29, 41, "LOC"]],
            "focus": [12, 21],
        },
    }
    assert (found[3]["gold"], found[3]["predicted"]["confidence"]) == (None, None)
    assert (found[4]["gold"]["text"], found[4]["predicted"]) == ("Rome", None)
    assert {row["seen"] for row in errors(run, None)} == {None}


def test_evaluation_errors_that_repeat_come_first():
    docs = [make("Zoe met Abe. Zoe left.", cable=name) for name in ("b.txt", "a.txt")]
    found = [Labelled(0, 3, "PER"), Labelled(8, 11, "PER"), Labelled(13, 16, "PER")]
    rows = errors(Run(as_reference(docs), Reading([found, found])), None)
    assert [(row["form"], row["form_wrong"], row["cable"], row["predicted"]["start"]) for row in rows] == [
        ("Zoe", 4, "a.txt", 0),
        ("Zoe", 4, "a.txt", 13),
        ("Zoe", 4, "b.txt", 0),
        ("Zoe", 4, "b.txt", 13),
        ("Abe", 2, "a.txt", 8),
        ("Abe", 2, "b.txt", 8),
    ]
    assert rows[1]["sentence"] == {
        "text": "Zoe left.",
        "start": 13,
        "gold": [],
        "predicted": [[0, 3, "PER"]],
        "focus": [0, 3],
    }


def only_error(text, mention, *others):
    """Returns the sentence of the one mention that is missed, of those of the text."""
    doc = make(text, mention, *others)
    return errors(Run(as_reference([doc]), Reading([spans(text, *others)])), None)[0]["sentence"]


def test_evaluation_long_sentences_are_cut_around_the_error():
    text = "Rome " * 200 + "Ann Lee " + "Oslo " * 200
    found = only_error(text, ("Ann Lee", "PER"), ("Rome", "LOC"), ("Oslo", "LOC"))
    assert found["text"].startswith("…Rome Rome")
    assert found["text"].endswith("Oslo Oslo…")
    assert LONGEST_SENTENCE - 10 <= len(found["text"]) <= LONGEST_SENTENCE + 2
    [start, end] = found["focus"]
    assert found["text"][start:end] == "Ann Lee"
    assert abs(start - (len(found["text"]) - end)) < 10
    assert text[found["start"] :].startswith(found["text"][1:-1])
    # The first Rome is not shown, the first Oslo is.
    assert [found["text"][a:b] for a, b, _ in found["gold"]] == ["Ann Lee", "Oslo"]


@pytest.mark.parametrize(
    ("text", "begin", "end"), [("Ann Lee " + "Oslo " * 300, "Ann Lee", "…"), ("Oslo " * 300 + "Ann Lee", "…", "Lee")]
)
def test_evaluation_sentences_cut_at_one_end(text, begin, end):
    found = only_error(text, ("Ann Lee", "PER"))
    assert found["text"].startswith(begin)
    assert found["text"].endswith(end)
    assert len(found["text"]) <= LONGEST_SENTENCE + 1
    assert found["text"][slice(*found["focus"])] == "Ann Lee"


def test_evaluation_a_mention_that_is_longer_than_what_is_shown():
    text = "See " + "x" * 5000 + " there"
    found = only_error(text, ("x" * 5000, "PER"))
    assert found["text"] == "…" + "x" * LONGEST_SENTENCE + "…"
    assert found["focus"] == [1, LONGEST_SENTENCE + 1]
    assert found["gold"] == [[1, LONGEST_SENTENCE + 1, "PER"]]


def test_evaluation_a_mention_over_the_end_of_a_sentence_is_shown_whole():
    text = "He saw it. Who? Me and you. They left."
    found = only_error(text, ("Who? Me", "MISC"))
    assert found["text"] == "Who? Me and you."
    assert found["focus"] == [0, 7]


# -- tables --------------------------------------------------------------------------------------


def whole(run, other=None):
    """Returns an evaluation of readings that no model made."""
    against, places = comparison(run, other, "other", TRAIN) if other else (None, [])
    metrics = {
        "scores": scores(run), "kinds": kinds(run), "confusion": confusion(run), "facets": facets(run, TRAIN),
        "calibration": calibration(run), "comparison": against,
        "baselines": [baseline("tagger", "", run, {1: spans(UNION, ("Ann Lee", "PER"))})],
    }  # fmt: skip
    return Evaluation(metrics, errors(run, TRAIN), places)


def table(evaluation, name):
    return list(csv.DictReader(io.StringIO(dict(tables(evaluation))[name])))


def test_evaluation_tables_hold_the_figures(run, other):
    made = whole(run, other)
    names = "labels kinds confusion facets calibration baselines errors comparison disagreements".split()
    assert [name for name, _ in tables(made)] == [f"{name}.csv" for name in names]
    by_label = {row["label"]: row for row in table(made, "labels.csv")}
    assert by_label["LOC"] == {
        "label": "LOC", "precision": "0.5", "recall": "0.6667", "f1": "0.5714", "support": "3", "right": "2",
        "spurious": "2", "missed": "1", "precision_low": "0.5", "precision_high": "0.5", "recall_low": "0.5",
        "recall_high": "1.0", "f1_low": "0.5", "f1_high": "0.6667",
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


def test_evaluation_tables_of_a_model_without_confidence_and_comparison(other):
    assert [name for name, _ in tables(whole(other))] == [
        "labels.csv", "kinds.csv", "confusion.csv", "facets.csv", "baselines.csv", "errors.csv",
    ]  # fmt: skip


def test_evaluation_tables_run_no_formula():
    doc = make("=1+2 spoke", ("=1+2", "PER"))
    made = whole(Run(as_reference([doc, make(UNION, index=1)]), Reading([[], []])))
    assert table(made, "errors.csv")[0]["form"] == "'=1+2"


# -- with a model --------------------------------------------------------------------------------


def news(labels="gold"):
    """Returns paragraphs that the tiny models get some of right."""
    first, second = (f"Mayor Ann Lee{number} of Milltown spoke about harvest number {number}." for number in (70, 71))
    options = {"labels": labels}
    return [
        make(first, ("Ann Lee70", "PER"), ("Milltown", "LOC"), index=0, **options),
        make(second, ("Lee71", "PER"), ("Milltown", "ORG"), index=1, **options),
        make("Mayor Bob Stone of Millers Guild spoke.", ("Bob Stone", "PER"), missing="Millers Guild", index=2, **options),
        make("The Bakers Union met in Oldtown.", ("Bakers Union", "ORG"), ("Oldtown", "LOC"), cable="b.txt", **options),
        make("Rain fell.", cable="b.txt", index=1, **options),
    ]


@pytest.fixture
def write(tmp_path):
    """Returns a function that writes Docs into a DocBin file."""

    def to_disk(docs, name="test"):
        new_docbin(docs).to_disk(tmp_path / f"{name}.spacy")
        return tmp_path / f"{name}.spacy"

    return to_disk


def test_evaluation_agrees_with_spacy_to_the_last_digit(tiny_model, write):
    path = write(news())
    ours = evaluate(str(tiny_model), path).metrics
    spacys = spacy_evaluate(str(tiny_model), path, silent=True)
    assert {key: ours[key] for key in spacys if key != "speed"} == {key: spacys[key] for key in spacys if key != "speed"}
    assert "speed" in ours
    assert [ours["scores"][ALL][key] for key in "prf"] == [spacys[f"ents_{key}"] for key in "prf"]
    assert 0 < ours["scores"][ALL]["f"] < 1
    for label, figures in spacys["ents_per_type"].items():
        mine = ours["scores"].get(label, dict.fromkeys("prf", 0.0))
        assert {key: mine[key] for key in "prf"} == figures


def test_evaluation_says_what_the_model_is(tiny_lexical_model, write):
    model = evaluate(str(tiny_lexical_model), write(news())).metrics["model"]
    assert model["name"] == str(tiny_lexical_model)
    assert (model["lang"], model["pipeline"], model["labels"]) == ("en", ["ner", "entity_consistency"], ["LOC", "PER"])
    assert model["megabytes"] > 0.1


def test_evaluation_counts_what_is_ignored(tiny_model, write):
    docs = [make("Mayor Ann Lee70 of Milltown spoke.", missing="Ann Lee70"), make(RAIN, index=1)]
    test = evaluate(str(tiny_model), write(docs)).metrics["test"]
    predicted = [ent for doc in docs for ent in spacy.load(tiny_model)(doc.text).ents]
    assert test["ignored_predictions"] == sum(ent.start < 3 and ent.end > 1 for ent in predicted) == 1
    assert test["missing_tokens"] == 2


# The tiny model does not find `Milltown` in the second; the decision for the whole cable does, if the first is of it.
TWICE = ["Mayor Ann Lee70 of Milltown spoke about harvest number 70.", "The rain in Milltown was good"]


def test_evaluation_a_model_sees_the_cable_as_a_whole(tiny_lexical_model):
    nlp = load(str(tiny_lexical_model))
    together = read(nlp, as_reference([make(text, index=number) for number, text in enumerate(TWICE)]))
    apart = read(nlp, as_reference([make(text, cable=f"{number}.txt") for number, text in enumerate(TWICE)]))
    assert together.found[0] == apart.found[0] == spans(TWICE[0], ("Ann Lee70", "PER"), ("Milltown", "LOC"))
    assert together.found[1] == spans(TWICE[1], ("Milltown", "LOC"))
    assert apart.found[1] == []


def test_evaluation_mentions_that_the_whole_cable_adds_have_no_confidence(tiny_lexical_model):
    test = as_reference([make(text, index=number) for number, text in enumerate(TWICE)])
    found = read(load(str(tiny_lexical_model)), test, sure=True)
    assert set(found.confidence[0]) == set(found.found[0])
    assert found.confidence[1] == {}
    run = Run(test, found)
    assert calibration(run)["left_out"] == 1
    assert [row["predicted"]["confidence"] is None for row in errors(run, None)] == [False, True, False]


def test_evaluation_of_a_model_with_another_tokenizer(tiny_model, tmp_path):
    nlp = spacy.load(tiny_model)
    nlp.tokenizer = Tokenizer(nlp.vocab)  # at white space only
    nlp.to_disk(tmp_path / "other")
    test = as_reference([make("Mayor Ann Lee70 of Milltown spoke.", ("Ann Lee70", "PER"), ("Milltown", "LOC"))])
    run = Run(test, read(load(str(tmp_path / "other")), test))
    assert run.reading == read(load(str(tiny_model)), test)
    assert kinds(run)[ALL]["right"] == 2


def test_evaluation_of_docs_whose_spaces_are_not_known(tiny_model):
    doc = Doc(NLP.vocab, words=["Mayor", "Ann", "Lee70", "of", "Milltown", "spoke", "."], user_data={"labels": "gold"})
    doc.ents = [Span(doc, 1, 3, "PER"), Span(doc, 4, 5, "LOC")]
    nlp = load(str(tiny_model))
    test = as_reference([doc])
    assert scores(Run(test, read(nlp, test)))[ALL]["f"] == spacys_scores(nlp, test)["ents_f"] == 1


def test_evaluation_train_gives_a_gazetteer_and_what_was_seen(tiny_model, write):
    train = write([make("Ann Lee70 of Milltown", ("Ann Lee70", "PER"), ("Milltown", "LOC"), labels="silver")], "train")
    metrics = evaluate(str(tiny_model), write(news()), train=train).metrics
    assert [one["name"] for one in metrics["baselines"]] == ["gazetteer of train"]
    # It finds Ann Lee70 and Milltown twice, once of which should be an ORG: 2 of 3, and of 6.
    assert metrics["baselines"][0]["scores"][ALL] == pytest.approx({"p": 2 / 3, "r": 2 / 7, "f": 2 / 5, "support": 7})
    assert metrics["facets"]["seen"]["seen"]["support"] == 3
    assert metrics["facets"]["frequency"]["1"]["support"] == 3


def test_evaluation_other_models_stand_beside_it(tiny_model, tiny_lexical_model, write):
    path = write(news())
    names = {
        "previous": str(tiny_lexical_model),
        "compare": str(tiny_lexical_model),
        "seed_models": [str(tiny_lexical_model)],
    }
    metrics = evaluate(str(tiny_model), path, **names).metrics
    alone = evaluate(str(tiny_lexical_model), path).metrics["scores"]
    assert [one["name"] for one in metrics["baselines"]] == ["previous model"]
    assert metrics["baselines"][0]["scores"][ALL]["f"] == alone[ALL]["f"]
    assert metrics["comparison"]["scores"] == alone
    assert metrics["seeds"]["models"] == [str(tiny_model), str(tiny_lexical_model)]
    assert metrics["seeds"]["f"] == [metrics["scores"][ALL]["f"], alone[ALL]["f"]]


@pytest.mark.parametrize(
    ("docs", "message"),
    [
        ([], "holds no Docs; convert more cables, or give test a larger --partition"),
        ([make(RAIN), make(RAIN, labels="silver")], "holds both gold and silver labels"),
        ([make(RAIN, labels="bronze")], r"neither gold nor silver \('bronze'\)"),
    ],
)
def test_evaluation_refuses_tests_that_cannot_be_scored(tiny_model, write, docs, message):
    with pytest.raises(ValueError, match=message):
        evaluate(str(tiny_model), write(docs))


def test_evaluation_refuses_what_is_no_model(tmp_path, write):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "meta.json").write_text('{"lang": "en", "name": "x"}', encoding="utf8")
    (tmp_path / "model" / "config.cfg").write_text("[nlp]\nlang = 3", encoding="utf8")
    with pytest.raises((ValueError, OSError), match="model"):
        evaluate(str(tmp_path / "model"), write(news()))
    with pytest.raises(OSError, match="none"):
        evaluate(str(tmp_path / "none"), write(news()))


# -- laws ----------------------------------------------------------------------------------------


def without_speed(found):
    return {**found.metrics, "speed": 0}, found.errors, found.disagreements


def test_evaluation_does_not_depend_on_the_order_of_cables(tiny_lexical_model, tiny_model, write):
    docs = news() + small_docs()
    for number, doc in enumerate(docs):
        doc.user_data["index"] = number
    train = write(small_docs(), "train")
    options = {"train": train, "compare": str(tiny_model)}
    expected = without_speed(evaluate(str(tiny_lexical_model), write(docs), **options))
    random.Random(1).shuffle(docs)  # noqa: S311
    assert without_speed(evaluate(str(tiny_lexical_model), write(docs), **options)) == expected


def test_evaluation_same_input_same_bytes(tiny_model, write):
    path = write(news())
    first, second = (evaluate(str(tiny_model), path, compare=str(tiny_model)) for _ in range(2))
    assert without_speed(first) == without_speed(second)
    assert list(tables(first)) == list(tables(second))


def test_evaluation_of_what_the_model_itself_says_is_perfect(tiny_model, write):
    nlp = spacy.load(tiny_model)
    docs = []
    for number, doc in enumerate(
        nlp.pipe([f"Mayor Ann Lee{number} of Milltown spoke about harvest." for number in range(6)])
    ):
        doc.user_data.update(cable=f"{number}.txt", labels="gold")
        docs.append(doc)
    found = evaluate(str(tiny_model), write(docs))
    assert sum(len(doc.ents) for doc in docs) == found.metrics["scores"][ALL]["right"] > 0
    assert found.errors == []
    for score in found.metrics["scores"].values():
        assert [score[key] for key in "prf"] == [1, 1, 1]
        assert score["interval"] == dict.fromkeys("prf", [1, 1])


@st.composite
def _mentions(draw, length):
    cuts = sorted(draw(st.sets(st.integers(0, length), max_size=length + 1)))
    kept = draw(st.lists(st.sampled_from([None, *LABELS]), min_size=len(cuts), max_size=len(cuts)))
    return [(start, end, label) for start, end, label in zip(cuts, cuts[1:], kept) if label]


@st.composite
def _systems(draw):
    """Returns two readings of some paragraphs, as Docs: (cable, mentions, mentions) of eight words each."""
    rows = []
    for _ in range(draw(st.integers(1, 5))):
        gold = draw(_mentions(8))
        rows.append((draw(st.sampled_from("abc")), gold, draw(st.one_of(_mentions(8), st.just(gold[1:])))))
    return rows


FEW = Resampling(resamples=20)


def built(rows, *, swapped=False):
    """Returns the run of the second side's mentions against the first's, or the other way round."""
    docs, found = [], []
    for number, (cable, *sides) in enumerate(sorted(rows, key=lambda row: row[0])):
        made = []
        for side in sides:
            doc = Doc(NLP.vocab, words=[f"w{index}" for index in range(8)])
            doc.ents = [Span(doc, *mention) for mention in side]
            doc.user_data.update(cable=cable, index=number, labels="gold")
            made.append(doc)
        gold, other = made[::-1] if swapped else made
        docs.append(gold)
        found.append(labelled(other))
    return Run(as_reference(docs), Reading(found), FEW)


@LAW
@given(_systems())
def test_evaluation_swapping_sides_swaps_precision_and_recall(rows):
    forth, back = scores(built(rows)), scores(built(rows, swapped=True))
    assert set(forth) == set(back)
    for name in forth:
        assert [forth[name][key] for key in "prf"] == [back[name][key] for key in "rpf"]
        if forth[name]["interval"]:
            assert [forth[name]["interval"][key] for key in "prf"] == [back[name]["interval"][key] for key in "rpf"]


@LAW
@given(_systems())
def test_evaluation_counts_add_up(rows):
    run = built(rows)
    found = scores(run)
    labels = [score for name, score in found.items() if name not in (ALL, MACRO)]
    for key in ("right", "spurious", "missed", "support"):
        assert found[ALL][key] == sum(score[key] for score in labels)
    for values in facets(run, {}).values():
        for key in ("right", "spurious", "missed"):
            assert found[ALL][key] == sum(score[key] for score in values.values())
    of_kind, matrix = kinds(run), confusion(run)
    for kind in of_kind[ALL]:
        assert of_kind[ALL][kind] == sum(row[kind] for name, row in of_kind.items() if name != ALL)
    assert found[ALL]["support"] == sum(of_kind[ALL].values()) - of_kind[ALL]["spurious"]
    assert sum(map(sum, matrix["counts"])) == sum(of_kind[ALL].values())
    for label, row in zip(matrix["reference"], matrix["counts"]):
        if label != "spurious":
            assert sum(row) == found[label]["support"]
    assert [row[-1] for row in matrix["counts"][:-1]] == [of_kind[label]["missed"] for label in matrix["reference"][:-1]]
    assert matrix["counts"][-1][-1] == 0
    assert len(errors(run, None)) == sum(of_kind[ALL].values()) - of_kind[ALL]["right"]


@LAW
@given(_systems())
def test_evaluation_errors_are_where_they_say(rows):
    run = built(rows)
    texts = {(one.cable, one.index): one.doc.text for one in run.test.paragraphs}
    for row in errors(run, None):
        text, shown = texts[row["cable"], row["index"]], row["sentence"]
        for side in ("gold", "predicted"):
            if mention := row[side]:
                assert text[mention["start"] : mention["end"]] == mention["text"]
                offset = mention["start"] - shown["start"]
                assert [offset, offset + len(mention["text"]), mention["label"]] in shown[side]
                assert shown["focus"][0] <= offset < shown["focus"][1]


@LAW
@given(_systems())
def test_evaluation_of_the_reference_itself_is_perfect(rows):
    run = built([(cable, gold, gold) for cable, gold, _ in rows])
    assert all(score["f"] == 1 for score in scores(run).values() if score.get("support"))
    assert errors(run, None) == []


def test_evaluation_reads_shards(tiny_model, write, tmp_path):
    (tmp_path / "shards.spacy").mkdir()
    for number, doc in enumerate(news()):
        new_docbin([doc]).to_disk(tmp_path / "shards.spacy" / f"{number:05d}.spacy")
    assert len(list(read_docs(tmp_path / "shards.spacy", NLP.vocab))) == 5
    expected = without_speed(evaluate(str(tiny_model), write(news())))
    assert without_speed(evaluate(str(tiny_model), tmp_path / "shards.spacy")) == expected
