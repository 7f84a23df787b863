"""Brackets: which belong to an annotation, in both dialects. All cables here are invented."""

import pytest

from cable_ner.text import Mention
from tests.helpers.cables import cable_of, kinds, labelled, text_of


@pytest.mark.parametrize("close", ["  ]", "]"])
def test_brackets_reads_mentions_of_both_dialects(close):
    cable = cable_of(f"Mr. [PER Ann Lee{close} met [ORG UN{close} staff , in [LOC Rome{close}.")
    assert text_of(cable) == "Mr. Ann Lee met UN staff , in Rome."
    assert cable.paragraphs[0].mentions == [
        Mention(4, 11, "PER", 1),
        Mention(16, 18, "ORG", 1),
        Mention(30, 34, "LOC", 1),
    ]
    assert (cable.brackets, cable.rejected, cable.problems) == (3, [], [])


def test_brackets_keeps_a_single_space_close_as_part_of_an_annotation_of_the_newer_dialect():
    cable = cable_of("[PER Ann] , [ORG UN ] , [LOC  Rome  ] and [PER\tBea\t].")
    assert labelled(cable) == [("PER", "Ann"), ("ORG", "UN"), ("LOC", "Rome"), ("PER", "Bea")]
    assert cable.brackets == 4


@pytest.mark.parametrize("close", ["  ]", "]"])
def test_brackets_parts_annotations_that_touch(close):
    cable = cable_of(f"[MISC German{close}[ORG GTZ{close}'s")
    assert text_of(cable) == "GermanGTZ's"
    assert cable.paragraphs[0].mentions == [Mention(0, 6, "MISC", 1), Mention(6, 9, "ORG", 1)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[PER Ann [sic] Lee  ] met [ORG UN  ] .", "Ann [sic] Lee"),
        ("[PER Ann [sic]  ] met [ORG UN  ] .", "Ann [sic]"),
        ("[PER [sic] Ann  ] met [ORG UN  ] .", "[sic] Ann"),
        ("[PER Ann ] Lee  ] met [ORG UN  ] .", "Ann ] Lee"),
        ("[PER Ann [ Lee  ] met [ORG UN  ] .", "Ann [ Lee"),
        ("[PER Ann [sic] Lee] met [ORG UN].", "Ann [sic] Lee"),
        ("[PER Ann [pere] [fils]] met [ORG UN].", "Ann [pere] [fils]"),
        ("[PER Ann [a [b] c] Lee] met [ORG UN].", "Ann [a [b] c] Lee"),
        ("<pre>[PER Ann &#91;sic&#93; Lee  ] met [ORG UN  ] .</pre>", "Ann [sic] Lee"),
        ("<pre>[PER Ann &#93; Lee] met [ORG UN].</pre>", "Ann ] Lee"),
        ("<pre>[PER Lot [&quot;A&quot;]  ] met [ORG UN  ] .</pre>", 'Lot ["A"]'),
        ("[PER Ann [sic] Lee] met.", "Ann [sic] Lee"),
    ],
)
def test_brackets_annotation_may_hold_brackets(source, expected):
    cable = cable_of(source)
    assert labelled(cable)[0] == ("PER", expected)
    assert labelled(cable)[1:] == [("ORG", "UN")] * ("[ORG" in source)
    assert cable.problems == []


@pytest.mark.parametrize(
    "source",
    [
        "He wrote [sic] that [ pere Q ] of [xxx] was in [1] and [LOC Rome{close}, [not Nice].",
        "An end ] and an opening [ beside [LOC Rome{close} and ]] [[ .",
        "[per ann] [Per Ann] [PER:Ann] [PER] [P x] [LOC Rome{close} .",
        "[NOTE to file] [REDACTED] [A B] [LOC Rome{close} .",
    ],
)
@pytest.mark.parametrize("close", ["  ]", "]"])
def test_brackets_brackets_that_open_no_label_are_text(source, close):
    source = source.replace("[PER] ", "")  # `[PER]` is an annotation of nothing, and has a test of its own
    cable = cable_of(source.replace("{close}", close))
    assert text_of(cable) == source.replace("[LOC Rome{close}", "Rome")
    assert labelled(cable) == [("LOC", "Rome")]
    assert (cable.brackets, cable.rejected, cable.problems) == (1, [], [])


@pytest.mark.parametrize("between", ["\n\n", "\r\n\r\n", "\n \t\n", " x\n y\n z\n "])
def test_brackets_annotation_does_not_go_beyond_three_lines_or_a_blank_one(between):
    cable = cable_of(f"[ORG UN  ] sent [PER Ann{between}Lee  ] home .")
    assert ("PER", f"Ann{between}Lee") not in labelled(cable)
    assert kinds(cable) == [(1, "unclosed annotation")]
    assert cable.brackets == 2


@pytest.mark.parametrize("name", ["Board of\nBakers", "International\nAssociation of Harbour\nBakers", "A\r\nB\r\nC"])
@pytest.mark.parametrize("close", ["  ]", "]"])
def test_brackets_annotation_may_be_broken_over_three_lines(name, close):
    cable = cable_of(f"He saw [ORG {name}{close} and [ORG UN{close}.")
    assert labelled(cable) == [("ORG", name.replace("\r", "")), ("ORG", "UN")]
    assert cable.problems == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[PER Omar Denz  ] met [PER Max Holm]", ["Omar Denz", "Max Holm"]),
        ("[PER Omar Denz  ] met [PER Max Holm].\nThen [LOC Rome  ] slept .", ["Omar Denz", "Max Holm", "Rome"]),
        ("[PER Omar Denz  ] met [PER Max Holm ] in [LOC Rome  ] .", ["Omar Denz", "Max Holm", "Rome"]),
        ("[PER Max Holm] met [PER Omar Denz  ] in [LOC Rome  ] .", ["Max Holm", "Omar Denz", "Rome"]),
        ("[PER Omar Denz  ] met [GPE Testland] .", ["Omar Denz"]),
    ],
)
def test_brackets_bracket_added_by_hand_is_read_in_a_file_that_closes_with_two_spaces(source, expected):
    cable = cable_of(source)
    assert [text for _, text in labelled(cable)] == expected
    assert "[" not in text_of(cable)
    assert "]" not in text_of(cable)
    assert [item.reason for item in cable.rejected] == ["unknown label GPE"] * ("GPE" in source)


def test_brackets_bracket_added_by_hand_is_not_closed_on_another_line():
    cable = cable_of("[PER Omar Denz  ] met [PER Max Holm\nand others] in [LOC Rome  ] .")
    assert labelled(cable) == [("PER", "Omar Denz"), ("missing", "Max Holm"), ("LOC", "Rome")]
    assert kinds(cable) == [(1, "unclosed annotation")]
