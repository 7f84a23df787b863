"""Page furniture: page headers repeated in the text. All cables here are invented."""

import pytest

from cable_ner.text import HEADER, HEADING, PARAGRAPH, CableError, Mention
from cable_ner.text.parsing import MAX_PARAGRAPH
from tests.helpers.cables import HEAD, cable_of, labelled, page_of, rejected, text_of, zones


def test_furniture_line_of_a_long_paragraph_counts_page_headers():
    with pytest.raises(CableError, match="paragraph of") as caught:
        cable_of("BARI 00000960 001 of 002\n\n\n" + "x" * (MAX_PARAGRAPH + 1))
    assert caught.value.line == 4


@pytest.mark.parametrize("numbers", ["00000960 002.2 of 002", "00000960  002 OF 003", "00000960 001 of 012"])
@pytest.mark.parametrize("close", ["  ]", "]"])
def test_furniture_page_header_leaves_the_text_and_is_listed(numbers, close):
    cable = cable_of(f"[PER Ann{close} met BARI {numbers} [LOC Rome{close} staff .")
    assert text_of(cable) == "Ann met Rome staff ."
    assert cable.furniture == [(1, f"BARI {numbers}")]
    assert cable.paragraphs[0].mentions == [Mention(0, 3, "PER", 1), Mention(8, 12, "LOC", 1)]


def test_furniture_bracket_inside_page_furniture_is_rejected():
    cable = cable_of("One .\nHe met [LOC BARI  ] 00000960 002.2 of 002 [PER Ann  ] .")
    assert text_of(cable) == "One .\nHe met Ann ."
    assert cable.furniture == [(2, "BARI 00000960 002.2 of 002")]
    assert rejected(cable) == [(2, "page furniture", "LOC", "BARI")]
    assert labelled(cable) == [("PER", "Ann")]
    assert cable.brackets == 2


def test_furniture_page_header_of_a_post_of_two_words_goes_whole():
    cable = cable_of("UNCLAS ADDIS ABABA 000960\nSUBJECT: X\n\n1. (U) He left for ADDIS ABABA 00000960 002 OF 003 good .")
    assert cable.paragraphs[-1].text == "1. (U) He left for good ."
    assert cable.furniture == [(4, "ADDIS ABABA 00000960 002 OF 003")]


def test_furniture_page_header_between_blank_lines_does_not_cut_a_sentence():
    cable = cable_of(
        "SUBJECT: X\n\n1. (U) The talks in [LOC Bari] ended in\n\n\nBARI 00000960  002 OF 003\n\n\n"
        "failure for [PER Ann].\n\n2. (U) Two.\n"
    )
    assert zones(cable)[1:] == [
        (PARAGRAPH, "1. (U) The talks in Bari ended in\nfailure for Ann."),
        (PARAGRAPH, "2. (U) Two."),
    ]
    assert labelled(cable) == [("LOC", "Bari"), ("PER", "Ann")]
    assert cable.furniture == [(6, "BARI 00000960  002 OF 003")]


@pytest.mark.parametrize("space", ["", " ", "   "])
def test_furniture_page_header_leaves_a_line_end(space):
    cable = cable_of(
        f'SUBJECT: X\n\n1. (U) It was "sold."{space}\nBARI 00000960 002 OF 003{space}\n{space}\n'
        f"The Bread{space}\n---------\n\n2. (U) Two.\n"
    )
    assert zones(cable)[1:] == [
        (PARAGRAPH, '1. (U) It was "sold."'),
        (HEADING, f"The Bread{space}\n---------"),
        (PARAGRAPH, "2. (U) Two."),
    ]


def test_furniture_page_header_at_the_start_and_at_the_end_leaves_no_trace():
    cable = cable_of("BARI 00000960 001 OF 002\n\n[PER Ann] went home.\n\nBARI 00000960 002 OF 002\n")
    assert zones(cable) == [(PARAGRAPH, "Ann went home.")]
    assert labelled(cable) == [("PER", "Ann")]
    assert [line for line, _ in cable.furniture] == [1, 5]


def test_furniture_page_header_cuts_an_annotation_that_reaches_into_it():
    cable = cable_of("He met [ORG BARI 00000960 002 of 002 Port Board  ] and [PER Ann  ] .")
    assert text_of(cable) == "He met Port Board and Ann ."
    assert labelled(cable) == [("ORG", "Port Board"), ("PER", "Ann")]


def test_furniture_page_header_inside_an_annotation_leaves_both_ends():
    cable = cable_of("He met [ORG Port BARI 00000960 002 of 002 Board  ] and [PER Ann  ] .")
    assert text_of(cable) == "He met Port Board and Ann ."
    assert labelled(cable) == [("ORG", "Port Board"), ("PER", "Ann")]


def test_furniture_page_header_cut_from_the_end_of_an_annotation_takes_the_space_along():
    cable = cable_of("He met [ORG Port Board BARI 00000960 002 of 002  ] and [PER Ann  ] .")
    assert labelled(cable) == [("ORG", "Port Board"), ("PER", "Ann")]


def test_furniture_page_header_in_parentheses_goes_whole():
    cable = cable_of("He met (BARI 00000960 002 OF 003) [PER Ann  ] .")
    assert text_of(cable) == "He met () Ann ."
    assert labelled(cable) == [("PER", "Ann")]


@pytest.mark.parametrize(
    "between",
    [" ", "\n\n"],
)
def test_furniture_two_page_headers_in_a_row(between):
    cable = cable_of(f"x BARI 00000960 001 OF 003{between}BARI 00000960 002 OF 003 saw [PER Ann  ] there")
    assert text_of(cable) == "x saw Ann there"
    assert labelled(cable) == [("PER", "Ann")]
    assert len(cable.furniture) == 2


@pytest.mark.parametrize(
    "text",
    [
        "He counted 00000960 of them .",
        "Lot BARI 00000960 held 002 of us .",
        "Room BARI 1 00000960 002 of 003 .",
        "In BARI 123456789 002 of 003 .",
        "In BARI 00000960 002 of 0034 .",
        "00000960 002 of 003 .",
    ],
)
def test_furniture_numbers_that_are_no_page_header_stay(text):
    cable = cable_of(text)
    assert text_of(cable) == text
    assert cable.furniture == []


@pytest.mark.parametrize(
    ("post", "printed"),
    [
        ("KUALA LUMPUR", "KUALA LUMP"),
        ("KUALA LUMPUR", "KUALA LUMPUR"),
        ("KUALA LUMPUR", "Kuala lump"),
        ("BUENOS AIRES", "BUENOS AIR"),
        ("SAN SALVADOR", "SAN SALVAD"),
        ("ADDIS ABABA", "ADDIS ABAB"),
        ("RIO DE JANEIRO", "RIO DE JAN"),
        ("USUN NEW YORK", "USUN NEW Y"),
        ("TEGUCIGALPA", "TEGUCIGALP"),
        ("NEW TESTVILLE", "NEW TESTVI"),
        ("TEL AVIV", "TEL AVIV"),
        ("PORT AU PRINCE", "PORT AU PR"),
        ("TESTVILLE", "TESTVILLE"),
    ],
)
@pytest.mark.parametrize(
    "numbers", ["00000321  002 OF 003", "00000321 002.3 of 003", "00000321  002 0F 003", "00000321  02 OF 03"]
)
@pytest.mark.parametrize("space", [" ", "\n\n", " \n \n \n"])
def test_furniture_page_header_of_a_post_whose_name_the_printer_cut(post, printed, numbers, space):
    sentence = f"He met the Meridian{space}{printed} {numbers}{space}Trust [PER Ann  ] ."
    cable = cable_of(f"UNCLAS {post} 000321\n\nSUBJECT: A FAIR\n\n1. (U) {sentence}\n\nMILLER")
    text = next(paragraph.text for paragraph in cable.paragraphs if paragraph.zone == PARAGRAPH)
    assert text.split() == "1. (U) He met the Meridian Trust Ann .".split()
    assert "\n\n" not in text
    assert [text for _, text in cable.furniture] == [f"{printed} {numbers}"]


@pytest.mark.parametrize("page", ["08KUALALUMPUR321", "08TELAVIV321"])
def test_furniture_page_header_of_a_post_that_only_the_table_names(page):
    printed = {"08KUALALUMPUR321": "KUALA LUMP", "08TELAVIV321": "TEL AVIV"}[page]
    cable = cable_of(page_of(page, f"SUBJECT: A FAIR\n\n1. (U) He met the {printed} 00000321  002 OF 003 Trust ."))
    assert cable.paragraphs[-1].text == "1. (U) He met the Trust ."


TESTVILLE = "C O N F I D E N T I A L TESTVILLE 001234\n\nSUBJECT: A FAIR\n\n1. (C) ANN AND HER MEN MET AT THE OPENING OF THE"


@pytest.mark.parametrize(
    "break_",
    [
        "CONFIDENTIAL\n\nCONFIDENTIAL\n\nPAGE 02        TESTVILLE 01234  121530Z",
        "CONFIDENTIAL\n\nPAGE 02        TESTVILLE 01234  121530Z",
        "CONFIDENTIAL\n\n\n\nCONFIDENTIAL\n\nPAGE 02        TESTVILLE 01234  01 OF 02  121530Z",
        "LIMITED OFFICIAL USE\n\nLIMITED OFFICIAL USE\n\nPAGE 02        TESTVILLE  01234  121530Z",
        "UNCLASSIFIED\n\nUNCLASSIFIED\n\nPAGE 03        STATE 012345",
        "SECRET\nPAGE 02 TESTVILLE 01234 121530Z",
        "CONFIDENTIAL\n\nDeclassified/Released US Department of State EO Systematic Review 20 Mar 2014\n\nCONFIDENTIAL\n\n"
        "PAGE 02        NEW TESTVILLE 01234  121530Z",
        "SECRET\n\nJ. Miller Declassified/Released US Department of State EO Systematic Review 05 JUL 2006\n\nSECRET\n\n"
        "PAGE 02        TESTVILLE 01234  121530Z\n\nSECRET",
        "PAGE 02        TESTVILLE 01234  121530Z",
        "PAGE 03 RUEHFRA0170 S E C R E T",
        "PAGE 03 RUEHC 0170",
        "PAGE TWO RUEHBA 1234 C O N F I D E N T I A L",
        "PAGE 2 OF 5",
        "CONFIDENTIAL\n\nCONFIDENTIAL",
        "SECRET\n\n\n\nSECRET",
        "confidential\n\npage 02        testville 01234  121530z",
        "Page 02        TESTVILLE 01234  121530Z",
        "CONFIDENTIAL PAGE 02        TESTVILLE 01234  121530Z",
        "SECRET\n\nSECRET\n\nPAGE 02        USUN N  01234  121530Z",
        "PAGE 02-TESTVILLE 01234 121530Z",
        "EXDIS\n\nCONFIDENTIAL\n\nPAGE 02        TESTVILLE 01234  121530Z",
        "CONFIDENTIAL\n\nNNN\n\nCONFIDENTIAL\n\nPAGE 02        TESTVILLE 01234  121530Z",
        "PAGE TWO",
        "- 2 -",
        "C O N F I D E N T I A L\n\nPAGE 02        TESTVILLE 01234  121530Z",
        "CONFIDENTIAL",
        "SIPDIS",
        "\f",
        "SENSITIVE BUT UNCLASSIFIED\n\nPAGE 02        TESTVILLE 01234  121530Z",
    ],
)
@pytest.mark.parametrize("blank", ["\n", "\n\n", "\n\n\n"])
def test_furniture_page_break_inside_a_sentence(break_, blank):
    cable = cable_of(
        f"{TESTVILLE}{blank}{break_}{blank}NEW BAKERY IN THE OLD HARBOUR OF TESTVILLE.\n\n2. (C) MORE.\n\nMILLER"
    )
    first = next(paragraph.text for paragraph in cable.paragraphs if paragraph.zone == PARAGRAPH)
    assert first == "1. (C) ANN AND HER MEN MET AT THE OPENING OF THE\nNEW BAKERY IN THE OLD HARBOUR OF TESTVILLE."
    assert [text for _, text in cable.furniture] == [break_]


@pytest.mark.parametrize("line", ["Secretary Miller and her men", "SECRETARY OF STATE", "Vice-Secretary Miller"])
def test_furniture_sipdis_behind_the_line_of_a_secretary(line):
    cable = cable_of(
        f"{HEAD}SUBJECT: A FAIR\n\n1. (C) We met with\n{line}\n\nSIPDIS\nlast week.\n\nSIPDIS\n\n2. (C) More.\n"
    )
    assert zones(cable)[2:] == [(PARAGRAPH, f"1. (C) We met with\n{line}\nlast week."), (PARAGRAPH, "2. (C) More.")]
    assert zones(cable)[0] == (HEADER, HEAD.strip())


@pytest.mark.parametrize(
    "text",
    [
        "See page 02 of the TESTVILLE 01234 report.",
        "PAGE 02 was torn out.",
        "It was marked\n\nCONFIDENTIAL.\n\nNobody knew.",
        "We rate it as\nSECRET\n- for now",
    ],
)
def test_furniture_words_that_are_no_page_break_stay(text):
    cable = cable_of(f"{HEAD}SUBJECT: A FAIR\n\n1. (C) {text}\n\n2. (C) More.")
    assert cable.furniture == []
    assert "SIPDIS" in cable.paragraphs[0].text
