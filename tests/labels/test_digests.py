"""Digests of rules and decisions change with what is applied, and with nothing else."""

import json

import pytest

from cable_ner.labels import corrections_digest, read_corrections
from cable_ner.rules import read_rules, rules_digest
from tests.helpers.labels import CONFIG, rules_file

NAMES = "names:\n  own: {with: [Ana, Bo]}\n"
RULES = """\
rules:
  - {name: stop, action: reject, pattern: 'A+', labels: [ORG, LOC], example: '[ORG A  ]', gives: A}
  - {name: own, action: label, list: own, label: PER}
"""


def of_rules(tmp_path, text):
    return rules_digest(read_rules(rules_file(tmp_path, text)))


@pytest.mark.parametrize(
    "text",
    [
        f"# another comment\n{NAMES}{RULES}",
        f"{RULES}{NAMES}",
        f"{NAMES}{RULES.replace('[ORG, LOC]', '[LOC, ORG]')}",
        f"{NAMES}{RULES.replace('[ORG A  ]', '[LOC A  ]')}",
        f"{NAMES.replace('[Ana, Bo]', '[Bo, Ana]')}{RULES}",
        f"{NAMES}{RULES.replace('label: PER', 'label: PER, absorbs: false')}",
    ],
)
def test_digests_of_rules_leave_out_what_does_nothing(tmp_path, text):
    digest = of_rules(tmp_path, NAMES + RULES)
    assert len(digest) == 32
    assert of_rules(tmp_path, text) == digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A+", "A"),
        ("[ORG, LOC]", "[ORG]"),
        ("name: stop", "name: end"),
        ("[Ana, Bo]", "[Ana]"),
        ("label: PER", "label: ORG"),
    ],
)
def test_digests_of_rules_change_with_a_rule(tmp_path, old, new):
    text = NAMES + RULES
    assert old in text
    assert of_rules(tmp_path, text.replace(old, new)) != of_rules(tmp_path, text)


def test_digests_of_rules_change_with_their_order(tmp_path):
    rules = read_rules(rules_file(tmp_path, NAMES + RULES))
    assert rules_digest(rules[::-1]) != rules_digest(rules)


def test_digests_of_the_rules_as_shipped_do_without_their_comments(tmp_path):
    lines = CONFIG.read_text(encoding="utf8").splitlines(keepends=True)
    bare = "".join(line for line in lines if not line.lstrip().startswith("#"))
    assert len(bare) < sum(map(len, lines))
    assert of_rules(tmp_path, bare) == rules_digest(read_rules(CONFIG))


def test_digests_of_nothing_are_empty(tmp_path):
    assert of_rules(tmp_path, "rules: []\n") == ""
    assert corrections_digest(read_corrections(tmp_path / "none.jsonl")) == ""


FORM = {"form": "Milltown", "label": "LOC", "becomes": "ORG"}
PLACE = {"paragraph": "0" * 32, "start": 0, "end": 3, "text": "Ana", "spans": [[0, 3, "PER"]]}


def of_decisions(tmp_path, *rows, separator="\n"):
    path = tmp_path / "corrections.jsonl"
    path.write_text(separator.join(map(json.dumps, rows)), encoding="utf8")
    return corrections_digest(read_corrections(path))


def test_digests_of_corrections_leave_out_layout_notes_and_what_was_replaced(tmp_path):
    digest = of_decisions(tmp_path, FORM, PLACE)
    assert len(digest) == 32
    assert of_decisions(tmp_path, FORM, PLACE, separator="\n\n") == digest
    assert of_decisions(tmp_path, {**FORM, "by": "a reader", "note": "see page 3", "date": "2024-05-01"}, PLACE) == digest
    assert of_decisions(tmp_path, {**FORM, "becomes": "PER"}, FORM, PLACE) == digest


@pytest.mark.parametrize(
    "rows", [(FORM,), ({**FORM, "becomes": ""}, PLACE), ({**FORM, "zone": "header"}, PLACE), (FORM, {**PLACE, "spans": []})]
)
def test_digests_of_corrections_change_with_a_decision(tmp_path, rows):
    assert of_decisions(tmp_path, *rows) != of_decisions(tmp_path, FORM, PLACE)
