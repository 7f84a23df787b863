"""Rules for whole cables: what each action does."""

import pytest

from cable_ner.rules import apply_rules
from cable_ner.text import HEADING, PARAGRAPH, SUBJECT, Cable, Mention, Paragraph
from tests.helpers.labels import labelled, mentions, read

_CABLE = "SUBJECT: {}\n\n1. ( U ) {}\n\n{}\n\n2. ( U ) {}"
_LONG = "B" + "e" * 119
_OF_CABLE = {"text": "They met .", "subject": "BREAD", "heading": "What next", "last": "All left ."}


def of_cable(**parts):
    """Returns a cable with a subject, a paragraph, a heading and a last paragraph."""
    return _CABLE.format(*({**_OF_CABLE, **parts}[part] for part in ("subject", "text", "heading", "last")))


@pytest.mark.parametrize(
    ("entry", "parts", "gives"),
    [
        # a first or last name that stands alone is the person's
        ("name parts", {"text": "[PER Ana Roe  ] met [ORG Roe  ] ."}, {"text": "[PER Ana Roe  ] met [PER Roe  ] ."}),
        ("name parts", {"text": "[PER Ana  ] met [ORG Ana  ] ."}, {}),
        ("name parts", {"subject": "[PER Ana Roe  ]", "text": "[ORG Roe  ] met ."}, {}),  # a subject joins words
        ("name parts", {"text": "[PER Al Roe  ] met [ORG Al  ] ."}, {}),  # no name to be called by
        # what has one label throughout was missed where it has none
        ("repeats", {"text": "[LOC Bern  ] .", "last": "Bern , Berne ."}, {"last": "[LOC Bern  ] , Berne ."}),
        ("repeats", {"text": "[LOC Ob  ] .", "last": "Ob ."}, {}),  # too short to be sure
        ("repeats", {"text": f"[LOC {_LONG}  ] .", "last": f"{_LONG} ."}, {"last": f"[LOC {_LONG}  ] ."}),
        ("repeats", {"text": f"[LOC {_LONG}e  ] .", "last": f"{_LONG}e ."}, {}),  # too long to be sought
        ("repeats", {"text": "[LOC Bern  ] , [PER Bern  ] .", "last": "Bern ."}, {}),
        ("repeats", {"text": "the [ORG Army  ] , an army .", "last": "Army ."}, {}),  # a common word
        ("repeats", {"text": "[LOC Bern  ] .", "last": "pro-Bern, van Bern, Bern-based, Bernese ."}, {}),
        ("repeats", {"text": "[LOC Bern  ] .", "heading": "Why Bern"}, {"heading": "Why [LOC Bern  ]"}),
        ("repeats", {"text": "[LOC Évian  ] .", "last": "Évian ."}, {"last": "[LOC Évian  ] ."}),
        ("repeats", {"text": "[LOC U.S.A  ] .", "last": "UU.S.A, U.S.A"}, {"last": "UU.S.A, [LOC U.S.A  ]"}),
        ("repeats", {"text": "[ORG Ob Bank  ] , [PER Bank  ] .", "last": "Ob Bank ."}, {"last": "[ORG Ob Bank  ] ."}),
        # and in lines of capitals
        ("capitals", {"text": "[PER Ana Roe  ] .", "subject": "ANA ROE LEFT"}, {"subject": "[PER ANA ROE  ] LEFT"}),
        ("capitals", {"text": "[PER Ana Roe  ] .", "subject": "[ORG ANA ROE LEFT  ]"}, {"subject": "[PER ANA ROE  ] LEFT"}),
        ("capitals", {"text": "[LOC Bern  ] .", "subject": "[ORG BERN LEFT  ]"}, {}),  # only a person's name cuts
        ("capitals", {"text": "[LOC Bern  ] .", "heading": "WHY BERN"}, {"heading": "WHY [LOC BERN  ]"}),
        ("capitals", {"text": "[LOC Bern  ] .", "heading": "Why BERN"}, {}),
        # and in headings that are in small letters
        ("small letters", {"text": "[PER Ana Roe  ] .", "heading": "Why ana roe"}, {"heading": "Why [PER ana roe  ]"}),
        ("small letters", {"text": "[PER Ana Roe  ] .", "last": "Why ana roe left ."}, {}),
    ],
)  # fmt: skip
def test_cable_rules_action_on_whole_cables(rules_of, entry, parts, gives):
    zones = {"capitals": [SUBJECT, HEADING], "small letters": [HEADING]}.get(entry)
    rules = rules_of({"action": entry, **({"zones": zones} if zones else {})})
    after = apply_rules(read(of_cable(**parts)), rules)
    assert labelled(after) == labelled(read(of_cable(**{**parts, **gives})))
    assert apply_rules(after, rules) == after


def test_cable_rules_name_parts_unless_they_are_on_a_list(rules_of):
    text = "[PER Ana Chad  ] met [LOC Chad  ] and [LOC Ana  ] ."
    rules = rules_of({"action": "name parts", "unless": "country"})
    assert mentions(apply_rules(read(text), rules)) == [("Ana Chad", "PER"), ("Chad", "LOC"), ("Ana", "PER")]


def test_cable_rules_what_is_decided_tells_of_other_mentions(rules_of):
    paragraphs = [
        Paragraph("Ana Roe left", [Mention(0, 7, "PER", 0, decided=True)], PARAGRAPH),
        Paragraph("Roe left", [Mention(0, 3, "ORG", 1)], PARAGRAPH),
    ]
    after = apply_rules(Cable("a.txt", paragraphs, brackets=1), rules_of({"action": "name parts"}))
    assert mentions(after) == [("Ana Roe", "PER"), ("Roe", "PER")]
