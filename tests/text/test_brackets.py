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


@pytest.mark.parametrize("between", ["\n\n", "\r\n\r\n", " x\n y\n "])
def test_brackets_annotation_does_not_go_beyond_the_next_line(between):
    cable = cable_of(f"[ORG UN  ] sent [PER Ann{between}Lee  ] home .")
    assert ("PER", f"Ann{between}Lee") not in labelled(cable)
    assert kinds(cable) == [(1, "unclosed annotation")]
    assert cable.brackets == 2


def test_brackets_annotation_may_be_broken_over_two_lines():
    cable = cable_of("He saw [PER Ann\nLee] and [ORG UN].")
    assert labelled(cable) == [("PER", "Ann\nLee"), ("ORG", "UN")]
