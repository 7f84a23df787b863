"""Zones: header, subject, paragraphs and the rest. All cables here are invented."""

import pytest

from cable_ner.text import HEADER, HEADING, PARAGRAPH, SIGNATURE, SUBJECT, TRANSMISSION
from tests.helpers.cables import BODY, HEAD, NATURAL, PAGE, TAGGED, cable_of, labelled, zones


def test_zones_page_has_a_transmission_header_and_a_body():
    cable = cable_of(PAGE)
    assert zones(cable) == [
        (TRANSMISSION, "VZCZCXRO1234\nRR RUEHDE\nDE RUEHBA #0960/01 3481230\nZNY CCCCC ZZH\nFM AMEMBASSY BARI"),
        (HEADER, "C O N F I D E N T I A L SECTION 01 OF 02 BARI 000960"),
        (SUBJECT, "SUBJECT: HARBOR TALKS"),
        (PARAGRAPH, "1. (C/NF) Ann Lee met the port ."),
        (SIGNATURE, "LEE"),
    ]
    assert labelled(cable) == [("LOC", "BARI"), ("PER", "Ann Lee")]


def test_zones_block_that_stands_alone_is_no_transmission_header():
    cable = cable_of("<pre>DE RUEHBA #0960\nZNY CCCCC ZZH\nFM AMEMBASSY BARI\nSUBJECT: X\n\n1. (U) [PER Ann  ] left .</pre>")
    assert zones(cable) == [
        (HEADER, "DE RUEHBA #0960\nZNY CCCCC ZZH\nFM AMEMBASSY BARI"),
        (SUBJECT, "SUBJECT: X"),
        (PARAGRAPH, "1. (U) Ann left ."),
    ]


def test_zones_zones_of_a_tagged_cable():
    cable = cable_of(TAGGED)
    assert [(paragraph.zone, paragraph.number, paragraph.marking, paragraph.text) for paragraph in cable.paragraphs] == [
        (HEADER, None, "", "C O N F I D E N T I A L BARI 000960 TAGS: PREL"),
        (SUBJECT, None, "", "SUBJECT: HARBOR BARI: A NEW PORT"),
        (HEADER, None, "", "REF: A ) BARI 941 CLASSIFIED BY: Ann Lee , Consul . \nREASON: 1.4 ( b ) A first heading"),
        (PARAGRAPH, 1, "S/NF", "1 . \n( S/NF ) The port grows . \nIt grows by night ."),
        (HEADING, None, "", "Port wants new cranes"),
        (PARAGRAPH, 2, "C", '2 . \n( C ) He said " it is late . \n"'),
        (HEADING, None, "", "New cranes for Bari"),
        (PARAGRAPH, 3, "SBU", "3 . \n( SBU ) The cranes came from Graz."),
        (HEADING, None, "", "xxxxxxxxxxxx to follow up"),
        (PARAGRAPH, 4, "", "4 . \nThey work ."),
        (SIGNATURE, None, "", "LEE"),
    ]
    assert [(p.zone, p.text[m.start : m.end]) for p in cable.paragraphs for m in p.mentions] == [
        (SUBJECT, "BARI"),
        (SUBJECT, "PORT"),
        (HEADER, "Ann Lee"),
        (HEADING, "Port"),
        (HEADING, "Bari"),
        (SIGNATURE, "LEE"),
    ]


def test_zones_zones_of_a_natural_cable_without_pilcrows():
    cable = cable_of(NATURAL)
    assert [(p.zone, p.number, p.marking) for p in cable.paragraphs if p.zone not in (HEADER, SUBJECT)] == [
        (PARAGRAPH, 1, "U"),
        (PARAGRAPH, 2, "SBU"),
        (PARAGRAPH, 2, ""),
        (HEADING, None, ""),
        (PARAGRAPH, 3, "U"),
        (SIGNATURE, None, ""),
    ]
    assert [p.text for p in cable.paragraphs if p.zone == SUBJECT] == ["SUBJECT: WATER TALKS\nIN ROME"]
    by_zone = {p.zone: p.text for p in cable.paragraphs}
    assert by_zone[HEADING] == "Fishing Rights\n--------------"
    assert by_zone[SIGNATURE] == "BOND"
    assert cable.meta["pilcrows"] is False


def test_zones_zones_of_a_natural_cable_without_numbers():
    cable = cable_of("SUBJECT: WATER\nREF: ROME 100\nClassified by X. Reason: 1.4 (b)\n\nA text.\n\nSecond.\n\nBOND")
    assert zones(cable) == [
        (SUBJECT, "SUBJECT: WATER"),
        (HEADER, "REF: ROME 100\nClassified by X. Reason: 1.4 (b)"),
        (PARAGRAPH, "A text."),
        (PARAGRAPH, "Second."),
        (SIGNATURE, "BOND"),
    ]


def test_zones_numbers_in_a_text_that_is_no_cable_start_no_paragraph():
    assert zones(cable_of("To buy: 1. milk 2. eggs")) == [(PARAGRAPH, "To buy: 1. milk 2. eggs")]


def test_zones_numbered_paragraphs_come_in_order():
    cable = cable_of("SUBJECT: X\n\n1. (C) One. See no. 7. It is long.\n\n2. (C) Two by 4. (C) three.\n\n3. (U) Three.")
    assert [(p.number, p.text[:6]) for p in cable.paragraphs if p.zone == PARAGRAPH] == [
        (1, "1. (C)"),
        (2, "2. (C)"),
        (3, "3. (U)"),
    ]


@pytest.mark.parametrize(
    ("start", "marking"),
    [
        ("1 . \n( S/NF ) x", "S/NF"),
        ("1. (C) x", "C"),
        ("1.(SBU) x", "SBU"),
        ("1 . \n( [ORG S/NF  ] ) x", "S/NF"),
        ("1 . \nx ( C ) y", ""),
        ("1 . \n( see ) y", ""),
    ],
)
def test_zones_marking_of_a_paragraph(start, marking):
    cable = cable_of(f"<pre><a id='par1'>¶</a>{start}</pre>")
    assert [(p.number, p.marking) for p in cable.paragraphs] == [(1, marking)]


@pytest.mark.parametrize(
    ("source", "mention"),
    [
        ("SUBJECT: TALKS WITH [ORG UN REF: A  ] B <a id='par1'>¶</a>1 . Hello .", "UN REF: A"),
        ("[ORG UN SUBJECT: TALKS  ] WITH B <a id='par1'>¶</a>1 . Hello .", "UN SUBJECT: TALKS"),
        ("<a id='par1'>¶</a>1 . To [LOC Sabha. Desert  ] roads <a id='par2'>¶</a>2 . b", "Sabha. Desert"),
        ("SUBJECT: X\n\n1. (C) Hello [LOC Rome. 2. (C) Mali  ] is", "Rome. 2. (C) Mali"),
        ("<a id='par1'>¶</a>1 . It works . [PER Ann\nBOND  ]", "Ann\nBOND"),
    ],
)
def test_zones_annotation_over_the_border_of_two_zones_stays_whole(source, mention):
    cable = cable_of(f"<pre>{source}</pre>")
    assert [text for _, text in labelled(cable)] == [mention]
    assert cable.brackets == 1


@pytest.mark.parametrize(
    "last",
    [
        "REF: A. TESTVILLE 100\nB. OTHERTOWN 43",
        "REF: A. TESTVILLE 100\n     B. OTHERTOWN 43\n     C. OTHERTOWN 44 AND OTHERS",
        "REF: A) TESTVILLE 100\nB) OTHERTOWN 43 (NOTAL)",
        "REF: TESTVILLE 100\nOTHERTOWN 43",
        "REF A TESTVILLE 100\nREF B OTHERTOWN 43",
        "Classified By: J. Miller.\nReasons 1.4 B and D",
        "Classified By: J. Miller, Embassy.\nEmbassy Testville",
        "Classified By: J. Miller.\nDeclassify on: Source marked 25X1-human, Date of source:\nOctober 30, 2008",
        "CLASSIFIED BY: J. MILLER. REASON: 1.4 (b)\nE. MADRID 982",
    ],
)
def test_zones_last_line_of_the_header_is_no_heading(last):
    cable = cable_of(f"{HEAD}TAGS: PREL\nSUBJECT: A FAIR\n\n{last}{BODY}")
    assert [p for p in cable.paragraphs if p.zone == HEADING] == []
    assert zones(cable)[2] == (HEADER, last)


@pytest.mark.parametrize(
    "heading", ["Summary", "SUMMARY\n-------", "A Fair in Spring\n----------------", "INTRODUCTION", "The Bread"]
)
def test_zones_heading_before_the_first_paragraph(heading):
    cable = cable_of(f"{HEAD}SUBJECT: A FAIR\n\nREF: TESTVILLE 100\n\nClassified By: J. Miller.\n\n{heading}{BODY}")
    assert [p.text for p in cable.paragraphs if p.zone == HEADING] == [heading]


def test_zones_header_without_a_subject_is_a_header():
    for tags in ("TAGS: PREL\n", ""):
        for body in (BODY, "\n\nBread was sold.\n\nIt was good.\n\nMILLER\n"):
            cable = cable_of(HEAD + tags + body)
            assert zones(cable)[0] == (HEADER, (HEAD + tags).strip())
            assert [p.zone for p in cable.paragraphs[1:]] == [PARAGRAPH, PARAGRAPH, SIGNATURE]


def test_zones_text_between_header_and_first_number_is_no_header():
    text = "Bread was sold at the fair in great amounts, and nobody knew why. " * 8
    cable = cable_of(f"{HEAD}SUBJECT: A FAIR\n\nREF: TESTVILLE 100\n\n{text}{BODY}")
    assert (PARAGRAPH, text.strip()) in zones(cable)


def test_zones_header_in_small_letters_is_as_in_capitals():
    cable = cable_of("S e c r e t testville 000123\n\nSipdis\n\nTags: prel\nSubject: a fair\n\nRef: testville 9" + BODY)
    assert [zone for zone, _ in zones(cable)] == [HEADER, SUBJECT, HEADER, PARAGRAPH, PARAGRAPH, SIGNATURE]
    assert {key: cable.meta[key] for key in ("post", "number", "classification", "tags")} == {
        "post": "TESTVILLE", "number": 123, "classification": "SECRET", "tags": ["PREL"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("after", "parts"),
    [
        ("were sold.", 1),
        ("Fairs were held.", 2),
        ("a. bread", 2),
        ("ii. bread", 2),
    ],
)
def test_zones_blank_line_inside_a_sentence_ends_no_paragraph(after, parts):
    cable = cable_of(f"{HEAD}SUBJECT: A FAIR\n\n1. (C) It was known that bread and salt\n\n{after}\n\n2. (C) More.")
    assert len([p for p in cable.paragraphs if p.number == 1]) == parts


@pytest.mark.parametrize("item", ["\n-- ", "\n- ", "\n  * ", "\n(S//REL) ", "\nA. ", "\n1) ", "\n(1) ", "\n(a) ", " -- "])
def test_zones_very_long_paragraph_is_cut_where_an_item_of_its_list_begins(item):
    text = f"Bread was sold.{item}It was good, and it was sold to many at the fair." * 60
    cable = cable_of(f"{HEAD}SUBJECT: A FAIR\n\n1. (C) {text}\n\n2. (C) More.\n\nMILLER\n")
    parts = [p for p in cable.paragraphs if p.number == 1]
    assert len(parts) > 2
    assert all(len(p.text) < 1000 for p in parts)
    assert all(p.text.startswith(item.strip()) for p in parts[1:])
    assert "".join("".join(p.text for p in parts).split()) == "".join(f"1. (C) {text}".split())


def test_zones_long_paragraph_without_items_is_whole():
    text = "Bread was sold, and it was good. " * 200
    cable = cable_of(f"{HEAD}SUBJECT: A FAIR\n\n1. (C) {text}\n\n2. (C) More.")
    assert len([p for p in cable.paragraphs if p.number == 1]) == 1
