"""Rules for one mention, or the text of one paragraph: what each action does."""

import pytest

from cable_ner.rules import apply_rules
from cable_ner.text import HEADING, PARAGRAPH, SUBJECT, Cable, Mention, Paragraph, Rejected
from tests.helpers.labels import STOP, SURNAME, labelled, mentions, read

_TITLE = {"action": "extend", "pattern": "[A-Z]\\w+", "before": "(?P<take>(?:Mr|Ms) )$"}
_BRIGADE = {**SURNAME, "after": " Brigade(?: [A-Z]\\w+)?", "label": "ORG"}
_TOWN = {"action": "find", "pattern": "in (?P<name>[A-Z]\\w+)", "label": "LOC", "zones": ["paragraph"]}
_TO_ORG = {"action": "label", "pattern": ".*", "label": "ORG"}


@pytest.mark.parametrize(
    ("entries", "text", "gives"),
    [
        # reject
        ([{"action": "reject", "pattern": "Ana"}], "[PER Ana  ] saw [PER Ana Roe  ]", "Ana saw [PER Ana Roe  ]"),
        ([{"action": "reject", "list": "own"}], "[PER Ana  ] saw [PER ANA  ]", "Ana saw ANA"),
        ([{"action": "reject", "pattern": "Bo", "list": "own"}], "[PER Ana  ] [PER Bo  ]", "Ana Bo"),
        ([{"action": "reject", "pattern": "A.*", "unless": "own"}], "[PER Ana  ] [PER Anna  ]", "[PER Ana  ] Anna"),
        ([{"action": "reject", "pattern": "A.*", "labels": ["LOC", "ORG"]}], "[PER A  ] [LOC A  ]", "[PER A  ] A"),
        # trim
        ([{"action": "trim", "pattern": "Mr (?P<keep>.*)"}], "[LOC Mr Roe  ]", "Mr [LOC Roe  ]"),
        ([{"action": "trim", "pattern": "Mr (?P<keep>.*)", "label": "PER"}], "[LOC Mr Roe  ]", "Mr [PER Roe  ]"),
        ([{"action": "trim", "pattern": "Mr (?P<keep>.*)"}], "[LOC Mr\nRoe  ]", "Mr\n[LOC Roe  ]"),  # (over two lines)
        ([{"action": "trim", "pattern": "(?P<keep>.*)", "label": "PER"}], "[LOC Roe  ]", "[PER Roe  ]"),
        ([{"action": "trim", "pattern": "(?P<keep>)Roe"}], "[LOC Roe  ]", "[LOC Roe  ]"),  # it would leave nothing
        # extend
        ([SURNAME], "[PER Ana  ] Roe Lee left", "[PER Ana Roe Lee  ] left"),
        ([SURNAME], "[PER Ana  ] said", "[PER Ana  ] said"),
        ([_TITLE], "so Mr [LOC Roe  ] left", "so [LOC Mr Roe  ] left"),
        ([{**_TITLE, "after": " Jr", "label": "PER"}], "Mr [LOC Roe  ] Jr", "[PER Mr Roe Jr  ]"),
        ([SURNAME], "[PER Ana  ] [LOC Roe  ]", "[PER Ana  ] [LOC Roe  ]"),  # not over another mention
        ([{**SURNAME, "absorbs": True}], "[PER Ana  ] [LOC Roe  ]", "[PER Ana Roe  ]"),
        ([{**SURNAME, "absorbs": True}], "[PER Ana  ] [LOC Roe Inc  ]", "[PER Ana  ] [LOC Roe Inc  ]"),  # not half of it
        ([{**_BRIGADE, "absorbs": True}], "[PER Ana  ] [LOC Brigade  ] [LOC Bo  ]", "[ORG Ana Brigade Bo  ]"),
        # label
        ([{"action": "label", "list": "own", "label": "ORG"}], "[PER Ana  ] [PER Bo  ]", "[ORG Ana  ] [PER Bo  ]"),
        ([{**_TO_ORG, "after": " \\("}], "[PER A  ] ( [LOC B  ]", "[ORG A  ] ( [LOC B  ]"),
        ([{**_TO_ORG, "before": "the $"}], "the [PER A  ] [LOC B  ]", "the [ORG A  ] [LOC B  ]"),
        # find
        ([_TOWN], "in Rome and in Bern .", "in [LOC Rome  ] and in [LOC Bern  ] ."),
        ([_TOWN], "in [PER Rome  ]", "in [LOC Rome  ]"),
        ([_TOWN], "in [PER Rome Roe  ]", "in [PER Rome Roe  ]"),  # not a part of another mention
        ([{**_TOWN, "zones": ["header"]}], "in Rome", "in Rome"),
        ([_TOWN, {"action": "reject", "pattern": "Rome"}], "in Rome", "in Rome"),  # another rule is against it
        # one after the other, from the first again when one has changed something
        ([SURNAME, {"action": "label", "pattern": "A.*", "label": "PER"}], "[LOC Ana  ] Roe", "[PER Ana Roe  ]"),
        ([{"action": "reject", "pattern": "Ana"}, STOP], "[LOC Ana.  ] xx", "Ana. xx"),
        ([{**_TO_ORG, "label": "PER"}, _TO_ORG], "[LOC A  ]", "[PER A  ]"),  # which never agree
    ],
)  # fmt: skip
def test_paragraph_rules_action(rules_of, entries, text, gives):
    rules = rules_of(*entries, own={"with": ["Ana"]})
    after = apply_rules(read(text), rules)
    assert labelled(after) == labelled(read(gives))
    assert apply_rules(after, rules) == after


@pytest.mark.parametrize(("zone", "left"), [(SUBJECT, 1), (PARAGRAPH, 0)])
def test_paragraph_rules_rule_limited_to_zones(rules_of, zone, left):
    cable = Cable("a.txt", [Paragraph("Ana left", [Mention(0, 3, "PER", 1)], zone)], brackets=1)
    rules = rules_of({"action": "reject", "pattern": "Ana", "zones": [PARAGRAPH, HEADING]})
    assert len(mentions(apply_rules(cable, rules))) == left


def test_paragraph_rules_line_of_a_mention_in_place_of_others_is_the_first_ones(rules_of):
    cable = read("[PER Ana  ] [LOC Brigade  ] [LOC Bo  ]")
    after = apply_rules(cable, rules_of({**_BRIGADE, "absorbs": True}))
    (mention,) = after.paragraphs[0].mentions
    assert (mention.line, mention.fixed) == (1, "rule: a")
    assert after.rejected == [Rejected(1, "rule: a", "LOC", "Brigade"), Rejected(1, "rule: a", "LOC", "Bo")]


def test_paragraph_rules_line_of_what_a_rule_finds_is_none(rules_of):
    (mention,) = apply_rules(read("in Rome"), rules_of(_TOWN)).paragraphs[0].mentions
    assert mention == Mention(3, 7, "LOC", 0, "", "rule: a")


@pytest.mark.parametrize("kind", [{"decided": True}, {"missing": "unclosed annotation"}], ids=["decided", "missing"])
@pytest.mark.parametrize(
    "entry", [{**SURNAME, "absorbs": True}, {**_TOWN, "pattern": "(?P<name>Ana Roe)"}], ids=["extend", "find"]
)
def test_paragraph_rules_do_not_take_what_is_decided_or_missing(rules_of, entry, kind):
    fixed = Mention(4, 7, "LOC", 2, **kind)
    cable = Cable("a.txt", [Paragraph("Ana Roe", [Mention(0, 3, "PER", 1), fixed], PARAGRAPH)], brackets=2)
    assert apply_rules(cable, rules_of(entry)) == cable
