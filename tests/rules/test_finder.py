"""Finders: the matches of a pattern's own `finditer`."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cable_ner.rules import Action, read_rules
from cable_ner.rules.finder import Finder

ROOT = Path(__file__).parents[2]
RULES = [rule for rule in read_rules(ROOT / "configs" / "silver.yml") if rule.action == Action.FIND]
PATTERNS = [
    r"(?<![\w./&-])(?P<name>EU|UN|U\.N\.)(?![\w/&-])",
    r"(?x) (?<![\w/]) (?: A(?:mb|/S) | B ) [ ] (?P<name> [A-Z] \w+ )",
    r"(?<![a])b|c",
    r"(?<![\]a])(b|c)",
    r"(?<![^ ])[b|]?",
    r"(?<![a])(?:b|\||[(])+",
    r"(?<!a)b",
    r"(?i)(?<![a])B",
    "b",
]
TEXTS = st.lists(st.sampled_from([*"abc|(]. /&-AB", "EU", "UN", "U.N.", "Amb ", "A/S ", "Lee", "the "])).map("".join)


@pytest.mark.parametrize("pattern", [*PATTERNS, *(rule.pattern.pattern for rule in RULES)])
@given(text=TEXTS)
@example("the EU, an EU-UN/EU aEU UN.UN")
@example("Amb Lee and A/S Bo (B Ray) of xB Ray")
@example("abba|ab(bc|b]b")
def test_finder_finds_what_finditer_finds(pattern, text):
    compiled = re.compile(pattern)
    found = [(match.span(), match.groups()) for match in Finder(compiled).finditer(text)]
    assert found == [(match.span(), match.groups()) for match in compiled.finditer(text)]


@pytest.mark.parametrize(
    ("pattern", "is_quick"), [(PATTERNS[0], True), (PATTERNS[1], True), (PATTERNS[2], False), ("b", False)]
)
def test_finder_is_quick_only_where_it_is_the_same(pattern, is_quick):
    assert (Finder(re.compile(pattern))._parts is not None) == is_quick
