"""The text of a header: which paragraphs it is of, and its lines. All cables here are invented."""

from cable_ner.text import HEADER, HEADING, PARAGRAPH, SUBJECT, TRANSMISSION, Paragraph
from cable_ner.text.header_text import header_texts


def texts(*paragraphs):
    return list(header_texts([Paragraph(text, [], zone) for zone, text in paragraphs]))


def test_header_text_is_that_before_and_behind_the_subject():
    assert texts(
        (TRANSMISSION, "FM PORT"), (HEADER, "UNCLAS  PORT 1 \n \n \nSIPDIS"), (SUBJECT, "SUBJECT: X"), (HEADER, "REF: Y"),
        (PARAGRAPH, "1. Z"), (HEADING, "Bread"), (PARAGRAPH, "2. Z"), (HEADER, "UNCLAS PORT 2"),
    ) == ["FM PORT\n\nUNCLAS PORT 1\n\nSIPDIS\n\nREF: Y", "UNCLAS PORT 2"]  # fmt: skip


def test_header_text_makes_a_word_whole_that_the_printer_cut():
    for length in (70, 71):
        line = "Classified By: Counselor Andrew Y".rjust(length, "x")
        assert texts((HEADER, f"{line} \noung.")) == [f"{line}oung."]
        assert texts((HEADER, f"{line}   \noung.")) == [f"{line}oung."]
        assert texts((HEADER, f"{line} \nfor reasons")) == [f"{line}\nfor reasons"]
    assert texts((HEADER, "Ann \nlee")) == ["Ann\nlee"]


def test_header_text_is_cut_where_it_is_too_long():
    assert [len(text) for text in texts((HEADER, "x" * 30_000))] == [20_000]
