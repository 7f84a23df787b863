"""Decisions of a person: they win over rules and labels, are taken back to the byte, and nothing is lost by them."""

import copy
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cable_ner.files.digests import digest
from cable_ner.labels.corrections import (
    HEADER_ZONES,
    NO_ENTITY,
    PART,
    REASON,
    TEXT_ZONES,
    Corrections,
    FormDecision,
    PlaceDecision,
    append_decisions,
    correct,
    from_json,
    normal_form,
    read_corrections,
    undo,
)
from cable_ner.labels.rules import EXTEND, NAME_PARTS, REJECT, TRIM, Rule, RuleBook, apply_rules
from cable_ner.text import HEADER, PARAGRAPH, SUBJECT, TRANSMISSION, Cable, Mention, Paragraph, Rejected
from tests.labels.test_rules import BOOK, cables, labelled, mentions, read

LAW = settings(derandomize=True, database=None, deadline=None, max_examples=150)
NO_RULES = RuleBook()
SURNAME = Rule("surname", EXTEND, re.compile(r"[A-Z]\w+"), after=re.compile(r" [A-Z]\w+"))
STOP = Rule("stop", TRIM, re.compile(r"(?P<keep>.*)\."))
NOBODY = Rule("nobody", REJECT, re.compile("Nobody"))
PARTS = Rule("parts", NAME_PARTS)


def form(form, label, becomes, **limits):
    return {"form": form, "label": label, "becomes": becomes, **limits}


def place(text, region, *spans):
    """Returns the decision that in a region of a text (its first occurrence) these (text, label) are the mentions."""
    start, found = text.index(region), []
    for part, label in spans:
        at = text.index(part, max(start, found[-1][1] if found else 0))
        found.append([at, at + len(part), label])
    return {"paragraph": digest(text), "start": start, "end": start + len(region), "text": region, "spans": found}


def corrected(cable, rows, *rules):
    """Returns a cable after rules and decisions, given as what is on their lines."""
    return correct(cable, RuleBook(rules), Corrections(map(from_json, rows)))[0]


# -- forms ---------------------------------------------------------------------------------------


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
def test_corrections_about_forms(rows, text, gives):
    after = corrected(read(text), rows)
    assert labelled(after) == labelled(read(gives or text))


@pytest.mark.parametrize("gap", ["\n", "  ", " \t\n ", "\u00a0"])
@pytest.mark.parametrize("label", ["ORG", ""])
def test_corrections_forms_are_compared_with_single_spaces(gap, label):
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
def test_corrections_more_limited_forms_go_first(label, number, order):
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
def test_corrections_limits_of_forms(limits, zones):
    every = [HEADER, TRANSMISSION, SUBJECT, PARAGRAPH]
    cable = Cable("a.txt", [Paragraph("Ana Bo", [Mention(0, 3, "LOC", 1)], zone) for zone in every])
    after = corrected(cable, [form("Ana", "LOC", "PER", **limits), form("Bo", "", "ORG", **limits)])
    assert {p.zone for p in after.paragraphs if [m.label for m in p.mentions] == ["PER", "ORG"]} == zones
    assert {p.zone for p in after.paragraphs if [m.label for m in p.mentions] == ["LOC"]} == set(every) - zones


# -- places --------------------------------------------------------------------------------------

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
def test_corrections_about_places(rows, text, gives):
    assert labelled(corrected(read(text), rows)) == labelled(read(gives))


def test_corrections_of_a_place_are_in_every_copy_of_the_paragraph():
    cable = Cable("a.txt", [Paragraph("Ana", [], zone) for zone in (SUBJECT, PARAGRAPH)])
    assert mentions(corrected(cable, [place("Ana", "Ana", ("Ana", "PER"))])) == [("Ana", "PER")] * 2


# -- rules and decisions -------------------------------------------------------------------------


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
def test_corrections_and_rules(rows, rules, text, gives):
    assert labelled(corrected(read(text), rows, *rules)) == labelled(read(gives))


def test_corrections_say_what_became_of_every_bracket():
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
def test_corrections_leave_untrusted_what_they_do_not_speak_of(region, left):
    """A bracket that is never closed makes a stretch of text untrusted; a decision is about a part of it."""
    cable = Cable("a.txt", [Paragraph(_TEXT, [Mention(0, 20, "PER", 1, "unclosed annotation")], PARAGRAPH)], brackets=1)
    after = corrected(cable, [place(_TEXT, region)])
    assert [(_TEXT[m.start : m.end], m.line) for m in after.paragraphs[0].mentions] == left
    assert all(m.missing == "unclosed annotation" for m in after.paragraphs[0].mentions)
    assert after.rejected == ([] if left else [Rejected(1, NO_ENTITY, "PER", _TEXT[:20])])


@pytest.mark.parametrize("label", ["PER", "ORG"])
def test_corrections_make_what_was_untrusted_an_entity(label):
    cable = Cable("a.txt", [Paragraph("Ana left", [Mention(0, 3, "PER", 1, "unclosed annotation")], PARAGRAPH)], brackets=1)
    (mention,) = corrected(cable, [place("Ana left", "Ana", ("Ana", label))]).paragraphs[0].mentions
    assert mention == Mention(0, 3, label, 1, "", REASON, True)


def test_corrections_without_any_change_nothing():
    cable = read("[PER Ana  ] Roe")
    assert correct(cable, RuleBook([SURNAME]), Corrections()) == (apply_rules(cable, [SURNAME]), set())
    other = Corrections([from_json(form("Bo", "PER", ""))])
    assert correct(cable, RuleBook([SURNAME]), other) == (apply_rules(cable, [SURNAME]), set())


def test_corrections_that_were_about_something_are_told():
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
def test_corrections_note_where_was_decided_and_what_was_there_after_the_rules(rows, decided):
    cable = read("[PER Ana  ] Roe of [LOC Rome  ] left.")
    after = corrected(cable, rows, SURNAME)
    assert list(after.paragraphs[0].decided) == decided


# -- lines ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "Expected object or value"),
        ('["form"]', "is no JSON object"),
        ("{}", "has neither 'form' nor 'start'"),
        ('{"form": "Ana", "label": "PER"}', "has no 'becomes'"),
        ('{"form": "Ana", "becomes": "PER"}', "has no 'label'"),
        ('{"form": " ", "label": "PER", "becomes": ""}', "'form' is empty"),
        ('{"form": "Ana", "label": null, "becomes": ""}', "'label' must be text"),
        ('{"form": 5, "label": "PER", "becomes": ""}', "'form' must be text"),
        ('{"form": "Ana", "label": "PER", "becomes": "", "cable": 5}', "'cable' must be text"),
        ('{"form": "Ana", "label": "PER", "becomes": "", "text": "Bo"}', "'text' must be part of 'Ana', or hold it"),
        ('{"form": "Ana", "label": "PER", "becomes": "", "zone": "body"}', "'zone' must be header or text"),
        ('{"form": "Ana", "label": "PER", "becomes": "", "lable": "ORG"}', "has an unknown key 'lable'"),
        ('{"form": "Ana", "label": "PER", "becomes": "", "start": 5}', "has an unknown key 'start'"),
        ('{"form": "Ana", "label": "PER", "becomes": "", "notes": []}', "has an unknown key 'notes'"),
        ('{"paragraph": "a", "start": 0, "text": "Ana", "spans": []}', "has neither 'form' nor 'end'"),
        ('{"paragraph": "a", "start": 0, "end": 3, "text": "Ana", "spans": 5}', "'spans' must be a list of"),
        ('{"paragraph": "a", "start": 0, "end": 3, "text": "Ana", "spans": [5]}', "'spans' must be a list of"),
        ('{"paragraph": "a", "start": 0, "end": 3, "text": "Ana", "spans": [[0, 3]]}', "'spans' must be a list of"),
        ('{"paragraph": "a", "start": 0, "end": 3, "text": "Ana", "spans": [[0, "3", "PER"]]}', "must be whole numbers"),
        ('{"paragraph": "a", "start": 0.0, "end": 3, "text": "Ana", "spans": []}', "must be whole numbers"),
        ('{"paragraph": "a", "start": 0, "end": 3, "text": "Ana", "spans": [[0, 3, ""]]}', "every span needs a label"),
        ('{"paragraph": "a", "start": 0, "end": 3, "text": "Ana", "spans": [[0, 4, "A"]]}', "[0, 4] is not within 0 to 3"),
        ('{"paragraph": "a", "start": 1, "end": 3, "text": "na", "spans": [[0, 2, "A"]]}', "[0, 2] is not within 1 to 3"),
        ('{"paragraph": "a", "start": 0, "end": 3, "text": "Ana", "spans": [[1, 1, "A"]]}', "[1, 1] is not within 0 to 3"),
        (
            '{"paragraph": "a", "start": 0, "end": 3, "text": "Ana", "spans": [[0, 2, "A"], [1, 3, "B"]]}',
            "[1, 3] is not within 0 to 3, or overlaps another",
        ),
        ('{"paragraph": "a", "start": 0, "end": 3, "text": "An", "spans": []}', "'text' is not the 3 characters"),
        ('{"paragraph": "a", "start": 0, "end": 3, "text": "A o", "spans": [[1, 2, "A"]]}', "nothing but white space"),
        ('{"paragraph": "a", "start": 3, "end": 3, "text": "", "spans": []}', "'text' is not the 0 characters"),
        ('{"paragraph": 5, "start": 0, "end": 3, "text": "Ana", "spans": []}', "'paragraph', 'text' and 'cable' must"),
        ('{"paragraph": "a", "start": 0, "end": 3, "text": "Ana", "spans": [], "zone": "text"}', "an unknown key 'zone'"),
    ],
)  # fmt: skip
def test_corrections_bad_line_is_named_with_its_remedy(tmp_path, line, told):
    path = tmp_path / "corrections.jsonl"
    path.write_text('{"form": "Bo", "label": "PER", "becomes": ""}\n\n' + line + "\n", encoding="utf8")
    for act in (read_corrections, undo):
        with pytest.raises(ValueError, match=r"corrections\.jsonl:3: ") as caught:
            act(path)
        assert str(caught.value).startswith(f"{path}:3: ")
        assert told in str(caught.value)
        assert str(caught.value).endswith("; mend the line or remove it")


def test_corrections_file_that_is_not_utf8_has_its_remedy_told(tmp_path):
    path = tmp_path / "corrections.jsonl"
    path.write_bytes(b"\xff\xfe{")
    with pytest.raises(ValueError, match=r"corrections\.jsonl: is not UTF-8 .*; take it back from version control"):
        read_corrections(path)


@pytest.mark.parametrize(
    ("data", "forms"),
    [
        (None, []),
        (b"", []),
        (b"\n \r\n\t\n", []),
        (b'{"form": "Ana", "label": "PER", "becomes": ""}', ["Ana"]),
        (b'\xef\xbb\xbf{"form": "Ana", "label": "PER", "becomes": ""}\r\n\r\n', ["Ana"]),
        ('{"form": "A\u2028na", "label": "PER", "becomes": ""}\n'.encode(), ["A na"]),  # no end of a line
    ],
)
def test_corrections_are_read_from_any_file_that_has_lines(tmp_path, data, forms):
    path = tmp_path / "corrections.jsonl"
    if data is not None:
        path.write_bytes(data)
    corrections = read_corrections(path)
    assert [decision.form for decision in corrections.decisions] == forms
    assert bool(corrections) == bool(forms)


@pytest.mark.parametrize(
    ("rows", "cables", "about"),
    [
        ([], ["a"], True),
        ([form("Ana", "PER", "")], ["a"], True),  # named by none: of any archive
        ([form("Ana", "PER", "", cable="a")], ["a", "b"], True),
        ([form("Ana", "PER", "", seen="b"), form("Ana", "PER", "")], ["b"], True),
        ([{**place("Ana", "Ana"), "cable": "a"}, form("Ana", "PER", "", seen="b")], ["c"], False),
    ],
)
def test_corrections_know_whether_they_are_about_an_archive(rows, cables, about):
    assert Corrections(map(from_json, rows)).are_about(cables) is about


# -- laws ----------------------------------------------------------------------------------------

_LABELS = st.sampled_from(["PER", "ORG", "LOC"])
_NOTES = st.lists(st.tuples(st.sampled_from(["seen", "by", "note", "date"]), st.text(max_size=3)), max_size=2).map(
    lambda notes: tuple(sorted(dict(notes).items(), key=lambda note: ["seen", "by", "note", "date"].index(note[0])))
)


@st.composite
def forms(draw, texts=st.text(min_size=1, max_size=9).filter(str.strip)):
    """Draws a decision about one of the texts, or a word of it, or with a part of it as its text."""
    text = normal_form(draw(texts))
    words, kind = text.split(), draw(st.integers(0, 5))
    part = words[draw(st.integers(0, len(words) - 1))]
    name, extent = {4: (text, part), 5: (part, text)}.get(kind, (part if kind == 3 else text, ""))
    label, becomes = draw(st.one_of(st.just(""), _LABELS)), draw(st.one_of(st.just(""), _LABELS))
    cable, zone = (
        draw(st.sampled_from(["", "", "a.txt", "b  c.txt"])),
        draw(st.sampled_from(["", "", HEADER_ZONES, TEXT_ZONES])),
    )
    return FormDecision(name, label, becomes, extent if extent != name else "", cable, zone, draw(_NOTES))


@st.composite
def places(draw, texts=st.text(min_size=1, max_size=20)):
    """Draws a decision about a stretch of one of the texts, with up to two mentions in it."""
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, min(len(text), start + 30)))
    cuts = sorted(draw(st.lists(st.integers(start, end), max_size=4, unique=True)))
    spans = tuple((first, last, draw(_LABELS)) for first, last in zip(cuts[::2], cuts[1::2]) if text[first:last].strip())
    cable = draw(st.sampled_from(["", "a.txt"]))
    return PlaceDecision(digest(text), start, end, text[start:end], spans, cable, draw(_NOTES))


@st.composite
def decided_cables(draw):
    """Draws a cable and decisions most of which are about something in it."""
    cable = draw(cables(kept=("missing",)))
    ruled = apply_rules(cable, BOOK)
    named = {
        p.text[m.start : m.end] for some in (cable, ruled) for p in some.paragraphs for m in p.mentions if not m.missing
    }
    texts = sorted({paragraph.text for paragraph in cable.paragraphs})
    assume(texts)
    words = sorted(named | {word for text in texts for word in text.split()})
    some = st.one_of(forms(st.sampled_from(words)), forms(st.sampled_from(words)), places(st.sampled_from(texts)))
    return cable, Corrections(draw(st.lists(some, min_size=1, max_size=5)))


def within(spans, start, end):
    return [span for span in spans if start <= span[0] and span[1] <= end]


def covered(places, start, end):
    return all(any(first <= at < last for _, first, last in places) for at in range(start, end))


def overlapping(mentions, start, end):
    return [mention for mention in mentions if mention[0] < end and start < mention[1]]


@LAW
@given(decided_cables())
def test_corrections_of_places_always_win(case):
    cable, corrections = case
    for rules in (NO_RULES, BOOK):
        for paragraph in correct(cable, rules, corrections)[0].paragraphs:
            places = corrections.at(paragraph)
            for decision, start, end in places:
                over = overlapping(paragraph.mentions, start, end)
                assert [m[:3] for m in over] == within(decision.spans, start, end)
                assert not any(m.missing for m in over)
            # They are about all of each region, and a later one about all of its own.
            for number, decision in enumerate(corrections.decisions):
                if isinstance(decision, PlaceDecision) and decision.paragraph == digest(paragraph.text):
                    assert covered(places, decision.start, decision.end)
                    if not any(isinstance(other, PlaceDecision) for other in corrections.decisions[number + 1 :]):
                        assert (decision, decision.start, decision.end) in places


@LAW
@given(decided_cables())
def test_corrections_of_forms_always_win(case):
    cable, corrections = case
    for rules in (NO_RULES, BOOK):
        for paragraph in correct(cable, rules, corrections)[0].paragraphs:
            decided = [m for m in paragraph.mentions if m.decided]
            for mention in paragraph.mentions:
                text = paragraph.text[mention.start : mention.end]
                if mention.decided or mention.missing:
                    continue
                # A longer text may not be there, or a decision that goes first is in the way of it.
                left = corrections.of(text, mention.label, cable.name, paragraph.zone)
                assert not left or len(left.text) > len(left.form)
            gives = {(normal_form(d.text or d.form), d.becomes) for by in corrections.forms.values() for d in by.values()}
            gives |= {
                (normal_form(paragraph.text[start:end]), label)
                for place, *_ in corrections.at(paragraph)
                for start, end, label in place.spans
            }
            assert {(normal_form(paragraph.text[m.start : m.end]), m.label) for m in decided} <= gives


@LAW
@given(decided_cables())
def test_corrections_without_rules_are_what_they_say(case):
    """The outcome told in another way, where no decision makes a mention longer and none is about what has no label."""
    cable, corrections = case
    assume(all(len(d.text) <= len(d.form) and d.label for by in corrections.forms.values() for d in by.values()))
    after, used = correct(cable, NO_RULES, corrections)
    for before, paragraph in zip(cable.paragraphs, after.paragraphs):
        regions = [(start, end) for _, start, end in corrections.at(before)]
        expected = [span for place, *region in corrections.at(before) for span in within(place.spans, *region)]
        for start, end, label, _, missing, *_ in before.mentions:
            if missing or overlapping(regions, start, end):
                continue
            decision = corrections.of(before.text[start:end], label, cable.name, before.zone)
            if decision and decision.text:
                at = re.search(r"\s+".join(map(re.escape, decision.text.split())), before.text[start:end])
                start, end = start + at.start(), start + at.end()
            if not decision or decision.becomes:
                expected.append((start, end, decision.becomes if decision else label))
            assert not decision or decision in used
        assert [m[:3] for m in paragraph.mentions if not m.missing] == sorted(expected)


@LAW
@given(decided_cables())
def test_corrections_lose_no_text_and_no_bracket(case):
    cable, corrections = case
    original = copy.deepcopy(cable)
    after, used = correct(cable, BOOK, corrections)
    assert cable == original
    assert used <= set(corrections.decisions)
    assert [(p.text, p.zone) for p in after.paragraphs] == [(p.text, p.zone) for p in cable.paragraphs]
    for paragraph in after.paragraphs:
        ends = [0] + [mention.end for mention in paragraph.mentions]
        assert all(end <= mention.start < mention.end for end, mention in zip(ends, paragraph.mentions))
        assert all(m.end <= len(paragraph.text) and (m.label or m.missing) for m in paragraph.mentions)
    lines = [mention.line for paragraph in after.paragraphs for mention in paragraph.mentions if mention.line]
    assert sorted(lines + [item.line for item in after.rejected]) == list(range(1, cable.brackets + 1))


@LAW
@given(decided_cables())
def test_corrections_tell_what_was_there_before(case):
    cable, corrections = case
    for rules in (NO_RULES, BOOK):
        ruled, (after, _) = apply_rules(cable, rules), correct(cable, rules, corrections)
        for before, paragraph in zip(ruled.paragraphs, after.paragraphs):
            spans = [[*mention[:3]] for mention in before.mentions if not mention.missing]
            ends = [0] + [end for _, end, _ in paragraph.decided]
            for last, (start, end, were) in zip(ends, paragraph.decided):
                assert last <= start < end <= len(paragraph.text)
                assert were == overlapping(spans, start, end)
                # None sticks out, of those before and after.
                now = [mention[:3] for mention in paragraph.mentions if not mention.missing]
                assert all(start <= first and end_ <= end for first, end_, _ in [*were, *overlapping(now, start, end)])
            for _, first, last in corrections.at(paragraph):
                assert any(start <= first and last <= end for start, end, _ in paragraph.decided)
            if rules is NO_RULES:
                apart = [
                    [*m[:3]]
                    for m in paragraph.mentions
                    if not m.missing and not overlapping(paragraph.decided, m.start, m.end)
                ]
                assert sorted(apart + [span for *_, were in paragraph.decided for span in were]) == spans


@LAW
@given(st.one_of(forms(), places()))
def test_corrections_survive_their_lines(decision):
    assert from_json(decision.as_json()) == decision


_TAILS = [b"", b"\n", b"\r\n", b"\n\n", b"\r\n\r\n", b"\n  ", b" ", b"\n \t\n"]


@LAW
@given(
    st.lists(st.tuples(st.one_of(forms(), places()), st.sampled_from([b"\n", b"\r\n", b"\n\n"])), max_size=3),
    st.sampled_from(_TAILS),
    st.lists(st.one_of(forms(), places()), min_size=1, max_size=3),
    st.booleans(),
)
def test_corrections_undo_restores_the_bytes(tmp_path_factory, lines, tail, decisions, at_once):
    path = tmp_path_factory.mktemp("undo") / "corrections.jsonl"
    other = path.with_name("other.jsonl")
    append_decisions(other, [decision for decision, _ in lines])
    ends = [end for _, end in lines[:-1]] + [tail]
    data = b"".join(line + end for line, end in zip(other.read_bytes().splitlines(), ends)) if lines else tail
    path.write_bytes(data)
    states = []
    for batch in [decisions] if at_once else [[decision] for decision in decisions]:
        states.append(path.read_bytes())
        append_decisions(path, batch)
    assert read_corrections(path).decisions == [decision for decision, _ in lines] + decisions
    for decision in reversed(decisions):
        if not at_once:
            assert path.read_bytes() != states[-1]
        assert undo(path) == decision
        if not at_once:
            assert path.read_bytes() == states.pop()
    assert path.read_bytes() == data


def test_corrections_undo_of_nothing(tmp_path):
    path = tmp_path / "corrections.jsonl"
    assert undo(path) is None
    assert not path.exists()
    path.write_bytes(b"\n \n")
    assert undo(path) is None
    assert path.read_bytes() == b"\n \n"


def test_corrections_append_makes_file_and_folder(tmp_path):
    path = tmp_path / "new" / "corrections.jsonl"
    decision = FormDecision("Libya’s", "ORG", "LOC", "Libya", notes=(("by", "Ana"),))
    append_decisions(path, [decision])
    assert path.read_bytes().endswith(b"\n")
    assert read_corrections(path).decisions == [decision]
    assert undo(path) == decision
    assert path.read_bytes() == b""
