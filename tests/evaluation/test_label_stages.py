"""Silver labels against gold, stage by stage: figures by hand on two cables, and their tables."""

import csv
import io

import pytest
import spacy

from cable_ner.corpus import make_docs, read_cable
from cable_ner.evaluation import NoTwinsError, against_gold, label_table, rule_table
from cable_ner.files import Source, new_docbin
from cable_ner.labels import OF_THESE, FormDecision, append_decisions, read_corrections
from cable_ner.rules import read_rules
from tests.helpers.twin_cables import GOLD, cable, kinds, write_twins

NLP = spacy.blank("en")


@pytest.fixture
def folder(tmp_path):
    write_twins(tmp_path)
    return tmp_path


@pytest.fixture
def compared(folder):
    """Returns a function that compares the cables of the folder."""

    def call(**options):
        options = {"rules": read_rules(folder / "rules.yml"), **options}
        return against_gold([str(folder / "raw")], [str(folder / "gold")], **options)

    return call


def decided(folder, *decisions):
    append_decisions(folder / "corrections.jsonl", list(decisions))
    return read_corrections(folder / "corrections.jsonl")


def test_label_stages_before_and_after_rules(compared):
    figures = compared()
    assert list(figures["labels"]) == ["as tagged", "after rules"]
    assert {type(name) for name in figures["labels"]} == {str}
    # A cable: LOC right, a person as LOC, a marking, and `Libya’s` with the wrong label and extent.
    assert kinds(figures, "as tagged") == (2, 2, 0, 2, 2, 0)
    # The rules reject the marking and trim the possessive: its extent is right now, its label still wrong.
    assert kinds(figures, "after rules") == (2, 4, 0, 0, 0, 0)
    assert figures["rules"]["possessive"] == {
        "changed": 2, "right_before": 0, "wrong_before": 2, "right_after": 0, "wrong_after": 2,
    }  # fmt: skip
    assert figures["cables"]["compared"] == 2


def test_label_stages_without_rules(compared):
    figures = compared(rules=[])
    assert list(figures["labels"]) == ["as tagged"]
    assert figures["rules"] == {}


def test_label_stages_after_corrections(compared, folder):
    corrections = decided(folder, FormDecision("Ann Lee1", "LOC", "PER"), FormDecision("Libya", "ORG", "LOC"))
    figures = compared(corrections=corrections)
    assert list(figures["labels"]) == ["as tagged", "after rules", "after corrections"]
    assert kinds(figures, "after corrections") == (5, 1, 0, 0, 0, 0)
    assert figures["labels"]["after corrections"]["per_label"]["LOC"]["p"] == pytest.approx(4 / 5)
    assert {"gold": "PER", "ours": "LOC", "count": 1} in figures["labels"]["after corrections"]["confusion"]


def test_label_stages_corrections_of_other_cables_are_left_out_if_asked(compared, folder):
    elsewhere = decided(folder, FormDecision("Ann Lee1", "LOC", "PER", cable="other.txt"))
    assert list(compared(corrections=elsewhere)["labels"])[-1] == "after corrections"
    assert list(compared(corrections=elsewhere, corrections_use=OF_THESE)["labels"])[-1] == "after rules"
    here = decided(folder, FormDecision("Ann Lee1", "LOC", "PER", cable="c1.txt"))
    assert list(compared(corrections=here, corrections_use=OF_THESE)["labels"])[-1] == "after corrections"


def test_label_stages_gold_with_punctuation_split_off(compared, folder):
    """The gold may be spaced unlike the tagger's cable: the texts are compared without white space."""
    text = cable(1, GOLD).replace("  ]", "]").replace(" ,", ",").replace(" .", ".")
    (folder / "gold" / "c1.txt").write_text(text, encoding="utf8")
    figures = compared()
    assert figures["cables"]["texts_differ"] == []
    assert kinds(figures, "as tagged") == (2, 2, 0, 2, 2, 0)


def test_label_stages_of_audited_docs(compared, folder):
    docs = []
    for n in (1, 3):
        read = read_cable(Source(f"c{n}.txt", str(folder / "raw" / f"c{n}.txt")))
        docs += [outcome.doc for outcome in make_docs(read, NLP)]
    for doc in docs:
        doc.ents = [ent for ent in doc.ents if ent.text != "S/NF"]
    new_docbin(docs).to_disk(folder / "audited.spacy")
    figures = compared(audited=folder / "audited.spacy")
    # c3 has no gold, and c2 was not audited: all stages are compared in c1.
    assert {name: found["all"]["support"] for name, found in figures["audited"].items()} == {
        "as tagged": 3, "after rules": 3, "after audit": 3,
    }  # fmt: skip
    assert figures["audited"]["as tagged"]["all"]["spurious"] == 1
    assert figures["audited"]["after audit"]["all"]["spurious"] == 0


def test_label_stages_tables_hold_the_figures(compared):
    figures = compared()
    rows = list(csv.DictReader(io.StringIO(label_table(figures))))
    assert [(row["labels"], row["of"], row["name"]) for row in rows[:4]] == [
        ("as tagged", "all", ""),
        ("as tagged", "label", "LOC"),
        ("as tagged", "label", "ORG"),
        ("as tagged", "label", "PER"),
    ]
    assert (rows[0]["f1"], rows[0]["support"]) == ("0.2857", "6")
    rules = list(csv.DictReader(io.StringIO(rule_table(figures))))
    assert [(row["rule"], row["changed"]) for row in rules] == [("marking", "2"), ("possessive", "2")]


def test_label_stages_no_twins(tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(f"Nothing of the kind , [PER {name.upper()}  ] .", encoding="utf8")
    with pytest.raises(NoTwinsError, match="none of the 1 cables in .*a.txt is one of the 1 in .*b.txt; give"):
        against_gold([str(tmp_path / "a.txt")], [str(tmp_path / "b.txt")], rules=[])


def test_label_stages_report_progress(compared):
    seen = []

    def progress(items, what, total):
        seen.append((what, total))
        return items

    compared(progress=progress)
    assert seen == [("Reading gold", None), ("Reading silver", None), ("Comparing", 2)]
