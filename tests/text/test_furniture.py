"""Page furniture: page headers repeated in the text. All cables here are invented."""

import pytest

from cable_ner.text import PARAGRAPH, CableError, Mention
from cable_ner.text.parsing import MAX_PARAGRAPH
from tests.helpers.cables import cable_of, labelled, rejected, text_of, zones


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
