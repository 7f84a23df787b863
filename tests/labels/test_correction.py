"""Decisions applied to a cable: what becomes of forms and places, and of every bracket."""

import re

import pytest

from cable_ner.labels import Corrections, correct, from_json
from cable_ner.labels.correction import NO_ENTITY, PART, REASON
from cable_ner.labels.decisions import HEADER_ZONES, TEXT_ZONES
from cable_ner.rules import Action, Rule, RuleBook, apply_rules
from cable_ner.text import HEADER, PARAGRAPH, SUBJECT, TRANSMISSION, Cable, Mention, Paragraph, Rejected
from tests.helpers.decisions import corrected, form, place
from tests.helpers.labels import labelled, mentions, read

SURNAME = Rule("surname", Action.EXTEND, re.compile(r"[A-Z]\w+"), after=re.compile(r" [A-Z]\w+"))
STOP = Rule("stop", Action.TRIM, re.compile(r"(?P<keep>.*)\."))
NOBODY = Rule("nobody", Action.REJECT, re.compile("Nobody"))
PARTS = Rule("parts", Action.NAME_PARTS)
NO_RULES = RuleBook()


@pytest.mark.parametrize(
    ("rows", "text", "gives"),
    [
        # every mention with exactly this text and this label
        ([form("Khamis", "LOC", "PER")], "[LOC Khamis  ] , [LOC Khamis  ]", "[PER Khamis  ] , [PER Khamis  ]"),
        ([form("Khamis", "LOC", "PER")], "[ORG Khamis  ] , [LOC Khamis Roe  ] , Khamis", None),
        ([form("Khamis", "LOC", "PER")], "[LOC KHAMIS  ] , [LOC khamis  ]", None),
        ([form("S/NF", "ORG", "")], "( [ORG S/NF  ] ) [PER Ana  ]", "( S/NF ) [PER Ana  ]"),
        # a part of it, or the longer text around it, in place of what was there
        ([form("Libya’s", "ORG", "LOC", text="Libya")], "[ORG Libya’s  ] oil", "[LOC Libya  ]’s oil"),
        ([form("Saif", "PER", "PER", text="Saif al-Islam")], "[PER Saif  ] al-Islam", "[PER Saif al-Islam  ]"),
        ([form("Saif", "PER", "PER", text="Saif al-Islam")], "[PER Saif  ] [LOC al-Islam  ]", "[PER Saif al-Islam  ]"),
        ([form("Saif", "PER", "PER", text="Saif al-Islam")], "[PER Saif  ] left", None),
        ([form("Oil", "LOC", "ORG", text="Ob Oil Ob Oil")], "Ob Oil Ob Oil Ob [LOC Oil  ]", "Ob Oil [ORG Ob Oil Ob Oil  ]"),
        ([form("xxa", "PER", "PER", text="xa")], "xxa [PER xxa  ]", "xxa x[PER xa  ]"),
        ([form("Oil", "LOC", "", text="Ob Oil")], "[ORG Ob  ] [LOC Oil  ]", "Ob Oil"),
        # what has no label: words of their own, not within a mention
        ([form("WHA", "", "ORG")], "WHA, (WHA) or WHA-led", "[ORG WHA  ], ([ORG WHA  ]) or [ORG WHA  ]-led"),
        ([form("WHA", "", "ORG")], "WHAT, NWHA, wha, [PER Ana WHA  ]", None),
        ([form("WHA", "", "ORG"), form("WHA", "PER", "LOC")], "WHA, [PER WHA  ]", "[ORG WHA  ], [LOC WHA  ]"),
        ([form("WHA", "", "ORG"), form("WHA Oil", "", "LOC")], "WHA Oil, WHA", "[LOC WHA Oil  ], [ORG WHA  ]"),
        ([form("WHA", "", "ORG"), form("WHA Oil", "", "")], "WHA Oil, WHA", "WHA Oil, [ORG WHA  ]"),
        ([form("WHA", "", "ORG", text="WHA Oil")], "the WHA Oil, WHA", "the [ORG WHA Oil  ], WHA"),
        ([form("WHA Oil", "", "ORG", text="WHA")], "the WHA Oil, WHA", "the [ORG WHA  ] Oil, WHA"),
        ([form("(WHA)", "", "ORG")], "the(WHA)is", "the[ORG (WHA)  ]is"),
        # of two about the same the later one holds
        ([form("Ana", "LOC", "PER"), form("Ana", "LOC", "ORG")], "[LOC Ana  ]", "[ORG Ana  ]"),
        ([form("Ana", "LOC", "ORG"), form("Ana", "LOC", "LOC")], "[LOC Ana  ]", "[LOC Ana  ]"),
        # what one gives is not changed by another
        ([form("Ana", "LOC", "PER"), form("Ana", "PER", "")], "[LOC Ana  ] , [PER Ana  ]", "[PER Ana  ] , Ana"),
    ],
)
def test_correction_about_forms(rows, text, gives):
    after = corrected(read(text), rows)
    assert labelled(after) == labelled(read(gives or text))


@pytest.mark.parametrize("gap", ["\n", "  ", " \t\n ", "\u00a0"])
@pytest.mark.parametrize("label", ["ORG", ""])
def test_correction_forms_are_compared_with_single_spaces(gap, label):
    text = f"Bank{gap}of{gap}Rome"
    cable = Cable("a.txt", [Paragraph(text, [Mention(0, len(text), "ORG", 1)] if label else [], PARAGRAPH)])
    assert mentions(corrected(cable, [form("Bank of\nRome", label, "LOC")])) == [(text, "LOC")]
    assert mentions(corrected(cable, [form("Bank  of Rome", label, "LOC", text="of Rome")])) == [(f"of{gap}Rome", "LOC")]
    wider = Cable("a.txt", [Paragraph(f"the{gap}{text}", [Mention(3 + len(gap), 3 + len(gap + text), "ORG", 1)], PARAGRAPH)])
    longer = form("Bank of Rome", "ORG", "LOC", text="the Bank of Rome")
    assert mentions(corrected(wider, [longer])) == [(f"the{gap}{text}", "LOC")]


_LIMITS = {
    "any": {},
    "zone": {"zone": TEXT_ZONES},
    "cable": {"cable": "a.txt"},
    "zone of cable": {"cable": "a.txt", "zone": TEXT_ZONES},
}


@pytest.mark.parametrize("order", [1, -1], ids=["general first", "general last"])
@pytest.mark.parametrize("number", range(1, len(_LIMITS) + 1))
@pytest.mark.parametrize("label", ["LOC", ""])
def test_correction_more_limited_forms_go_first(label, number, order):
    """Each gives a label of its own; the most limited of those there are holds, whatever the order."""
    rows = [form("Ana", label, name, **limits) for name, limits in list(_LIMITS.items())[:number]]
    cable = Cable("a.txt", [Paragraph("Ana", [Mention(0, 3, "LOC", 1)] if label else [], PARAGRAPH)])
    assert mentions(corrected(cable, rows[::order])) == [("Ana", list(_LIMITS)[number - 1])]
    by_place = [*rows, place("Ana", "Ana", ("Ana", "place"))]
    assert mentions(corrected(cable, by_place[::order])) == [("Ana", "place")]


@pytest.mark.parametrize(
    ("limits", "zones"),
    [
        ({"zone": HEADER_ZONES}, {HEADER, TRANSMISSION}),
        ({"zone": TEXT_ZONES}, {SUBJECT, PARAGRAPH}),
        ({"cable": "a.txt"}, {HEADER, TRANSMISSION, SUBJECT, PARAGRAPH}),
        ({"cable": "b.txt"}, set()),
        ({"cable": "a.txt", "zone": HEADER_ZONES}, {HEADER, TRANSMISSION}),
    ],
)
def test_correction_limits_of_forms(limits, zones):
    every = [HEADER, TRANSMISSION, SUBJECT, PARAGRAPH]
    cable = Cable("a.txt", [Paragraph("Ana Bo", [Mention(0, 3, "LOC", 1)], zone) for zone in every])
    after = corrected(cable, [form("Ana", "LOC", "PER", **limits), form("Bo", "", "ORG", **limits)])
    assert {p.zone for p in after.paragraphs if [m.label for m in p.mentions] == ["PER", "ORG"]} == zones
    assert {p.zone for p in after.paragraphs if [m.label for m in p.mentions] == ["LOC"]} == set(every) - zones


_TEXT = "Ana Roe of Rome left."


@pytest.mark.parametrize(
    ("rows", "text", "gives"),
    [
        ([place(_TEXT, "Rome", ("Rome", "LOC"))], _TEXT, "Ana Roe of [LOC Rome  ] left."),
        ([place(_TEXT, "Rome", ("Rome", "LOC"))], "Ana Roe of [ORG Rome  ] left.", "Ana Roe of [LOC Rome  ] left."),
        ([place(_TEXT, "Rome")], "Ana Roe of [ORG Rome  ] left.", _TEXT),
        ([place(_TEXT, "Ana Roe", ("Roe", "PER"))], "[LOC Ana Roe  ] of Rome left.", "Ana [PER Roe  ] of Rome left."),
        (
            [place(_TEXT, "Ana Roe", ("Ana", "PER"), ("Roe", "ORG"))],
            "[MISC Ana Roe  ] of Rome left.",
            "[PER Ana  ] [ORG Roe  ] of Rome left.",
        ),
        (
            [place(_TEXT, "Ana Roe", ("Ana Roe", "PER"))],
            "[ORG Ana  ] [LOC Roe  ] of Rome left.",
            "[PER Ana Roe  ] of Rome left.",
        ),
        # one that sticks out goes as a whole
        ([place(_TEXT, "Roe", ("Roe", "PER"))], "[ORG Ana Roe  ] of Rome left.", "Ana [PER Roe  ] of Rome left."),
        ([place(_TEXT, "Roe")], "[ORG Ana Roe of Rome  ] left.", _TEXT),
        # another paragraph, or another text there
        ([place("Ana Roe of Rome", "Rome")], "Ana Roe of [ORG Rome  ] left.", "Ana Roe of [ORG Rome  ] left."),
        ([{**place(_TEXT, "Rome"), "text": "Bern"}], "Ana Roe of [ORG Rome  ] left.", "Ana Roe of [ORG Rome  ] left."),
        # where two overlap the later one holds (also if an earlier one was about the same region), the earlier one beside it
        (
            [place(_TEXT, "Roe of", ("Roe", "PER")), place(_TEXT, "Ana Roe", ("Ana Roe", "ORG"))],
            _TEXT,
            "[ORG Ana Roe  ] of Rome left.",
        ),
        ([place(_TEXT, "Ana Roe", ("Ana Roe", "PER")), place(_TEXT, "Roe of")], _TEXT, _TEXT),
        (
            [place(_TEXT, "Ana Roe"), place(_TEXT, "Roe of", ("Roe", "PER")), place(_TEXT, "Ana Roe", ("Ana", "ORG"))],
            _TEXT,
            "[ORG Ana  ] Roe of Rome left.",
        ),
        (
            [place(_TEXT, "Ana Roe", ("Ana", "PER")), place(_TEXT, "Roe of", ("Roe of", "ORG"))],
            _TEXT,
            "[PER Ana  ] [ORG Roe of  ] Rome left.",
        ),
        # a place before a form
        ([place(_TEXT, "Ana"), form("Ana", "LOC", "PER")], "[LOC Ana  ] Roe of Rome left.", _TEXT),
        ([place(_TEXT, "Ana Roe"), form("Roe", "", "PER")], _TEXT, _TEXT),
        ([place(_TEXT, "Roe"), form("Ana", "", "PER", text="Ana Roe")], _TEXT, _TEXT),
    ],
)  # fmt: skip
def test_correction_about_places(rows, text, gives):
    assert labelled(corrected(read(text), rows)) == labelled(read(gives))


def test_correction_of_a_place_are_in_every_copy_of_the_paragraph():
    cable = Cable("a.txt", [Paragraph("Ana", [], zone) for zone in (SUBJECT, PARAGRAPH)])
    assert mentions(corrected(cable, [place("Ana", "Ana", ("Ana", "PER"))])) == [("Ana", "PER")] * 2


@pytest.mark.parametrize(
    ("rows", "rules", "text", "gives"),
    [
        # of a mention that a rule changes, the form is the new one
        ([form("Ana Roe", "PER", "ORG")], [SURNAME], "[PER Ana  ] Roe left", "[ORG Ana Roe  ] left"),
        ([form("Ana", "PER", "ORG")], [SURNAME], "[PER Ana  ] Roe , [PER Ana  ]", "[PER Ana Roe  ] , [ORG Ana  ]"),
        ([form("Roe", "LOC", "PER")], [STOP], "[LOC Roe.  ] xx", "[PER Roe  ]. xx"),
        # what a rule rejects may be one after all
        ([form("Nobody", "PER", "PER")], [NOBODY], "[PER Nobody  ]", "[PER Nobody  ]"),
        ([form("Nobody", "", "PER")], [NOBODY], "[ORG Nobody  ]", "[PER Nobody  ]"),
        # rules do not touch what is decided
        ([place("Ana Roe", "Ana", ("Ana", "PER"))], [SURNAME], "[PER Ana  ] Roe", "[PER Ana  ] Roe"),
        ([place("Ana Roe", "Roe")], [SURNAME], "[PER Ana  ] Roe", "Ana Roe"),
        ([place("Roe. xx", "Roe.", ("Roe.", "ORG"))], [STOP], "[LOC Roe.  ] xx", "[ORG Roe.  ] xx"),
        # nor do they learn from it
        ([form("Ana Roe", "ORG", "PER")], [PARTS], "[ORG Ana Roe  ] , [LOC Roe  ]", "[PER Ana Roe  ] , [LOC Roe  ]"),
        # of a mention that sticks out of a place, what rules leave beside it stays
        ([place("Roe. xx", ".", (".", "MISC"))], [STOP], "[LOC Roe.  ] xx", "[LOC Roe  ][MISC .  ] xx"),
    ],
)
def test_correction_and_rules(rows, rules, text, gives):
    assert labelled(corrected(read(text), rows, *rules)) == labelled(read(gives))


def test_correction_say_what_became_of_every_bracket():
    text = "Ana Roe of Rome met Bo Ek , Oil and Ob ."
    markup = "[ORG Ana  ] [LOC Roe  ] of\n[LOC Rome  ] met\n[PER Bo Ek  ] , [ORG Oil  ] and [ORG Ob  ] ."
    cable = read(markup)
    text = cable.paragraphs[0].text
    rows = [
        place(text, "Ana Roe", ("Ana Roe", "PER")),
        place(text, "Bo Ek", ("Bo", "PER"), ("Ek", "PER")),
        form("Oil", "ORG", ""),
        form("Rome", "LOC", "LOC"),
    ]
    after = corrected(cable, rows)
    spans = {text[m.start : m.end]: m[2:] for m in after.paragraphs[0].mentions}
    assert spans == {
        "Ana Roe": ("PER", 1, "", REASON, True),
        "Rome": ("LOC", 2, "", "", True),  # confirmed
        "Bo": ("PER", 3, "", REASON, True),
        "Ek": ("PER", 0, "", REASON, True),  # it is in no bracket
        "Ob": ("ORG", 3, "", "", False),
    }
    assert after.rejected == [Rejected(1, PART, "LOC", "Roe"), Rejected(3, NO_ENTITY, "ORG", "Oil")]


@pytest.mark.parametrize(
    ("region", "left"),
    [
        ("Ana Roe of Rome left.", []),
        ("Ana Roe of", [("Rome left", 1)]),
        ("Roe", [("Ana", 1), ("of Rome left", 0)]),
        (" Roe of Rome left.", [("Ana", 1)]),
    ],
)
def test_correction_leave_untrusted_what_they_do_not_speak_of(region, left):
    """A bracket that is never closed makes a stretch of text untrusted; a decision is about a part of it."""
    cable = Cable("a.txt", [Paragraph(_TEXT, [Mention(0, 20, "PER", 1, "unclosed annotation")], PARAGRAPH)], brackets=1)
    after = corrected(cable, [place(_TEXT, region)])
    assert [(_TEXT[m.start : m.end], m.line) for m in after.paragraphs[0].mentions] == left
    assert all(m.missing == "unclosed annotation" for m in after.paragraphs[0].mentions)
    assert after.rejected == ([] if left else [Rejected(1, NO_ENTITY, "PER", _TEXT[:20])])


@pytest.mark.parametrize("label", ["PER", "ORG"])
def test_correction_make_what_was_untrusted_an_entity(label):
    cable = Cable("a.txt", [Paragraph("Ana left", [Mention(0, 3, "PER", 1, "unclosed annotation")], PARAGRAPH)], brackets=1)
    (mention,) = corrected(cable, [place("Ana left", "Ana", ("Ana", label))]).paragraphs[0].mentions
    assert mention == Mention(0, 3, label, 1, "", REASON, True)


def test_correction_without_any_change_nothing():
    cable = read("[PER Ana  ] Roe")
    assert correct(cable, RuleBook([SURNAME]), Corrections()) == (apply_rules(cable, [SURNAME]), set())
    other = Corrections([from_json(form("Bo", "PER", ""))])
    assert correct(cable, RuleBook([SURNAME]), other) == (apply_rules(cable, [SURNAME]), set())


def test_correction_that_were_about_something_are_told():
    rows = [form("Ana", "PER", "ORG"), form("Ana", "LOC", "ORG"), form("Ana", "PER", "ORG", cable="b.txt")]
    rows += [place("Ana", "Ana"), place("Ana left", "left"), {**place("Ana left", "Ana"), "text": "Bob"}]
    decisions = list(map(from_json, rows))
    _, used = correct(read("[PER Ana  ] left"), NO_RULES, Corrections(decisions))
    assert used == {decisions[0], decisions[4]}


@pytest.mark.parametrize(
    ("rows", "decided"),
    [
        ([place(_TEXT, "Rome")], [[11, 15, [[11, 15, "LOC"]]]]),
        ([place(_TEXT, "left")], [[16, 20, []]]),
        ([place(_TEXT, "of Rome left")], [[8, 20, [[11, 15, "LOC"]]]]),
        # widened to what sticks out, and those that then meet as one
        ([place(_TEXT, "Roe of")], [[0, 10, [[0, 7, "PER"]]]]),
        ([place(_TEXT, "Roe"), place(_TEXT, "Ana")], [[0, 7, [[0, 7, "PER"]]]]),
        ([place(_TEXT, "Roe of"), place(_TEXT, "Ana")], [[0, 10, [[0, 7, "PER"]]]]),
        ([form("Rome", "LOC", "ORG")], [[11, 15, [[11, 15, "LOC"]]]]),
        ([form("Rome", "LOC", "ORG"), place(_TEXT, "Ana")], [[0, 7, [[0, 7, "PER"]]], [11, 15, [[11, 15, "LOC"]]]]),
        ([form("Rome", "LOC", "ORG", text="of Rome")], [[8, 15, [[11, 15, "LOC"]]]]),
        ([form("left", "", "")], [[16, 20, []]]),
        ([form("right", "", "")], []),
    ],
)
def test_correction_note_where_was_decided_and_what_was_there_after_the_rules(rows, decided):
    cable = read("[PER Ana  ] Roe of [LOC Rome  ] left.")
    after = corrected(cable, rows, SURNAME)
    assert list(after.paragraphs[0].decided) == decided
