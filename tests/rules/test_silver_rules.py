"""The rules we ship (configs/silver.yml): each does what its example says, and all together make labels better."""

import pytest
import srsly

from cable_ner.corpus import read_cable
from cable_ner.files.inputs import Source
from cable_ner.rules import apply_rules
from tests.helpers.labels import BOOK, CONFIG, ROOT, RULES, labelled, mentions, read, said

ENTRIES = srsly.read_yaml(CONFIG)["rules"]


@pytest.mark.parametrize("alone", [True, False], ids=["alone", "with all"])
@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])
def test_silver_rule_gives_what_its_example_says(entry, alone):
    rules = [rule for rule in RULES if rule.name == entry["name"]] if alone else RULES
    after = apply_rules(read(entry["example"]), rules)
    assert labelled(after) == labelled(read(entry["gives"])) != labelled(read(entry["example"]))
    if alone:
        assert said(after) == {entry["name"]}
    assert apply_rules(after, rules) == after


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[PER Summary: Saif  ] al-Islam al-Qadhafi went", [("Saif al-Islam al-Qadhafi", "PER")]),
        ("[ORG Sheikh Hamad  ] bin Jaber al-Thani of [LOC Doha  ]", [("Hamad bin Jaber al-Thani", "PER"), ("Doha", "LOC")]),
        ("[PER Saif  ] [PER al-Islam  ]", [("Saif", "PER"), ("al-Islam", "PER")]),
        ("[LOC Rio  ] de Janeiro", [("Rio", "LOC")]),
        (
            "[LOC U.S.  ] and [ORG Acme Inc.  ] and [PER Lee Jr.  ]",
            [("U.S.", "LOC"), ("Acme Inc.", "ORG"), ("Lee Jr.", "PER")],
        ),
        ("[ORG General Motors  ]", [("General Motors", "ORG")]),
        ("[ORG STATE  ] 11423", [("STATE", "ORG")]),
        ("the [ORG SBU  ] had 300", [("SBU", "ORG")]),
        ("TAGS PREL , [ORG PGOV  ] , [ORG KDEM  ] SUBJECT: [ORG UNHCR  ]", [("UNHCR", "ORG")]),
        ("TAGS PREL, ETRD, EAGR, ECON, PHUM, [ORG PGOV  ]", []),
        ("The [ORG U.S.  ] and [PER Congo  ] spoke .", [("U.S.", "LOC"), ("Congo", "LOC")]),
        ("In [ORG ROME  ] , the [LOC RUSSIANS  ] met .", [("ROME", "LOC"), ("RUSSIANS", "MISC")]),
        ("[ORG Georgia  ] , [PER Toyota  ]", [("Georgia", "ORG"), ("Toyota", "PER")]),
        ("the [LOC Bank of Libya  ] and the [MISC Asian Union  ]", [("Bank of Libya", "ORG"), ("Asian Union", "MISC")]),
        ("the [MISC African Union  ]", [("African Union", "ORG")]),
        ("at [ORG Consulate General Munich  ]", [("Consulate General Munich", "ORG")]),
        ("the [ORG Prosecutor General's Office  ]", [("Prosecutor General's Office", "ORG")]),
        ("the [ORG Harbor Party Deputy Secretary Okoro  ]", [("Harbor Party", "ORG"), ("Okoro", "PER")]),
        ("paid by General Trading in May, as Ambassador December 1 said, Commander Activities", []),
        ("the MinCouns and MinState Okoro", []),
        ("to Secretary Okoro's aide and Prime Minister Ana Lindqvist.", [("Okoro", "PER"), ("Ana Lindqvist", "PER")]),
    ],
)
def test_silver_shipped_rules_on_names(text, expected):
    assert mentions(apply_rules(read(text), RULES)) == expected


def test_silver_rules_have_names_of_their_own():
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names) == len(ENTRIES) > 0


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("( [ORG S/NF  ] )", "marking"),
        ("( [ORG C  ] )", "marking"),
        ("[ORG (S/NF)  ]", "marking"),
        ("[ORG NOFORN  ]", "marking"),
        ("[ORG UNCLASSIFIED  ]", "marking"),
        ("( [MISC SBU  ] )", "paragraph marking"),
        ("[ORG SECRET//NOFORN  ]", "marking"),
        ("[ORG UNCLASSIFIED//FOUO  ]", "marking"),
        ("[ORG UNCLASSIFIED//FOR OFFICIAL USE ONLY  ]", "marking"),
        ("[ORG UNCLAS SIPDIS  ]", "marking"),
        ("[MISC C O N F I D E N T I A L  ]", "marking"),
        ("[ORG S E C R E T NOFORN  ]", "marking"),
        ("[ORG U N C L A S  ]", "marking"),
        ("[ORG TOP SECRET//NOFORN//ORCON  ]", "marking"),
        ("[ORG (S//NF)  ]", "marking"),
        ("[ORG (C/REL  ]", "marking"),
        ("[LOC DECL:  ]", "section word"),
        ("[LOC DECL  ]", "section word"),
        ("[MISC E.O.  ]", "section word"),
        ("[PER Summary  ] .", "section word"),
        ("[MISC End Summary  ]", "section word"),
        ("[MISC END COMMENT  ]", "section word"),
        ("[ORG REFTEL  ]", "section word"),
        ("[ORG TAGS  ]", "section word"),
    ],
)
def test_silver_shipped_rules_reject_what_is_no_name(text, rule):
    after = apply_rules(read(text), RULES)
    assert mentions(after) == []
    assert [item.reason for item in after.rejected] == [f"rule: {rule}"]


@pytest.mark.parametrize(
    "name",
    [
        "UN",
        "Secret Service",
        "SECRET SERVICE",
        "SECRETARY",
        "C O",
        "US",
        "TSA",
        "NF",
        "CONFIDENTIAL TRIPOLI",
        "CS",
        "SC",
        "Conrad",
        "Tagsold",
        "Declan Roe",
        "Ref",
        "S/NF Roe",
        "Summary Saif",
        "s",
    ],
)
def test_silver_shipped_rules_keep_names(name):
    cable = read(f"Yesterday [ORG {name}  ] came .")
    assert mentions(apply_rules(cable, RULES)) == mentions(cable) == [(name, "ORG")]


def test_silver_rules_match_the_restored_text():
    # The tagger splits what people write in one: the rule has to see `DECL:`, not `DECL :`.
    cable = read("E.O. 12958 : [LOC DECL :  ] 10/18/2030 of [LOC Rome  ] .")
    assert mentions(apply_rules(cable, RULES)) == [("Rome", "LOC")]


def test_silver_marking_of_a_paragraph_needs_its_parentheses():
    cable = apply_rules(read("The [ORG SBU  ] agreed ( [ORG SBU  ] chief said )"), RULES)
    assert mentions(cable) == [("SBU", "ORG"), ("SBU", "ORG")]


def spans(cable):
    """Returns (paragraph, start, end, label) of all mentions, offsets without white space: gold may be spaced otherwise."""
    return {
        (index, len("".join(p.text[: m.start].split())), len("".join(p.text[: m.end].split())), m.label)
        for index, p in enumerate(cable.paragraphs)
        for m in p.mentions
    }


def f1(pairs):
    """Returns the F1 of the exact mentions of pairs of cables: labels, gold."""
    found = [(spans(cable), spans(gold)) for cable, gold in pairs]
    return 2 * sum(len(ours & gold) for ours, gold in found) / sum(len(ours) + len(gold) for ours, gold in found)


def read_file(path):
    return read_cable(Source(path.name, path=str(path)))


def test_silver_rules_on_the_real_cable(shared):
    (path,) = sorted((shared / "cables").glob("*.txt"))
    cable, gold = read_file(path), read_file(shared / "gold" / "000.txt")
    assert f1([(cable, gold)]) < 0.6
    assert f1([(apply_rules(cable, BOOK), gold)]) >= 0.85


@pytest.fixture(scope="module")
def sample():
    """Returns the cables of the sample archive, each with its gold."""
    gold = {path.name: path for folder in ("gold", "gold-train") for path in (ROOT / "corpus" / folder).rglob("*.txt")}
    return [(read_file(path), read_file(gold[path.name])) for path in sorted((ROOT / "corpus" / "raw").glob("*.txt"))]


def test_silver_rules_on_the_sample_archive(sample):
    assert f1(sample) < 0.65
    assert f1([(apply_rules(silver, BOOK), gold) for silver, gold in sample]) >= 0.78


def test_silver_rules_leave_right_labels_right(sample):
    assert f1([(apply_rules(gold, BOOK), gold) for _, gold in sample]) >= 0.99
