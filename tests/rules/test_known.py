"""What rules know about mentions that somebody proposes."""

import pytest

from cable_ner.rules import RuleBook, RuledText
from cable_ner.text import PARAGRAPH

TEXT = "(S/NF) Ana of Milltown saw Bob's town."
RULES = [
    {"action": "reject", "pattern": "S/NF|S"},
    {"action": "trim", "pattern": "(?P<keep>.*)'s"},
    {"action": "label", "list": "town", "label": "LOC"},
    {"action": "find", "pattern": r"\b(?P<name>Ana)\b", "label": "PER", "zones": ["paragraph"]},
]


def at(part, label):
    return TEXT.index(part), TEXT.index(part) + len(part), label


@pytest.mark.parametrize(
    ("old", "new", "is_known"),
    [
        ([], [("S/NF", "ORG")], True),  # a marking
        ([], [("S", "ORG")], True),
        ([], [("Bob's", "PER")], True),  # the rules would cut it
        ([], [("Bob", "PER")], False),
        ([("Bob", "ORG")], [("Bob", "PER")], False),
        ([("Bob", "ORG")], [], False),
        ([("Milltown", "LOC")], [("Milltown", "PER")], True),
        ([("Milltown", "ORG")], [("Milltown", "LOC")], False),  # what the rules say
        ([("Milltown", "LOC")], [], True),
        ([("Milltown", "LOC")], [("Ana of Milltown", "ORG")], False),  # another mention
        ([("Ana", "PER")], [], True),  # the rules would find it again
        ([("Ana", "PER")], [("Ana", "ORG")], True),
        ([("Bob", "PER")], [("Bob", "PER"), ("Milltown", "ORG")], True),
    ],
)
def test_known_proposals(rules_of, old, new, is_known):
    ruled = RuledText(TEXT, PARAGRAPH, RuleBook(rules_of(*RULES, town={"with": ["Milltown"]})))
    assert ruled.would_undo([at(*span) for span in old], [at(*span) for span in new]) is is_known


def test_known_without_rules_is_nothing():
    assert not RuledText(TEXT, PARAGRAPH, RuleBook()).would_undo([at("Milltown", "LOC")], [at("S/NF", "ORG")])
