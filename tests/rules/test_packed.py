"""Label rules as plain data."""

import srsly

from cable_ner.rules import rules_digest
from cable_ner.rules.packed import packed, unpacked
from tests.helpers.labels import RULES


def test_packed_rules_are_the_same_after_json():
    again = unpacked(srsly.json_loads(srsly.json_dumps(packed(RULES))))
    assert again == RULES
    assert rules_digest(again) == rules_digest(RULES)


def test_packed_lists_that_rules_share_are_there_once(rules_of):
    entry = {"action": "label", "label": "LOC", "list": "town"}
    data = packed(rules_of(entry, {**entry, "label": "PER"}, town={"with": ["Milltown"]}))
    assert len(data["lists"]) == 1
    assert [row["listed"] for row in data["rules"]] == [0, 0]
