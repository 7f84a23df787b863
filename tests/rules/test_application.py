"""Rules applied to a cable: no text and no bracket is lost, and what a person decided stays."""

from hypothesis import given
from hypothesis import strategies as st

from cable_ner.rules import RuleBook, apply_rules, read_rules
from cable_ner.text import Cable, Mention, Rejected
from tests.helpers.labels import BOOK, RULES, STOP, SURNAME, cables, is_kept, mentions, read, rules_file, two_mentions


def test_application_moves_a_mention_from_kept_to_rejected():
    before = two_mentions()
    after = apply_rules(before, RULES)
    assert after.paragraphs == [before.paragraphs[0]._replace(mentions=[Mention(7, 14, "PER", 4)])]
    assert after.rejected == [Rejected(9, "empty annotation", "PER", ""), Rejected(3, "rule: marking", "ORG", "S/NF")]
    assert (after.name, after.meta, after.brackets) == ("a.txt", {"post": "ROME"}, 3)
    assert (after.furniture, after.problems) == ([(5, "ROME 1")], [])


def test_application_leaves_the_cable_it_was_given_alone():
    cable = two_mentions()
    apply_rules(cable, RULES)
    assert cable == two_mentions()


def test_application_keeps_what_is_missing_already():
    cable = two_mentions(missing="unclosed annotation")
    assert apply_rules(cable, RULES) == cable


def test_application_without_rules_changes_nothing():
    cable = two_mentions()
    assert apply_rules(cable, []) == cable


def test_application_first_rule_that_matches_counts(tmp_path):
    text = """
rules:
  - {name: every, action: reject, pattern: '.*', example: x}
  - {name: marking, action: reject, pattern: 'S/NF', example: x}
"""
    rules = read_rules(rules_file(tmp_path, text))
    assert [item.reason for item in apply_rules(two_mentions(), rules).rejected[1:]] == ["rule: every", "rule: every"]
    assert [item.reason for item in apply_rules(two_mentions(), rules[::-1]).rejected[1:]] == [
        "rule: marking",
        "rule: every",
    ]


def test_application_what_was_in_the_way_of_a_rule_may_go(rules_of):
    """Ana cannot have the Roe of `Roe.`, until another rule has let go of its stop."""
    after = apply_rules(read("[PER Ana  ] [LOC Roe.  ] xx"), rules_of({**SURNAME, "absorbs": True}, STOP))
    assert mentions(after) == [("Ana Roe", "PER")]


@given(cables())
def test_application_lose_no_text_and_no_bracket(cable):
    after = apply_rules(cable, BOOK)
    assert [p._replace(mentions=[]) for p in after.paragraphs] == [p._replace(mentions=[]) for p in cable.paragraphs]
    for paragraph in after.paragraphs:
        ends = [0] + [mention.end for mention in paragraph.mentions]
        assert all(end <= mention.start < mention.end for end, mention in zip(ends, paragraph.mentions))
        assert all(mention.end <= len(paragraph.text) for mention in paragraph.mentions)
    # Every bracket (they have a line of their own each) is a mention or rejected, once.
    lines = [mention.line for paragraph in after.paragraphs for mention in paragraph.mentions if mention.line]
    assert sorted(lines + [item.line for item in after.rejected]) == list(range(1, cable.brackets + 1))
    assert all(item.reason.startswith("rule: ") for item in after.rejected)


@given(cables())
def test_application_leave_what_is_decided_or_missing(cable):
    after = apply_rules(cable, BOOK)
    for before, paragraph in zip(cable.paragraphs, after.paragraphs):
        assert list(filter(is_kept, paragraph.mentions)) == list(filter(is_kept, before.mentions))


@given(cables())
def test_application_are_done_in_one_go(cable):
    after = apply_rules(cable, BOOK)
    assert apply_rules(after, BOOK) == after


@given(cables(), st.permutations(range(4)))
def test_application_do_not_depend_on_what_was_seen_before(cable, order):
    after = apply_rules(cable, BOOK)
    assert after == apply_rules(cable, RuleBook(RULES)) == apply_rules(cable, RULES)
    order = [index for index in order if index < len(cable.paragraphs)]
    shuffled = apply_rules(Cable("a.txt", [cable.paragraphs[index] for index in order], brackets=cable.brackets), BOOK)
    assert shuffled.paragraphs == [after.paragraphs[index] for index in order]
    assert sorted(shuffled.rejected) == sorted(after.rejected)
