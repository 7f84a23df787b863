"""How new cables differ from old ones: figures by hand, and a spoiled month that stands out."""

import json
from random import Random

import numpy
import pytest
import spacy
import srsly
from spacy.tokens import Span

from cable_ner.corpus import BASELINE
from cable_ner.corpus.increments import Increment
from cable_ner.files.shards import new_docbin
from cable_ner.retraining import drift as drift_module
from cable_ner.retraining.drift import (
    HEADER,
    Chosen,
    Facts,
    Group,
    Rest,
    among_old,
    capitals,
    drift,
    is_in_capitals,
    is_unusual,
    mention_density,
    notes,
    of_new_posts,
    other_label,
    rows,
    tokens_per_cable,
    total_variation,
    unseen_forms,
    unseen_mentions,
    usual_f,
    with_new_tags,
)

NLP = spacy.blank("en")
PLACES, PEOPLE = [f"Town{number}" for number in range(30)], [f"Lee{number}" for number in range(30)]


def facts(name="c", tokens=10, caps=0, post="", tags=(), date="", **mentions):
    """Returns a cable's facts; mentions are given as form=labels, one a mention."""
    counts = {}
    for form, labels in mentions.items():
        for label in labels.split():
            counts[form, label] = counts.get((form, label), 0) + 1
    made = Facts(name, date, post, frozenset(tags), tokens, caps)
    made.mentions.update(counts)
    return made


OLD = Group(
    [
        facts("a", 100, 10, "ROME", ["IT"], Rome="LOC LOC LOC", Ann="PER"),
        facts("b", 60, 2, "", ["PREL", "IT"], Ann="PER", Guild="ORG"),
    ]
)
NEW = Group(
    [
        facts("c", 50, 5, "OSLO", ["NO"], Rome="LOC ORG", Oslo="LOC LOC"),
        facts("d", 150, 5, "ROME", ["IT"], Bob="PER"),
    ]
)


# -- figures by hand -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (unseen_mentions, 3 / 5),  # Oslo twice, Bob
        (unseen_forms, 2 / 3),  # of Rome, Oslo, Bob
        (other_label, 1 / 2),  # of two mentions of Rome
        # old: LOC 3, PER 2, ORG 1 of 6; new: LOC 3, PER 1, ORG 1 of 5
        (total_variation, (abs(3 / 5 - 3 / 6) + abs(1 / 5 - 2 / 6) + abs(1 / 5 - 1 / 6)) / 2),
        (mention_density, 2.5),
        (capitals, 0.05),
        (tokens_per_cable, 100.0),
        (of_new_posts, 1 / 2),
        (with_new_tags, 1 / 2),
    ],
)
def test_drift_figures(figure, expected):
    assert figure(NEW, Rest(OLD)) == pytest.approx(expected)


def test_drift_figures_of_nothing_are_0():
    nothing = Group([])
    for figure, *_ in (*drift_module.OF_LABELS.values(), *drift_module.OF_TEXTS.values()):
        assert figure(nothing, Rest(nothing)) == 0


def test_drift_rest_is_the_old_cables_without_some():
    cables = [facts("a", Rome="LOC LOC", Ann="PER"), facts("b", Rome="LOC", Bob="PER")]
    rest = Rest(Group(cables), Group(cables[1:]))
    assert [rest.count("forms", form) for form in ("Rome", "Ann", "Bob", "Eve")] == [2, 1, 0, 0]
    assert rest.labels() == {"LOC": 2, "PER": 1}
    assert unseen_mentions(Group(cables[1:]), rest) == 1 / 2
    assert total_variation(Group(cables[1:]), rest) == pytest.approx(abs(1 / 2 - 2 / 3))


@pytest.mark.parametrize(
    ("word", "expected"), [("NATO", True), ("A", False), ("Rome", False), ("12", False), ("U.S.", True)]
)
def test_drift_capitals_are_of_more_than_one_letter(word, expected):
    assert is_in_capitals(word) is expected


# -- what is usual -------------------------------------------------------------------------------


def test_drift_among_old_has_the_groups_in_order_of_date_and_by_lot():
    old = [facts(f"c{number}", tokens=number) for number in range(9)]
    [means] = among_old(old, 50, [tokens_per_cable])  # at most three
    assert means[:7] == [1, 2, 3, 4, 5, 6, 7]
    assert len(means) == 7 + 40
    assert min(means) >= 1 and max(means) <= 7  # noqa: PT018
    assert among_old(old, 50, [tokens_per_cable]) == [means]
    assert among_old(old[:5], 3, [tokens_per_cable, capitals]) == [[], []]


@pytest.mark.parametrize(
    ("value", "side", "expected"),
    [(5.0, "both", False), (0.9, "both", True), (7.1, "both", True), (0.9, "high", False), (7.1, "low", False)],
)
def test_drift_unusual_is_outside_of_the_range_on_its_side(value, side, expected):
    assert is_unusual(value, [1.0, 7.0], side) is expected


def test_drift_nothing_is_unusual_without_a_range():
    assert not is_unusual(1e9, None, "both")


def test_drift_range_is_widened_by_half_on_each_side():
    assert drift_module._widened([2.0, 4.0, 3.0]) == [1.0, 5.0]


def test_drift_usual_f_of_cables_that_are_alike_is_that_of_each():
    counts = numpy.tile(numpy.array([[[3, 1, 1], [0, 1, 1]]]), (8, 1, 1))
    assert usual_f(counts, 4) == [pytest.approx([0.75, 0.75]), [0.0, 0.0]]
    assert usual_f(counts[:5], 4) == [None, None]


def test_drift_worst_cables_are_those_of_lowest_f1_and_few_mentions_come_last():
    counts = numpy.array([[10, 0, 0], [5, 5, 5], [0, 1, 1], [0, 0, 0]])
    before = numpy.array([[8, 2, 2], [9, 1, 1]] * 3)
    found = drift_module._worst(counts, ["good", "bad", "short", "empty"], before)
    assert [(row["cable"], row["f"], row["unusual"]) for row in found] == [
        ("bad", 0.5, True), ("good", 1.0, False), ("short", 0.0, False),
    ]  # fmt: skip
    assert (found[0]["right"], found[0]["spurious"], found[0]["missed"], found[0]["support"]) == (5, 5, 5, 10)


def test_drift_chosen_docs_do_not_depend_on_the_order():
    docs = [made(f"c{number}", "x y", []) for number in range(20) for _ in range(2)]
    first, second = Chosen(3, 0), Chosen(3, 0)
    for doc in docs:
        first.add(doc)
    for doc in reversed(docs):
        second.add(doc)
    assert len(first) == 3
    assert len(first.docs) == 6
    assert {doc.user_data["cable"] for doc in first.docs} == {doc.user_data["cable"] for doc in second.docs}


# -- from files ----------------------------------------------------------------------------------


def made(name, text, spans, labels="silver", **data):
    """Returns a Doc of a cable with spans (first token, token after the last, label)."""
    doc = NLP.make_doc(text)
    doc.set_ents([Span(doc, *span) for span in spans], default="outside")
    doc.user_data.update(cable=name, index=0, labels=labels, **data)
    return doc


def increment(folder, number=0, **partitions):
    folder.mkdir(parents=True)
    for name in ("train", "dev", "test", BASELINE):
        docs = partitions.get(name.replace("-", "_"), [])
        (folder / f"{name}.spacy").write_bytes(new_docbin(docs).to_bytes())
    counts = {name: len({doc.user_data["cable"] for doc in docs}) for name, docs in partitions.items()}
    return Increment(number, folder, counts, "")


def month(first, count, *, spoiled=False, seed=0):
    """Returns a Doc for each of so many cables: twelve mentions of people and places."""
    rng = Random(f"{seed} {first}")  # noqa: S311
    docs = []
    for number in range(first, first + count):
        names = [rng.choice(PLACES if place % 2 else PEOPLE) for place in range(12)]
        labels = ["LOC" if name in PLACES else "PER" for name in names]
        if spoiled:
            rng.shuffle(labels)
        spans = [(place, place + 1, label) for place, label in enumerate(labels)]
        docs.append(made(f"c{number}", " ".join(names), spans, post="ROME", tags=["IT"], date=f"2009-01-{number:03d}"))
    return docs


@pytest.fixture
def model():
    """Returns a pipeline that knows the right labels of all names but those that end in 7."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    for names, label in ((PLACES, "LOC"), (PEOPLE, "PER")):
        ruler.add_patterns([{"label": label, "pattern": name} for name in names if not name.endswith("7")])
    return nlp


def test_drift_of_an_ordinary_month_is_not_unusual(tmp_path, model):
    old = [
        increment(tmp_path / "base", train=month(0, 40), dev=month(40, 8)),
        increment(tmp_path / "1", 1, train=month(60, 20)),
    ]
    found = drift(old, increment(tmp_path / "2", 2, train=month(100, 10)), nlp=model)
    assert found["cables"] == {"old": 68, "new": 10}
    assert found["compared"] == {"old": 68, "new": 10, "old_train": 60, "labels": "silver"}
    assert not [row["figure"] for row in found["figures"] if row["unusual"]]
    assert not any(row["unusual"] for row in found["agreement"]["scores"].values())
    assert (found["agreement"]["trained_on_old"], found["agreement"]["old_cables"]) == (False, 8)
    assert (found["new_posts"], found["new_tags"], found["new_labels"]) == ([], [], [])
    assert found["labels"]["LOC"]["old"] == found["labels"]["LOC"]["new"] == 1 / 2
    assert json.loads(srsly.json_dumps(found)).keys() == found.keys()
    assert drift(old, Increment(2, tmp_path / "2", {"train": 10}, ""), nlp=model) == found


def test_drift_of_a_spoiled_month_stands_out(tmp_path, model):
    old = [increment(tmp_path / "base", train=month(0, 60))]
    found = drift(old, increment(tmp_path / "1", 1, train=month(100, 10, spoiled=True)), nlp=model)
    assert [row["figure"] for row in found["figures"] if row["unusual"]] == ["seen forms with a label not seen"]
    assert {label for label, row in found["agreement"]["scores"].items() if row["unusual"]} == {"LOC", "PER", "all"}
    assert found["agreement"]["trained_on_old"] is True
    assert len(found["worst"]) == 10
    assert any(row["unusual"] for row in found["worst"])
    flagged = [row[0] for row in rows(found) if row[-1] == "unusual"]
    assert "seen forms with a label not seen" in flagged
    assert "model and labels agree, F1: all" in flagged
    assert any("trained on the old cables" in line for line in notes(found))


def test_drift_agreement_is_f1_of_the_model_and_the_labels(tmp_path, model):
    old = [increment(tmp_path / "base", train=[made("a", "Town1 met Lee1", [(0, 1, "LOC"), (2, 3, "PER")])])]
    new = [made("b", "Town1 met Lee7 and Lee2 in Town2", [(0, 1, "LOC"), (2, 3, "PER"), (4, 5, "ORG")])]
    found = drift(old, increment(tmp_path / "1", 1, train=new), nlp=model)
    scores = found["agreement"]["scores"]
    assert list(scores) == ["LOC", "ORG", "PER", "all"]
    assert {label: [row["new"][key] for key in ("right", "spurious", "missed")] for label, row in scores.items()} == {
        "LOC": [1, 1, 0], "ORG": [0, 0, 1], "PER": [0, 1, 1], "all": [1, 2, 2],
    }  # fmt: skip
    assert scores["all"]["new"]["f"] == pytest.approx(1 / 3)
    assert scores["all"]["old"]["f"] == 1
    assert all(row["usual"] is None for row in scores.values())
    assert found["new_labels"] == ["ORG"]
    table = {row[0]: row[1:] for row in rows(found)}
    assert all(len(row) + 1 == len(HEADER) for row in table.values())
    assert table["  ORG, of all mentions"] == ("0.0 %", "33.3 %", "", "new label")
    assert table["model and labels agree, F1: all"] == ("100.0 %", "33.3 %", "", "")
    assert table["  least in b"] == ("", "33.3 %", "1 right, 2 spurious, 2 missed", "")


def test_drift_names_new_posts_and_tags(tmp_path):
    old = [increment(tmp_path / "base", train=month(0, 3))]
    new = [
        made(f"n{number}", "Hello there", [], post=post, tags=["IT", "XX"])
        for number, post in enumerate(["OSLO", "BERN", "OSLO"])
    ]
    found = drift(old, increment(tmp_path / "1", 1, train=new))
    assert found["new_posts"] == [{"name": "OSLO", "cables": 2}, {"name": "BERN", "cables": 1}]
    assert found["new_tags"] == [{"name": "XX", "cables": 3}]
    assert (found["agreement"], found["worst"]) == (None, [])
    assert notes(found)[:2] == ["new posts: OSLO (2), BERN (1)", "new TAGS: XX (3)"]
    assert notes(found)[-1] == "fewer than 6 old cables: nothing is said to be unusual"


def test_drift_compares_silver_with_silver(tmp_path, model):
    old = [increment(tmp_path / "base", train=month(0, 20), test_silver=month(40, 8))]
    gold = [made("g/c100", "Town1", [(0, 1, "PER")], "gold")]
    silver = [made("c100", "Town1", [(0, 1, "LOC")])]
    found = drift(old, increment(tmp_path / "1", 1, test=gold, test_silver=silver), nlp=model)
    assert found["compared"]["labels"] == "silver"
    assert found["labels"]["LOC"]["new_mentions"] == 1
    assert found["labels"]["PER"]["new_mentions"] == 0
    assert found["agreement"]["old_cables"] == 8
    assert found["agreement"]["scores"]["all"]["new"]["f"] == 1
    alone = drift(old, increment(tmp_path / "2", 2, test=gold), nlp=model)
    assert alone["compared"]["labels"] == "gold"
    assert any("hand-checked ones are compared" in line for line in notes(alone))


def test_drift_of_cables_without_text_is_said_without_errors(tmp_path, model):
    old, new = increment(tmp_path / "base"), increment(tmp_path / "1", 1)
    found = drift([old], new, nlp=model)
    assert found["figures"] == []
    assert rows(found)[0] == ("cables", "0", "0", "", "")


def test_drift_table_shows_no_control_characters(tmp_path):
    old = [increment(tmp_path / "base", train=month(0, 3))]
    found = drift(old, increment(tmp_path / "1", 1, train=[made("\x1b[2J", "Hi", [], post="\x1b[31mX")]))
    assert "\x1b" not in "".join(notes(found)) + "".join(map("".join, rows(found)))


def test_drift_reads_at_most_so_many_cables(tmp_path, model):
    old = [increment(tmp_path / str(number), number, train=month(20 * number, 20)) for number in range(5)]
    found = drift(old, increment(tmp_path / "9", 9, train=month(200, 30)), nlp=model, most=30, most_read=7)
    assert found["compared"]["old"] == 40  # whole files, until there are enough
    assert (found["agreement"]["old_cables"], found["agreement"]["new_cables"]) == (7, 7)
