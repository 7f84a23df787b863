"""Label rules: each does what its example says, none touches a text."""

from pathlib import Path

import pytest
import srsly
from hypothesis import given, settings
from hypothesis import strategies as st

from cable_ner.markup import PARAGRAPH, Cable, Mention, Paragraph, Rejected, parse
from cable_ner.silver import REJECT, apply_rules, read_rules
from cable_ner.spacing import restore_paragraph

CONFIG = Path(__file__).parents[1] / "configs" / "silver.yml"
ENTRIES = srsly.read_yaml(CONFIG)["rules"]
RULES = read_rules(CONFIG)
LAW = settings(derandomize=True, database=None, deadline=None, max_examples=100)


def read(text):
    """Returns a text in the tagger's markup as a cable in natural text."""
    cable = parse(text.encode(), "a.txt")
    cable.paragraphs = [restore_paragraph(paragraph) for paragraph in cable.paragraphs]
    return cable


def mentions(cable):
    return [(paragraph.text[m.start : m.end], m.label) for paragraph in cable.paragraphs for m in paragraph.mentions]


def rules_file(tmp_path, text):
    path = tmp_path / "rules.yml"
    path.write_text(text, encoding="utf8")
    return path


# -- the rules we ship ---------------------------------------------------------------------------


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])
def test_silver_rule_does_what_its_example_says_and_says_so(entry):
    cable = read(entry["example"])
    ((text, label),) = mentions(cable)
    for rules in (RULES, [rule for rule in RULES if rule.name == entry["name"]]):
        after = apply_rules(cable, rules)
        if entry["action"] == REJECT:
            assert mentions(after) == []
            assert after.rejected == [Rejected(1, f"rule: {entry['name']}", label, text)]
        else:
            (mention,) = after.paragraphs[0].mentions
            assert mention.fixed == f"rule: {entry['name']}"
            assert mentions(after) == [FIXED[entry["name"]]]


FIXED = {
    "section word inside": ("Saif", "PER"),
    "possessive inside": ("Libya", "LOC"),
    "stop inside": ("Khamis", "PER"),
    "title inside": ("Mutassim", "PER"),
    "name cut at a particle": ("Khamis al-Qadhafi", "PER"),
    "name cut at a western particle": ("Ana de la Cruz", "PER"),
    "post name before its number": ("TRIPOLI", "LOC"),
}


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
    ],
)
def test_silver_rules_on_names(text, expected):
    assert mentions(apply_rules(spaced(text), RULES)) == expected


def spaced(text):
    cable = read(text)
    cable.paragraphs = [restore_paragraph(paragraph) for paragraph in cable.paragraphs]
    return cable


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
        ("( [MISC SBU  ] )", "marking of a paragraph"),
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
        "U.S.",
        "Secret Service",
        "SECRET SERVICE",
        "SECRETARY",
        "C O",
        "US",
        "TSA",
        "NF",
        "CONFIDENTIAL TRIPOLI",
        "Congo",
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


# -- applying ------------------------------------------------------------------------------------


def _two_mentions(**kinds):
    text = "(S/NF) Ana Roe left."
    paragraph = Paragraph(text, [Mention(1, 5, "ORG", 3, **kinds), Mention(7, 14, "PER", 4)], PARAGRAPH, 2, "S/NF")
    return Cable(
        "a.txt", [paragraph], {"post": "ROME"}, 3, [Rejected(9, "empty annotation", "PER", "")], [(5, "ROME 1")], []
    )


def test_silver_moves_a_mention_from_kept_to_rejected():
    before = _two_mentions()
    after = apply_rules(before, RULES)
    assert after.paragraphs == [before.paragraphs[0]._replace(mentions=[Mention(7, 14, "PER", 4)])]
    assert after.rejected == [Rejected(9, "empty annotation", "PER", ""), Rejected(3, "rule: marking", "ORG", "S/NF")]
    assert (after.name, after.meta, after.brackets) == ("a.txt", {"post": "ROME"}, 3)
    assert (after.furniture, after.problems) == ([(5, "ROME 1")], [])


def test_silver_leaves_the_cable_it_was_given_alone():
    cable = _two_mentions()
    apply_rules(cable, RULES)
    assert cable == _two_mentions()


def test_silver_keeps_what_is_missing_already():
    cable = _two_mentions(missing="unclosed annotation")
    assert apply_rules(cable, RULES) == cable


def test_silver_without_rules_changes_nothing():
    cable = _two_mentions()
    assert apply_rules(cable, []) == cable


def test_silver_first_rule_that_matches_counts(tmp_path):
    text = """
rules:
  - {name: every, action: reject, pattern: '.*', example: x}
  - {name: marking, action: reject, pattern: 'S/NF', example: x}
"""
    rules = read_rules(rules_file(tmp_path, text))
    assert [item.reason for item in apply_rules(_two_mentions(), rules).rejected[1:]] == ["rule: every", "rule: every"]
    assert [item.reason for item in apply_rules(_two_mentions(), rules[::-1]).rejected[1:]] == [
        "rule: marking",
        "rule: every",
    ]


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
def test_silver_pattern_must_match_the_whole_mention(tmp_path, pattern, left):
    rules = read_rules(rules_file(tmp_path, f"rules:\n - {{name: n, action: reject, pattern: '{pattern}'}}\n"))
    assert len(apply_rules(_two_mentions(), rules).paragraphs[0].mentions) == left


@pytest.mark.parametrize("pattern", [r"(\w)\w\1 .*", r"(?P<first>\w)n(?i:(?P=first)) .*"], ids=["numbered", "named"])
def test_silver_patterns_may_have_groups_of_their_own(tmp_path, pattern):
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


_words = st.sampled_from(
    ["S/NF", "Summary:", "DECL:", "Rome", "Ana Roe", "Khamis.", "al-Qadhafi", "Minister Roe", "BERN", "00123", "C", "(S)"]
    + ["the", ",", "REF", "End note", "Saif's"]
)


@LAW
@given(st.lists(st.lists(st.tuples(_words, st.sampled_from(["", "", "PER", "ORG"]), st.booleans()), max_size=8), max_size=3))
def test_silver_loses_no_text_and_no_bracket_and_is_done_in_one_go(paragraphs):
    cable = Cable("a.txt")
    for words in paragraphs:
        text, found = "", []
        for word, label, marked in words:
            if label:
                found.append(Mention(len(text), len(text) + len(word), label, 1, "marked" if marked else ""))
            text += word + " "
        cable.paragraphs.append(Paragraph(text, found, PARAGRAPH))
        cable.brackets += len(found)
    after = apply_rules(cable, RULES)
    assert [paragraph._replace(mentions=[]) for paragraph in after.paragraphs] == [
        p._replace(mentions=[]) for p in cable.paragraphs
    ]
    assert cable.brackets == after.brackets == len(after.rejected) + len(mentions(after))
    for paragraph in after.paragraphs:
        ends = [0] + [mention.end for mention in paragraph.mentions]
        assert all(end <= mention.start < mention.end for end, mention in zip(ends, paragraph.mentions))
    assert apply_rules(after, RULES) == after


# -- files of rules ------------------------------------------------------------------------------


def test_silver_reads_rules_in_order(tmp_path):
    first, second = (
        "{name: b, action: reject, pattern: 'B+'}",
        "{name: a, action: reject, pattern: 'A+', example: '[ORG A  ]'}",
    )
    text = f"rules:\n  - {first}\n  - {second}\n"
    rules = read_rules(rules_file(tmp_path, text))
    assert [(rule.name, rule.action, rule.pattern.pattern) for rule in rules] == [("b", REJECT, "B+"), ("a", REJECT, "A+")]


def test_silver_reads_a_file_without_rules(tmp_path):
    assert read_rules(rules_file(tmp_path, "rules: []\n")) == []


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
        ("rules:\n  - {name: odd, action: reject}\n", "rule 'odd' has no 'pattern'"),
        ("rules:\n  - {name: odd, action: reject, pattern: 5}\n", "rule 'odd': first argument must be string"),
        ("rules:\n  - {name: odd, action: reject, pattern: '('}\n", "rule 'odd': missing ), unterminated subpattern"),
        ("rules:\n  - {name: odd, action: drop, pattern: a}\n", "rule 'odd': the action 'drop' is unknown"),
    ],
)
def test_silver_bad_file_is_named_with_what_is_wrong(tmp_path, text, told):
    path = rules_file(tmp_path, text)
    with pytest.raises(ValueError, match="rules.yml: ") as caught:
        read_rules(path)
    assert str(caught.value).startswith(str(path))
    assert told in str(caught.value)


def test_silver_file_that_is_not_utf8_is_named(tmp_path):
    path = tmp_path / "rules.yml"
    path.write_bytes(b"rules: \xff\xfe")
    with pytest.raises(ValueError, match="rules.yml: .*can't decode"):
        read_rules(path)


@pytest.mark.parametrize("entry", ["pattern: '('", "pattern: 5", "example: a"])
def test_silver_bad_rule_is_named(tmp_path, entry):
    first, second = "{name: good, action: reject, pattern: a}", f"{{name: odd, action: reject, {entry}}}"
    with pytest.raises(ValueError, match="'odd'"):
        read_rules(rules_file(tmp_path, f"rules:\n  - {first}\n  - {second}\n"))


def test_silver_missing_file_has_its_remedy_told(tmp_path):
    with pytest.raises(ValueError, match="none.yml: no such file; .*--rules-file .*--no-rules"):
        read_rules(tmp_path / "none.yml")


def test_silver_folder_as_file_is_a_clear_error(tmp_path):
    with pytest.raises(ValueError, match=f"{tmp_path.name}: Is a directory; .*--rules-file .*--no-rules"):
        read_rules(tmp_path)


def test_silver_marking_of_a_paragraph_needs_its_parentheses():
    cable = apply_rules(read("The [ORG SBU  ] agreed ( [ORG SBU  ] chief said )"), RULES)
    assert mentions(cable) == [("SBU", "ORG"), ("SBU", "ORG")]
