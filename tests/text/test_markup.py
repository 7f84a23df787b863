"""Markup: bytes of a file -> `Cable`. All cables here are invented."""

import re
import signal
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cable_ner.text import (
    HEADER,
    HEADING,
    MAX_BYTES,
    PARAGRAPH,
    SIGNATURE,
    SUBJECT,
    TRANSMISSION,
    Cable,
    CableError,
    Mention,
    Scheme,
    detect_dialect,
    parse,
)
from cable_ner.text.decoding import decode
from cable_ner.text.parsing import MAX_PARAGRAPH


def cable_of(source: str, scheme: Scheme = Scheme()) -> Cable:  # noqa: B008 - frozen
    return parse(source.encode(), "a.txt", scheme)


def text_of(cable: Cable) -> str:
    return "\n\n".join(paragraph.text for paragraph in cable.paragraphs)


def labelled(cable: Cable) -> list[tuple[str, str]]:
    """The cable's mentions as (label, text); of those that are missing, only the text is told."""
    return [
        ("missing" if mention.missing else mention.label, paragraph.text[mention.start : mention.end])
        for paragraph in cable.paragraphs
        for mention in paragraph.mentions
    ]


def zones(cable: Cable) -> list[tuple[str, str]]:
    return [(paragraph.zone, paragraph.text) for paragraph in cable.paragraphs]


def kinds(cable: Cable) -> list[tuple[int, str]]:
    return [(problem.line, problem.kind) for problem in cable.problems]


def rejected(cable: Cable) -> list[tuple[int, str, str, str]]:
    return [tuple(item) for item in cable.rejected]


# -- the two dialects ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "dialect"),
    [
        ("[PER Ann Lee  ] met [ORG UN  ] staff .", "double"),
        ("[PER Ann Lee] met [ORG UN] staff.", "single"),
        ("no annotation at all", "double"),
        ("[PER A  ] and [PER B  ] and [PER C]", "double"),
        ("[PER A  ] and [PER B] and [PER C]", "single"),
        ("as he said [sic] in [1] and [2], [LOC Rome  ]", "double"),
        ("[MISC SCUD-B  ]: [LOC Libya  ]'s", "double"),
        ("[PER\nAnn] and [PER Ann]", "single"),
        ("[PER Ann] said x  ] to [PER Bea]", "single"),
    ],
)
def test_markup_detects_dialect_once_per_file(source, dialect):
    assert detect_dialect(source) == dialect


@pytest.mark.parametrize("close", ["  ]", "]"])
def test_markup_reads_mentions_of_both_dialects(close):
    cable = cable_of(f"Mr. [PER Ann Lee{close} met [ORG UN{close} staff , in [LOC Rome{close}.")
    assert text_of(cable) == "Mr. Ann Lee met UN staff , in Rome."
    assert cable.paragraphs[0].mentions == [
        Mention(4, 11, "PER", 1),
        Mention(16, 18, "ORG", 1),
        Mention(30, 34, "LOC", 1),
    ]
    assert (cable.brackets, cable.rejected, cable.problems) == (3, [], [])


def test_markup_keeps_a_single_space_close_as_part_of_an_annotation_of_the_newer_dialect():
    cable = cable_of("[PER Ann] , [ORG UN ] , [LOC  Rome  ] and [PER\tBea\t].")
    assert labelled(cable) == [("PER", "Ann"), ("ORG", "UN"), ("LOC", "Rome"), ("PER", "Bea")]
    assert cable.brackets == 4


@pytest.mark.parametrize("close", ["  ]", "]"])
def test_markup_parts_annotations_that_touch(close):
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
def test_markup_annotation_may_hold_brackets(source, expected):
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
def test_markup_brackets_that_open_no_label_are_text(source, close):
    source = source.replace("[PER] ", "")  # `[PER]` is an annotation of nothing, and has a test of its own
    cable = cable_of(source.replace("{close}", close))
    assert text_of(cable) == source.replace("[LOC Rome{close}", "Rome")
    assert labelled(cable) == [("LOC", "Rome")]
    assert (cable.brackets, cable.rejected, cable.problems) == (1, [], [])


# -- brackets that are in disorder ---------------------------------------------------------------


def test_markup_unclosed_annotation_is_missing_up_to_the_next():
    cable = cable_of("First .\nThen [PER Ann Lee met [ORG UN  ] staff .\nLast .")
    assert text_of(cable) == "First .\nThen Ann Lee met UN staff .\nLast ."
    assert cable.paragraphs[0].mentions == [Mention(13, 24, "PER", 2, "unclosed annotation"), Mention(25, 27, "ORG", 2)]
    assert (cable.brackets, cable.rejected) == (2, [])
    assert kinds(cable) == [(2, "unclosed annotation")]
    assert cable.problems[0].message == "'[PER Ann Lee met' is never closed; close it or escape it"


@pytest.mark.parametrize("close", ["  ]", "]"])
def test_markup_unclosed_annotation_is_missing_up_to_the_end_of_its_line(close):
    cable = cable_of(f"[ORG UN{close} sent [PER Ann Lee .\nA new line . ")
    assert labelled(cable) == [("ORG", "UN"), ("missing", "Ann Lee .")]
    assert kinds(cable) == [(1, "unclosed annotation")]


@pytest.mark.parametrize("close", ["  ]", "]"])
def test_markup_unclosed_annotation_is_missing_also_before_one_on_a_later_line(close):
    cable = cable_of(f"[PER Ann Lee .\nThen [ORG UN{close} came .")
    assert labelled(cable) == [("missing", "Ann Lee ."), ("ORG", "UN")]
    assert (cable.brackets, cable.rejected) == (2, [])


def test_markup_unclosed_annotation_ends_before_the_next_paragraph():
    cable = cable_of("<pre><a id='par1'>¶</a>1. [PER Ann Lee <a id='par2'>¶</a>2. [ORG UN] came ] .</pre>")
    assert [paragraph.text for paragraph in cable.paragraphs] == ["1. Ann Lee", "2. UN came ] ."]
    assert labelled(cable) == [("missing", "Ann Lee"), ("ORG", "UN")]


@pytest.mark.parametrize("between", ["\n\n", "\r\n\r\n", " x\n y\n "])
def test_markup_annotation_does_not_go_beyond_the_next_line(between):
    cable = cable_of(f"[ORG UN  ] sent [PER Ann{between}Lee  ] home .")
    assert ("PER", f"Ann{between}Lee") not in labelled(cable)
    assert kinds(cable) == [(1, "unclosed annotation")]
    assert cable.brackets == 2


def test_markup_annotation_may_be_broken_over_two_lines():
    cable = cable_of("He saw [PER Ann\nLee] and [ORG UN].")
    assert labelled(cable) == [("PER", "Ann\nLee"), ("ORG", "UN")]


@pytest.mark.parametrize("end", ["&#x000A;&#x000A;", "&#10;&#10;", "<br><br>", "<br/>\n<br/>", "\r\r"])
def test_markup_mention_lies_inside_its_paragraph_however_lines_end(end):
    cable = cable_of(f"<pre>[ORG UN  ] sent [PER Ann{end}Lee  ] home .</pre>")
    for paragraph in cable.paragraphs:
        assert all(mention.end <= len(paragraph.text) for mention in paragraph.mentions)
    assert sum(len(paragraph.mentions) for paragraph in cable.paragraphs) + len(cable.rejected) == cable.brackets == 2


@pytest.mark.parametrize("source", ["[PER Ann [ORG UN  ] Lee  ] met", "[PER Ann [ORG UN] Lee] met"])
def test_markup_nested_annotation_is_rejected_and_the_outer_kept(source):
    cable = cable_of(f"First .\n{source} them .")
    assert labelled(cable) == [("PER", "Ann UN Lee")]
    assert rejected(cable) == [(2, "nested annotation", "ORG", "UN")]
    assert kinds(cable) == [(2, "nested annotation")]
    assert cable.brackets == 2


def test_markup_nested_annotation_of_the_same_stretch_is_rejected():
    cable = cable_of("[ORG [LOC Rome  ]  ] met")
    assert labelled(cable) == [("ORG", "Rome")]
    assert rejected(cable) == [(1, "nested annotation", "LOC", "Rome")]


@pytest.mark.parametrize("empty", ["[PER]", "[PER ]", "[PER  ]", "[PER   ]", "[PER \n ]"])
@pytest.mark.parametrize("close", ["  ]", "]"])
def test_markup_empty_annotation_is_rejected(empty, close):
    if empty == "[PER \n ]" and close == "  ]":
        pytest.skip("a line break and one space: closes nothing in the older dialect")
    cable = cable_of(f"[LOC Rome{close} .\n[ORG UN{close} and {empty} came .")  # two say which dialect it is
    assert text_of(cable).split() == ["Rome", ".", "UN", "and", "came", "."]
    assert rejected(cable) == [(2, "empty annotation", "PER", "")]
    assert kinds(cable) == [(2, "empty annotation")]
    assert cable.brackets == 3


@pytest.mark.parametrize(("before", "close"), [("", "  ]"), ("", "]"), ("One .\n", "  ]")])
def test_markup_unknown_label_is_rejected_with_the_remedy(before, close):
    cable = cable_of(f"{before}[GPE Mali{close} and [PER Ann{close} .")
    line = 1 + before.count("\n")
    assert text_of(cable) == f"{before}Mali and Ann ."
    assert labelled(cable) == [("PER", "Ann")]
    assert rejected(cable) == [(line, "unknown label GPE", "GPE", "Mali")]
    assert kinds(cable) == [(line, "unknown label")]
    assert "--label-map GPE=LABEL" in cable.problems[0].message


def test_markup_label_nobody_knows_is_an_annotation_only_with_the_older_closing():
    cable = cable_of("[VESSEL Vega  ] left [LOC Bari  ] , [VESSEL Lyra] did not .")
    assert text_of(cable) == "Vega left Bari , [VESSEL Lyra] did not ."
    assert rejected(cable) == [(1, "unknown label VESSEL", "VESSEL", "Vega")]
    assert cable.brackets == 2


@pytest.mark.parametrize("close", ["  ]", "]"])
def test_markup_label_map_renames_labels(close):
    scheme = Scheme(label_map={"GPE": "LOC", "PERSON": "PER"})
    cable = cable_of(f"[GPE Mali{close} , [PERSON Ann{close} , [ORG UN{close} , [NORP Swiss{close}.", scheme)
    assert labelled(cable) == [("LOC", "Mali"), ("PER", "Ann"), ("ORG", "UN")]
    assert rejected(cable) == [(1, "unknown label NORP", "NORP", "Swiss")]


@pytest.mark.parametrize(
    "scheme", [Scheme(label_map={"GPE": "LOC", "PERSON": "PER"}), Scheme(("GPE", "PERSON"))], ids=["map", "labels"]
)
def test_markup_label_map_works_in_a_cable_of_foreign_labels_alone(scheme):
    cable = cable_of("[GPE Mali] and [PERSON Ann].", scheme)
    assert [text for _, text in labelled(cable)] == ["Mali", "Ann"]
    assert cable.problems == []


def test_markup_foreign_labels_alone_are_unknown_also_in_the_newer_dialect():
    cable = cable_of("[GPE Mali] and [PERSON Ann].")
    assert text_of(cable) == "Mali and Ann."
    assert kinds(cable) == [(1, "unknown label"), (1, "unknown label")]


@pytest.mark.parametrize(
    "text",
    ["T &amp; T", "Tiger"],
)
@pytest.mark.parametrize("close", ["  ]", "]"])
def test_markup_label_mapped_to_an_unwanted_one_is_rejected(text, close):
    scheme = Scheme(label_map={"MISC": "OTHER"})
    cable = cable_of(f"<pre>[MISC {text}{close} of [LOC Rome{close}</pre>", scheme)
    assert labelled(cable) == [("LOC", "Rome")]
    assert [item.reason for item in cable.rejected] == ["unknown label MISC"]


@pytest.mark.parametrize("close", ["  ]", "]"])
def test_markup_labels_of_the_tagger_are_annotations_also_where_they_are_not_wanted(close):
    cable = cable_of(f"[PER Ann{close} , [PER Bea{close} and [LOC Rome{close} .", Scheme(("PER",)))
    assert text_of(cable) == "Ann , Bea and Rome ."
    assert rejected(cable) == [(1, "unknown label LOC", "LOC", "Rome")]


def test_markup_wanted_labels_may_be_fewer_or_others():
    cable = cable_of("[PER Ann  ] on [VESSEL Vega  ] in [LOC Bari  ]", Scheme(("VESSEL", "LOC")))
    assert labelled(cable) == [("VESSEL", "Vega"), ("LOC", "Bari")]
    assert rejected(cable) == [(1, "unknown label PER", "PER", "Ann")]


def test_markup_problems_and_rejections_name_the_line_of_the_source():
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


def test_markup_lines_are_counted_from_the_top_of_a_page_also_in_its_second_block():
    source = "<html>\n<pre>\nheader\n</pre>\n<pre>\nbody [PER Ann  ]\n[LOC  ]\n</pre>"
    cable = cable_of(source)
    assert [mention.line for paragraph in cable.paragraphs for mention in paragraph.mentions] == [6]
    assert kinds(cable) == [(7, "empty annotation")]


# -- encodings -----------------------------------------------------------------------------------


def test_markup_byte_order_mark_is_no_text():
    cable = parse(b"\xef\xbb\xbf[PER Jos\xc3\xa9  ] went .", "a.txt")
    assert text_of(cable) == "José went ."
    assert cable.paragraphs[0].mentions == [Mention(0, 4, "PER", 1)]
    assert cable.problems == []


def test_markup_windows_1252_is_read_and_reported_with_its_line():
    cable = parse("First\n“[PER José  ]” – 5 €".encode("cp1252"), "a.txt")
    assert text_of(cable) == "First\n“José” – 5 €"
    assert kinds(cable) == [(2, "encoding")]
    assert "Windows-1252" in cable.problems[0].message


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"good\nline\n\x81\x8d\x8f", 3),  # no characters of Windows-1252
        (b"\x89PNG\r\n\x1a\n\xff\xd8\xff\xe0", 1),
        ("привет, это телеграмма".encode("cp1251"), 1),
        (b"caf\xe9 \x1b[31m", 1),
        (bytes(range(128, 256)), 1),
    ],
)
def test_markup_garbage_is_rejected_with_its_line(data, line):
    with pytest.raises(CableError, match="neither UTF-8 nor Windows-1252") as caught:
        decode(data)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("data", "line"), [(b"\0", 1), (b"one\ntwo\nth\0ree\n\0", 3), ("text".encode("utf-16"), 1), (b"\xff\n\0", 2)]
)
def test_markup_nul_byte_is_rejected_with_its_line(data, line):
    with pytest.raises(CableError, match="NUL byte") as caught:
        parse(data, "a.txt")
    assert caught.value.line == line


def test_markup_too_large_is_rejected_and_the_limit_is_not():
    assert decode(b"x" * MAX_BYTES).problems == []
    with pytest.raises(CableError, match="larger than 10,000,000 bytes"):
        decode(b"x" * (MAX_BYTES + 1))


def test_markup_paragraph_longer_than_a_doc_is_rejected_with_its_line():
    assert len(cable_of("x" * MAX_PARAGRAPH).paragraphs) == 1
    with pytest.raises(CableError, match="paragraph of 1,000,001 characters") as caught:
        cable_of("one\n\n" + "x" * (MAX_PARAGRAPH + 1))
    assert caught.value.line == 3


def test_markup_line_of_a_long_paragraph_counts_page_headers():
    with pytest.raises(CableError, match="paragraph of") as caught:
        cable_of("BARI 00000960 001 of 002\n\n\n" + "x" * (MAX_PARAGRAPH + 1))
    assert caught.value.line == 4


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n"])
def test_markup_empty_file_is_rejected(data):
    with pytest.raises(CableError, match="is empty"):
        parse(data, "a.txt")


def test_markup_page_without_a_cable_is_rejected():
    with pytest.raises(CableError, match="without a <pre> block"):
        cable_of("<!DOCTYPE html><html><body><p>Not found</p></body></html>")


def test_markup_cable_without_annotations_is_kept():
    cable = cable_of("Nothing of note .")
    assert zones(cable) == [(PARAGRAPH, "Nothing of note .")]
    assert (cable.brackets, cable.problems) == (0, [])


# -- HTML ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Smith &amp; Co", "Smith & Co"),
        ("&lt;b&gt;", "<b>"),
        ("&quot;yes&quot;", '"yes"'),
        ("Jos&eacute; &#233; &#xE9; &#x00e9;", "José é é é"),
        ("caf&#x65;&#769;", "cafe\u0301"),
        ("one&#x000A;two&#10;three", "one\ntwo\nthree"),
        ("one&#13;two", "one\ntwo"),
        ("&amp;amp; &amp;#91;", "&amp; &#91;"),
        ("R&D, AT&T; a&b; &unknown; & &; &#;", "R&D, AT&T; a&b; &unknown; & &; &#;"),
        ("&copy &amp", "&copy &amp"),
        ("3 < 4 > 2 <unknown> </odd> <3", "3 < 4 > 2 <unknown> </odd> <3"),
        ("<b>bold</b> <I CLASS='x'>i</I> <font color=red>f</font>", "bold i f"),
        ("a<br>b<br/>c<BR />d", "a\nb\nc\nd"),
        ("<a href='/x'>link</a>", "link"),
        ("a<!-- hidden --> b", "a b"),
        ("a<!-- [PER Ann  ] <b> --> b", "a b"),
        ("a <!-- never closed b", "a <!-- never closed b"),
        ("a <!-- [LOC Rome  ] b", "a <!-- Rome b"),
        ("a <!-- one --> b <!-- two --> c <!-- three", "a  b  c <!-- three"),
    ],
)
def test_markup_html_becomes_text(written, text):
    assert text_of(cable_of(f"<pre>{written}</pre>")) == text


def test_markup_entities_in_plain_text_are_text():
    cable = cable_of("R&amp;D [ORG A&lt;B  ] <b>x</b> <!-- c -->")
    assert text_of(cable) == "R&amp;D A&lt;B <b>x</b> <!-- c -->"
    assert labelled(cable) == [("ORG", "A&lt;B")]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("Smith &amp; Co", "Smith & Co"),
        ("&quot;Tiger&quot;", '"Tiger"'),
        ("<b>Smith</b>", "Smith"),
        ("Smith<!-- x -->", "Smith"),
        ("Smith &amp;", "Smith &"),
    ],
)
@pytest.mark.parametrize("close", ["  ]", "]"])
def test_markup_html_inside_an_annotation(inside, text, close):
    cable = cable_of(f"<pre>a [LOC Rome{close} b [ORG {inside}{close} c</pre>")
    assert labelled(cable) == [("LOC", "Rome"), ("ORG", text)]
    assert text_of(cable) == f"a Rome b {text} c"


def test_markup_comment_with_brackets_counts_none():
    cable = cable_of("<!-- [PER Zed  ] --><pre>[PER Ann  ] <!-- [PER Bea  ] --></pre>")
    assert cable.brackets == 1
    assert labelled(cable) == [("PER", "Ann")]


def test_markup_comment_does_not_reach_beyond_its_block():
    cable = cable_of("<pre>one <!-- two</pre><pre>three --> four</pre>")
    assert [paragraph.text for paragraph in cable.paragraphs] == ["one <!-- two", "three --> four"]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "&#x000A;", "&#x000D;&#x000A;"])
def test_markup_line_ends_become_one_kind(end):
    source = f"<pre>one [PER Ann  ]{end}two [PER Bea  ] three</pre>"
    cable = cable_of(source)
    assert text_of(cable).replace("\n\n", "\n") == "one Ann\ntwo Bea three"
    assert labelled(cable) == [("PER", "Ann"), ("PER", "Bea")]


def test_markup_crlf_file_reads_as_its_lf_twin():
    source = "UNCLAS ROME 000123\n\nSUBJECT: WATER\n\n1. (U) [PER Ann] met\n[ORG UN].\n\nBOND\n"
    with_lf, with_crlf = cable_of(source), cable_of(source.replace("\n", "\r\n"))
    assert with_crlf.paragraphs == with_lf.paragraphs
    assert len(with_lf.paragraphs) == 4


def test_markup_pre_that_is_never_closed_goes_on_to_the_end():
    assert text_of(cable_of("<html><pre>one\n[PER Ann  ] two")) == "one\nAnn two"


# -- paragraph anchors, TAGS, the page -----------------------------------------------------------


def test_markup_pilcrow_anchor_with_digits_starts_a_paragraph():
    cable = cable_of(
        "<pre><a id='par1' href='#par1'>¶</a>1 . \nOne [PER Ann  ] . "
        '<a href="#par2" id="par2">¶</a>2. Two . <a id=par10>&para;</a> 10 . Ten .</pre>'
    )
    assert [(paragraph.number, paragraph.text) for paragraph in cable.paragraphs] == [
        (1, "1 . \nOne Ann ."),
        (2, "2. Two ."),
        (10, "10 . Ten ."),
    ]
    assert cable.meta["pilcrows"] is True


def test_markup_pilcrow_anchor_with_a_letter_is_that_letter_of_the_sentence():
    cable = cable_of(
        "<pre><a id='par1' href='#par1'>¶</a>1 . \nThe SCUD <a id='parB' href='#parB'>¶</a>B. flew over "
        "[LOC Bari  ] and vitamin <a id='parC' href='#parC'>¶</a>C. too .</pre>"
    )
    assert [(paragraph.number, paragraph.text) for paragraph in cable.paragraphs] == [
        (1, "1 . \nThe SCUD B. flew over Bari and vitamin C. too .")
    ]
    assert labelled(cable) == [("LOC", "Bari")]


@pytest.mark.parametrize(
    ("source", "paragraphs"),
    [
        ("x ¶1. One . ¶ 2 . Two .", [(None, "x"), (1, "1. One ."), (2, "2 . Two .")]),
        ("A sign ¶ in the text .", [(None, "A sign ¶ in the text .")]),
        ("Number ¶12345 is too long .", [(None, "Number ¶12345 is too long .")]),
        ("<pre>A sign &para; in the text .</pre>", [(None, "A sign ¶ in the text .")]),
        ("<pre>x &#182;1. One .</pre>", [(None, "x"), (1, "1. One .")]),
        ("¶¶1. One .", [(None, "¶"), (1, "1. One .")]),
    ],
)
def test_markup_bare_pilcrow(source, paragraphs):
    assert [(paragraph.number, paragraph.text) for paragraph in cable_of(source).paragraphs] == paragraphs


def test_markup_tags_of_links():
    cable = cable_of(
        "<pre>TAGS: <a href='/tag/PREL_0.html'>PREL</a>, <a href='/tag/KNNP_0.html'>KNNP</a> "
        "<a href='http://host/tag/iv_0.html'>IV</a> SUBJECT: X <a href='/other/ZZ_0.html'>y</a> "
        "<a id='par1'>¶</a>1. hi</pre>"
    )
    assert cable.meta["tags"] == ["PREL", "KNNP", "IV"]
    assert zones(cable)[0] == (HEADER, "TAGS: PREL, KNNP IV")


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("TAGS: PREL, PGOV, LY\nSUBJECT: X", ["PREL", "PGOV", "LY"]),
        ("TAGS PREL PGOV LY SUBJECT: X", ["PREL", "PGOV", "LY"]),
        ("TAGS : ECON , ETRD , TO SUBJECT : X", ["ECON", "ETRD", "TO"]),
        ("TAG: ECON\nSUBJECT: X", ["ECON"]),
        ("TAGS: PREL,\nPGOV\nSUBJECT: X", ["PREL", "PGOV"]),
    ],
)
def test_markup_tags_without_links(line, tags):
    assert cable_of(f"UNCLAS ROME 000123\n{line}\n\n1. (U) hi").meta["tags"] == tags


def test_markup_says_nothing_of_tags_where_there_are_none():
    assert "tags" not in cable_of("He tags the ships .").meta


PAGE = """<!DOCTYPE html><html><head><title>A cable</title></head><body>
<table class='cable'>
<tr><th>Reference ID</th><th>Created</th><th>Released</th><th>Classification</th><th>Origin</th></tr>
<tr><td><a href='/cable/09BARI960.html'>09BARI960</a></td><td>2009-12-14 12:30</td>
<td>2010-12-01 23:11</td><td>CONFIDENTIAL</td><td>Embassy Bari &amp; Lecce</td></tr>
</table>
<p>Some words of the site, [PER not  ] of the cable</p>
<code><pre>VZCZCXRO1234&#x000A;RR RUEHDE&#x000A;DE RUEHBA #0960/01 3481230&#x000A;ZNY CCCCC ZZH&#x000A;\
FM AMEMBASSY BARI&#x000A;</pre></code>
<code><pre>C O N F I D E N T I A L SECTION 01 OF 02 [LOC BARI  ] 000960&#x000A;&#x000A;SUBJECT: HARBOR TALKS&#x000A;&#x000A;
<a id='par1' href='#par1'>¶</a>1. (C/NF) [PER Ann Lee  ] met the port .&#x000A;LEE</pre></code>
</body></html>
"""


def test_markup_page_table_says_what_the_cable_is():
    meta = cable_of(PAGE).meta
    assert {key: meta[key] for key in ("reference_id", "date", "released", "classification", "origin")} == {
        "reference_id": "09BARI960",
        "date": "2009-12-14 12:30",
        "released": "2010-12-01 23:11",
        "classification": "CONFIDENTIAL",
        "origin": "Embassy Bari & Lecce",
    }
    assert (meta["post"], meta["number"], meta["section"], meta["sections"]) == ("BARI", 960, 1, 2)
    assert meta["markup"] == "html"


def test_markup_page_has_a_transmission_header_and_a_body():
    cable = cable_of(PAGE)
    assert zones(cable) == [
        (TRANSMISSION, "VZCZCXRO1234\nRR RUEHDE\nDE RUEHBA #0960/01 3481230\nZNY CCCCC ZZH\nFM AMEMBASSY BARI"),
        (HEADER, "C O N F I D E N T I A L SECTION 01 OF 02 BARI 000960"),
        (SUBJECT, "SUBJECT: HARBOR TALKS"),
        (PARAGRAPH, "1. (C/NF) Ann Lee met the port ."),
        (SIGNATURE, "LEE"),
    ]
    assert labelled(cable) == [("LOC", "BARI"), ("PER", "Ann Lee")]


def test_markup_block_that_stands_alone_is_no_transmission_header():
    cable = cable_of("<pre>DE RUEHBA #0960\nZNY CCCCC ZZH\nFM AMEMBASSY BARI\nSUBJECT: X\n\n1. (U) [PER Ann  ] left .</pre>")
    assert zones(cable) == [
        (HEADER, "DE RUEHBA #0960\nZNY CCCCC ZZH\nFM AMEMBASSY BARI"),
        (SUBJECT, "SUBJECT: X"),
        (PARAGRAPH, "1. (U) Ann left ."),
    ]


def test_markup_reference_id_of_the_page_tells_post_and_number_where_the_text_does_not():
    page = "<table class='cable'><tr><th>Reference ID</th></tr><tr><td>07OSLO88</td></tr></table><pre>Words .</pre>"
    meta = cable_of(page).meta
    assert (meta["post"], meta["number"]) == ("OSLO", 88)


def test_markup_table_after_the_text_and_other_tables_say_nothing():
    table = "<table class='cable'><tr><th>Origin</th></tr><tr><td>Embassy Oslo</td></tr></table>"
    assert "origin" not in cable_of(f"<pre>Words .</pre>{table}").meta
    assert "origin" not in cable_of(f"{table.replace('cable', 'menu')}<pre>Words .</pre>").meta


def test_markup_page_table_is_found_behind_letters_that_grow_when_lower_cased():
    table = "<table class='cable'><tr><th>Origin</th></tr><tr><td>Embassy Ankara</td></tr></table>"
    assert cable_of(f"<title>İzmir</title>{table}<pre>Words .</pre>").meta["origin"] == "Embassy Ankara"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("S E C R E T TRIPOLI 000073 SIPDIS", ("TRIPOLI", 73, "SECRET")),
        ("UNCLAS ADDIS ABABA 002260", ("ADDIS ABABA", 2260, "UNCLAS")),
        ("UNCLASSIFIED SENSITIVE PORT-AU-PRINCE 000001", ("PORT-AU-PRINCE", 1, "UNCLASSIFIED")),
        ("C O N F I D E N T I A L SECTION 02 OF 03 USUN NEW YORK 001093", ("USUN NEW YORK", 1093, "CONFIDENTIAL")),
    ],
)
def test_markup_header_line_tells_post_number_and_classification(head, expected):
    meta = cable_of(f"{head}\nSUBJECT: X\n\n1. (U) hi").meta
    assert (meta["post"], meta["number"], meta["classification"]) == expected
    assert ("section" in meta) == ("SECTION" in head)


# -- page furniture ------------------------------------------------------------------------------


@pytest.mark.parametrize("numbers", ["00000960 002.2 of 002", "00000960  002 OF 003", "00000960 001 of 012"])
@pytest.mark.parametrize("close", ["  ]", "]"])
def test_markup_page_header_leaves_the_text_and_is_listed(numbers, close):
    cable = cable_of(f"[PER Ann{close} met BARI {numbers} [LOC Rome{close} staff .")
    assert text_of(cable) == "Ann met Rome staff ."
    assert cable.furniture == [(1, f"BARI {numbers}")]
    assert cable.paragraphs[0].mentions == [Mention(0, 3, "PER", 1), Mention(8, 12, "LOC", 1)]


def test_markup_bracket_inside_page_furniture_is_rejected():
    cable = cable_of("One .\nHe met [LOC BARI  ] 00000960 002.2 of 002 [PER Ann  ] .")
    assert text_of(cable) == "One .\nHe met Ann ."
    assert cable.furniture == [(2, "BARI 00000960 002.2 of 002")]
    assert rejected(cable) == [(2, "page furniture", "LOC", "BARI")]
    assert labelled(cable) == [("PER", "Ann")]
    assert cable.brackets == 2


def test_markup_page_header_of_a_post_of_two_words_goes_whole():
    cable = cable_of("UNCLAS ADDIS ABABA 000960\nSUBJECT: X\n\n1. (U) He left for ADDIS ABABA 00000960 002 OF 003 good .")
    assert cable.paragraphs[-1].text == "1. (U) He left for good ."
    assert cable.furniture == [(4, "ADDIS ABABA 00000960 002 OF 003")]


def test_markup_page_header_between_blank_lines_does_not_cut_a_sentence():
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


def test_markup_page_header_at_the_start_and_at_the_end_leaves_no_trace():
    cable = cable_of("BARI 00000960 001 OF 002\n\n[PER Ann] went home.\n\nBARI 00000960 002 OF 002\n")
    assert zones(cable) == [(PARAGRAPH, "Ann went home.")]
    assert labelled(cable) == [("PER", "Ann")]
    assert [line for line, _ in cable.furniture] == [1, 5]


def test_markup_page_header_cuts_an_annotation_that_reaches_into_it():
    cable = cable_of("He met [ORG BARI 00000960 002 of 002 Port Board  ] and [PER Ann  ] .")
    assert text_of(cable) == "He met Port Board and Ann ."
    assert labelled(cable) == [("ORG", "Port Board"), ("PER", "Ann")]


def test_markup_page_header_inside_an_annotation_leaves_both_ends():
    cable = cable_of("He met [ORG Port BARI 00000960 002 of 002 Board  ] and [PER Ann  ] .")
    assert text_of(cable) == "He met Port Board and Ann ."
    assert labelled(cable) == [("ORG", "Port Board"), ("PER", "Ann")]


def test_markup_page_header_cut_from_the_end_of_an_annotation_takes_the_space_along():
    cable = cable_of("He met [ORG Port Board BARI 00000960 002 of 002  ] and [PER Ann  ] .")
    assert labelled(cable) == [("ORG", "Port Board"), ("PER", "Ann")]


def test_markup_page_header_in_parentheses_goes_whole():
    cable = cable_of("He met (BARI 00000960 002 OF 003) [PER Ann  ] .")
    assert text_of(cable) == "He met () Ann ."
    assert labelled(cable) == [("PER", "Ann")]


@pytest.mark.parametrize(
    "between",
    [" ", "\n\n"],
)
def test_markup_two_page_headers_in_a_row(between):
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
def test_markup_numbers_that_are_no_page_header_stay(text):
    cable = cable_of(text)
    assert text_of(cable) == text
    assert cable.furniture == []


# -- zones ---------------------------------------------------------------------------------------

TAGGED = (
    "<code><pre>C O N F I D E N T I A L BARI 000960 TAGS: PREL SUBJECT: HARBOR [LOC BARI  ]: A NEW [ORG PORT  ] "
    "REF: A ) BARI 941 CLASSIFIED BY: [PER Ann Lee  ] , Consul . \nREASON: 1.4 ( b ) A first heading "
    "<a id='par1' href='#par1'>¶</a>1 . \n( S/NF ) The port grows . \nIt grows by night . \n"
    "[ORG Port  ] wants new cranes <a id='par2' href='#par2'>¶</a>2 . \n"
    "( C ) He said \" it is late . \n\" New cranes for [LOC Bari  ] <a id='par3' href='#par3'>¶</a>3 . \n"
    "( SBU ) The cranes came from Graz. xxxxxxxxxxxx to follow up <a id='par4' href='#par4'>¶</a>4 . \n"
    "They work . \n[PER LEE  ]</pre></code>\n"
)


def test_markup_zones_of_a_tagged_cable():
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


NATURAL = """UNCLAS ROME 000123

SIPDIS

TAGS: PREL, IT
SUBJECT: WATER TALKS
IN [LOC ROME]

REF: ROME 100

Classified by [PER Ann Lee], reason 1.4 (b).

1. (U) First one of 3. It is short.

2. (SBU) Second one.
More of it.

A second paragraph under the same number.

Fishing Rights
--------------

3. (U) Third [PER Ann].

BOND
"""


def test_markup_zones_of_a_natural_cable_without_pilcrows():
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


def test_markup_zones_of_a_natural_cable_without_numbers():
    cable = cable_of("SUBJECT: WATER\nREF: ROME 100\nClassified by X. Reason: 1.4 (b)\n\nA text.\n\nSecond.\n\nBOND")
    assert zones(cable) == [
        (SUBJECT, "SUBJECT: WATER"),
        (HEADER, "REF: ROME 100\nClassified by X. Reason: 1.4 (b)"),
        (PARAGRAPH, "A text."),
        (PARAGRAPH, "Second."),
        (SIGNATURE, "BOND"),
    ]


def test_markup_numbers_in_a_text_that_is_no_cable_start_no_paragraph():
    assert zones(cable_of("To buy: 1. milk 2. eggs")) == [(PARAGRAPH, "To buy: 1. milk 2. eggs")]


def test_markup_numbered_paragraphs_come_in_order():
    cable = cable_of("SUBJECT: X\n\n1. (C) One. See no. 7. It is long.\n\n2. (C) Two by 4. (C) three.\n\n3. (U) Three.")
    assert [(p.number, p.text[:6]) for p in cable.paragraphs if p.zone == PARAGRAPH] == [
        (1, "1. (C)"),
        (2, "2. (C)"),
        (3, "3. (U)"),
    ]


@pytest.mark.parametrize(
    ("before", "heading"),
    [
        ("It ended . \nA new port ", "A new port"),
        ("It ended . \nPort authority asks for the moon ", "Port authority asks for the moon"),
        ("It ended. A new port ", "A new port"),
        ('He said " no . \n" A new port ', "A new port"),
        ("It ended . \n--------\nA New Port\n-------- ", "A New Port\n--------"),
        ("It ended . \n2004: a good year ", None),
        ("It ended . \nhe went on and on ", None),
        ("It ended . \nHe went home . ", None),
        ("It went on and\nNever stopped ", None),
        ("It ended . \n( see below ) ", None),
        ("It ended . \n" + "Very long words " * 12, None),
    ],
)
def test_markup_heading_before_the_next_paragraph(before, heading):
    cable = cable_of(f"<pre><a id='par1'>¶</a>1 . \n{before}<a id='par2'>¶</a>2 . \nNext .</pre>")
    assert [p.text for p in cable.paragraphs if p.zone == HEADING] == [heading] * (heading is not None)
    assert "".join(text_of(cable).split()) == "".join(f"1.{before}2.Next.".split())


@pytest.mark.parametrize(
    ("end", "signature"),
    [
        ("\nBOND", "BOND"),
        ("\n[PER ELLSWORTH-POOLE  ]", "ELLSWORTH-POOLE"),
        ("\nO'Hara", "O'Hara"),
        ("\n\nVan der Berg\n\n", "Van der Berg"),
        ("\nEnd Comment .", None),
        ("\nand so it goes", None),
        ("\nOne Two Three Four Five", None),
        (" BOND", None),
    ],
)
def test_markup_signature_is_a_last_line_that_is_a_name(end, signature):
    cable = cable_of(f"<pre><a id='par1'>¶</a>1 . \nIt works .{end}</pre>")
    assert [p.text for p in cable.paragraphs if p.zone == SIGNATURE] == [signature] * (signature is not None)


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
def test_markup_marking_of_a_paragraph(start, marking):
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
def test_markup_annotation_over_the_border_of_two_zones_stays_whole(source, mention):
    cable = cable_of(f"<pre>{source}</pre>")
    assert [text for _, text in labelled(cable)] == [mention]
    assert cable.brackets == 1


# -- the law: nothing is lost --------------------------------------------------------------------


def check_accounts(cable: Cable) -> None:
    mentions = [mention for paragraph in cable.paragraphs for mention in paragraph.mentions]
    assert cable.brackets == len(cable.rejected) + len(mentions)
    for paragraph in cable.paragraphs:
        end = 0
        for mention in paragraph.mentions:
            assert end <= mention.start < mention.end <= len(paragraph.text)
            text = paragraph.text[mention.start : mention.end]
            assert text == text.strip()
            end = mention.end
        assert paragraph.text == paragraph.text.strip() != ""


def solid(text: str) -> str:
    return "".join(text.split())


# A piece of a cable is (source, text without markup, mentions as (label, text), brackets, page furniture).
WORDS = st.text("abcXYZ09.,;:?!()'\"-/éß“”$%", min_size=1, max_size=6).filter(lambda word: word != "--")
NAMES = st.lists(st.text("abcXYZ09.,'-é", min_size=1, max_size=6), min_size=1, max_size=3).map(" ".join)
LABELS = st.sampled_from(["PER", "ORG", "LOC", "MISC"])


def plain(text: str, source: str | None = None):
    return (text if source is None else source, text, [], 0, "")


def annotations(close: str, is_html: bool):
    """Annotations that are in order, and the tidy kinds of disorder."""

    def known(label, name):
        return (f"[{label} {name}{close}", name, [(label, name)], 1, "")

    def nested(label, other, name, inner):
        return (
            f"[{label} {name} [{other} {inner}{close} {name}{close}",
            f"{name} {inner} {name}",
            [(label, f"{name} {inner} {name}")],
            2,
            "",
        )

    kinds = [
        st.builds(known, LABELS, NAMES),
        st.builds(known, LABELS, NAMES),
        st.builds(lambda label, name: known(label, f"{name} [sic] {name}"), LABELS, NAMES),
        st.builds(lambda label, name: (f"[{label} {name}{close}", name, [], 1, ""), st.sampled_from(["GPE", "DATE"]), NAMES),
        st.builds(lambda label: (f"[{label} {close}", "", [], 1, ""), LABELS),
        st.builds(nested, LABELS, LABELS, NAMES, NAMES),
    ]
    if is_html:
        kinds.append(
            st.builds(
                lambda label, name: (f"[{label} {name} &amp; x{close}", f"{name} & x", [(label, f"{name} & x")], 1, ""),
                LABELS,
                NAMES,
            )
        )
    return st.one_of(kinds)


TEXT_PIECES = st.one_of(
    WORDS.map(plain),
    WORDS.map(plain),
    st.sampled_from(
        [".", ",", "( C )", "1 .", "2.", '"', "xxxxxxxxxxxx", "SUBJECT:", "REF:", "TAGS: PREL", "¶ sign", "ZNY CCCCC ZZH"]
    ).map(plain),
    st.sampled_from(["[sic]", "[ pere Q ]", "[1]", "[x [y] z]"]).map(plain),
)
LONE_BRACKETS = st.sampled_from(["[", "]", "]]", "[ [", "[x"]).map(plain)
UNCLOSED = st.builds(lambda label, name: (f"[{label} {name}\n", name, [], 1, ""), LABELS, NAMES)
HTML_PIECES = st.sampled_from(
    [
        plain("&", "&amp;"),
        plain("<", "&lt;"),
        plain("\n", "&#x000A;"),
        plain("é", "&eacute;"),
        plain("", "<!-- [PER no  ] -->"),
        plain("b", "<b>b</b>"),
        plain("PREL", "<a href='/tag/PREL_0.html'>PREL</a>"),
        plain("B. said", "<a id='parB' href='#parB'>¶</a>B. said"),
        plain("1 . \n( C ) x", "<a id='par1' href='#par1'>¶</a>1 . \n( C ) x"),
        plain("2. y", "<a id='par2' href='#par2'>&para;</a>2. y"),
        plain("R&D", "R&D"),
        plain("3 < 4", "3 < 4"),
    ]
)
FURNITURE = st.sampled_from(
    [
        ("word BARI 00000960 002.2 of 002", "word", [], 0, "BARI 00000960 002.2 of 002"),
        ("word BARI 00000960  001 OF 003", "word", [], 0, "BARI 00000960  001 OF 003"),
    ]
)
BETWEEN = st.sampled_from([" ", " ", " ", " \n", "\n", "\n\n", "  "])


@st.composite
def cables(draw):
    """An invented cable: its source, and what there must be in it."""
    close = draw(st.sampled_from(["  ]", "]"]))
    is_html, in_disorder = draw(st.booleans()), draw(st.booleans())
    kinds = [annotations(close, is_html), TEXT_PIECES, FURNITURE, UNCLOSED if in_disorder else LONE_BRACKETS]
    if is_html:
        kinds.append(HTML_PIECES)
    pieces = draw(st.lists(st.one_of(kinds), min_size=1, max_size=12))
    gaps = draw(st.lists(BETWEEN, min_size=len(pieces), max_size=len(pieces)))
    # Two annotations at the start say which dialect the file is in.
    source = f"[PER Ann{close} and [LOC Rome{close} " * 9 + "".join(piece[0] + gap for piece, gap in zip(pieces, gaps))
    if is_html:
        source = f"<code><pre>{source}</pre></code>"
    text = "AnnandRome" * 9 + "".join(piece[1] for piece in pieces)
    mentions = [("PER", "Ann"), ("LOC", "Rome")] * 9 + [mention for piece in pieces for mention in piece[2]]
    return source, text, mentions, 18 + sum(piece[3] for piece in pieces), [piece[4] for piece in pieces if piece[4]]


@given(cables())
@settings(max_examples=300, deadline=None, derandomize=True)
def test_markup_law_nothing_is_lost(case):
    source, text, mentions, brackets, furniture = case
    cable = cable_of(source)
    check_accounts(cable)
    assert cable.brackets == brackets
    assert solid(text_of(cable)) == solid(text)
    assert [item for _, item in cable.furniture] == furniture
    found = [(label, solid(words)) for label, words in labelled(cable) if label != "missing"]
    assert found == [(label, solid(words)) for label, words in mentions]


SOUP = st.lists(
    st.sampled_from(
        [
            "[PER ",
            "[ORG A",
            "[GPE ",
            "[",
            "]",
            "  ]",
            " ",
            "\n",
            "\r\n",
            "\n\n",
            "a",
            "B",
            "1 .",
            "2. ",
            "( C )",
            '"',
            "'",
            "-",
            "¶ sign",
        ]
        + [
            "¶1",
            "SUBJECT:",
            "REF: ",
            "TAGS: ",
            "BARI ",
            "00000960 002 of 003",
            " 00000960 ",
            "é",
            "xxxxxxxxxxxx",
            "A title\n",
            ". ",
        ]
    ),
    max_size=25,
).map("".join)
HTML_SOUP = st.lists(
    st.one_of(
        SOUP,
        st.sampled_from(
            [
                "<pre>",
                "</pre>",
                "<!--",
                "-->",
                "<a id='par1'>",
                "</a>",
                "<a ",
                "&amp;",
                "&#x000A;",
                "&",
                "<br>",
                "<b>",
                "<",
                ">",
                "&lt;",
            ]
        ),
    ),
    max_size=12,
).map(lambda pieces: "<pre>" + "".join(pieces))


@given(st.one_of(SOUP, HTML_SOUP))
@settings(max_examples=500, deadline=None, derandomize=True)
@example("[PER A\n[ORG B")
@example("[PER [ORG A  ] 00000960 002 of 003 ] ]")
@example("<pre><!--<a id='par1'>¶[PER ]</pre>")
def test_markup_law_holds_for_whatever_comes(source):
    try:
        cable = cable_of(source)
    except CableError:
        return
    check_accounts(cable)
    if cable.meta["markup"] == "text":
        left = iter(solid(source))
        assert all(char in left for char in solid(text_of(cable))), "the text is not what the source has, in its order"


@given(st.binary(max_size=60))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_markup_law_bytes_are_a_cable_or_an_error_with_a_line(data):
    try:
        cable = parse(data, "a.txt")
    except CableError as error:
        line, is_said = error.line, bool(error.message)
    else:
        check_accounts(cable)
        line, is_said = 1, True
    assert is_said
    assert 1 <= line <= data.count(b"\n") + 1


# -- time ----------------------------------------------------------------------------------------


def cpu_seconds(source: str, limit: float) -> float:
    """Returns how long the source takes to parse. Raises TimeoutError when that is more than `limit`."""

    def stop(*_) -> None:
        raise TimeoutError(f"more than {limit} seconds for {len(source):,} characters")

    data = source.encode()
    previous = signal.signal(signal.SIGVTALRM, stop)
    start = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, limit)
    try:
        parse(data, "a.txt")
    except CableError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)
    return time.process_time() - start


needs_timer = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs an interval timer")
HEAD = "SUBJECT: X\n\n1. (C) x\n\n"
SIZE = 100_000
REPEATED = [
    "[PER ", "[PER x ", "[PER x\n", "[PER x  ]", "[PER x]", "[ORG A [b] ", "[", "]", "  ]", "[[", "[A B",
    "<!--", "<a ", "<a id='par1'>¶</a>", "<a id='par1'>", "<pre>", "<pre ", "<", "</a>", "<br>", "¶", "¶ ", "¶1 ",
    "&", "&amp;", "&#x000A;", "&#", " ", "\t", "\n", " \n", "\r", "- \n", "-\n", '"', "'", '" a ', "1 . ", "1. ",
    "1 . x ", "1. (C) ", "(", "TAGS: ", "TAGS ", "SUBJECT:", "REF: ", "BARI 00000960 002 of 003 ", "BARI 00000960 ",
    "00000960 ", "A ", "A", "A-", "a. ", "a.\nB ", "xxxxxxxxxxxx ", "é",
]  # fmt: skip


@needs_timer
@pytest.mark.parametrize("unit", REPEATED, ids=repr)
def test_markup_repeats_take_no_time(unit):
    body = unit * (SIZE // len(unit))
    for source in (body, f"<pre>{HEAD}{body}", f"{HEAD}{body}x"):
        cpu_seconds(source, 1.5)


@needs_timer
@pytest.mark.parametrize(
    "source",
    [
        "[PER x" + " " * SIZE + "]",
        HEAD + "1 " + " " * SIZE + ".",
        "SUBJECT" + " " * SIZE + "x",
        "BARI 00000960" + " " * SIZE + "002 of" + " " * SIZE,
        "BARI" + "0" * SIZE,
        "<pre><a " + "id=" * (SIZE // 3) + ">",
        "<pre><a id" + " " * SIZE + ">",
        "<pre><a href=" + "/tag/" * (SIZE // 5) + ">",
        "<table class='cable'>" * (SIZE // 21) + "<pre>x</pre>",
        "<table class='cable'>" + "<th>a<td>b" * (SIZE // 10) + "<pre>x</pre>",
        "<pre>" + "<!-- x -->" * (SIZE // 10) + "<!--",
        "[PER Ann " * 9 + "x" * SIZE + "\n[LOC Rome  ]",
        "x" + "-\n\n" * (SIZE // 3) + "x",
        "¶" + " " * SIZE + "x",
        HEAD + "2." + " " * SIZE,
        "<pre><a " + "href=" * (SIZE // 3) + ">",
    ],
    ids=lambda source: repr(source[:22]),
)
def test_markup_long_stretches_take_no_time(source):
    cpu_seconds(source, 1.5)


@needs_timer
@pytest.mark.parametrize(
    "unit",
    [
        "word ",
        "[PER x  ] ",
        "a. \n",
        "<!-- ",
        "1. ",
        "[ORG A [b] ",
    ],
    ids=repr,
)
def test_markup_time_is_linear_in_the_size(unit):
    small, large = (f"<pre>{HEAD}{unit * (size // len(unit))}" for size in (200_000, 1_000_000))
    seconds = cpu_seconds(small, 20)
    cpu_seconds(large, max(1.0, 10 * seconds))


# -- what a Cable says ---------------------------------------------------------------------------


def test_markup_parse_keeps_no_state_between_cables():
    first = cable_of("[PER Ann  ] [PER  ]")
    second = cable_of("Words .")
    assert (second.brackets, second.rejected, second.problems, second.furniture) == (0, [], [], [])
    assert first.brackets == 2


@pytest.mark.parametrize("source", [TAGGED, NATURAL, PAGE])
def test_markup_parse_is_deterministic(source):
    assert cable_of(source) == cable_of(source)
    assert re.fullmatch(r"a\.txt", cable_of(source).name)
