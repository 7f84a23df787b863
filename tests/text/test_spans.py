"""Spans: what becomes of annotations, in order and in disorder. All cables here are invented."""

import pytest

from cable_ner.text import Mention
from tests.helpers.cables import cable_of, kinds, labelled, rejected, text_of


def test_spans_unclosed_annotation_is_missing_up_to_the_next():
    cable = cable_of("First .\nThen [PER Ann Lee met [ORG UN  ] staff .\nLast .")
    assert text_of(cable) == "First .\nThen Ann Lee met UN staff .\nLast ."
    assert cable.paragraphs[0].mentions == [Mention(13, 24, "PER", 2, "unclosed annotation"), Mention(25, 27, "ORG", 2)]
    assert (cable.brackets, cable.rejected) == (2, [])
    assert kinds(cable) == [(2, "unclosed annotation")]
    assert cable.problems[0].message == "'[PER Ann Lee met' is never closed; close it or escape it"


@pytest.mark.parametrize("close", ["  ]", "]"])
def test_spans_unclosed_annotation_is_missing_up_to_the_end_of_its_line(close):
    cable = cable_of(f"[ORG UN{close} sent [PER Ann Lee .\nA new line . ")
    assert labelled(cable) == [("ORG", "UN"), ("missing", "Ann Lee .")]
    assert kinds(cable) == [(1, "unclosed annotation")]


@pytest.mark.parametrize("close", ["  ]", "]"])
def test_spans_unclosed_annotation_is_missing_also_before_one_on_a_later_line(close):
    cable = cable_of(f"[PER Ann Lee .\nThen [ORG UN{close} came .")
    assert labelled(cable) == [("missing", "Ann Lee ."), ("ORG", "UN")]
    assert (cable.brackets, cable.rejected) == (2, [])


def test_spans_unclosed_annotation_ends_before_the_next_paragraph():
    cable = cable_of("<pre><a id='par1'>¶</a>1. [PER Ann Lee <a id='par2'>¶</a>2. [ORG UN] came ] .</pre>")
    assert [paragraph.text for paragraph in cable.paragraphs] == ["1. Ann Lee", "2. UN came ] ."]
    assert labelled(cable) == [("missing", "Ann Lee"), ("ORG", "UN")]


@pytest.mark.parametrize("end", ["&#x000A;&#x000A;", "&#10;&#10;", "<br><br>", "<br/>\n<br/>", "\r\r"])
def test_spans_mention_lies_inside_its_paragraph_however_lines_end(end):
    cable = cable_of(f"<pre>[ORG UN  ] sent [PER Ann{end}Lee  ] home .</pre>")
    for paragraph in cable.paragraphs:
        assert all(mention.end <= len(paragraph.text) for mention in paragraph.mentions)
    assert sum(len(paragraph.mentions) for paragraph in cable.paragraphs) + len(cable.rejected) == cable.brackets == 2


@pytest.mark.parametrize("source", ["[PER Ann [ORG UN  ] Lee  ] met", "[PER Ann [ORG UN] Lee] met"])
def test_spans_nested_annotation_is_rejected_and_the_outer_kept(source):
    cable = cable_of(f"First .\n{source} them .")
    assert labelled(cable) == [("PER", "Ann UN Lee")]
    assert rejected(cable) == [(2, "nested annotation", "ORG", "UN")]
    assert kinds(cable) == [(2, "nested annotation")]
    assert cable.brackets == 2


def test_spans_nested_annotation_of_the_same_stretch_is_rejected():
    cable = cable_of("[ORG [LOC Rome  ]  ] met")
    assert labelled(cable) == [("ORG", "Rome")]
    assert rejected(cable) == [(1, "nested annotation", "LOC", "Rome")]


@pytest.mark.parametrize("empty", ["[PER]", "[PER ]", "[PER  ]", "[PER   ]", "[PER \n ]"])
@pytest.mark.parametrize("close", ["  ]", "]"])
def test_spans_empty_annotation_is_rejected(empty, close):
    if empty == "[PER \n ]" and close == "  ]":
        pytest.skip("a line break and one space: closes nothing in the older dialect")
    cable = cable_of(f"[LOC Rome{close} .\n[ORG UN{close} and {empty} came .")  # two say which dialect it is
    assert text_of(cable).split() == ["Rome", ".", "UN", "and", "came", "."]
    assert rejected(cable) == [(2, "empty annotation", "PER", "")]
    assert kinds(cable) == [(2, "empty annotation")]
    assert cable.brackets == 3


def test_spans_problems_and_rejections_name_the_line_of_the_source():
    source = "One\n\n[PER  ] x\r\n[ORG A [LOC B  ] C  ]\r\n\r\n[GPE D  ]\n[PER E\n\n"
    cable = cable_of(source)
    assert kinds(cable) == [
        (3, "empty annotation"),
        (4, "nested annotation"),
        (6, "unknown label"),
        (7, "unclosed annotation"),
    ]
    assert [(item.line, item.label) for item in cable.rejected] == [(3, "PER"), (4, "LOC"), (6, "GPE")]
    assert [mention.line for paragraph in cable.paragraphs for mention in paragraph.mentions] == [4, 7]


def test_spans_lines_are_counted_from_the_top_of_a_page_also_in_its_second_block():
    source = "<html>\n<pre>\nheader\n</pre>\n<pre>\nbody [PER Ann  ]\n[LOC  ]\n</pre>"
    cable = cable_of(source)
    assert [mention.line for paragraph in cable.paragraphs for mention in paragraph.mentions] == [6]
    assert kinds(cable) == [(7, "empty annotation")]
