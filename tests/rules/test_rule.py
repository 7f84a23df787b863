"""One rule: what it sees of the text around a mention."""

import pytest

from cable_ner.rules import apply_rules
from cable_ner.text import PARAGRAPH, Cable, Mention, Paragraph
from tests.helpers.labels import mentions, read


@pytest.mark.parametrize(("look_back", "characters", "left"), [({}, 30, 0), ({}, 31, 1), ({"look_back": 40}, 40, 0)])
def test_rule_look_back_is_how_far_before_a_mention_a_rule_sees(rules_of, look_back, characters, left):
    text = "TAGS" + "x" * (characters - 4)
    cable = Cable("a.txt", [Paragraph(text + "Ana", [Mention(len(text), len(text) + 3, "PER", 1)], PARAGRAPH)], brackets=1)
    rules = rules_of({"action": "reject", "pattern": "Ana", "before": "TAGS", **look_back})
    assert len(mentions(apply_rules(cable, rules))) == left


def test_rule_extends_a_mention_to_the_start_of_its_line_and_no_further(rules_of):
    entry = {"action": "extend", "label": "ORG", "pattern": "[A-Z].*", "before": r"(?P<take>\s\d+th )$"}
    cable = read("Soldiers of the\n12th [ORG Infantry  ] left .")
    assert [text for text, _ in mentions(apply_rules(cable, rules_of(entry)))] == ["12th Infantry"]
