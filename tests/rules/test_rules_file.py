"""Files of rules: read in order, with their lists of names; what is wrong with one is named."""

import pytest

from cable_ner.names import KINDS
from cable_ner.rules import Action, read_rules
from tests.helpers.labels import rules_file


def test_rules_file_reads_rules_in_order(tmp_path):
    first, second = (
        "{name: b, action: reject, pattern: 'B+'}",
        "{name: a, action: reject, pattern: 'A+', example: '[ORG A  ]'}",
    )
    text = f"rules:\n  - {first}\n  - {second}\n"
    rules = read_rules(rules_file(tmp_path, text))
    assert [(rule.name, rule.action, rule.pattern.pattern) for rule in rules] == [
        ("b", Action.REJECT, "B+"),
        ("a", Action.REJECT, "A+"),
    ]


def test_rules_file_reads_a_file_without_rules(tmp_path):
    assert read_rules(rules_file(tmp_path, "rules: []\n")) == []


@pytest.mark.parametrize(
    ("names", "listed"),
    [
        ({"own": {"with": ["Ana", "Bo"]}}, {"Ana", "Bo", "ANA", "BO"}),
        ({"own": {"with": ["Ana", "Bo"], "without": ["Bo"]}}, {"Ana", "ANA"}),
        ({"one": {"with": ["Ana"]}, "own": {"all of": ["one"], "with": ["Bo"]}}, {"Ana", "Bo", "ANA", "BO"}),
        ({"one": {"with": ["Ana", "Bo"]}, "own": {"all of": ["one"], "without": ["Bo", "BO"]}}, {"Ana", "ANA"}),
        ({"one": {"with": ["Ana"]}, "two": {"with": ["Bo"]}, "own": {"all of": ["one", "two"]}}, {"Ana", "Bo", "ANA", "BO"}),
    ],
)
def test_rules_file_lists_of_names(rules_of, names, listed):
    (rule,) = rules_of({"action": "reject", "list": "own"}, **names)
    assert rule.listed == listed


def test_rules_file_lists_of_gazetteers_take_and_leave_names(rules_of):
    rules = rules_of(
        *({"action": "label", "list": kind, "label": "LOC"} for kind in (*KINDS, "all")),
        country={"with": ["Ruritania"], "without": ["Chad"]},
        all={"all of": ["country", "city"]},
    )
    country, city, nationality, everything = (rule.listed for rule in rules)
    assert {"Ruritania", "RURITANIA", "Libya", "LIBYA"} <= country
    assert country.isdisjoint({"Chad", "CHAD"})
    assert everything == country | city
    assert {"Paris", "Libyan"} & nationality == {"Libyan"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "a rule needs name, action"),
        ("rules:\n", "a rule needs name, action"),
        ("- name: n\n", "a rule needs name, action"),
        ("rules: 5\n", "a rule needs name, action"),
        ("rules:\n  - marking\n", "a rule needs name, action"),
        ("rules: [\n", "Invalid YAML"),
        ("rules:\n\t- name: n\n", "line 2"),
        ("rules:\n  - {action: reject, pattern: a}\n", "'name'"),
        ("rules:\n  - {name: odd, pattern: a}\n", "rule 'odd' has no 'action'"),
        ("rules:\n  - {name: odd, action: reject}\n", "rule 'odd': it needs a pattern or a list"),
        ("rules:\n  - {name: odd, action: reject, pattern: 5}\n", "rule 'odd': first argument must be string"),
        ("rules:\n  - {name: odd, action: reject, pattern: '('}\n", "rule 'odd': missing ), unterminated subpattern"),
        ("rules:\n  - {name: odd, action: drop, pattern: a}\n", "rule 'odd': the action 'drop' is unknown"),
        ("names:\n  own: {all of: [others]}\nrules: []\n", "'others'"),
    ],
)
def test_rules_file_bad_file_is_named_with_what_is_wrong(tmp_path, text, told):
    path = rules_file(tmp_path, text)
    with pytest.raises(ValueError, match="rules.yml: ") as caught:
        read_rules(path)
    assert str(caught.value).startswith(str(path))
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"action": "reject", "list": "rivers"}, "rule 'a' has no 'rivers'"),
        ({"action": "reject", "pattern": "a", "unless": "rivers"}, "rule 'a' has no 'rivers'"),
        ({"action": "reject", "pattern": "a", "before": "("}, "rule 'a': missing )"),
        ({"action": "reject", "pattern": "a", "befor": "b"}, "rule 'a': the key 'befor' is unknown"),
        ({"action": "reject", "pattern": "a", "zones": ["paragraf"]}, "rule 'a': the zone 'paragraf' is unknown"),
        ({"action": "trim", "pattern": "a"}, "rule 'a': the pattern of a trim needs a group (?P<keep>...)"),
        ({"action": "trim", "list": "city"}, "rule 'a': the pattern of a trim needs a group (?P<keep>...)"),
        ({"action": "extend", "pattern": "a"}, "rule 'a': to extend needs 'after', or a group (?P<take>...) in 'before'"),
        ({"action": "extend", "pattern": "a", "before": "b"}, "rule 'a': to extend needs 'after'"),
        ({"action": "label", "pattern": "a"}, "rule 'a': a label rule needs a label"),
        ({"action": "find", "pattern": "(?P<name>a)", "label": "PER"}, "rule 'a': to find needs zones, a label"),
        ({"action": "find", "pattern": "(?P<name>a)", "zones": ["header"]}, "rule 'a': to find needs zones, a label"),
        ({"action": "find", "pattern": "a", "label": "PER", "zones": ["header"]}, "rule 'a': to find needs zones, a label"),
    ],
)
def test_rules_file_rule_that_lacks_something_is_named(rules_of, entry, told):
    with pytest.raises(ValueError, match="rules.yml: ") as caught:
        rules_of(entry)
    assert told in str(caught.value)


def test_rules_file_file_that_is_not_utf8_is_named(tmp_path):
    path = tmp_path / "rules.yml"
    path.write_bytes(b"rules: \xff\xfe")
    with pytest.raises(ValueError, match="rules.yml: .*can't decode"):
        read_rules(path)


def test_rules_file_missing_file_has_its_remedy_told(tmp_path):
    with pytest.raises(ValueError, match="none.yml: no such file; .*--rules-file .*--no-rules"):
        read_rules(tmp_path / "none.yml")


def test_rules_file_folder_as_file_is_a_clear_error(tmp_path):
    with pytest.raises(ValueError, match=f"{tmp_path.name}: Is a directory; .*--rules-file .*--no-rules"):
        read_rules(tmp_path)
