"""What label rules did, by hand."""

import re

from cable_ner.evaluation.alignment import align
from cable_ner.evaluation.rule_effects import RuleChange, RuleEffect, changes, judge
from cable_ner.rules import Action, Rule, apply_rules
from cable_ner.text import Cable, Mention, Paragraph, Rejected
from tests.helpers.flat_cables import flat, read

RULES = [
    Rule("marking", Action.REJECT, re.compile("S/NF")),
    Rule("possessive", Action.TRIM, re.compile(r"(?P<keep>.*\w)['’]s")),
    Rule("wrong", Action.REJECT, re.compile("Rome")),
]


def effects(silver_text, gold_text):
    silver, gold = read(silver_text, natural=True), read(gold_text, natural=True)
    ruled = apply_rules(silver, RULES)
    ours, theirs = flat(silver), flat(gold)
    found: dict[str, RuleEffect] = {}
    for rule, effect in judge(changes(silver, ruled), theirs, segments=align(ours, theirs)):
        found.setdefault(rule, RuleEffect()).add(effect)
    return found


def test_rule_effects_what_each_rule_did():
    found = effects(
        "([ORG S/NF]) [LOC Libya’s] aide saw [LOC Rome] and [LOC Bern’s] mayor. [PER Ann] left. ([ORG S/NF])",
        "(S/NF) [LOC Libya]’s aide saw [LOC Rome] and [ORG Bern]’s mayor. [PER Ann] left. (S/NF)",
    )
    assert found == {
        "marking": RuleEffect(2, 0, 2, 0, 0),
        "possessive": RuleEffect(2, 0, 2, 1, 1),
        "wrong": RuleEffect(1, 1, 0, 0, 0),
    }


def test_rule_effects_changes_of_every_kind():
    paragraph = Paragraph("Ann Lee met Bo Ray of Rome.", [], "paragraph")
    before = Cable(
        "a", [paragraph._replace(mentions=[Mention(0, 3, "PER", 1), Mention(4, 7, "PER", 1), Mention(22, 26, "LOC", 2)])]
    )
    after = Cable(
        "a",
        [
            paragraph._replace(
                mentions=[
                    Mention(0, 7, "PER", 1, fixed="rule: two pieces"),
                    Mention(12, 18, "PER", 0, fixed="rule: repeat"),
                    Mention(22, 26, "LOC", 2, missing="rule: doubtful"),
                ]
            )
        ],
    )
    assert list(changes(before, after)) == [
        RuleChange("two pieces", [(0, 3, "PER"), (3, 6, "PER")], [(0, 6, "PER")]),
        RuleChange("repeat", [], [(9, 14, "PER")]),
        RuleChange("doubtful", [(16, 20, "LOC")], []),
    ]


def test_rule_effects_a_rejected_mention_is_named_by_its_line():
    mentions = [Mention(0, 3, "PER", 5), Mention(8, 11, "PER", 6)]
    before = Cable(
        "a", [Paragraph("Ann saw Ann.", mentions, "paragraph")], rejected=[Rejected(5, "unknown label", "PER", "Ann")]
    )
    after = Cable("a", [Paragraph("Ann saw Ann.", [], "paragraph")])
    after.rejected = [*before.rejected, Rejected(5, "rule: first", "PER", "Ann"), Rejected(6, "rule: second", "PER", "Ann")]
    assert [change.rule for change in changes(before, after)] == ["first", "second"]


def test_rule_effects_no_rule_no_change():
    cable = read("Said [PER Ann  ] .")
    assert list(changes(cable, cable)) == []
