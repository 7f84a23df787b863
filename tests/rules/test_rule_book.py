"""The rule book: which rules are for a name, whatever their patterns look like."""

import pytest

from cable_ner.rules import apply_rules, read_rules
from cable_ner.text import PARAGRAPH, Cable, Mention, Paragraph, Rejected
from tests.helpers.labels import mentions, read, rules_file, two_mentions


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("Ana", 2),
        ("Roe", 2),
        ("Ana Roe", 1),
        ("ana roe", 2),
        ("(?i:ana roe)", 1),
        ("Ana Roe.+", 2),
        ("Ana|Ana Roe", 1),
        ("Ana Roe|", 1),
        ("(?i)ana roe", 1),
    ],
)
def test_rule_book_pattern_must_match_the_whole_mention(tmp_path, pattern, left):
    rules = read_rules(rules_file(tmp_path, f"rules:\n - {{name: n, action: reject, pattern: '{pattern}'}}\n"))
    assert len(apply_rules(two_mentions(), rules).paragraphs[0].mentions) == left


@pytest.mark.parametrize("pattern", [r"(\w)\w\1 .*", r"(?P<first>\w)n(?i:(?P=first)) .*"], ids=["numbered", "named"])
def test_rule_book_patterns_may_have_groups_of_their_own(tmp_path, pattern):
    cable = Cable("a.txt", [Paragraph("Ana Roe left.", [Mention(0, 7, "PER", 1)], PARAGRAPH)], brackets=1)
    pattern = pattern if "P<" in pattern else f"(?i:{pattern})"
    rules = read_rules(
        rules_file(
            tmp_path,
            "rules:\n"
            + "".join(
                f"  - {{name: {n}, action: reject, pattern: '{p}'}}\n"
                for n, p in (("a", "(x)|(?P<first>y)"), ("b", pattern))
            ),
        )
    )
    assert apply_rules(cable, rules).rejected == [Rejected(1, "rule: b", "PER", "Ana Roe")]


@pytest.mark.parametrize(
    "after", [r" (\w)\1", r" (?P<x>o)(?P=x)", r"(?i) OO", r"(?x) \ o o"], ids=["numbered", "named", "flag", "verbose"]
)
def test_rule_book_patterns_of_what_follows_are_their_own(rules_of, after):
    entry = {"action": "reject", "pattern": "Ana"}
    rules = rules_of({**entry, "after": r"(?P<x>x)"}, {**entry, "after": after})
    assert mentions(apply_rules(read("[PER Ana  ] oo [PER Ana  ] o"), rules)) == [("Ana", "PER")]
